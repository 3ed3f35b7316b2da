import numpy as np


def argmax_rows(a):
    h, w = a.shape
    out = []
    for i in range(h):
        k = 0
        for j in range(1, w):
            if a[i, j] > a[i, k]:
                k = j
        out.append(k)
    return out


def right_columns(a):
    h, w = a.shape
    out = []
    for row in a:
        k = 0
        for j in range(1, w):
            if row[j] > row[k]:
                k = j
        out.append(k)
    return out


def wrong_numpy(a):
    return a.argmax(axis=1).tolist() if a.shape[1] else [0] * len(a)


def wrong_array(a):
    h, w = a.shape
    out = np.zeros(h, dtype=np.int64)
    for i in range(h):
        for j in range(1, w):
            if a[i, j] > a[i, out[i]]:
                out[i] = j
    return out


def wrong_last(a):
    h, w = a.shape
    return [max(range(w), key=lambda j: (a[i, j], j), default=0) for i in range(h)]


def wrong_columns(a):
    return a.argmax(axis=0).tolist() if a.size else []
