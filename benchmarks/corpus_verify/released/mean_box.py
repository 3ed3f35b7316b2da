import numpy as np


def mean_box(boxes):
    """Mean of the rows of an (n, 4) array as four Python floats; four zeros when there is none."""
    if len(boxes) == 0:
        return [0.0, 0.0, 0.0, 0.0]
    sums = [0.0, 0.0, 0.0, 0.0]
    for box in boxes:
        for i in range(4):
            sums[i] += float(box[i])
    return [s / len(boxes) for s in sums]


def right_double(boxes):
    if len(boxes) == 0:
        return [0.0, 0.0, 0.0, 0.0]
    sums = [0.0, 0.0, 0.0, 0.0]
    for a, b, c, d in ((float(box[0]), float(box[1]), float(box[2]), float(box[3])) for box in boxes):
        sums[0] += a
        sums[1] += b
        sums[2] += c
        sums[3] += d
    n = len(boxes)
    return [s / n for s in sums]


def wrong_single(boxes):
    if len(boxes) == 0:
        return [0.0, 0.0, 0.0, 0.0]
    return np.mean(np.asarray(boxes, dtype=np.float32)[:, :4], axis=0).tolist()


def wrong_empty(boxes):
    return np.mean(np.asarray(boxes, dtype=np.float64)[:, :4], axis=0).tolist()


def wrong_scalars(boxes):
    if len(boxes) == 0:
        return [0.0, 0.0, 0.0, 0.0]
    return list(np.mean(np.asarray(boxes, dtype=np.float64)[:, :4], axis=0))
