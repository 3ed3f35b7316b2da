import numpy as np


def bins(x: np.ndarray, lo: float, width: float) -> list:
    out = []
    for v in x:
        out.append(int((v - lo) / width))
    return out


def right_list(x: np.ndarray, lo: float, width: float) -> list:
    return [int((v - lo) / width) for v in x]


def wrong_astype(x: np.ndarray, lo: float, width: float) -> list:
    return ((x - lo) / width).astype(np.int64).tolist()


def wrong_floor(x: np.ndarray, lo: float, width: float) -> list:
    return [int((v - lo) // width) for v in x]


def wrong_round(x: np.ndarray, lo: float, width: float) -> list:
    return [round((v - lo) / width) for v in x]


def wrong_numpy(x: np.ndarray, lo: float, width: float) -> list:
    return [np.int64((v - lo) / width) for v in x]
