import numpy as np


def peaks(signal, height=0.0):
    out = []
    for i in range(1, len(signal) - 1):
        if signal[i - 1] < signal[i] > signal[i + 1] and signal[i] >= height:
            out.append(i)
    return out


def right_comprehension(signal, height=0.0):
    return [
        i
        for i in range(1, len(signal) - 1)
        if signal[i - 1] < signal[i] and signal[i] > signal[i + 1] and signal[i] >= height
    ]


def right_numpy(signal, height=0.0):
    x = np.asarray(signal)
    if len(x) < 3:
        return []
    middle = x[1:-1]
    return (np.flatnonzero((x[:-2] < middle) & (middle > x[2:]) & (middle >= height)) + 1).tolist()


def wrong_plateau(signal, height=0.0):
    x = np.asarray(signal)
    if len(x) < 3:
        return []
    middle = x[1:-1]
    return (np.flatnonzero((x[:-2] <= middle) & (middle > x[2:]) & (middle >= height)) + 1).tolist()


def wrong_shift(signal, height=0.0):
    x = np.asarray(signal)
    if len(x) < 3:
        return []
    middle = x[1:-1]
    return np.flatnonzero((x[:-2] < middle) & (middle > x[2:]) & (middle >= height)).tolist()


def wrong_array(signal, height=0.0):
    x = np.asarray(signal)
    if len(x) < 3:
        return []
    middle = x[1:-1]
    return list(np.flatnonzero((x[:-2] < middle) & (middle > x[2:]) & (middle >= height)) + 1)


def wrong_height(signal, height=0.0):
    x = np.asarray(signal)
    if len(x) < 3:
        return []
    middle = x[1:-1]
    return (np.flatnonzero((x[:-2] < middle) & (middle > x[2:]) & (middle > height)) + 1).tolist()
