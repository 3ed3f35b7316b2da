"""The last run, whole, in a file of its own beside the store: to be reported again."""

from __future__ import annotations

import contextlib
import secrets
import zlib
from pathlib import Path

import msgspec

from optgate.model import Report

FILE = "last-run"


def write(folder: Path, report: Report) -> None:
    """Keep a run in place of the one before; where that fails the one before stays, as the store has it."""
    part = folder / f".{FILE}.{secrets.token_hex(4)}"
    with contextlib.suppress(OSError, UnicodeEncodeError):
        try:
            part.write_bytes(zlib.compress(msgspec.msgpack.encode(report), 1))
            part.replace(folder / FILE)
        finally:
            part.unlink(missing_ok=True)


def read(folder: Path) -> Report | None:
    """The last run; None where there is none, or none that this version can read."""
    try:
        return msgspec.msgpack.decode(zlib.decompress((folder / FILE).read_bytes()), type=Report)
    except (OSError, zlib.error, msgspec.DecodeError):
        return None
