"""What a parameter may hold: kinds of values, where each is known from, and relations between arguments."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

DTYPES = ("float64", "int64", "uint8", "float32", "int16", "bool")
"""The numeric dtypes that are tried wherever the source does not say which."""

GIVEN, STATED, USED, TRIED = 1, 2, 3, 4
"""Evidence levels, strongest first: given or captured, stated, seen in use, found out by trial."""


class Kind(msgspec.Struct, frozen=True):
    """A set of values of one exact type.

    ``tag`` is ``none``, ``bool``, ``int``, ``float``, ``complex``, ``str``, ``bytes``, ``list``, ``tuple``,
    ``set``, ``frozenset``, ``dict``, ``iter``, ``array``, one of ``STANDARD`` (values of the standard
    library), ``given`` (what was seen under the label ``path``), or one of those that a recipe makes:
    ``object`` (an instance of the class at ``path``), ``name`` (one of the objects at the dotted paths in
    ``choices``), ``rng``, ``series``, ``frame`` and ``calls`` (what was called on an object before). A
    ``record`` is a dict with the string keys ``names``, ``either`` an element of one of several kinds,
    ``number`` a scalar of numpy.

    ``items`` holds the kind of the elements: one for sequences, a pair for a dict, one per place for a tuple
    of ``fixed`` length, one per name of an object, a record or the columns of a frame. Arrays have a dtype
    and a number of dimensions instead. ``choices`` restricts strings and numbers to the values listed; of
    a record it lists the keys that may be missing.
    """

    tag: str
    items: tuple[Kind, ...] = ()
    dtype: str = ""
    ndim: int = 0
    fixed: bool = False
    choices: tuple[str | int | float | bool, ...] = ()
    path: str = ""
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.tag in _WORDS:
            return _WORDS[self.tag](self)
        if self.choices:
            return " or ".join(repr(choice) for choice in self.choices)
        if self.fixed:
            return f"tuple ({', '.join(map(str, self.items))})"
        name = "iterator" if self.tag == "iter" else self.tag
        return f"{name} of {self.items[0]}" if self.items else name

    @property
    def depth(self) -> int:
        """The number of dimensions: 2 for a list of lists or a 2-D array, 0 for a scalar."""
        if self.tag == "array":
            return self.ndim
        if self.tag in NESTED and not self.fixed:
            return 1 + (self.items[0].depth if self.items and self.items[0].tag in NESTED else 0)
        return 1 if self.tag in _LONG else 0

    @property
    def leaf(self) -> Kind:
        """The kind of the innermost elements (an array is its own leaf)."""
        kind = self
        while kind.items and kind.tag in (*NESTED, "set", "frozenset") and not kind.fixed:
            kind = kind.items[0]
        return kind

    @property
    def holds_floats(self) -> bool:
        """Whether a value of this kind can hold binary floating point numbers."""
        if self.tag == "array":
            return self.dtype.startswith(("float", "complex"))
        return self.tag in ("float", "complex") or any(item.holds_floats for item in self.items)


def _members(kind: Kind) -> str:
    return ", ".join(f"{name}: {item}" for name, item in zip(kind.names, kind.items, strict=True))


def _short(path: object) -> str:
    """``math.sqrt`` for ``math:sqrt``, ``abs`` for ``builtins:abs``."""
    return str(path).removeprefix("builtins:").replace(":", ".")


def _named(kind: Kind) -> str:
    shown = [_short(path) for path in kind.choices]
    if kind.path != "function":
        return " or ".join(shown)
    return f"a function ({', '.join(shown)})"


def _mapping(name: str, kind: Kind) -> str:
    return f"{name} of {kind.items[0]} to {kind.items[1]}" if kind.items else name


_WORDS: dict[str, Callable[[Kind], str]] = {
    "none": lambda kind: "None",
    "given": lambda kind: kind.path,
    "array": lambda kind: f"{kind.dtype} array, {kind.ndim}-D",
    "dict": lambda kind: _mapping("dict", kind),
    "record": lambda kind: f"dict with {_members(kind)}",
    "object": lambda kind: f"{_short(kind.path)}({_members(kind)})",
    "frame": lambda kind: f"DataFrame with {_members(kind)}" if kind.names else "DataFrame",
    "series": lambda kind: f"Series of {kind.items[0]}" if kind.items else "Series",
    "rng": lambda kind: f"{_short(kind.path)}(seed)",
    "name": _named,
    "odict": lambda kind: _mapping("OrderedDict", kind),
    "counter": lambda kind: f"Counter of {kind.items[0]}" if kind.items else "Counter",
    "defaultdict": lambda kind: _mapping("defaultdict", kind),
    "number": lambda kind: f"np.{kind.dtype}",
    "either": lambda kind: f"({' or '.join(map(str, kind.items))})",
    "calls": lambda kind: f"none, or calls of {', '.join(kind.names)}",
}
NESTED = ("list", "tuple", "iter", "deque")
"""Sequences whose elements may be sequences again."""

STANDARD = ("bytearray", "decimal", "fraction", "datetime", "date", "timedelta", "range")
"""Single values of the standard library beyond numbers and strings."""

MAPPINGS = ("dict", "odict", "counter", "defaultdict")
_LONG = ("set", "frozenset", *MAPPINGS, "series", "frame")


NONE = Kind("none")
BOOL = Kind("bool")
INT = Kind("int")
FLOAT = Kind("float")
STR = Kind("str")


def array(dtype: str, ndim: int = 1) -> Kind:
    """Arrays of one dtype and number of dimensions."""
    return Kind("array", dtype=dtype, ndim=ndim)


def sequence(item: Kind, tag: str = "list") -> Kind:
    """Lists (or tuples, iterators, sets) of one kind of element."""
    return Kind(tag, (item,))


class Option(msgspec.Struct, frozen=True):
    """A kind that a parameter may have, with the level and the word for the evidence."""

    kind: Kind
    level: int
    why: str


class Dim(msgspec.Struct, frozen=True, order=True):
    """One dimension of one argument; ``axis`` 0 of a list is its length, 1 that of the lists in it."""

    param: str
    axis: int


class Link(msgspec.Struct, frozen=True):
    """A relation between two arguments.

    ``same``: the two dimensions are equal. ``below``: the numbers in ``left`` are indices of the dimension
    ``right``. ``within``: the number ``left`` is at most the length of ``right``. ``pinned``: the dimension
    has the extent ``right.axis``.
    """

    relation: str
    left: Dim
    right: Dim
    why: str = "usage"


class Param(msgspec.Struct, frozen=True):
    """A parameter: ``style`` is ``posonly``, ``pos``, ``var``, ``kwonly``, ``varkw`` or ``calls``.

    With a ``part`` it is no parameter of the function but one of an object that is built for it, in the
    style in which the object's class takes it; ``calls`` stands for what was called on that object before.
    """

    name: str
    style: str
    required: bool
    part: Part | None = None


class Part(msgspec.Struct, frozen=True):
    """The object that a parameter is a part of.

    ``holder`` is the parameter that takes the object (itself perhaps a part of another), ``path`` the dotted
    name of its class, ``way`` is ``call`` (the class is called) or ``instance`` (its attributes are set),
    ``name`` what the class calls this part.
    """

    holder: Param
    path: str
    way: str
    name: str
