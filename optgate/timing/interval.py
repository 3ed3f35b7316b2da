"""Estimates and intervals of a paired measurement, all in log space.

One *estimate* comes from one pair of processes: the trimmed mean of the log ratios of its paired batches.
Estimates of several pairs of processes are combined with a t interval. Two runs of identical code in two
processes differ persistently by about one per cent (load order, placement of objects), so the spread
between processes is never believed to be under ``PROCESS_SPREAD``, however well few of them agree.
"""

from __future__ import annotations

import functools
import math
import statistics
from collections.abc import Sequence

import msgspec

TRIM = 0.2
"""The share of the pairs left out at each end (Tukey's trimmed mean)."""

PROCESS_SPREAD = 0.01
"""The least standard deviation between pairs of processes, as a log ratio (one per cent)."""


class Estimate(msgspec.Struct, frozen=True):
    """The mean of one pair of processes with its standard error; infinite when one value cannot tell it."""

    mean: float
    error: float
    count: int


class Interval(msgspec.Struct, frozen=True):
    """A confidence interval of a log ratio (or of another mean)."""

    center: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies inside, the ends included."""
        return self.low <= value <= self.high

    def widened(self, margin: float) -> Interval:
        """The interval with ``margin`` added on both sides."""
        return Interval(self.center, self.low - margin, self.high + margin)


def trimmed(values: Sequence[float]) -> Estimate:
    """The 20 % trimmed mean of ``values`` and its standard error from the winsorized variance.

    The error is that of Tukey and McLaughlin (1963), in the form of Yuen (1974).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values to estimate from")
    ordered = sorted(values)
    count = len(ordered)
    cut = int(TRIM * count)
    kept = ordered[cut : count - cut]
    mean = statistics.fmean(kept)
    if count == 1:
        return Estimate(mean, math.inf, 1)
    winsorized = [kept[0]] * cut + kept + [kept[-1]] * cut
    spread = (count - 1) * statistics.variance(winsorized)
    return Estimate(mean, math.sqrt(spread / (len(kept) * (len(kept) - 1))), count)


def stratified(groups: Sequence[Sequence[float]]) -> Estimate:
    """The mean of the trimmed means of ``groups`` (one an input), so that trimming never drops an input.

    Where an input has fewer than two values all are taken as one group.
    """
    if any(len(group) < 2 for group in groups):
        groups = [[value for group in groups for value in group]]
    parts = [trimmed(group) for group in groups]
    mean = statistics.fmean(part.mean for part in parts)
    error = math.sqrt(math.fsum(part.error**2 for part in parts)) / len(parts)
    return Estimate(mean, error, sum(part.count for part in parts))


@functools.lru_cache(maxsize=256)
def t_quantile(degrees: int, probability: float) -> float:
    """The quantile of Student's t distribution for whole ``degrees`` and a ``probability`` of at least 0.5.

    Inverts the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4, by bisection over the angle
    ``atan(t / sqrt(degrees))``. (Importing scipy for this one number would take as long as a measurement.)
    """
    inside = 2 * probability - 1
    low, high = 0.0, math.pi / 2
    for _ in range(80):
        angle = (low + high) / 2
        low, high = (angle, high) if _within(angle, degrees) < inside else (low, angle)
    return math.sqrt(degrees) * math.tan(low)


def _within(angle: float, degrees: int) -> float:
    """The probability that |T| is under ``sqrt(degrees) * tan(angle)``."""
    odd = degrees % 2
    cosine = math.cos(angle)
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for step in range(2 + odd, degrees - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total


def combine(estimates: Sequence[Estimate], alpha: float, *, spread: float = PROCESS_SPREAD) -> Interval:
    """The two-sided interval of level ``1 - alpha`` for the mean over pairs of processes.

    Each estimate weighs ``1 / (spread**2 + error**2)``, so a pair of processes that met a burst of other
    work counts for less. The half-width is that of the t interval of Hartung and Knapp (2001), and never
    under the normal one with the standard error ``1 / sqrt(sum of the weights)``, which for equal errors
    is ``sqrt(k * spread**2 + sum(error**2)) / k``. Of one estimate only that second one is known.
    """
    weights = [1 / (spread**2 + estimate.error**2) for estimate in estimates]
    total = math.fsum(weights)
    if not total:
        return Interval(estimates[0].mean, -math.inf, math.inf)
    center = math.fsum(w * one.mean for w, one in zip(weights, estimates, strict=True)) / total
    half = statistics.NormalDist().inv_cdf(1 - alpha / 2) / math.sqrt(total)
    others = len(estimates) - 1
    if others:
        squares = math.fsum(w * (one.mean - center) ** 2 for w, one in zip(weights, estimates, strict=True))
        half = max(half, t_quantile(others, 1 - alpha / 2) * math.sqrt(squares / (others * total)))
    return Interval(center, center - half, center + half)
