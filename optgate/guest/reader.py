"""The decoding half of the codec: a position in bytes that checks everything and executes nothing."""

from __future__ import annotations

from struct import Struct
from time import monotonic
from typing import Any, Callable, Optional

from .values import Malformed, Recipe

CANONICAL = b"\x01"
CALL = b"\x02"
MAX_DEPTH = 70
PATIENCE = 20.0
"""Seconds for the keys and members of one message: thousands of one hash value take their square in time."""

OBJECT = 8
"""Bytes of accounted memory (see ``Reader.spend``) for each byte that a message may have."""

_REFUSED = (ValueError, TypeError, OverflowError, ArithmeticError, MemoryError, RecursionError)

_u32 = Struct("<I").unpack_from

TABLE: dict[int, Callable[[Reader], Any]] = {}
"""How to read what follows each tag; filled by ``reader_plain``."""


class Reader:
    """One message being read: position, the objects that back references may name, and the depth."""

    __slots__ = (
        "blocks",
        "build",
        "data",
        "depth",
        "end",
        "frozen",
        "mode",
        "objects",
        "pos",
        "room",
        "until",
    )

    def __init__(
        self, data: bytes, limit: int, mode: bytes, build: Optional[Callable[[Recipe], Any]]
    ) -> None:
        self.data = data
        self.end = len(data)
        self.pos = 1
        self.depth = 0
        self.mode = mode
        self.build = build
        self.objects: list[Any] = []
        self.blocks: list[Any] = []
        self.frozen: list[Any] = []
        self.room = OBJECT * limit
        self.until = monotonic() + PATIENCE
        if len(data) > limit:
            raise Malformed(f"{len(data)} bytes, over the limit of {limit}")
        if data[:1] != mode:
            raise Malformed("not a message of this kind")

    def message(self) -> Any:
        """The one value of a canonical message."""
        try:
            value = self.read()
        except Malformed:
            raise
        except _REFUSED as error:
            raise Malformed(f"{type(error).__name__}: {error}") from error
        self.finish()
        return value

    def call(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional and keyword arguments of a call message."""
        try:
            args, kwargs = self.read(), self.read()
        except Malformed:
            raise
        except _REFUSED as error:
            raise Malformed(f"{type(error).__name__}: {error}") from error
        self.finish()
        if (
            type(args) is not tuple
            or type(kwargs) is not dict
            or any(type(name) is not str for name in kwargs)
        ):
            raise Malformed("not the arguments of a call")
        return args, kwargs

    def finish(self) -> None:
        """Check that nothing follows, and make the read-only arrays read-only."""
        if self.pos != self.end:
            raise Malformed("more bytes than the message needs")
        for item in self.frozen:
            item.flags.writeable = False

    def part(self, size: int) -> Reader:
        """A reader of the next ``size`` bytes, which refer to nothing outside themselves.

        It looks at the same bytes; what it spends is to be taken over by ``rejoin``.
        """
        if size > self.end - self.pos:
            raise Malformed("a length beyond the end of the message")
        inner = Reader(self.mode, len(self.mode), self.mode, self.build)
        inner.data, inner.pos, inner.end = self.data, self.pos, self.pos + size
        inner.depth, inner.room, inner.until = self.depth, self.room, self.until
        return inner

    def rejoin(self, inner: Reader) -> None:
        """Go on after a part that was read to its end."""
        inner.finish()
        self.pos, self.room = inner.end, inner.room

    def read(self) -> Any:
        """The next value."""
        pos = self.pos
        if pos >= self.end:
            raise Malformed("the message ends too early")
        self.pos = pos + 1
        handler = TABLE.get(self.data[pos])
        if handler is None:
            raise Malformed(f"unknown tag {self.data[pos]}")
        return handler(self)

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        pos = self.pos
        if size > self.end - pos:
            raise Malformed("a length beyond the end of the message")
        self.pos = pos + size
        return self.data[pos : pos + size]

    def length(self) -> int:
        """A length or count; every item counted takes at least one byte, so it cannot exceed the rest."""
        pos = self.pos
        if self.end - pos < 4:
            raise Malformed("the message ends too early")
        self.pos = pos + 4
        size: int = _u32(self.data, pos)[0]
        if size > self.end - pos - 4:
            raise Malformed("a count beyond the end of the message")
        return size

    def number(self) -> int:
        """An index: 32 bits without the check against what is left."""
        return int(_u32(self.take(4))[0])

    def text(self) -> str:
        """A name or a message."""
        return self.take(self.length()).decode("utf-8", "surrogatepass")

    def spend(self, size: int) -> None:
        """Account for memory that is much more than the bytes read."""
        self.room -= size
        if self.room < 0:
            raise Malformed("the decoded objects would be too large")

    def wait(self, place: int) -> None:
        """Check now and then that reading keys or members has not taken too long."""
        if not place & 63 and monotonic() > self.until:
            raise Malformed("keys or members that take too long to tell apart")

    def keep(self, value: Any) -> Any:
        """Give ``value`` the next number for back references."""
        self.objects.append(value)
        return value

    def down(self) -> None:
        """Go one level down."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Malformed("nested too deeply")

    def only(self, mode: bytes) -> None:
        """Refuse a tag that belongs to the other kind of message."""
        if self.mode != mode:
            raise Malformed("a tag of the other kind of message")
