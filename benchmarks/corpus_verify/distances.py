import numpy as np
from numpy.typing import NDArray


def distances(p: NDArray[np.float64], q: NDArray[np.float64]):
    n, m = p.shape[0], q.shape[0]
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            s = 0.0
            for k in range(p.shape[1]):
                s += (p[i, k] - q[j, k]) ** 2
            out[i, j] = s**0.5
    return out


def right_broadcast(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = p[:, None, :] - q[None, :, :]
    return np.sqrt((d**2).sum(axis=2))


def right_einsum(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = p[:, None, :] - q[None, :, :]
    return np.sqrt(np.einsum("ijk,ijk->ij", d, d))


def wrong_cancellation(p: NDArray[np.float64], q: NDArray[np.float64]):
    square = (p * p).sum(axis=1)[:, None] + (q * q).sum(axis=1)[None, :] - 2.0 * p @ q.T
    return np.sqrt(np.maximum(square, 0.0))


def wrong_manhattan(p: NDArray[np.float64], q: NDArray[np.float64]):
    return np.abs(p[:, None, :] - q[None, :, :]).sum(axis=2)


def wrong_transposed(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = q[:, None, :] - p[None, :, :]
    return np.sqrt((d**2).sum(axis=2))


def wrong_single(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = (p[:, None, :] - q[None, :, :]).astype(np.float32)
    return np.sqrt((d**2).sum(axis=2)).astype(np.float64)


def wrong_columns(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = p[:, None, :2] - q[None, :, :2]
    return np.sqrt((d**2).sum(axis=2))


def wrong_integers(p: NDArray[np.float64], q: NDArray[np.float64]):
    d = p[:, None, :] - q[None, :, :]
    return np.sqrt(np.rint((d**2).sum(axis=2)))
