"""Whether two decoded outcomes are the same behaviour.

Types, shapes, whole numbers, texts, aliasing and side effects are compared strictly. Finite floats that
differ in their bits are collected as *gaps*, for the error rule to decide (``optgate.verify.rounding``).
What the codec does not know is never equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.guest import codec
from optgate.guest.codec import Opaque, Record, Shared
from optgate.verify.observed import bare, exception_of

_IDENTITY = (list, dict, set, bytearray, np.ndarray, Record)
_QUIET = frozenset({"DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ImportWarning"})


class Difference(msgspec.Struct, frozen=True):
    """How two outcomes differ. ``aspect`` is the class of the difference, ``where`` the place in it.

    ``weaker`` marks a difference on an input that the original does not survive either: it raises an
    exception there by accident.
    """

    aspect: str
    where: str
    text: str
    weaker: bool = False


class Gap(msgspec.Struct, frozen=True):
    """Floats that differ at one place of the outcome: arrays of equal shape and dtype."""

    path: tuple[Any, ...]
    expected: Any
    actual: Any


class Comparison(msgspec.Struct):
    """What was found: a difference, or gaps to be judged, or something unknown; and harmless notes."""

    difference: Difference | None = None
    unknown: str = ""
    gaps: list[Gap] = msgspec.field(default_factory=list)
    notes: set[str] = msgspec.field(default_factory=set)


class _DifferenceError(Exception):
    """Carries the first difference out of the walk."""

    def __init__(self, aspect: str, path: Sequence[Any], text: str) -> None:
        super().__init__(text)
        self.difference = Difference(aspect, _where(path), text)


def compare(expected: dict[str, Any], actual: dict[str, Any], *, wild: bool = False) -> Comparison:
    """Compare the outcome of the original with that of the candidate.

    ``wild`` says that the input holds NaN or infinities: a new ``RuntimeWarning`` is only a note then,
    because another order of summation meets them in another order.
    """
    walk = _Walk(wild)
    try:
        walk.outcomes(expected, actual)
    except _DifferenceError as found:
        walk.result.difference = found.difference
        _, _, own = exception_of(expected)
        if expected.get("kind") == "raise" and not own:
            walk.result.difference = msgspec.structs.replace(found.difference, weaker=True)
    return walk.result


class _Walk:
    """One walk over both outcomes; keeps which objects of one side stand for which of the other."""

    def __init__(self, wild: bool) -> None:
        self.wild = wild
        self.result = Comparison()
        self.left: dict[int, Any] = {}
        self.right: dict[int, Any] = {}

    def outcomes(self, expected: dict[str, Any], actual: dict[str, Any]) -> None:
        """Exception or result first, then everything the call did besides."""
        if expected.get("kind") != actual.get("kind"):
            if expected.get("kind") == "raise":
                name, message, _ = exception_of(expected)
                raise _DifferenceError("exception", (), f"raised {name}({message!r}), now returns")
            name, message, _ = exception_of(actual)
            raise _DifferenceError("exception", (), f"returned, now raises {name}({message!r})")
        if expected.get("kind") == "raise":
            weak = self.exceptions(expected, actual)
            if weak:
                return
        else:
            self.equal(expected.get("result"), actual.get("result"), ("result",))
        for key in ("args", "kwargs", "state"):
            self.equal(expected.get(key), actual.get(key), (key,))
        for key in ("stdout", "stderr", "rng"):
            if expected.get(key) != actual.get(key):
                raise _DifferenceError(key, (key,), f"{key} differs")
        self.warnings(expected.get("warnings") or [], actual.get("warnings") or [])

    def exceptions(self, expected: dict[str, Any], actual: dict[str, Any]) -> bool:
        """Compare what was raised; true for an accidental exception, after which nothing else counts."""
        name, message, own = exception_of(expected)
        other, other_message, other_own = exception_of(actual)
        full, other_full = expected["exception"][0], actual["exception"][0]
        if full != other_full:
            raise _DifferenceError("exception", (), f"raised {name}, now raises {other}")
        if own and message != other_message:
            raise _DifferenceError("message", (), f"raised {message!r}, now {other_message!r}")
        if own != other_own:
            self.result.notes.add(f"{name} is raised in another way")
        return not own

    def warnings(self, expected: Sequence[Any], actual: Sequence[Any]) -> None:
        """A new warning rejects, a lost numeric one is a note; kinds of warnings count, not how many."""
        before, after = (
            {bare(str(w[0] if isinstance(w, tuple) else w)) for w in ws} for ws in (expected, actual)
        )
        for name in sorted(after - before):
            if name not in _QUIET and not (self.wild and name == "RuntimeWarning"):
                raise _DifferenceError("warning", (), f"new {name}")
            self.result.notes.add(f"new {name}")
        for name in sorted(before - after):
            if name != "RuntimeWarning" and name not in _QUIET:
                raise _DifferenceError("warning", (), f"{name} is lost")
            self.result.notes.add(f"a {name} is lost")

    # values

    def equal(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        """Compare two values and everything in them."""
        if isinstance(a, Opaque) or isinstance(b, Opaque):
            unknown = a if isinstance(a, Opaque) else b
            self.result.unknown = self.result.unknown or unknown.type_name
            return
        if type(a) is not type(b):
            raise _DifferenceError("type", path, f"{_type(a)} became {_type(b)}")
        if isinstance(a, _IDENTITY) and self.known(a, b, path):
            return
        if isinstance(a, float):
            self.numbers(np.array([a]), np.array([b]), path)
        elif isinstance(a, complex) and type(a) is complex:
            self.numbers(np.array([a.real, a.imag]), np.array([b.real, b.imag]), path)
        elif isinstance(a, np.ndarray):
            self.arrays(a, b, path)
        elif isinstance(a, np.generic):
            self.arrays(np.asarray(a), np.asarray(b), path)
        elif isinstance(a, Shared):
            self.equal(a.first, b.first, path)
            self.equal(a.value, b.value, path)
        elif isinstance(a, Record):
            if a.type_name != b.type_name or list(a.fields) != list(b.fields):
                raise _DifferenceError("type", path, f"{a.type_name} became {b.type_name}")
            for name, item in a.fields.items():
                self.equal(item, b.fields[name], (*path, name))
        elif isinstance(a, dict):
            self.mappings(a, b, path)
        elif isinstance(a, list | tuple) or type(a).__name__ == "deque":
            if len(a) != len(b):
                raise _DifferenceError("length", path, f"length {len(a)} became {len(b)}")
            for place, (one, other) in enumerate(zip(a, b, strict=True)):
                self.equal(one, other, (*path, place))
        elif isinstance(a, bool | int | str | bytes | type(None)):
            if a != b:
                raise _DifferenceError("value", path, f"{_short(a)} became {_short(b)}")
        elif codec.encode(a) != codec.encode(b):
            raise _DifferenceError("value", path, f"{_short(a)} became {_short(b)}")

    def known(self, a: Any, b: Any, path: tuple[Any, ...]) -> bool:
        """Whether both were met before, as the same object; aliasing must agree."""
        if id(a) in self.left or id(b) in self.right:
            if self.left.get(id(a)) is not b or self.right.get(id(b)) is not a:
                raise _DifferenceError("aliasing", path, "objects are shared in another way")
            return True
        self.left[id(a)], self.right[id(b)] = b, a
        return False

    def mappings(self, a: dict[Any, Any], b: dict[Any, Any], path: tuple[Any, ...]) -> None:
        """Dictionaries: the same keys in the same order."""
        if len(a) != len(b):
            raise _DifferenceError("length", path, f"{len(a)} keys became {len(b)}")
        for one, other in zip(a, b, strict=True):
            if codec.encode(one) != codec.encode(other):
                same = {codec.encode(key) for key in a} == {codec.encode(key) for key in b}
                text = "keys in another order" if same else f"key {_short(one)} became {_short(other)}"
                raise _DifferenceError("order" if same else "value", path, text)
        for (key, one), other in zip(a.items(), b.values(), strict=True):
            self.equal(one, other, (*path, key))

    def arrays(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        """Arrays and numpy scalars: dtype with byte order, shape, then the elements."""
        if a.dtype != b.dtype:
            raise _DifferenceError("dtype", path, f"dtype {a.dtype} became {b.dtype}")
        if a.shape != b.shape:
            raise _DifferenceError("shape", path, f"shape {a.shape} became {b.shape}")
        if isinstance(a, np.ma.MaskedArray):
            self.masked(a, b, path)
        elif a.dtype.names:
            for name in a.dtype.names:
                self.arrays(a[name], b[name], (*path, name))
        elif a.dtype.kind == "f":
            self.numbers(a, b, path)
        elif a.dtype.kind == "c":
            self.numbers(a.real, b.real, path)
            self.numbers(a.imag, b.imag, (*path, "imag"))
        elif codec.encode(a) != codec.encode(b):
            self.elements(a, b, path)

    def elements(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        """The first element in which two arrays of whole numbers, flags or texts differ."""
        for index in np.argwhere(np.atleast_1d(a != b))[:1]:
            place = tuple(int(i) for i in index) if a.ndim else ()
            raise _DifferenceError("value", (*path, *place), f"{_short(a[place])} became {_short(b[place])}")
        raise _DifferenceError("value", path, "elements differ")

    def masked(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        """Masked arrays: mask and fill value strictly, what is under the mask not at all."""
        one, other = np.ma.getmaskarray(a), np.ma.getmaskarray(b)
        if not np.array_equal(one, other) or codec.encode(a.fill_value) != codec.encode(b.fill_value):
            raise _DifferenceError("mask", path, "mask or fill value differs")
        self.arrays(np.asarray(a.data)[~one], np.asarray(b.data)[~one], path)

    def numbers(self, a: Any, b: Any, path: tuple[Any, ...]) -> None:
        """Floats: NaN and infinities strictly, the sign of zero as a note, other differences as gaps."""
        nan, other_nan = np.isnan(a), np.isnan(b)
        if not np.array_equal(nan, other_nan):
            raise _DifferenceError("nan", path, "NaN in other places")
        wild, other_wild = np.isinf(a), np.isinf(b)
        if not np.array_equal(wild, other_wild) or not np.array_equal(a[wild], b[wild]):
            raise _DifferenceError("infinity", path, "infinities in other places or of another sign")
        plain = ~(nan | wild)
        one, other = a[plain], b[plain]
        if not np.array_equal(one, other):
            self.result.gaps.append(Gap(path, a, b))
        elif np.any(np.signbit(one) != np.signbit(other)):
            self.result.notes.add("the sign of a zero differs")


def _type(value: Any) -> str:
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}"
    return "None" if value is None else type(value).__name__


def _short(value: Any) -> str:
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _where(path: Sequence[Any]) -> str:
    """A path as it would be written in Python, without the leading name of the result."""
    head, rest = (path[0], path[1:]) if path else ("result", ())
    return str(head) + "".join(f"[{step!r}]" for step in rest)
