import numpy as np


def first_above(values: np.ndarray, limit):
    for i in range(len(values)):
        if values[i] > limit:
            return i
    return -1


def right_flatnonzero(values: np.ndarray, limit):
    hits = np.flatnonzero(values > limit)
    return int(hits[0]) if hits.size else -1


def right_argmax(values: np.ndarray, limit):
    found = values > limit
    if not found.size:
        return -1
    i = int(found.argmax())
    return i if found[i] else -1


def wrong_argmax_of_nothing(values: np.ndarray, limit):
    found = values > limit
    return int(found.argmax()) if found.size else -1


def wrong_empty(values: np.ndarray, limit):
    found = values > limit
    i = int(found.argmax())
    return i if found[i] else -1


def wrong_numpy_index(values: np.ndarray, limit):
    hits = np.flatnonzero(values > limit)
    return hits[0] if hits.size else -1


def wrong_last(values: np.ndarray, limit):
    hits = np.flatnonzero(values > limit)
    return int(hits[-1]) if hits.size else -1


def wrong_sorted_only(values: np.ndarray, limit):
    i = int(np.searchsorted(values, limit, side="right"))
    return i if i < len(values) else -1


def wrong_inclusive(values: np.ndarray, limit):
    hits = np.flatnonzero(values >= limit)
    return int(hits[0]) if hits.size else -1


def wrong_one_block(values: np.ndarray, limit):
    hits = np.flatnonzero(values[:128] > limit)
    return int(hits[0]) if hits.size else -1
