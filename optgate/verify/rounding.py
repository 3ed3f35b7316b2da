"""The error rule for floats: how large a gap may be before it is a difference.

The yardstick is the original itself, not a fixed tolerance. Its own rounding error on an input is
estimated from reruns: with every float moved by about one unit in the last place (random rounding, as in
stochastic arithmetic, Vignes 1993), and with all floats scaled by common factors very close to one, where
what is left after the linear trend is the rounding inside the function; and a rerun with wider floats
shows the error itself where the original takes them. A gap is accepted up to eight times that, plus four
epsilons. On whole-numbered inputs whose result is exact nothing is forgiven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.verify import structure
from optgate.verify.calls import MISSING, Call
from optgate.verify.compare import Gap
from optgate.verify.profiles import Chance

FACTOR = 8.0
EPSILONS = 4.0
EXACT_EPSILONS = 2.0
_NUDGES = 6
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_STEP = 64.0
_GRID = 1024.0

Rerun = Callable[[Sequence[Call]], list[dict[str, Any] | None]]


class Ruling(msgspec.Struct, frozen=True):
    """Whether the gaps of one input are within the rule, and the largest in units of the last place."""

    accepted: bool
    ulps: float
    text: str = ""


def suspect(call: Call, gaps: Sequence[Gap], rounded: bool) -> bool:
    """Whether a gap stands where the result looks exact: whole-numbered input, a short binary fraction.

    ``rounded`` says that the source has constants that binary fractions cannot hold, so that nothing in
    it can be taken for exact.
    """
    if rounded or not whole_inputs(call):
        return False
    return any(_exact(gap.expected) and _beyond(gap, EXACT_EPSILONS) for gap in gaps)


def cheap(gaps: Sequence[Gap]) -> Ruling | None:
    """The ruling where no rerun is needed, or None."""
    if any(_beyond(gap, EPSILONS) for gap in gaps):
        return None
    return Ruling(True, largest_ulps(gaps))


def rule(call: Call, gaps: Sequence[Gap], rerun: Rerun, seed: int, *, exact: bool = False) -> Ruling:
    """The ruling by the original's own error.

    That is the larger of its spread under random rounding and, where it takes them, its distance from a
    rerun with wider floats, from which the candidate's error is then measured too. ``exact``: the results
    look exact (see ``suspect``); where the wider rerun agrees that they are, nothing is forgiven.
    """
    ulps = largest_ulps(gaps)
    base = _with_floats(call)
    spreads = spread(base, gaps, rerun, seed)
    wider = rerun([_changed(base, _wider)])[0]
    for gap, noise in zip(gaps, spreads, strict=True):
        error, scale = _errors(gap)
        own = noise
        precise = _precise(wider, gap)
        sure = np.array_equal(precise, gap.expected) if precise is not None else _spare(gap.expected)
        if exact and sure and _exact(gap.expected) and _beyond(gap, EXACT_EPSILONS):
            return Ruling(False, ulps, "not equal on whole-numbered input, where the result is exact")
        if precise is not None:
            error, own = _distance(gap.actual, precise), np.maximum(noise, _distance(gap.expected, precise))
        allowed = FACTOR * own + EPSILONS * _epsilon(gap.expected) * scale
        if np.any(error > allowed):
            worst = int(np.argmax(error - allowed))
            return Ruling(
                False,
                ulps,
                f"off by {error.flat[worst]:.3g}, {allowed.flat[worst]:.3g} is all that rounding explains",
            )
    return Ruling(True, ulps)


def spread(base: Call, gaps: Sequence[Gap], rerun: Rerun, seed: int) -> list[Any]:
    """For each gap the size of the original's own rounding error, element by element."""
    epsilon = max((_epsilon(p) for v in base.values for p in structure.floats_in(v)), default=2.0**-52)
    chance = Chance(seed)
    nudged = [_changed(base, _nudge(chance)) for _ in range(_NUDGES)]
    factors = [1.0 + step * _STEP * epsilon for step in _STEPS]
    scaled = [_changed(base, _scale(factor)) for factor in factors]
    outcomes = rerun([base, *nudged, *scaled])
    spreads = []
    for gap in gaps:
        values = [_at(outcome, gap) for outcome in outcomes]
        zero = np.zeros(gap.expected.shape)
        centre = values[0] if values[0] is not None else gap.expected.astype(np.float64)
        with np.errstate(all="ignore"):
            near = [np.abs(v - centre) for v in values[1 : 1 + _NUDGES] if v is not None]
        size = np.maximum.reduce([zero, *near])
        pairs = [
            (u, v)
            for u, v in zip((0, *_STEPS), [centre, *values[1 + _NUDGES :]], strict=True)
            if v is not None
        ]
        if len(pairs) >= 5:
            size = np.maximum(size, _residual([u for u, _ in pairs], [v for _, v in pairs]))
        spreads.append(np.where(np.isfinite(size), size, 0.0))
    return spreads


def largest_ulps(gaps: Sequence[Gap]) -> float:
    """The largest difference in units of the last place of the expected value."""
    largest = 0.0
    for gap in gaps:
        error, _ = _errors(gap)
        with np.errstate(all="ignore"):
            unit = np.spacing(np.abs(gap.expected).astype(gap.expected.dtype)).astype(np.float64)
            ratio = np.where(error > 0, error / unit, 0.0)
        largest = max(largest, float(np.max(ratio, initial=0.0, where=np.isfinite(ratio))))
    return largest


def whole_inputs(call: Call) -> bool:
    """Whether every float of the input is a small whole number, so that sums of them are exact."""
    parts = [part for value in call.values for part in structure.floats_in(value)]
    return all(bool(np.all(np.abs(part) < 2**16)) and bool(np.all(part == np.rint(part))) for part in parts)


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


def _errors(gap: Gap) -> tuple[Any, Any]:
    """Absolute error and magnitude of the expected value, both float64; zero where not finite."""
    with np.errstate(all="ignore"):
        expected, actual = gap.expected.astype(np.float64), gap.actual.astype(np.float64)
        error = np.abs(expected - actual)
    keep = np.isfinite(expected) & np.isfinite(actual)
    return np.where(keep, error, 0.0), np.where(keep, np.abs(expected), 0.0)


def _epsilon(values: Any) -> float:
    return float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 2.0**-52


def _changed(call: Call, change: Callable[[Any], Any]) -> Call:
    seen: dict[int, Any] = {}
    values = []
    for value in call.values:
        if id(value) not in seen:
            seen[id(value)] = value if value is MISSING else structure.over_floats(value, change)
        values.append(seen[id(value)])
    return call.changed(values)


def _nudge(chance: Chance) -> Callable[[Any], Any]:
    def change(values: Any) -> Any:
        with np.errstate(all="ignore"):
            towards = np.where(chance.np.random(values.shape) < 0.5, -np.inf, np.inf).astype(values.dtype)
            return np.where(np.isfinite(values), np.nextafter(values, towards), values).astype(values.dtype)

    return change


def _scale(factor: float) -> Callable[[Any], Any]:
    def change(values: Any) -> Any:
        with np.errstate(all="ignore"):
            return (values.astype(np.float64) * factor).astype(values.dtype)

    return change


def _with_floats(call: Call) -> Call:
    """The call itself, or its whole numbers as floats where it holds no others to be moved."""
    if any(np.any(np.isfinite(part)) for value in call.values for part in structure.floats_in(value)):
        return call
    return call.changed([v if v is MISSING else structure.as_floats(v) for v in call.values])


def _wider(values: Any) -> Any:
    return values.astype(np.float64 if values.dtype.itemsize < 8 else np.longdouble)


def _distance(values: Any, precise: Any) -> Any:
    """Absolute distance as float64, zero where one side is not finite."""
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
    """The same as float64, or None where it is not finite though the expected value is."""
    value = _found(outcome, gap)
    if value is None:
        return None
    with np.errstate(all="ignore"):
        found = value.astype(np.float64)
    return found if np.all(np.isfinite(found) | ~np.isfinite(gap.expected)) else None


def _found(outcome: dict[str, Any] | None, gap: Gap) -> Any:
    """The numbers at the place of a gap in another outcome, or None when it has another structure."""
    value: Any = outcome
    for step in gap.path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif step == "imag" or (isinstance(value, np.ndarray) and value.dtype.names):
            value = value.imag if step == "imag" else value[step]
        else:
            value = getattr(value, "fields", {}).get(step) if hasattr(value, "fields") else None
    value = getattr(value, "value", value)
    if isinstance(value, complex) and type(value) is complex:
        value = np.array([value.real, value.imag])
    if isinstance(value, int | float | np.generic):
        value = np.array([value]) if gap.expected.shape == (1,) else np.asarray(value)
    if (
        not isinstance(value, np.ndarray)
        or value.shape != gap.expected.shape
        or value.dtype.kind not in "fiu"
    ):
        return None
    return value


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
