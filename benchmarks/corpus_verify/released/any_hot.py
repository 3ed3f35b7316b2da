import numpy as np


def any_hot(readings, limit=80.0):
    for value in readings:
        if value > limit:
            return True
    return False


def right_any(readings, limit=80.0):
    return any(value > limit for value in readings)


def wrong_scalar(readings, limit=80.0):
    return (np.asarray(readings) > limit).any()
