import numpy as np


def gray(image: np.ndarray) -> np.ndarray:
    """Convert to gray.

    Args:
        image (np.ndarray): uint8 image of shape (h, w, 3).
    """
    h, w, _ = image.shape
    out = np.zeros((h, w), dtype=np.uint8)
    for i in range(h):
        for j in range(w):
            r, g, b = image[i, j]
            out[i, j] = int(0.299 * r + 0.587 * g + 0.114 * b)
    return out


def right_planes(image: np.ndarray) -> np.ndarray:
    h, w, _ = image.shape
    if h and w:
        r, g, b = np.moveaxis(image, 2, 0)
        return (0.299 * r + 0.587 * g + 0.114 * b).astype(np.uint8)
    return np.zeros((h, w), dtype=np.uint8)


def wrong_rounded(image: np.ndarray) -> np.ndarray:
    r, g, b = np.moveaxis(image, 2, 0)
    return np.rint(0.299 * r + 0.587 * g + 0.114 * b).astype(np.uint8)


def wrong_matmul(image: np.ndarray) -> np.ndarray:
    return (image @ np.array([0.114, 0.587, 0.299])).astype(np.uint8)


def wrong_mean(image: np.ndarray) -> np.ndarray:
    return image.mean(axis=2).astype(np.uint8)


def wrong_uint8(image: np.ndarray) -> np.ndarray:
    r, g, b = np.moveaxis(image, 2, 0)
    return (r + g + b) // np.uint8(3)


def wrong_float32(image: np.ndarray) -> np.ndarray:
    return (image @ np.array([0.299, 0.587, 0.114], dtype=np.float32)).astype(np.uint8)
