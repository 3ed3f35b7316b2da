import numpy as np


def stencil(u):
    h, w = u.shape
    out = u.copy()
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            out[i, j] = (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]) / 4
    return out


def right_slices(u):
    out = u.copy()
    out[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) / 4
    return out


def wrong_in_place(u):
    u[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) / 4
    return u


def wrong_roll(u):
    return (np.roll(u, 1, 0) + np.roll(u, -1, 0) + np.roll(u, 1, 1) + np.roll(u, -1, 1)) / 4


def wrong_centre(u):
    out = u.copy()
    out[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] + u[1:-1, 1:-1]) / 5
    return out


def wrong_zero_border(u):
    out = np.zeros_like(u)
    out[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) / 4
    return out


def wrong_last_row(u):
    out = u.copy()
    out[1:-2, 1:-1] = (u[:-3, 1:-1] + u[2:-1, 1:-1] + u[1:-2, :-2] + u[1:-2, 2:]) / 4
    return out
