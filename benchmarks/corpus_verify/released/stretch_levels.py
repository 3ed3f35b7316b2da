import numpy as np


def stretch_levels(picture):
    if picture.dtype != np.uint8:
        raise TypeError("8-bit pictures only")
    counts = np.bincount(picture.ravel(), minlength=256)
    used = [level for level in range(256) if counts[level]]
    if len(used) <= 1:
        return picture.copy()
    first = used[0]
    rest = int(counts.sum() - counts[first])
    table = np.zeros(256, dtype=np.uint8)
    below = 0
    for level in range(first + 1, 256):
        below += int(counts[level])
        table[level] = round(255 * below / rest)
    return table[picture]


def right_cumsum(picture):
    if picture.dtype != np.uint8:
        raise TypeError("8-bit pictures only")
    counts = np.bincount(picture.ravel(), minlength=256)
    used = np.flatnonzero(counts)
    if len(used) <= 1:
        return picture.copy()
    below = np.cumsum(counts) - counts[used[0]]
    table = np.rint(255 * np.maximum(below, 0) / below[-1]).astype(np.uint8)
    return table[picture]


def wrong_guard_lost(picture):
    if picture.dtype != np.uint8:
        raise TypeError("8-bit pictures only")
    counts = np.bincount(picture.ravel(), minlength=256)
    below = np.cumsum(counts) - counts[np.argmax(counts > 0)]
    table = np.rint(255 * np.maximum(below, 0) / max(below[-1], 1)).astype(np.uint8)
    return table[picture]
