"""Whether both sides gave the same for an input that speed is measured with.

Such inputs are larger than those that verification judges, and there is no time for the reruns of the error
rule (``equal.rounding``): floats may differ by half of the digits of their type here, measured by the
largest number at hand, and everything else is compared as strictly as there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest import codec
from optgate.model import Observation
from optgate.verify.equal.compare import Gap, compare
from optgate.verify.values.floats import floats_in
from optgate.verify.values.observed import outcome
from optgate.verify.values.places import where


def differs(call: bytes, original: Observation, candidate: Observation) -> str:
    """How the outcomes of an encoded call differ, empty where they do not.

    Calls that did not end are not compared.
    """
    ended = ("return", "raise")
    if original.kind not in ended or candidate.kind not in ended:
        return ""
    if (original.kind, original.outcome) == (candidate.kind, candidate.outcome):
        return ""
    expected, actual = outcome(original), outcome(candidate)
    if expected is None or actual is None:
        return "the outcome cannot be read"
    numbers = _numbers(call)
    found = compare(expected, actual, wild=not all(bool(np.isfinite(part).all()) for part in numbers))
    if found.difference:
        place = f"{found.difference.where}: " if found.difference.where else ""
        return f"{place}{found.difference.text}"
    if found.unknown:
        return f"{found.unknown} cannot be compared"
    gap = _too_wide(found.gaps, numbers)
    return f"{where(gap.path)}: floats further apart than rounding explains" if gap else ""


def _numbers(call: bytes) -> list[Any]:
    """The floats of the arguments."""
    try:
        args, kwargs = codec.decode_call(call)
    except codec.Malformed:
        return []
    return [part for value in (*args, *kwargs.values()) for part in floats_in(value)]


def _too_wide(gaps: Sequence[Gap], numbers: Sequence[Any]) -> Gap | None:
    """A gap that is wider than the root of the epsilon, in units of the largest finite number."""
    largest = max((_largest(part) for part in [*numbers, *(gap.expected for gap in gaps)]), default=0.0)
    for gap in gaps:
        with np.errstate(all="ignore"):
            apart = np.abs(gap.expected.astype(np.longdouble) - gap.actual.astype(np.longdouble))
        kind = gap.expected.dtype if gap.expected.dtype.kind == "f" else np.float64
        allowed = float(np.finfo(kind).eps) ** 0.5 * largest
        if bool(np.any(apart[np.isfinite(apart)] > allowed)):
            return gap
    return None


def _largest(values: Any) -> float:
    magnitudes = np.abs(values[np.isfinite(values)])
    return float(np.max(magnitudes, initial=0.0))
