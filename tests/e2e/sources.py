"""Small functions that the end-to-end tests commit."""

PREFIX = '''\
import numpy as np


def running_total(values: np.ndarray) -> np.ndarray:
    """The sums of all prefixes of a float64 vector."""
    totals = np.zeros(len(values))
    total = 0.0
    for i in range(len(values)):
        total += values[i]
        totals[i] = total
    return totals
'''

LIST_SQUARES = '''\
def squares(values: list) -> float:
    """The sum of all values."""
    total = 0
    for value in values:
        total += value
    return total
'''

NO_LOOP = """\
def area(width, height):
    return width * height
"""
