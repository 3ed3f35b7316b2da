"""A recursive smoothing filter along rows, then columns, each in both directions."""

from __future__ import annotations

from typing import Any

import numpy as np


def deriche(alpha, img, out, y1, y2):  # type: ignore[no-untyped-def]
    w, h = len(img), len(img[0])
    k = (1.0 - 2.718281828**-alpha) ** 2 / (
        1.0 + 2.0 * alpha * 2.718281828**-alpha - 2.718281828 ** (-2.0 * alpha)
    )
    a1 = k
    a2 = k * 2.718281828**-alpha * (alpha - 1.0)
    a3 = k * 2.718281828**-alpha * (alpha + 1.0)
    a4 = -k * 2.718281828 ** (-2.0 * alpha)
    b1 = 2.0**-alpha
    b2 = -(2.718281828 ** (-2.0 * alpha))
    for i in range(w):
        ym1 = 0.0
        ym2 = 0.0
        xm1 = 0.0
        for j in range(h):
            y1[i][j] = a1 * img[i][j] + a2 * xm1 + b1 * ym1 + b2 * ym2
            xm1 = img[i][j]
            ym2 = ym1
            ym1 = y1[i][j]
    for i in range(w):
        yp1 = 0.0
        yp2 = 0.0
        xp1 = 0.0
        xp2 = 0.0
        for j in range(h - 1, -1, -1):
            y2[i][j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2
            xp2 = xp1
            xp1 = img[i][j]
            yp2 = yp1
            yp1 = y2[i][j]
    for i in range(w):
        for j in range(h):
            out[i][j] = y1[i][j] + y2[i][j]
    for j in range(h):
        tm1 = 0.0
        ym1 = 0.0
        ym2 = 0.0
        for i in range(w):
            y1[i][j] = a1 * out[i][j] + a2 * tm1 + b1 * ym1 + b2 * ym2
            tm1 = out[i][j]
            ym2 = ym1
            ym1 = y1[i][j]
    for j in range(h):
        tp1 = 0.0
        tp2 = 0.0
        yp1 = 0.0
        yp2 = 0.0
        for i in range(w - 1, -1, -1):
            y2[i][j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2
            tp2 = tp1
            tp1 = out[i][j]
            yp2 = yp1
            yp1 = y2[i][j]
    for i in range(w):
        for j in range(h):
            out[i][j] = y1[i][j] + y2[i][j]
    return out


def arguments(n: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """Arguments of a size, as arrays."""
    return (
        0.25,
        *(rng.random((n, n + 1)) for _ in range(4)),
    )
