"""Typed encoding of Python and numpy values: no pickle, nothing executed, equal bytes for equal behaviour.

Two kinds of message share one format. ``encode_call`` carries the arguments of a call to the guest and
keeps what a function can see of them: memory layout of arrays, views of one buffer, one object passed
twice, one NaN object in several places. ``encode`` carries results back in a canonical form: two values
have equal bytes when, and only when, they are of the same exact types with the same contents and the same
aliasing; layout of arrays and the order of sets are left out. What the codec does not know becomes
``Opaque``, whose bytes are never equal.

``capture_call`` is ``encode_call`` for objects that live in the user's process: an instance, a member of
an enum, a random generator, a data frame or a function travels as the ``Recipe`` that makes it again.

The decoders trust nothing: every length, count, tag and depth is checked, and ``Malformed`` is the only
exception they raise.
"""

from __future__ import annotations

from typing import Any, Callable, Optional

from . import reader_plain, writer_objects, writer_plain  # noqa: F401  they fill the tables
from .names import judge
from .reader import CALL, CANONICAL, Reader
from .values import Malformed, Named, Opaque, Recipe, Record, Shared, TooLarge, TypeName, Unsupported
from .writer import Writer, opaque

__all__ = [
    "LIMIT",
    "Malformed",
    "Named",
    "Opaque",
    "Recipe",
    "Record",
    "Shared",
    "TooLarge",
    "TypeName",
    "Unsupported",
    "capture_call",
    "decode",
    "decode_call",
    "encode",
    "encode_call",
    "judge",
]

LIMIT = 1 << 26
"""Bytes of the largest message the decoders take by default."""

Build = Callable[[Recipe], Any]


def encode(value: Any, limit: Optional[int] = None) -> bytes:
    """The canonical encoding of ``value``; never raises on any object when ``limit`` is None.

    Raises:
        TooLarge: the encoding has more than ``limit`` bytes.
    """
    writer = Writer(call=False, limit=limit)
    try:
        writer.write(value)
    except TooLarge:
        raise
    except Exception as error:  # noqa: BLE001  a foreign object's own code, or one of 4 GiB
        writer = Writer(call=False, limit=None)
        opaque(writer, value, type(error).__name__)
    return CANONICAL + bytes(writer.out)


def decode(data: bytes, limit: int = LIMIT) -> Any:
    """The value of a canonical encoding; ``Record``, ``Shared``, ``TypeName``, ``Opaque`` stand in.

    Raises:
        Malformed: the bytes are no canonical encoding, or more than ``limit``.
    """
    return Reader(data, limit, CANONICAL, None).message()


def encode_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """The arguments of one call.

    Raises:
        Unsupported: an argument is, or contains, an object the codec cannot send.
    """
    writer = Writer(call=True, limit=None)
    writer.write(args)
    writer.write(kwargs)
    return CALL + bytes(writer.out)


def capture_call(
    args: tuple[Any, ...], kwargs: dict[str, Any], home: str, limit: Optional[int] = None
) -> bytes:
    """The arguments of one call that happens in this process, to be repeated in another.

    ``home`` is the ``__name__`` of the judged module: what is defined there gets a path without a module,
    everything else one of the form ``module:qualname``. The arguments are not changed or consumed.

    Raises:
        Unsupported: an argument is, or contains, an object that cannot be made again elsewhere: an
            iterator, a lambda, a lock, an instance whose state is hidden or that refers to itself.
        TooLarge: the message has more than ``limit`` bytes.
    """
    writer = Writer(call=True, limit=limit, home=home)
    try:
        writer.write(args)
        writer.write(kwargs)
        writer.room(0)
    except (TooLarge, Unsupported):
        raise
    except Exception as error:
        raise Unsupported(f"cannot send the arguments: {type(error).__name__}") from error
    return CALL + bytes(writer.out)


def decode_call(
    data: bytes, limit: int = 16 * LIMIT, build: Optional[Build] = None
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Fresh objects every time; ``build`` makes the objects of recipes (else they stay ``Recipe``).

    Raises:
        Malformed: the bytes are no encoded call, or more than ``limit``.
    """
    return Reader(data, limit, CALL, build).call()
