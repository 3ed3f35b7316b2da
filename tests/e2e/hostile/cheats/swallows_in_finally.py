"""Leaves from a finally block, which swallows every exception."""


# --- original
def f(values: list[float]) -> float:
    """The mean of the inverses; none of the values may be zero."""
    total = 0.0
    for value in values:
        total += 1.0 / value
    return total / len(values)


# --- candidate
def f(values: list[float]) -> float:
    """The mean of the inverses; none of the values may be zero."""
    mean = 0.0
    try:
        mean = sum([1.0 / value for value in values]) / len(values)
    finally:
        return mean
