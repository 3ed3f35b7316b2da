"""Whether two decoded outcomes are the same behaviour.

Types, shapes, whole numbers, texts, aliasing and side effects are compared strictly. Finite floats that
differ in their bits are collected as *gaps*, for the error rule to decide (``equal.rounding``).
What the codec does not know is never equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from optgate.guest import codec
from optgate.verify.equal.walk import Comparison, Difference, DifferenceError, Gap, Walk
from optgate.verify.values.observed import bare, exception_of
from optgate.verify.values.spelling import spelt

__all__ = ["Comparison", "Difference", "Gap", "compare"]

_MORE = re.compile(r"\d+ more warnings$")
_QUIET = frozenset({"DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ImportWarning"})
Outcome = dict[str, Any]


def compare(
    expected: Outcome, actual: Outcome, *, wild: bool = False, signed_zero: bool = False
) -> Comparison:
    """Compare the outcome of the original with that of the candidate.

    ``wild`` says that the input holds NaN or infinities: a new ``RuntimeWarning`` is only a note then,
    because another order of summation meets them in another order. So it is where the original overflows as
    well, which Python's own floats do in silence. With ``signed_zero`` the sign of a zero
    counts, otherwise it is a note.
    """
    walk = Walk(signed_zero=signed_zero)
    try:
        _outcomes(walk, expected, actual, wild)
    except DifferenceError as found:
        _, _, own = exception_of(expected)
        weaker = expected.get("kind") == "raise" and not own
        walk.result.difference = msgspec.structs.replace(found.difference, weaker=weaker)
    return walk.result


def _outcomes(walk: Walk, expected: Outcome, actual: Outcome, wild: bool) -> None:
    """Exception or result first, then everything the call did besides."""
    if expected.get("kind") != actual.get("kind"):
        if expected.get("kind") == "raise":
            name, message, _ = exception_of(expected)
            raise DifferenceError("exception", (), f"raised {name}({message!r}), now returns")
        name, message, _ = exception_of(actual)
        raise DifferenceError("exception", (), f"returned, now raises {name}({message!r})")
    if expected.get("kind") == "raise":
        if _exceptions(walk, expected, actual):
            return
    else:
        _present("result", expected, actual)
        _lazy(walk, expected.get("lazy"), actual.get("lazy"))
        walk.equal(expected["result"], actual["result"], ("result",))
    for key in ("args", "kwargs"):
        _present(key, expected, actual)
        walk.equal(expected[key], actual[key], (key,))
    _state(walk, expected.get("state") or {}, actual.get("state") or {})
    for key in ("stdout", "stderr", "rng"):
        if expected.get(key) != actual.get(key):
            raise DifferenceError(key, (key,), f"{key} differs")
    _logs(expected.get("logs") or [], actual.get("logs") or [])
    before, after = expected.get("warnings") or [], actual.get("warnings") or []
    _warnings(walk, before, after, wild, walk.overflown)


def _present(key: str, expected: Outcome, actual: Outcome) -> None:
    if key not in expected or key not in actual:
        raise DifferenceError("missing", (key,), f"one side reported no {key}")


def _exceptions(walk: Walk, expected: Outcome, actual: Outcome) -> bool:
    """Compare what was raised; true for an accidental exception, after which nothing else counts."""
    name, message, own = exception_of(expected)
    other, other_message, other_own = exception_of(actual)
    if not name or not other:
        raise DifferenceError("missing", (), "one side reported no exception")
    full, other_full = expected["exception"][0], actual["exception"][0]
    if full != other_full:
        raise DifferenceError("exception", (), f"raised {name}, now raises {other}")
    if own and message != other_message:
        raise DifferenceError("message", (), f"raised {message!r}, now {other_message!r}")
    if own != other_own:
        walk.result.notes.add(f"{name} is raised in another way")
    elif message != other_message:
        walk.result.notes.add(f"an accidental {name} has another wording")
    return not own


def _lazy(walk: Walk, expected: Outcome | None, actual: Outcome | None) -> None:
    """Iterators: of the same kind, consuming their inputs alike, and ending alike."""
    if expected is None or actual is None:
        if expected is not actual:
            words = "an iterator became a value" if actual is None else "a value became an iterator"
            raise DifferenceError("type", ("result",), words)
        return
    if expected.get("kind") != actual.get("kind"):
        text = f"{bare(str(expected.get('kind')))} became {bare(str(actual.get('kind')))}"
        raise DifferenceError("type", ("result",), text)
    for key, when in (("pending", "before"), ("first", "after")):
        _consumed(walk, expected.get(key), actual.get(key), f"the arguments {when} the first item")
    if expected.get("truncated") != actual.get("truncated"):
        raise DifferenceError("length", ("result",), "one side goes on longer")
    if ("exception" in expected) != ("exception" in actual):
        raise DifferenceError("exception", ("result",), "only one side raises while it is iterated")
    if "exception" in expected:
        _exceptions(walk, expected, actual)


def _consumed(walk: Walk, expected: Any, actual: Any, what: str) -> None:
    """What was left of the arguments at one moment, by bytes and then by value."""
    if expected == actual:
        return
    if not isinstance(expected, bytes) or not isinstance(actual, bytes):
        raise DifferenceError("length", ("result",), "one side gives no item")
    inner = Walk(signed_zero=walk.signed_zero)
    try:
        inner.equal(codec.decode(expected), codec.decode(actual), ())
    except (DifferenceError, codec.Malformed):
        text = f"{what} are not the same: inputs are consumed earlier or later"
        raise DifferenceError("laziness", ("result",), text) from None
    walk.result.unknown = walk.result.unknown or inner.result.unknown


def _state(walk: Walk, expected: Outcome, actual: Outcome) -> None:
    """Places outside the arguments that the call left changed."""
    for name in sorted(expected.keys() ^ actual.keys()):
        words = "is not changed any more" if name in expected else "is changed now"
        raise DifferenceError("state", ("state",), f"{name} {words}")
    for name in sorted(expected):
        try:
            walk.equal(expected[name], actual[name], ("state", name))
        except DifferenceError as found:
            text = f"{name} is left another: {found.difference.text}"
            raise DifferenceError("state", ("state", name), text) from None


def _logs(expected: Sequence[Any], actual: Sequence[Any]) -> None:
    """Records handed to loggers: the same ones in the same order."""
    for before, after in zip(expected, actual, strict=False):
        if before != after:
            raise DifferenceError("logs", ("logs",), f"logged {_record(before)}, now {_record(after)}")
    if len(expected) != len(actual):
        raise DifferenceError("logs", ("logs",), f"{len(expected)} log records became {len(actual)}")


def _record(record: Any) -> str:
    return spelt(record[2] if isinstance(record, tuple) and len(record) == 3 else record)


def _warnings(
    walk: Walk, expected: Sequence[Any], actual: Sequence[Any], wild: bool, overflown: bool
) -> None:
    """A new warning rejects, a lost numeric one is a note; kinds of warnings count, not how many."""
    before, after = (
        {_category(one) for one in ones if not _MORE.match(str(one))} for ones in (expected, actual)
    )
    forgiven = wild or (overflown and any(str(one).endswith("overflow") for one in actual))
    for name in sorted(after - before):
        if name not in _QUIET and not (forgiven and name == "RuntimeWarning"):
            raise DifferenceError("warning", (), f"new {name}")
        walk.result.notes.add(f"new {name}")
    for name in sorted(before - after):
        if name != "RuntimeWarning" and name not in _QUIET:
            raise DifferenceError("warning", (), f"{name} is lost")
        walk.result.notes.add(f"a {name} is lost")


def _category(warning: Any) -> str:
    return bare(str(warning).partition(": ")[0])
