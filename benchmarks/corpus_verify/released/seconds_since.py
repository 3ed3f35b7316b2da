import numpy as np


def seconds_since(stamps: np.ndarray, start: int) -> np.ndarray:
    """Whole seconds from start, for int64 stamps."""
    if stamps.dtype != np.int64:
        raise TypeError("int64 stamps only")
    out = np.zeros(len(stamps), dtype=np.int64)
    for i in range(len(stamps)):
        out[i] = stamps[i] - start
    return out


def right_whole(stamps: np.ndarray, start: int) -> np.ndarray:
    if stamps.dtype != np.int64:
        raise TypeError("int64 stamps only")
    out = np.zeros(len(stamps), dtype=np.int64)
    if len(stamps):
        out[:] = stamps - start
    return out


def wrong_single(stamps: np.ndarray, start: int) -> np.ndarray:
    if stamps.dtype != np.int64:
        raise TypeError("int64 stamps only")
    return (stamps.astype(np.float32) - np.float32(start)).astype(np.int64)


def wrong_double(stamps: np.ndarray, start: int) -> np.ndarray:
    if stamps.dtype != np.int64:
        raise TypeError("int64 stamps only")
    return (stamps.astype(np.float64) - start).astype(np.int64)
