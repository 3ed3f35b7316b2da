import numpy as np


def drop_masked(corners, holes):
    """The rows (x, y, ...) of corners that do not fall into a hole, a non-zero cell of the 2-D mask."""
    corners = np.asarray(corners)
    kept = []
    for corner in corners:
        if holes[int(corner[1]), int(corner[0])] == 0:
            kept.append(corner)
    if not kept:
        return np.zeros((0, corners.shape[1]), dtype=corners.dtype)
    return np.array(kept)


def right_test(corners, holes):
    corners = np.asarray(corners)
    flags = [holes[int(corner[1]), int(corner[0])] == 0 for corner in corners]
    if not any(flags):
        return np.zeros((0, corners.shape[1]), dtype=corners.dtype)
    return corners[np.array(flags)]


def wrong_inverted(corners, holes):
    corners = np.asarray(corners)
    columns, rows = corners[:, 0].astype(int), corners[:, 1].astype(int)
    return corners[~holes[rows, columns]]
