import numpy as np


def ema(x, alpha=0.3):
    y = np.zeros(len(x))
    if len(x) == 0:
        return y
    y[0] = x[0]
    for i in range(1, len(x)):
        y[i] = alpha * x[i] + (1 - alpha) * y[i - 1]
    return y


def right_local(x, alpha=0.3):
    n = len(x)
    y = np.zeros(n)
    if n == 0:
        return y
    keep = 1 - alpha
    prev = y[0] = x[0]
    prev = y[0]
    for i in range(1, n):
        prev = y[i] = alpha * x[i] + keep * prev
    return y


def wrong_powers(x, alpha=0.3):
    n = len(x)
    if n == 0:
        return np.zeros(0)
    w = (1 - alpha) ** np.arange(n)
    return alpha * np.cumsum(x / w) * w


def wrong_first(x, alpha=0.3):
    y = np.zeros(len(x))
    prev = 0.0
    for i in range(len(x)):
        prev = y[i] = alpha * x[i] + (1 - alpha) * prev
    return y


def wrong_swapped(x, alpha=0.3):
    y = np.zeros(len(x))
    if len(x) == 0:
        return y
    y[0] = x[0]
    for i in range(1, len(x)):
        y[i] = (1 - alpha) * x[i] + alpha * y[i - 1]
    return y


def wrong_vectorised(x, alpha=0.3):
    y = np.array(x, dtype=float)
    y[1:] = alpha * y[1:] + (1 - alpha) * y[:-1]
    return y
