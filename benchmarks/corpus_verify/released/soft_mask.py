import numpy as np


def soft_mask(mask=None):
    """Weights of the cells, never the caller's own array.

    Args:
        mask (np.ndarray | None): 2-D float32 or uint8 array; one cell of weight 1 when there is none.

    Returns:
        np.ndarray: float32.
    """
    if mask is None:
        return np.ones((1, 1), dtype=np.float32)
    out = np.zeros(mask.shape, dtype=np.float32)
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            out[i, j] = mask[i, j]
    return out


def right_copy(mask=None):
    if mask is None:
        return np.ones((1, 1), dtype=np.float32)
    rows, columns = mask.shape[0], mask.shape[1]
    out = np.zeros(mask.shape, dtype=np.float32)
    if rows and columns:
        out[...] = mask
    return out


def wrong_no_copy(mask=None):
    if mask is None:
        return np.ones((1, 1), dtype=np.float32)
    return mask.astype(np.float32, copy=False)
