import numpy as np


def rightmost(boxes):
    """Number of the box (x, y, w, h) that reaches furthest right, the last of equal ones; None if empty."""
    chosen = None
    reach = 0
    for number, (x, y, w, h) in enumerate(boxes):
        if chosen is None or x + w >= reach:
            chosen, reach = number, x + w
    return chosen


def right_ends(boxes):
    chosen = reach = None
    for number, (x, y, w, h) in enumerate(boxes):
        end = x + w
        if chosen is None or end >= reach:
            chosen = number
            reach = end
    return chosen


def wrong_first(boxes):
    ends = [x + w for x, y, w, h in boxes]
    return int(np.argmax(ends)) if ends else None
