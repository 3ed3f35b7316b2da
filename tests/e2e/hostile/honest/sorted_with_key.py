"""Sorting with a key."""


# --- original
def f(values: list[int]) -> list[int]:
    """The values by their size, in their order where sizes are equal."""
    out: list[int] = []
    for value in values:
        place = len(out)
        while place > 0 and abs(out[place - 1]) > abs(value):
            place -= 1
        out.insert(place, value)
    return out


# --- candidate
def f(values: list[int]) -> list[int]:
    """The values by their size, in their order where sizes are equal."""
    return sorted(values, key=lambda value: abs(value))
