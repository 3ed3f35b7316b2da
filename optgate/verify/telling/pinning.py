"""Tests that pin what a function does: the inputs that tell mistakes from it, with what came of them.

They hold for the original and for a rewrite that was accepted, and fail for one that does something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Shared
from optgate.model import Session, Target
from optgate.verify.equal.compare import Difference
from optgate.verify.exploring import Exploration
from optgate.verify.telling.regression import Body, apart, exact, raising, writable
from optgate.verify.values import render, structure
from optgate.verify.values.calls import Call, bind
from optgate.verify.values.kinds import TRIED, Param
from optgate.verify.values.observed import Place, outcome
from optgate.verify.values.spelling import tame

MOST = 10
_MOST_RAISING = 3
_MOST_LOOKED_AT = 120
_LARGEST = 300
_LONGEST = 1_200
_USUAL = 2.0**12
_LOOSEST = 1e-3


def pins(explored: Exploration, target: Target, original: Session, side: Session) -> tuple[str, ...]:
    """Test functions for inputs on which both sides agree, at most ``MOST``, the most telling ones.

    Args:
        explored: The inputs of the original.
        target: The function.
        original: The original, open.
        side: The accepted rewrite, open.

    Returns:
        Sources of test functions; none where no input and outcome can be written as source.

    Raises:
        GuestError: One of the sides cannot go on.
    """
    if explored.state is None:
        return ()
    params, called = explored.state.params, explored.state.source.called
    calls = _chosen(explored)
    inputs = [call.encoded(params) for call in calls]
    before = original.run(inputs, timeout=explored.timeout)
    after = side.run(inputs, timeout=explored.timeout)
    found: dict[str, str] = {}
    raised = 0
    for call, one, other in zip(calls, before, after, strict=True):
        expected, actual = outcome(one), outcome(other)
        if one.kind != other.kind or not _pinnable(expected) or not _pinnable(actual):
            continue
        assert expected is not None and actual is not None
        raised += one.kind == "raise"
        if one.kind == "raise" and raised > _MOST_RAISING:
            continue
        text = render.call(called, params, call.values)
        name = f"test_{target.qualname.replace('.', '_')}_{len(found) + 1}"
        if one.kind == "raise":
            found.setdefault(text, raising(name, text, expected))
        elif test := _returning(name, called, params, call, expected, actual):
            found.setdefault(text, test)
        if len(found) == MOST:
            break
    return tuple(found.values())


def _chosen(explored: Exploration) -> list[Call]:
    """Small inputs inside the domain: those that failed a candidate, then one for each way through.

    Those that tell mistakes apart come first among their like, and the rest last.
    """
    assert explored.state is not None
    params = explored.state.params
    ways: dict[tuple[Place, bytes], list[Call]] = {}
    for trial in explored.trials:
        inside = trial.place is Place.OWN or (trial.place is Place.FINE and trial.call.level < TRIED)
        if inside and len(trial.call.encoded(params)) <= _LARGEST:
            ways.setdefault((trial.place, trial.original.marks), []).append(trial.call)
    firsts = [calls[0] for calls in ways.values()]
    others = [call for calls in ways.values() for call in calls[1:]]
    failed = [call for call in explored.failed[:_MOST_RAISING] if len(call.encoded(params)) <= _LARGEST]
    return [*failed, *firsts, *others][:_MOST_LOOKED_AT]


def _pinnable(decoded: dict[str, Any] | None) -> bool:
    """Whether an outcome can be told in a test that also holds where warnings are errors."""
    return decoded is not None and tame(decoded) and not decoded.get("warnings")


class _Pinned(Body):
    """Assertions with room for what another order of the same arithmetic makes of floats."""

    def allowed(self, expected: Any, actual: Any) -> float:
        """The relative error that a value may have: that of both sides and more; none for exact values."""
        numbers, others = structure.floats_in(expected), structure.floats_in(actual)
        if [(one.dtype, one.shape) for one in numbers] != [(one.dtype, one.shape) for one in others]:
            self.complete = False
            return 0.0
        gap = max((apart(one, other) for one, other in zip(numbers, others, strict=True)), default=0.0)
        if not numbers or (gap == 0 and all(exact(part) for part in numbers)):
            return 0.0
        epsilon = max(float(np.finfo(part.dtype).eps) for part in numbers)
        room = max(_USUAL * epsilon, 8 * gap)
        self.complete = self.complete and (room <= _LOOSEST or gap == 0)
        return room


def _returning(
    name: str,
    called: str,
    params: Sequence[Param],
    call: Call,
    expected: dict[str, Any],
    actual: dict[str, Any],
) -> str:
    """The test of a call that returns; nothing where it has no source."""
    changed = _changes_arguments(params, call, expected)
    difference = Difference("value", "args" if changed else "result", "")
    body = _Pinned(expected, actual, difference)
    text = render.call(called, params, call.values)
    lines = body.bound(called, params, call.values) if changed else [f"result = {text}"]
    lines += body.assertions() if body.complete else []
    if not body.complete or len(lines) < 2 or sum(map(len, lines)) > _LONGEST:
        return ""
    return "\n".join([f"def {name}():", *(f"    {line}" for line in lines)]) + "\n"


def _changes_arguments(params: Sequence[Param], call: Call, expected: dict[str, Any]) -> bool:
    """Whether an argument is another value after the call."""
    args, kwargs = bind(params, call.values)
    before = [*args, *kwargs.values()]
    after = [*expected.get("args", ()), *expected.get("kwargs", {}).values()]
    if len(before) != len(after):
        return False
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if writable(one)]
    return any(not writable(other) or _source(one) != _source(other) for one, other in pairs)


def _source(value: Any) -> object:
    """What a value is, however its memory lies."""
    value = value.value if isinstance(value, Shared) else value
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    return render.source(value)
