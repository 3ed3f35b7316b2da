"""A narrow handler of its own."""


# --- original
def f(values: list[int], wanted: int) -> int:
    """The first place of a value, -1 where it is missing."""
    for place in range(len(values)):
        if values[place] == wanted:
            return place
    return -1


# --- candidate
def f(values: list[int], wanted: int) -> int:
    """The first place of a value, -1 where it is missing."""
    try:
        return values.index(wanted)
    except ValueError:
        return -1
