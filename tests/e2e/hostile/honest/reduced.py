"""A new import of a pure module and a literal attribute."""


# --- original
def f(values: list[int]) -> int:
    """All the values exclusively or-ed."""
    total = 0
    for value in values:
        bits = 0
        for _ in range(1):
            bits = value
        total ^= bits
    return total


# --- candidate
import functools
import operator


def f(values: list[int]) -> int:
    """All the values exclusively or-ed."""
    return functools.reduce(operator.xor, values, 0)
