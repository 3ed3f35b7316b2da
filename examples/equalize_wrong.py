"""A rewrite as one often sees it suggested: fast, plausible, and wrong when no pixel is counted."""

import numpy as np


def equalize(img: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    pixels = img.ravel() if mask is None else img[mask > 0]
    histogram = np.bincount(pixels, minlength=256)
    first = int((histogram > 0).argmax())
    total = histogram.sum()
    if histogram[first] == total:
        return np.full_like(img, first)
    scale = 255.0 / (total - histogram[first])
    table = np.zeros(256, dtype=np.uint8)
    table[first + 1 :] = (np.cumsum(histogram[first + 1 :]) * scale + 0.5).astype(np.uint8)
    return table[img]
