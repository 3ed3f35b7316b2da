"""Shapes of data: the value profiles that wrong rewrites tend to break on.

A profile is a name; ``floats`` and ``integers`` make ``count`` numbers of that profile. Each function of a
call usually gets one profile for all arguments, so that equal, sorted or extreme values meet.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

COMMON = (
    "plain",
    "whole",
    "positive",
    "few",
    "increasing",
    "decreasing",
    "equal",
    "zero",
    "groups",
    "halves",
)
EDGES = ("special", "huge", "tiny", "wide", "limits", "pool", "spike", "alternating", "ramp", "binary")
EXACT = ("whole", "positive-whole", "ramp", "few-whole", "binary")
BENIGN = "positive-whole"
PROFILES = COMMON + EDGES
EDGE_INTEGERS = tuple(base + step for base in (2**31, 2**53, 2**63) for step in (-1, 0, 1))
_GAPS = (1, 1, 1, 2, 3)
"""So many neighbours hold a special value: data has gaps of several."""

SPECIAL = (float("nan"), float("inf"), float("-inf"), -0.0, 0.0)
TYPICAL, SIGNED = "typical", "signed"
"""Realistic data, for the stopwatch: no negative values, and values on both sides of zero."""

FEW = 3
"""Up to so many numbers the order of summation hardly matters: only they come close to overflow."""


class Chance:
    """The random numbers of one stage: the same seed gives the same inputs."""

    def __init__(self, seed: int) -> None:
        self.py = random.Random(seed)
        self.np = np.random.default_rng(seed)

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self.py.random() < probability

    def pick(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return values[int(self.py.random() * len(values))]


def floats(chance: Chance, profile: str, count: int, pool: Sequence[float], largest: float = 1e308) -> Any:
    """A float64 array of ``count`` numbers; ``largest`` bounds the magnitudes (for narrower dtypes)."""
    rng = chance.np
    if profile in ("zero", "equal", "spike"):
        base = np.full(count, 0.0 if profile == "zero" else _one(chance, pool))
        if profile == "spike" and count:
            base[int(rng.integers(count))] = _one(chance, pool)
        return base
    if profile in ("whole", "positive-whole", "few-whole", "binary", "groups", "ramp"):
        return integers(chance, profile, count, (), -8, 9).astype(np.float64)
    if profile in ("positive", TYPICAL):
        return rng.random(count) * (1.0 if chance.happens(0.5) else 100.0)
    if profile == "few":
        values = np.array([_one(chance, pool) for _ in range(int(rng.integers(2, 4)))])
        return values[rng.integers(len(values), size=count)]
    values = rng.normal(size=count) * chance.pick((1.0, 10.0))
    if profile == "increasing":
        return np.sort(values)
    if profile == "decreasing":
        return np.sort(values)[::-1].copy()
    if profile == "halves":
        return rng.integers(-9, 10, size=count) / 2.0
    if profile == "alternating":
        return np.abs(values) * np.where(np.arange(count) % 2, -1.0, 1.0)
    if profile == "wide":
        return values * 10.0 ** rng.integers(-8, 9, size=count)
    if profile == "tiny":
        return values * chance.pick((1e-9, 1e-30, 1e-310 if largest > 1e300 else 1e-44))
    if profile == "huge":
        if count > FEW or chance.happens(0.5):
            return values * largest**0.45
        return np.full(count, chance.pick((1.0, -1.0)) * largest) * (1.0 - 0.5 * rng.random(count))
    if profile == "limits":
        return np.array(
            [chance.pick((largest, -largest, 1.0, 0.0)) if count < 3 else 1.0 for _ in range(count)]
        )
    if profile == "pool" and pool:
        return np.array([_near(chance, pool) for _ in range(count)], dtype=np.float64)
    if profile == "special" and count:
        base = rng.integers(-3, 4, size=count).astype(np.float64) if chance.happens(0.5) else values
        for _ in range(1 + int(rng.integers(3))):
            start = int(rng.integers(count))
            base[start : start + int(chance.pick(_GAPS))] = chance.pick(SPECIAL)
        if chance.happens(0.25):
            base[0 if chance.happens(0.5) else -1] = chance.pick(SPECIAL)
        return base
    return values


def integers(chance: Chance, profile: str, count: int, pool: Sequence[int], low: int, high: int) -> Any:
    """An int64 array of ``count`` numbers in ``low <= v < high`` (an object-free range within int64)."""
    rng = chance.np
    top = high - 1
    near_low, near_high = max(low, min(-6, top)), min(high, 7)
    if near_high <= near_low:
        near_low, near_high = low, high
    if profile in ("zero", "equal", "spike"):
        base = np.full(count, max(low, min(0, top)) if profile == "zero" else _int(chance, pool, low, high))
        if profile == "spike" and count:
            base[int(rng.integers(count))] = _int(chance, pool, low, high)
        return base
    if profile in ("few", "few-whole"):
        values = np.array([_int(chance, pool, low, high) for _ in range(int(rng.integers(2, 4)))])
        return values[rng.integers(len(values), size=count)]
    if profile == "binary":
        one = chance.pick((1, min(top, 255))) if top >= 1 else top
        return np.where(rng.random(count) < chance.pick((0.1, 0.5, 0.9)), one, max(low, 0))
    if profile == "groups":
        values = rng.integers(max(0, near_low), max(near_high, max(0, near_low) + 1), size=max(1, count // 3))
        return np.resize(values, count)
    if profile in ("positive", "positive-whole", TYPICAL):
        return rng.integers(max(low, min(1, top)), min(high, 100 if profile == TYPICAL else 10), size=count)
    if profile == "ramp":
        start = int(rng.integers(near_low, near_high))
        return np.clip(start + np.arange(count) * chance.pick((1, 1, -1, 2)), low, top)
    if profile in ("limits", "huge", "wide"):
        if profile == "wide" or chance.happens(0.4):
            span = max(2, min(1000, top))
            return rng.integers(max(low, -span), min(high, span), size=count)
        edges = [low, min(low + 1, top), top, max(top - 1, low), max(low, min(0, top)), (low + top) // 2]
        return np.array([chance.pick(edges) for _ in range(count)], dtype=np.int64)
    if profile == "pool" and pool:
        return np.array([min(max(int(_near(chance, pool)), low), top) for _ in range(count)], dtype=np.int64)
    full = chance.happens(0.35) and high - low <= 70000
    values = rng.integers(low, high, size=count) if full else rng.integers(near_low, near_high, size=count)
    if profile == "increasing":
        return np.sort(values)
    return np.sort(values)[::-1].copy() if profile == "decreasing" else values


def large_integers(chance: Chance, count: int) -> list[int]:
    """Python integers around the widths of machine words, with small ones between."""
    return [
        chance.pick(EDGE_INTEGERS) * chance.pick((1, 1, -1))
        if chance.happens(0.6)
        else chance.py.randint(-3, 9)
        for _ in range(count)
    ]


def _one(chance: Chance, pool: Sequence[float]) -> float:
    if pool and chance.happens(0.3):
        return float(chance.pick(pool))
    return float(chance.pick((1.0, 2.0, -1.0, 0.5, 3.0, 0.1, 7.0, chance.py.gauss(0, 5))))


def _int(chance: Chance, pool: Sequence[int], low: int, high: int) -> int:
    value = int(chance.pick(pool)) if pool and chance.happens(0.3) else chance.py.randint(-3, 9)
    if chance.happens(0.15):
        value = chance.pick((low, high - 1))
    return min(max(value, low), high - 1)


def _near(chance: Chance, pool: Sequence[float]) -> float:
    value = chance.pick(pool)
    return float(value) + chance.pick((0, 0, 0, 1, -1)) if abs(value) < 1e300 else float(value)
