import numpy as np


def limit_in_place(x, top):
    """Cut x off at top, in place; returns how many were cut."""
    if top < 0:
        raise ValueError("top is negative")
    cut = 0
    for i in range(len(x)):
        if x[i] > top:
            x[i] = top
            cut += 1
    return cut


def right_enumerate(x, top):
    if top < 0:
        raise ValueError("top is negative")
    cut = 0
    for i, v in enumerate(x):
        if v > top:
            x[i] = top
            cut += 1
    return cut


def wrong_copy(x, top):
    if top < 0:
        raise ValueError("top is negative")
    return sum(1 for v in x if v > top)


def wrong_message(x, top):
    if top < 0:
        raise ValueError("top must not be negative")
    cut = 0
    for i, v in enumerate(x):
        if v > top:
            x[i] = top
            cut += 1
    return cut
