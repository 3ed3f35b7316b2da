"""What a parameter may hold: kinds of values, where each is known from, and relations between arguments."""

from __future__ import annotations

import msgspec

DTYPES = ("float64", "int64", "uint8", "float32", "int16", "bool")
"""The numeric dtypes that are tried wherever the source does not say which."""

GIVEN, STATED, USED, TRIED = 1, 2, 3, 4
"""Evidence levels, strongest first: given or captured, stated, seen in use, found out by trial."""


class Kind(msgspec.Struct, frozen=True):
    """A set of values of one exact type.

    ``tag`` is ``none``, ``bool``, ``int``, ``float``, ``complex``, ``str``, ``bytes``, ``list``, ``tuple``,
    ``set``, ``frozenset``, ``dict``, ``iter`` or ``array``. ``items`` holds the kind of the elements: one
    for sequences, a pair for a dict, one per place for a tuple of ``fixed`` length. Arrays have a dtype
    and a number of dimensions instead. ``choices`` restricts strings and numbers to the values listed.
    """

    tag: str
    items: tuple[Kind, ...] = ()
    dtype: str = ""
    ndim: int = 0
    fixed: bool = False
    choices: tuple[str | int | float | bool, ...] = ()

    def __str__(self) -> str:
        if self.tag == "array":
            return f"{self.dtype} array, {self.ndim}-D"
        if self.tag == "none":
            return "None"
        if self.choices:
            return " or ".join(repr(choice) for choice in self.choices)
        if self.tag == "dict":
            return f"dict of {self.items[0]} to {self.items[1]}"
        if self.fixed:
            return f"tuple ({', '.join(map(str, self.items))})"
        name = "iterator" if self.tag == "iter" else self.tag
        return f"{name} of {self.items[0]}" if self.items else name

    @property
    def depth(self) -> int:
        """The number of dimensions: 2 for a list of lists or a 2-D array, 0 for a scalar."""
        if self.tag == "array":
            return self.ndim
        if self.tag in ("list", "tuple", "iter") and not self.fixed:
            return 1 + (self.items[0].depth if self.items else 0)
        return 1 if self.tag in ("set", "frozenset", "dict") else 0

    @property
    def leaf(self) -> Kind:
        """The kind of the innermost elements (an array is its own leaf)."""
        kind = self
        while kind.items and kind.tag in ("list", "tuple", "iter", "set", "frozenset") and not kind.fixed:
            kind = kind.items[0]
        return kind

    @property
    def holds_floats(self) -> bool:
        """Whether a value of this kind can hold binary floating point numbers."""
        if self.tag == "array":
            return self.dtype.startswith("float")
        return self.tag in ("float", "complex") or any(item.holds_floats for item in self.items)


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
    """A parameter: ``style`` is ``posonly``, ``pos``, ``var``, ``kwonly`` or ``varkw``."""

    name: str
    style: str
    required: bool
