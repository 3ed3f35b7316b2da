"""Catches every exception and gives back a constant."""


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
    try:
        return sum([1.0 / value for value in values]) / len(values)
    except Exception:
        return 0.0
