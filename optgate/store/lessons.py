"""Rewrites that were accepted, by the shape of the function they are for; the newest of a shape first."""

from __future__ import annotations

import sqlite3

import msgspec

from optgate.model import Lesson
from optgate.store import rows

MOST = 8
"""Lessons of one shape; the oldest go first."""

MOST_OF_ALL = 2_000

SCHEMA = (
    "CREATE TABLE lessons (number INTEGER PRIMARY KEY, shape TEXT NOT NULL, digest BLOB NOT NULL, "
    "lesson BLOB NOT NULL, UNIQUE (shape, digest))",
)


def any_at_all(db: sqlite3.Connection) -> bool:
    """Whether there is a lesson of any shape."""
    return db.execute("SELECT 1 FROM lessons LIMIT 1").fetchone() is not None


def read(db: sqlite3.Connection, shape: str) -> tuple[Lesson, ...]:
    """The lessons of a shape.

    Raises:
        Damaged: One of them is not as it was written.
    """
    query = "SELECT digest, lesson FROM lessons WHERE shape = ? ORDER BY number DESC"
    found = db.execute(query, (shape,)).fetchall()
    for digest, lesson in found:
        rows.verified(digest, lesson)
    try:
        return tuple(msgspec.msgpack.decode(lesson, type=Lesson) for _, lesson in found)
    except msgspec.DecodeError:
        return ()


def add(db: sqlite3.Connection, lesson: Lesson) -> None:
    """Keep a lesson; the same one twice becomes the newest."""
    blob = msgspec.msgpack.encode(lesson)
    db.execute(
        "INSERT OR REPLACE INTO lessons (shape, digest, lesson) VALUES (?, ?, ?)",
        (lesson.shape, rows.digest(blob), blob),
    )
    db.execute(
        "DELETE FROM lessons WHERE number IN (SELECT number FROM lessons WHERE shape = ? "
        "ORDER BY number DESC LIMIT -1 OFFSET ?)",
        (lesson.shape, MOST),
    )
    db.execute("DELETE FROM lessons WHERE number <= (SELECT MAX(number) FROM lessons) - ?", (MOST_OF_ALL,))
