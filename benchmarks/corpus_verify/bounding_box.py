import numpy as np


def bounding_box(mask):
    top = bottom = left = right = -1
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            if mask[i, j]:
                if top < 0:
                    top = i
                bottom = i
                if left < 0 or j < left:
                    left = j
                if j > right:
                    right = j
    if top < 0:
        return None
    return top, bottom + 1, left, right + 1


def right_any(mask):
    rows = np.flatnonzero((mask != 0).any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero((mask != 0).any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def wrong_empty(mask):
    rows, columns = np.nonzero(mask)
    return int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1


def wrong_numpy_ints(mask):
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return None
    return rows.min(), rows.max() + 1, columns.min(), columns.max() + 1


def wrong_inclusive(mask):
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return None
    return int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max())


def wrong_one(mask):
    rows, columns = np.nonzero(mask == 1)
    if not rows.size:
        return None
    return int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1


def wrong_argmax(mask):
    rows, columns = (mask != 0).any(axis=1), (mask != 0).any(axis=0)
    if not mask.size:
        return None
    return (
        int(rows.argmax()),
        len(rows) - int(rows[::-1].argmax()),
        int(columns.argmax()),
        len(columns) - int(columns[::-1].argmax()),
    )


def wrong_swapped(mask):
    columns, rows = np.nonzero(mask)
    if not rows.size:
        return None
    return int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1
