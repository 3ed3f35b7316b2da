import numpy as np


def threshold(img, t=127, maxval=255):
    h, w = img.shape
    out = np.zeros((h, w), dtype=np.uint8)
    for i in range(h):
        for j in range(w):
            if img[i, j] > t:
                out[i, j] = maxval
    return out


def right_where(img, t=127, maxval=255):
    out = np.zeros(img.shape, dtype=np.uint8)
    high = img > t
    if high.any():
        out[high] = maxval
    return out


def wrong_inclusive(img, t=127, maxval=255):
    out = np.zeros(img.shape, dtype=np.uint8)
    high = img >= t
    if high.any():
        out[high] = maxval
    return out


def wrong_dtype(img, t=127, maxval=255):
    return np.where(img > t, maxval, 0)


def wrong_wraps(img, t=127, maxval=255):
    return np.where(img > t, maxval, 0).astype(np.uint8)


def wrong_bool(img, t=127, maxval=255):
    return (img > t).astype(np.uint8)


def wrong_first_row(img, t=127, maxval=255):
    out = np.zeros(img.shape, dtype=np.uint8)
    out[1:][img[1:] > t] = maxval
    return out
