"""The error rule for floats: how large a gap may be before it is a difference.

The yardstick is the original itself, not a fixed tolerance. Its own rounding error on an input is
estimated from reruns: with every float moved by about one unit in the last place (random rounding, as in
stochastic arithmetic, Vignes 1993), and with all floats scaled by common factors close to one, where what
is left after the linear trend is the rounding inside the function (some very close, some so far that the
low bits of sums change too); and a rerun with wider floats shows the error itself where the original takes
them. A gap is accepted up to eight times that, plus four
epsilons. On whole-numbered inputs whose result is exact nothing is forgiven.

Rounding explains a gap only along one path through the function. A rerun that takes other branches than
the call itself does not count, equal numbers are moved alike, and zeros and the constants of the source
are not moved at all, so that a comparison that was a tie stays one. Where an input holds nothing else, the
constants are moved after all: reruns that change nothing show nothing.
"""

from __future__ import annotations

import array
import collections
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from optgate.verify.equal.perturb import changed, keeping, movable, nudge, scale, wider, with_floats
from optgate.verify.equal.walk import Gap
from optgate.verify.values import structure
from optgate.verify.values.calls import Call
from optgate.verify.values.floats import floats_in
from optgate.verify.values.kinds import USED
from optgate.verify.values.places import found_at

FACTOR = 8.0
EPSILONS = 4.0
EXACT_EPSILONS = 2.0
_NUDGES = 6
_FEW_NUDGES = 2
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_STEP = 64.0
_FAR = 0.125
_GRID = 1024.0


class Sample(NamedTuple):
    """What a rerun of the original gave: its outcome (None when it raised) and its marks."""

    outcome: dict[str, Any] | None
    marks: bytes


class Ruling(msgspec.Struct, frozen=True):
    """Whether the gaps of one input are within the rule.

    ``ulps`` is the largest gap in units of the last place, ``ratio`` the largest error in units of what is
    allowed.
    """

    accepted: bool
    ulps: float
    text: str = ""
    ratio: float = 0.0


class Experiment:
    """The reruns that show the original's own error on one input: ``calls``, and what follows from them.

    What is allowed is the larger of the spread under random rounding and, where the original takes them, its
    distance from a rerun with wider floats, from which the candidate's error is then measured too. ``exact``:
    the results look exact (see ``suspect``); where the wider rerun agrees that they are, nothing is
    forgiven. ``fixed`` are the constants of the source, ``original`` is what the call itself gave. With
    ``thorough`` there are enough reruns for a verdict against the candidate; a few suffice for one in its
    favour, since more can only widen what is allowed.
    """

    def __init__(
        self,
        call: Call,
        gaps: Sequence[Gap],
        original: Sample,
        *,
        seed: int,
        exact: bool = False,
        fixed: Sequence[float] = (),
        thorough: bool = True,
    ) -> None:
        self.gaps = gaps
        self.original = original
        self.exact = exact
        self.blur = blur(call, fixed)
        self.top = _largest(call)
        base = with_floats(call)
        epsilon = max((_epsilon(p) for v in base.values for p in floats_in(v)), default=2.0**-52)
        self.nudges = _NUDGES if thorough else _FEW_NUDGES
        self.own_base = base is not call
        self.calls = [base] if self.own_base else []
        self.calls.append(changed(base, wider))
        fixed = fixed if movable(base, fixed) else ()
        nudges = [keeping(fixed, nudge(seed * 64 + number)) for number in range(self.nudges)]
        widths = (_STEP * epsilon, _FAR * epsilon**0.5) if thorough else ()
        scales = [keeping(fixed, scale(1.0 + step * width)) for width in widths for step in _STEPS]
        self.calls += [changed(base, change) for change in (*nudges, *scales)]

    def ruling(self, samples: Sequence[Sample]) -> Ruling:
        """The ruling by what the calls gave, in their order."""
        base = samples[0] if self.own_base else self.original
        rest = samples[1:] if self.own_base else samples
        along = [one if one.marks == base.marks else Sample(None, b"") for one in rest]
        ulps = largest_ulps(self.gaps)
        worst = 0.0
        for gap in self.gaps:
            noise = self.spread(gap, base, along[0], along[1:])
            error, scale = _errors(gap)
            precise = _precise(along[0].outcome, gap)
            sure = np.array_equal(precise, gap.expected) if precise is not None else _spare(gap.expected)
            if self.exact and sure and _exact(gap.expected) and _beyond(gap, EXACT_EPSILONS):
                text = "not equal on whole-numbered input, where the result is exact"
                return Ruling(False, ulps, text, float("inf"))
            own = noise
            if precise is not None:
                error = _distance(gap.actual, precise)
                own = np.maximum(noise, _distance(gap.expected, precise))
            allowed = FACTOR * own + EPSILONS * _epsilon(gap.expected) * scale + self.blur
            allowed = np.where(gap.expected == 0, allowed + self.noise(gap), allowed)
            with np.errstate(all="ignore"):
                ratios = np.where(error > 0, error / np.maximum(allowed, 5e-324), 0.0)
            at = int(np.argmax(ratios)) if ratios.size else 0
            if ratios.size and ratios.flat[at] > 1:
                text = (
                    f"off by {error.flat[at]:.3g}, {allowed.flat[at]:.3g} is all that rounding explains"
                    if allowed.flat[at] > 0
                    else f"off by {error.flat[at]:.3g}, which rounding does not explain"
                )
                return Ruling(False, ulps, text, float(ratios.flat[at]))
            worst = max(worst, float(ratios.flat[at]) if ratios.size else 0.0)
        return Ruling(True, ulps, "", worst)

    def noise(self, gap: Gap) -> float:
        """What another order of the terms leaves of numbers that cancel entirely, where they are not whole.

        An order in which every term meets its own opposite stays at zero on every input beside this one.
        """
        return 0.0 if self.exact else EPSILONS * _epsilon(gap.expected) * self.top

    def spread(self, gap: Gap, base: Sample, wide: Sample, moved: Sequence[Sample]) -> Any:
        """The size of the original's own rounding error at a gap, element by element.

        A wider rerun whose result was narrowed at the end is no yardstick for the candidate, but what it
        differs by from the original is rounding all the same.
        """
        centre = _at(base.outcome, gap)
        if centre is None:
            centre = gap.expected.astype(_work(gap.expected))
        found = [_at(one.outcome, gap) for one in (wide, *moved)]
        with np.errstate(all="ignore"):
            near = [np.abs(v - centre) for v in found[: 1 + self.nudges] if v is not None]
        size = np.maximum.reduce([np.zeros(gap.expected.shape, centre.dtype), *near])
        scaled = found[1 + self.nudges :]
        for first in range(0, len(scaled), len(_STEPS)):
            values = zip(_STEPS, scaled[first : first + len(_STEPS)], strict=True)
            pairs = [(0, centre), *((step, value) for step, value in values if value is not None)]
            if len(pairs) >= 5:
                size = np.maximum(size, _residual([u for u, _ in pairs], [v for _, v in pairs]))
        return np.where(np.isfinite(size), size, 0.0)


def suspect(call: Call, gaps: Sequence[Gap], rounded: bool, fixed: Sequence[float] = ()) -> bool:
    """Whether a gap stands where the result looks exact: whole-numbered input, a short binary fraction.

    ``rounded`` says that the source has constants that binary fractions cannot hold, so that nothing in
    it can be taken for exact; ``fixed`` are its constants (see ``blur``).
    """
    if rounded or not whole_inputs(call) or blur(call, fixed):
        return False
    return any(_exact(gap.expected) and _beyond(gap, EXACT_EPSILONS) for gap in gaps)


def cheap(gaps: Sequence[Gap]) -> Ruling | None:
    """The ruling where no rerun is needed, or None."""
    if any(_beyond(gap, EPSILONS) for gap in gaps):
        return None
    return Ruling(True, largest_ulps(gaps))


def largest_ulps(gaps: Sequence[Gap]) -> float:
    """The largest difference in units of the last place of the expected value."""
    largest = 0.0
    for gap in gaps:
        error, _ = _errors(gap)
        with np.errstate(all="ignore"):
            unit = np.spacing(np.abs(gap.expected)).astype(error.dtype)
            ratio = np.where(error > 0, error / unit, 0.0)
        largest = max(largest, float(np.max(ratio, initial=0.0, where=np.isfinite(ratio))))
    return largest


def whole_inputs(call: Call) -> bool:
    """Whether every float of the input is a small whole number, so that sums of them are exact."""
    parts = [part for value in call.values for part in floats_in(value)]
    return all(bool(np.all(np.abs(part) < 2**16)) and bool(np.all(part == np.rint(part))) for part in parts)


def blur(call: Call, fixed: Sequence[float]) -> float:
    """What is lost where whole numbers of an input meet floats of the source, in another order.

    Python computes with whole numbers exactly until one meets a float: their products fit into a float up to
    2**26. Beyond, what cancels in one order of the terms is lost in another, and no rerun on inputs beside
    this one shows it. Zero for kinds that the source states, and where it has no floats of its own.
    """
    if call.level < USED or not fixed:
        return 0.0
    largest = max((structure.largest_whole(value) for value in call.values), default=0)
    return EPSILONS * _epsilon(np.zeros(1)) * float(min(largest, 2**53)) ** 2 if largest > 2**26 else 0.0


def _largest(call: Call) -> float:
    """The largest finite magnitude of the floats of an input, 0 where they are whole numbers."""
    if whole_inputs(call):
        return 0.0
    parts = [np.abs(part[np.isfinite(part)]) for value in call.values for part in floats_in(value)]
    return max((float(part.max()) for part in parts if part.size), default=0.0)


def _exact(expected: Any) -> bool:
    """Whether all numbers are multiples of 1/1024 of moderate size: the mark of an exact result."""
    finite = expected[np.isfinite(expected)].astype(np.float64)
    limit = 2.0**22 if expected.dtype.itemsize <= 4 else 2.0**40
    return bool(np.all(np.abs(finite) < limit)) and bool(np.all(finite * _GRID == np.rint(finite * _GRID)))


def _spare(expected: Any) -> bool:
    """Whether so many low bits are zero that the result is not short by chance."""
    finite = expected[np.isfinite(expected)].astype(np.float64)
    whole = bool(np.all(finite == np.rint(finite)))
    return expected.dtype.itemsize > 4 and bool(np.all(np.abs(finite) < (2.0**32 if whole else 2.0**22)))


def _beyond(gap: Gap, epsilons: float) -> bool:
    """Whether some number is off by more than so many epsilons of the expected one."""
    error, scale = _errors(gap)
    return bool(np.any(error > epsilons * _epsilon(gap.expected) * scale))


def _work(values: Any) -> Any:
    """The dtype in which errors are computed."""
    return np.longdouble if values.dtype.itemsize > 8 else np.float64


def _errors(gap: Gap) -> tuple[Any, Any]:
    """Absolute error and magnitude of the expected value; zero where not finite."""
    with np.errstate(all="ignore"):
        work = _work(gap.expected)
        expected, actual = gap.expected.astype(work), gap.actual.astype(work)
        error = np.abs(expected - actual)
    keep = np.isfinite(expected) & np.isfinite(actual)
    return np.where(keep, error, 0.0), np.where(keep, np.abs(expected), 0.0)


def _epsilon(values: Any) -> float:
    return float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 2.0**-52


def _distance(values: Any, precise: Any) -> Any:
    """Absolute distance, zero where one side is not finite."""
    with np.errstate(all="ignore"):
        distance = np.abs(values.astype(precise.dtype) - precise).astype(np.float64)
    return np.where(np.isfinite(distance), distance, 0.0)


def _precise(outcome: dict[str, Any] | None, gap: Gap) -> Any:
    """The floats at the place of a gap in the rerun with wider floats, or None where they were narrowed."""
    value = _found(outcome, gap)
    if value is None or value.dtype.kind != "f" or value.dtype.itemsize <= gap.expected.dtype.itemsize:
        return None
    return value if np.array_equal(np.isfinite(value), np.isfinite(gap.expected)) else None


def _at(outcome: dict[str, Any] | None, gap: Gap) -> Any:
    """The same in the dtype of errors, or None where it is not finite though the expected value is."""
    value = _found(outcome, gap)
    if value is None:
        return None
    with np.errstate(all="ignore"):
        found = value.astype(_work(gap.expected))
    return found if np.all(np.isfinite(found) | ~np.isfinite(gap.expected)) else None


def _found(outcome: dict[str, Any] | None, gap: Gap) -> Any:
    """The numbers at the place of a gap in another outcome, or None when it has another structure."""
    value = found_at(gap.path, outcome)
    if isinstance(value, list | tuple | collections.deque | array.array):
        if not all(isinstance(item, int | float | np.floating) for item in value):
            return None
        value = np.array(list(value))
    elif isinstance(value, int | float | np.generic):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray) or value.size != gap.expected.size or value.dtype.kind not in "fiu":
        return None
    return np.asarray(value).reshape(gap.expected.shape)


def _residual(steps: Sequence[int], values: Sequence[Any]) -> Any:
    """The largest distance from the straight line through the values, element by element."""
    with np.errstate(all="ignore"):
        x = np.asarray(steps, dtype=np.float64)
        y = np.stack(values)
        middle = y.mean(axis=0)
        offset = y - middle
        x = x - x.mean()
        slope = np.tensordot(x, offset, axes=1) / float(x @ x)
        line = np.multiply.outer(x, slope)
        return np.max(np.abs(offset - line), axis=0)
