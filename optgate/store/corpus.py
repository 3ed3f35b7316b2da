"""Inputs of functions in the store: what was captured from the project's own use, and what failed.

Captured inputs are replaced together when they are captured anew; failing ones are added, the newest first
to be tried. Both are bounded per function, and all of them together in bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from optgate.model import FAILED, Given
from optgate.store import rows

MOST = 200
"""Inputs of one function and source."""

MAX_BYTES = 16 << 20
"""Bytes of all inputs; an input that takes a sixteenth of that is not kept."""

SCHEMA = (
    "CREATE TABLE inputs (number INTEGER PRIMARY KEY, path TEXT NOT NULL, qualname TEXT NOT NULL, "
    "source TEXT NOT NULL, digest BLOB NOT NULL, call BLOB NOT NULL, "
    "UNIQUE (path, qualname, source, digest))",
    "CREATE TABLE captures (path TEXT NOT NULL, qualname TEXT NOT NULL, digest BLOB NOT NULL, "
    "key TEXT NOT NULL, PRIMARY KEY (path, qualname)) WITHOUT ROWID",
)


def read(db: sqlite3.Connection, path: str, qualname: str) -> tuple[Given, ...]:
    """The inputs of a function: failing ones first, the newest of them in front, then captured ones.

    Raises:
        Damaged: One of them is not as it was written.
    """
    query = "SELECT call, source, digest FROM inputs WHERE path = ? AND qualname = ? ORDER BY number"
    found = db.execute(query, (path, qualname)).fetchall()
    for call, _, digest in found:
        rows.verified(digest, call)
    failed = [Given(call, source) for call, source, _ in reversed(found) if source == FAILED]
    return (*failed, *(Given(call, str(source)) for call, source, _ in found if source != FAILED))


def key_of(db: sqlite3.Connection, path: str, qualname: str) -> str | None:
    """What the captured inputs of a function were captured from, or None when nothing was.

    Raises:
        Damaged: It is not as it was written.
    """
    query = "SELECT key, digest FROM captures WHERE path = ? AND qualname = ?"
    row = db.execute(query, (path, qualname)).fetchone()
    if row is None:
        return None
    rows.verified(row[1], row[0])
    return str(row[0])


def replace(db: sqlite3.Connection, path: str, qualname: str, key: str, captured: Iterable[Given]) -> None:
    """Keep captured inputs in place of those captured before."""
    place = (path, qualname)
    db.execute("DELETE FROM inputs WHERE path = ? AND qualname = ? AND source <> 'failed'", place)
    db.execute(
        "INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?)", (*place, rows.digest(key.encode()), key)
    )
    counts: dict[str, int] = {}
    for given in captured:
        counts[given.source] = counts.get(given.source, 0) + 1
        if counts[given.source] <= MOST:
            _insert(db, path, qualname, given)
    bound(db)


def add_failed(db: sqlite3.Connection, path: str, qualname: str, calls: Sequence[bytes]) -> None:
    """Keep failing inputs, the first of ``calls`` as the newest; one kept already becomes new again."""
    for call in reversed(calls):
        _insert(db, path, qualname, Given(call, FAILED))
    db.execute(
        "DELETE FROM inputs WHERE number IN (SELECT number FROM inputs WHERE path = ? AND qualname = ? "
        "AND source = 'failed' ORDER BY number DESC LIMIT -1 OFFSET ?)",
        (path, qualname, MOST),
    )
    bound(db)


def _insert(db: sqlite3.Connection, path: str, qualname: str, given: Given) -> None:
    if len(given.call) > MAX_BYTES // 16:
        return
    db.execute(
        "INSERT OR REPLACE INTO inputs (path, qualname, source, digest, call) VALUES (?, ?, ?, ?, ?)",
        (path, qualname, given.source, rows.digest(given.call), given.call),
    )


def bound(db: sqlite3.Connection) -> None:
    """Drop the oldest inputs beyond the limit; what lost captured ones has to be captured anew."""
    total = db.execute("SELECT COALESCE(SUM(LENGTH(call)), 0) FROM inputs").fetchone()[0]
    if total <= MAX_BYTES:
        return
    oldest = db.execute("SELECT number, path, qualname, LENGTH(call) FROM inputs ORDER BY number").fetchall()
    for number, path, qualname, size in oldest:
        if total <= MAX_BYTES:
            break
        db.execute("DELETE FROM inputs WHERE number = ?", (number,))
        db.execute("DELETE FROM captures WHERE path = ? AND qualname = ?", (path, qualname))
        total -= size
