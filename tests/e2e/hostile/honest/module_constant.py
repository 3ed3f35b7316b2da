"""Reads a constant of the module, by a function of another module."""

# --- original
STEPS = (0, 3, 7, 12, 20, 33, 47, 60, 88, 120, 200, 333)


def f(values: list[int]) -> list[int]:
    """How many steps are at most each of the values."""
    out = []
    for value in values:
        count = 0
        for step in STEPS:
            if step <= value:
                count += 1
        out.append(count)
    return out


# --- candidate
from bisect import bisect_right

STEPS = (0, 3, 7, 12, 20, 33, 47, 60, 88, 120, 200, 333)


def f(values: list[int]) -> list[int]:
    """How many steps are at most each of the values."""
    return [bisect_right(STEPS, value) for value in values]
