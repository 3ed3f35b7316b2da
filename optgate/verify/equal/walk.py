"""One walk over a value of the original and a value of the candidate, side by side.

The first difference ends it. Finite floats that differ in their bits are collected as *gaps*; what the
codec does not know is remembered as unknown, never as equal.
"""

from __future__ import annotations

import array
import collections
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from optgate.guest import codec
from optgate.guest.codec import Opaque, Record, Shared, TypeName
from optgate.guest.values import Named, Unmade
from optgate.verify.values.places import Key, Part, Path, all_floats, where
from optgate.verify.values.spelling import spelt

_IDENTITY = (list, dict, set, bytearray, collections.deque, array.array, np.ndarray, Record)
_ATOMS = frozenset((bool, int, str, bytes, type(None)))


class Difference(msgspec.Struct, frozen=True):
    """How two outcomes differ. ``aspect`` is the class of the difference, ``where`` the place in it.

    ``weaker`` marks a difference on an input that the original does not survive either: it raises an
    exception there by accident.
    """

    aspect: str
    where: str
    text: str
    weaker: bool = False


class DifferenceError(Exception):
    """Carries the first difference out of the walk."""

    def __init__(self, aspect: str, path: Sequence[Any], text: str) -> None:
        super().__init__(text)
        self.difference = Difference(aspect, where(path), text)


class Gap(msgspec.Struct, frozen=True):
    """Floats that differ at one place of the outcome: real arrays of equal shape and dtype."""

    path: Path
    expected: Any
    actual: Any


class Comparison(msgspec.Struct):
    """What was found: a difference, or gaps to be judged, or something unknown; and harmless notes."""

    difference: Difference | None = None
    unknown: str = ""
    gaps: list[Gap] = msgspec.field(default_factory=list)
    notes: set[str] = msgspec.field(default_factory=set)


class Walk:
    """Keeps which objects of one side stand for which of the other, and what was found so far.

    ``overflown`` is whether NaN or infinities were met, on both sides alike.
    """

    def __init__(self, *, signed_zero: bool = False) -> None:
        self.signed_zero = signed_zero
        self.overflown = False
        self.result = Comparison()
        self.left: dict[int, Any] = {}
        self.right: dict[int, Any] = {}

    def equal(self, a: Any, b: Any, path: Path) -> None:
        """Compare two values and everything in them.

        Raises:
            DifferenceError: They differ by more than floats.
        """
        if isinstance(a, Opaque) or isinstance(b, Opaque):
            unknown = a if isinstance(a, Opaque) else b
            self.result.unknown = self.result.unknown or unknown.type_name
            return
        if type(a) is not type(b):
            raise DifferenceError("type", path, f"{type_of(a)} became {type_of(b)}")
        if type(a) in _ATOMS:
            if a != b:
                raise DifferenceError("value", path, f"{short(a)} became {short(b)}")
            return
        if isinstance(a, _IDENTITY) and self.known(a, b, path):
            return
        if isinstance(a, np.ndarray):
            self.arrays(a, b, path)
        elif isinstance(a, np.generic):
            self.arrays(np.asarray(a), np.asarray(b), path)
        elif isinstance(a, float):
            self.numbers(np.array([a]), np.array([b]), path)
        elif isinstance(a, complex):
            self.parts(np.array([a]), np.array([b]), path)
        elif isinstance(a, Shared):
            self.equal(a.first, b.first, path)
            self.equal(a.value, b.value, path)
        elif isinstance(a, Record):
            self.records(a, b, path)
        elif isinstance(a, dict):
            self.mappings(a, b, path)
        elif isinstance(a, list | tuple | collections.deque):
            self.sequences(a, b, path)
        elif isinstance(a, array.array):
            self.machine_arrays(a, b, path)
        elif isinstance(a, set | frozenset):
            self.sets(a, b, path)
        elif isinstance(a, TypeName | Named):
            if a != b:
                raise DifferenceError("value", path, f"{a!r} became {b!r}")
        elif codec.encode(a) != codec.encode(b):
            raise DifferenceError("value", path, f"{short(a)} became {short(b)}")

    def known(self, a: Any, b: Any, path: Path) -> bool:
        """Whether both were met before, as the same object; aliasing must agree."""
        if id(a) in self.left or id(b) in self.right:
            if self.left.get(id(a)) is not b or self.right.get(id(b)) is not a:
                raise DifferenceError("aliasing", path, "objects are shared in another way")
            return True
        self.left[id(a)], self.right[id(b)] = b, a
        return False

    # containers

    def sequences(self, a: Any, b: Any, path: Path) -> None:
        """Lists, tuples and deques: item by item, floats in one piece."""
        if len(a) != len(b):
            raise DifferenceError("length", path, f"length {len(a)} became {len(b)}")
        if getattr(a, "maxlen", None) != getattr(b, "maxlen", None):
            raise DifferenceError("type", path, "a deque of another maximal length")
        kinds = list(map(type, a))
        if len(a) > 1 and kinds == list(map(type, b)):
            met = set(kinds)
            if met == {float}:
                self.numbers(np.array(a), np.array(b), path)
                return
            if met <= _ATOMS and a == b:
                return
        for place, (one, other) in enumerate(zip(a, b, strict=True)):
            self.equal(one, other, (*path, place))

    def mappings(self, a: dict[Any, Any], b: dict[Any, Any], path: Path) -> None:
        """Dictionaries: the same keys in the same order."""
        if len(a) != len(b):
            raise DifferenceError("length", path, f"{len(a)} keys became {len(b)}")
        made, makes = getattr(a, "default_factory", None), getattr(b, "default_factory", None)
        if isinstance(made, Unmade) and isinstance(makes, Unmade):
            self.equal(made.what, makes.what, path)
        elif made is not makes:
            raise DifferenceError("type", path, "a defaultdict of another default")
        for one, other in zip(a, b, strict=True):
            self.keys(one, other, a, b, path)
        for place, ((key, one), other) in enumerate(zip(a.items(), b.values(), strict=True)):
            self.equal(one, other, (*path, Key(place, key)))

    def keys(self, one: Any, other: Any, a: dict[Any, Any], b: dict[Any, Any], path: Path) -> None:
        """The keys at one place of two dictionaries."""
        if _opaque(one) or _opaque(other):
            self.result.unknown = self.result.unknown or _opaque(one) or _opaque(other)
        elif codec.encode(one) != codec.encode(other):
            same = {codec.encode(key) for key in a} == {codec.encode(key) for key in b}
            text = "keys in another order" if same else f"key {short(one)} became {short(other)}"
            raise DifferenceError("order" if same else "value", path, text)

    def sets(self, a: Any, b: Any, path: Path) -> None:
        """Sets: the same members in any order; floats by the rule for floats."""
        unknown = next(filter(None, map(_opaque, (*a, *b))), "")
        if unknown:
            self.result.unknown = self.result.unknown or unknown
        elif codec.encode(a) == codec.encode(b):
            return
        elif len(a) == len(b) and all_floats(a) and all_floats(b):
            one, other = (np.sort(np.array(list(values))) for values in (a, b))
            self.numbers(one, other, (*path, Part("sorted")))
        else:
            raise DifferenceError("value", path, f"{short(a)} became {short(b)}")

    def records(self, a: Record, b: Record, path: Path) -> None:
        """Instances: the same class with the same attributes."""
        if a.type_name != b.type_name or list(a.fields) != list(b.fields):
            raise DifferenceError("type", path, f"{a.type_name} became {b.type_name}")
        for name, item in a.fields.items():
            self.equal(item, b.fields[name], (*path, name))

    def machine_arrays(self, a: Any, b: Any, path: Path) -> None:
        """``array.array``: the same type code, then as arrays."""
        if a.typecode != b.typecode:
            raise DifferenceError("dtype", path, f"type code {a.typecode} became {b.typecode}")
        self.arrays(np.array(a), np.array(b), path)

    # arrays

    def arrays(self, a: Any, b: Any, path: Path) -> None:
        """Arrays and numpy scalars: dtype with byte order, shape, then the elements."""
        if a.dtype != b.dtype or a.dtype.str != b.dtype.str:
            raise DifferenceError("dtype", path, f"dtype {a.dtype} became {b.dtype}")
        if a.shape != b.shape:
            raise DifferenceError("shape", path, f"shape {a.shape} became {b.shape}")
        if isinstance(a, np.ma.MaskedArray):
            self.masked(a, b, path)
        elif a.dtype.names:
            for name in a.dtype.names:
                self.arrays(a[name], b[name], (*path, name))
        elif a.dtype.kind == "f":
            self.numbers(a, b, path)
        elif a.dtype.kind == "c":
            self.parts(a, b, path)
        elif codec.encode(a) != codec.encode(b):
            self.elements(a, b, path)

    def elements(self, a: Any, b: Any, path: Path) -> None:
        """The first element in which two arrays of whole numbers, flags or texts differ."""
        for index in np.argwhere(np.atleast_1d(a != b))[:1]:
            place = tuple(int(i) for i in index) if a.ndim else ()
            raise DifferenceError("value", (*path, *place), f"{short(a[place])} became {short(b[place])}")
        raise DifferenceError("value", path, "elements differ")

    def masked(self, a: Any, b: Any, path: Path) -> None:
        """Masked arrays: mask and fill value strictly, what is under the mask not at all."""
        one, other = np.ma.getmaskarray(a), np.ma.getmaskarray(b)
        if not np.array_equal(one, other) or codec.encode(a.fill_value) != codec.encode(b.fill_value):
            raise DifferenceError("mask", path, "mask or fill value differs")
        if bool(a.hardmask) != bool(b.hardmask):
            raise DifferenceError("mask", path, "a hard mask became a soft one, or the other way round")
        self.arrays(np.asarray(a.data)[~one], np.asarray(b.data)[~one], (*path, Part("unmasked")))

    def parts(self, a: Any, b: Any, path: Path) -> None:
        """Complex numbers: both parts by the rule for floats."""
        self.numbers(a.real, b.real, (*path, Part("real")))
        self.numbers(a.imag, b.imag, (*path, Part("imag")))

    def numbers(self, a: Any, b: Any, path: Path) -> None:
        """Floats: NaN and infinities strictly, other differences as gaps.

        The sign of a zero is a note, or a difference where that was asked for.
        """
        nan, other_nan = np.isnan(a), np.isnan(b)
        if not np.array_equal(nan, other_nan):
            raise DifferenceError("nan", path, "NaN in other places")
        wild, other_wild = np.isinf(a), np.isinf(b)
        if not np.array_equal(wild, other_wild) or not np.array_equal(a[wild], b[wild]):
            raise DifferenceError("infinity", path, "infinities in other places or of another sign")
        plain = ~(nan | wild)
        self.overflown = self.overflown or not np.all(plain)
        one, other = a[plain], b[plain]
        zeros = (one == 0) & (other == 0)
        if np.any(np.signbit(one[zeros]) != np.signbit(other[zeros])):
            if self.signed_zero:
                raise DifferenceError("zero", path, "the sign of a zero differs")
            self.result.notes.add("the sign of a zero differs")
        if not np.array_equal(one, other):
            self.result.gaps.append(Gap(path, a, b))


def type_of(value: Any) -> str:
    """The type of a value as people write it."""
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}"
    if isinstance(value, Record):
        return value.type_name.replace(":", ".")
    return "None" if value is None else type(value).__name__


def short(value: Any) -> str:
    """The repr of a value, cut to 40 characters."""
    text = spelt(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _opaque(key: Any) -> str:
    """The type of the first unknown object in a key, or nothing."""
    if isinstance(key, Opaque):
        return key.type_name
    return next(filter(None, map(_opaque, key)), "") if isinstance(key, tuple | frozenset) else ""
