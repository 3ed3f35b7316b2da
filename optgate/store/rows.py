"""The tables, what a whole row of each looks like, and how rows are saved from a file that is not whole.

sqlite has no checksums: a byte that changed in the middle of a value is met by nobody but its reader.
Outcomes carry the checksum of their compression; inputs, captures and lessons a digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COLUMNS = {
    "outcomes": ("number", "path", "qualname", "proposal", "outcome"),
    "candidates": ("id", "number"),
    "closed": ("id", "state", "reason"),
    "verdicts": ("number", "key", "outcome"),
    "inputs": ("number", "path", "qualname", "source", "digest", "call"),
    "captures": ("path", "qualname", "digest", "key"),
    "lessons": ("number", "shape", "digest", "lesson"),
}
"""Tables in the order in which rows refer to earlier ones."""


UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading raises: messages of sqlite quote the file, which may hold no text any more."""


class Damaged(sqlite3.DatabaseError):
    """A row is not as it was written."""


def digest(content: bytes) -> bytes:
    """What is kept beside a value to know it again."""
    return hashlib.blake2b(content, digest_size=16).digest()


def verified(found: object, content: object) -> None:
    """Compare a digest with what it stands beside.

    Raises:
        Damaged: One of them is not what was written.
    """
    raw = content.encode() if isinstance(content, str) else content
    if not isinstance(raw, bytes) or digest(raw) != found:
        raise Damaged


def unpacked(blob: object) -> bytes:
    """What was compressed.

    Raises:
        Damaged: It is not what was written.
    """
    if not isinstance(blob, bytes):
        raise Damaged
    try:
        return zlib.decompress(blob) if blob else b""
    except zlib.error:
        raise Damaged from None


def rescue(path: Path, version: int, fresh: sqlite3.Connection) -> int:
    """Carry the whole rows of the store at ``path`` over into an empty one, as far as they can be read.

    Returns:
        The number of outcomes that were saved.
    """
    old = sqlite3.connect(path, timeout=0.1, isolation_level=None)
    old.text_factory = _text
    try:
        if old.execute("PRAGMA user_version").fetchone()[0] == version:
            for table, columns in COLUMNS.items():
                _copy(old, fresh, table, columns)
    except UNREADABLE:
        pass
    finally:
        old.close()
    fresh.execute("DELETE FROM candidates WHERE number NOT IN (SELECT number FROM outcomes)")
    return int(fresh.execute("SELECT COUNT(*) FROM outcomes").fetchone()[0])


def _copy(old: sqlite3.Connection, fresh: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    """Copy from both ends: what cannot be read is met once from each."""
    marks = ", ".join("?" * len(columns))
    for order in ("", f" ORDER BY {columns[0]} DESC"):
        with contextlib.suppress(*UNREADABLE):
            for row in old.execute(f"SELECT {', '.join(columns)} FROM {table}{order}"):
                if _whole(dict(zip(columns, row, strict=True))):
                    fresh.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)


def _whole(row: Mapping[str, Any]) -> bool:
    kinds = {"number": int, "outcome": bytes, "digest": bytes, "call": bytes, "lesson": bytes}
    if not all(isinstance(value, kinds.get(name, str)) for name, value in row.items()):
        return False
    try:
        if "outcome" in row:
            unpacked(row["outcome"])
        if "digest" in row:
            verified(row["digest"], row.get("call", row.get("key", row.get("lesson"))))
    except Damaged:
        return False
    return True


def _text(raw: bytes) -> str | bytes:
    """Text, or the bytes, which no column takes for text."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw
