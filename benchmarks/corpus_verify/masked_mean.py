import numpy as np


def masked_mean(image: np.ndarray, mask: np.ndarray):
    """Mean of the pixels under the mask, or None."""
    s = 0.0
    n = 0
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            if mask[i, j] > 0:
                s += float(image[i, j])
                n += 1
    if n == 0:
        return None
    return s / n


def right_sum(image: np.ndarray, mask: np.ndarray):
    picked = image[mask > 0]
    if not picked.size:
        return None
    return float(picked.sum(dtype=np.float64)) / picked.size


def wrong_numpy_type(image: np.ndarray, mask: np.ndarray):
    picked = image[mask > 0]
    return picked.mean(dtype=np.float64) if picked.size else None


def wrong_empty(image: np.ndarray, mask: np.ndarray):
    return float(image[mask > 0].mean(dtype=np.float64))


def wrong_wraps(image: np.ndarray, mask: np.ndarray):
    picked = image[mask > 0]
    return float(picked.sum(dtype=image.dtype)) / picked.size if picked.size else None


def wrong_all(image: np.ndarray, mask: np.ndarray):
    if not (mask > 0).any():
        return None
    return float((image * (mask > 0)).sum(dtype=np.float64)) / image.size


def wrong_one(image: np.ndarray, mask: np.ndarray):
    picked = image[mask == 1]
    return float(picked.sum(dtype=np.float64)) / picked.size if picked.size else None
