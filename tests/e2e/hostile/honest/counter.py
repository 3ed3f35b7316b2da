"""A class of the standard library that was not imported."""


# --- original
def f(values: list[int]) -> list[int]:
    """How often each of the values occurs."""
    out = []
    for value in values:
        count = 0
        for other in values:
            if other == value:
                count += 1
        out.append(count)
    return out


# --- candidate
from collections import Counter


def f(values: list[int]) -> list[int]:
    """How often each of the values occurs."""
    counts = Counter(values)
    return [counts[value] for value in values]
