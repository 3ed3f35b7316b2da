import numpy as np
from numpy.typing import NDArray


def histogram(img: NDArray[np.uint8], mask=None):
    hist = np.zeros(256, dtype=np.int64)
    h, w = img.shape
    for i in range(h):
        for j in range(w):
            if mask is None or mask[i, j]:
                hist[img[i, j]] += 1
    return hist


def right_bincount(img: NDArray[np.uint8], mask=None):
    pixels = img.ravel() if mask is None else img[mask != 0]
    return np.bincount(pixels, minlength=256)


def right_add_at(img: NDArray[np.uint8], mask=None):
    hist = np.zeros(256, dtype=np.int64)
    np.add.at(hist, img.ravel() if mask is None else img[mask.astype(bool)], 1)
    return hist


def wrong_duplicates(img: NDArray[np.uint8], mask=None):
    hist = np.zeros(256, dtype=np.int64)
    hist[img if mask is None else img[mask != 0]] += 1
    return hist


def wrong_short(img: NDArray[np.uint8], mask=None):
    return np.bincount(img.ravel() if mask is None else img[mask != 0])


def right_numpy_histogram(img: NDArray[np.uint8], mask=None):
    return np.histogram(img if mask is None else img[mask != 0], bins=256, range=(0, 255))[0]


def wrong_bins(img: NDArray[np.uint8], mask=None):
    counts = np.histogram(img if mask is None else img[mask != 0], bins=255, range=(0, 255))[0]
    return np.append(counts, 0)


def wrong_fancy_mask(img: NDArray[np.uint8], mask=None):
    pixels = img.ravel() if mask is None else img[mask].ravel()
    return np.bincount(pixels, minlength=256)


def wrong_weighted_mask(img: NDArray[np.uint8], mask=None):
    if mask is None:
        return np.bincount(img.ravel(), minlength=256)
    return np.bincount(img.ravel(), weights=mask.ravel(), minlength=256).astype(np.int64)


def wrong_truthy_mask(img: NDArray[np.uint8], mask=None):
    pixels = img.ravel() if mask is None or not mask.any() else img[mask != 0]
    return np.bincount(pixels, minlength=256)
