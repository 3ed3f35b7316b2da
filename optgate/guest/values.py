"""What the codec makes of objects that exist on one side of the channel only."""

from __future__ import annotations

from typing import Any, Iterator


class Malformed(ValueError):  # noqa: N818
    """The bytes are no message of this codec; raised by the decoders and by nothing else."""


class Unsupported(TypeError):  # noqa: N818
    """An input holds an object that cannot be sent; raised by ``encode_call`` only."""


class TooLarge(ValueError):  # noqa: N818
    """The encoding outgrew the limit given to ``encode``."""


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
    """An input that has to be built in the guest, each time anew.

    ``kind`` is ``"iter"`` (an iterator over the list ``args[0]``), ``"generator"`` (the same as a
    generator), ``"name"`` (what the dotted path ``args[0]`` names in the judged module), ``"instance"``
    (an instance of the class named ``args[0]`` with the attributes ``args[1]``, its ``__init__`` not
    run) or ``"call"`` (the object named ``args[0]`` called with the list ``args[1]`` and the dictionary
    ``args[2]``).
    """

    __slots__ = ("args", "kind")
    KINDS = ("iter", "generator", "name", "instance", "call")

    def __init__(self, kind: str, args: tuple[Any, ...]) -> None:
        self.kind = kind
        self.args = args

    def __repr__(self) -> str:
        return f"Recipe({self.kind!r}, {self.args!r})"


class Record:
    """A decoded instance of a Python class (dataclass, named tuple, enum member, plain class).

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
