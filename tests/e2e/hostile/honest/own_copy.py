"""Changes a copy of its argument."""


# --- original
def f(values: list[int]) -> list[int]:
    """The values of odd places doubled."""
    out = []
    for place in range(len(values)):
        value = values[place]
        if place % 2 == 1:
            for _ in range(1):
                value = value + value
        out.append(value)
    return out


# --- candidate
def f(values: list[int]) -> list[int]:
    """The values of odd places doubled."""
    out = list(values)
    out[1::2] = [2 * value for value in out[1::2]]
    return out
