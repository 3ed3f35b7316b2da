"""What the codec makes of objects that exist on one side of the channel only."""

from __future__ import annotations

from typing import Any, Iterator


class Malformed(ValueError):  # noqa: N818
    """The bytes are no message of this codec; raised by the decoders and by nothing else."""


class Unsupported(TypeError):  # noqa: N818
    """An input holds an object that cannot be sent; raised by ``encode_call`` and ``capture_call`` only."""


class TooLarge(ValueError):  # noqa: N818
    """The encoding outgrew the limit given to ``encode`` or ``capture_call``."""


class Opaque:
    """What an unknown object becomes: never equal to anything, itself included."""

    __slots__ = ("text", "type_name")
    __hash__ = object.__hash__

    def __init__(self, type_name: str, text: str = "") -> None:
        self.type_name = type_name
        self.text = text

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{self.type_name}{': ' if self.text else ''}{self.text}>"


class Recipe:
    """An input that has to be built in the guest, each time anew; recipes inside are built first.

    A *path* is dotted: ``"Name.attr"`` is looked up in the judged module, ``"module:Name.attr"`` in the
    module of that name, imported if need be. By ``kind``, ``args`` are

    - ``"iter"``, ``"generator"``: a list, to be an iterator over it, or a generator of its items;
    - ``"name"``: the path of an object that exists already: a function, a class, a member of an enum;
    - ``"instance"``: the path of a class and a dictionary of attributes; ``__init__`` is not run;
    - ``"call"``: the path of what is called, the list of its arguments, the dictionary of named ones;
    - ``"after"``: an object and a list of ``[method, arguments, named arguments]``, called on it in turn;
      what they return is dropped.
    """

    __slots__ = ("args", "kind")
    KINDS = ("iter", "generator", "name", "instance", "call", "after")

    def __init__(self, kind: str, args: tuple[Any, ...]) -> None:
        self.kind = kind
        self.args = args

    @property
    def well_formed(self) -> bool:
        """Whether ``args`` are such as ``kind`` says."""
        kind, args = self.kind, self.args
        if kind not in self.KINDS or type(args) is not tuple or len(args) != _COUNTS[kind]:
            return False
        if kind in ("iter", "generator"):
            return True
        if kind == "after":
            return _listed(args[1]) and all(
                _listed(step) and len(step) == 3 and type(step[0]) is str and _arguments(*step[1:])
                for step in args[1]
            )
        if type(args[0]) is not str:
            return False
        return kind == "name" or (_names(args[1]) if kind == "instance" else _arguments(*args[1:]))

    def __repr__(self) -> str:
        return f"Recipe({self.kind!r}, {self.args!r})"


_COUNTS = {"iter": 1, "generator": 1, "name": 1, "instance": 2, "call": 3, "after": 2}


def _listed(value: Any) -> bool:
    return type(value) in (list, tuple)


def _names(value: Any) -> bool:
    return type(value) is dict and all(type(name) is str for name in value)


def _arguments(positional: Any, named: Any) -> bool:
    return _listed(positional) and _names(named)


class Record:
    """A decoded instance of a Python class (dataclass, named tuple, enum member, plain class) or a library's.

    ``type_name`` is ``module:qualname``; ``fields`` maps attribute names to decoded values.
    """

    __slots__ = ("fields", "type_name")

    def __init__(self, type_name: str, fields: dict[str, Any]) -> None:
        self.type_name = type_name
        self.fields = fields

    def __repr__(self) -> str:
        return f"{self.type_name}({', '.join(f'{k}={v!r}' for k, v in self.fields.items())})"


class TypeName:
    """A decoded class object, by ``module:qualname``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return type(other) is TypeName and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<class {self.name}>"


class Named:
    """A decoded function, by the ``module:qualname`` that finds it; never one of the judged module."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return type(other) is Named and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class Unmade:
    """The default factory of a decoded ``defaultdict`` that is no plain type: ``what`` was decoded of it."""

    __slots__ = ("what",)

    def __init__(self, what: Any) -> None:
        self.what = what

    def __call__(self) -> Any:
        """Raises TypeError: the factory exists on the other side only."""
        raise TypeError(f"{self.what!r} is not here")


class Shared:
    """A decoded array that shared memory with ``first``, an array met earlier in the same message.

    ``value`` is the array itself (a copy: the decoded arrays do not share memory). Two encodings agree
    about aliasing when their ``Shared`` stand at the same places and refer to the same earlier places.
    """

    __slots__ = ("first", "value")

    def __init__(self, value: Any, first: Any) -> None:
        self.value = value
        self.first = first

    def __repr__(self) -> str:
        return f"Shared({self.value!r})"


def produce(rest: Iterator[Any]) -> Iterator[Any]:
    """The generator of a ``Recipe``: the codec knows its code, and so what is left in it."""
    for item in rest:
        yield item
