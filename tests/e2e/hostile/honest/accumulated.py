"""Functions of itertools and operator."""


# --- original
def f(values: list[int]) -> list[int]:
    """The largest value so far."""
    out = []
    for place in range(len(values)):
        best = values[0]
        for other in values[: place + 1]:
            if other > best:
                best = other
        out.append(best)
    return out


# --- candidate
import itertools


def f(values: list[int]) -> list[int]:
    """The largest value so far."""
    return list(itertools.accumulate(values, max))
