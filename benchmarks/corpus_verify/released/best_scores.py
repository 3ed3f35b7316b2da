import numpy as np


def best_scores(scores: np.ndarray, k: int) -> np.ndarray:
    """Positions of the k highest scores, the highest first, of equal ones the first."""
    if k <= 0:
        return np.zeros(0, dtype=np.int64)
    return np.argsort(-scores.astype(np.float64), kind="stable")[:k]


def right_sorted(scores: np.ndarray, k: int) -> np.ndarray:
    if k <= 0:
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(-scores.astype(np.float64), kind="stable")
    return order[: min(k, len(order))]


def wrong_partition(scores: np.ndarray, k: int) -> np.ndarray:
    if k <= 0:
        return np.zeros(0, dtype=np.int64)
    down = -scores.astype(np.float64)
    top = np.sort(np.argpartition(down, k)[:k])
    return top[np.argsort(down[top], kind="stable")]
