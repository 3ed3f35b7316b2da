"""Histogram equalisation of 8-bit grey images."""

import numpy as np


def equalize(img: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Spread the grey levels of ``img`` over 0 to 255; only pixels under ``mask`` are counted.

    An image of a single level is filled with that level.
    """
    pixels = img.ravel() if mask is None else img[mask > 0]
    histogram = np.bincount(pixels, minlength=256)

    # the first level that occurs
    first = 0
    for count in histogram:
        if count > 0:
            break
        first += 1
    first = min(first, 255)

    total = histogram.sum()
    if histogram[first] == total:
        return np.full_like(img, first)

    scale = 255.0 / (total - histogram[first])
    table = np.zeros(256, dtype=np.uint8)
    seen = 0
    for level in range(first + 1, len(histogram)):
        seen += histogram[level]
        table[level] = int(seen * scale + 0.5)
    return table[img]
