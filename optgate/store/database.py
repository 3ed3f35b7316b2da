"""The sqlite file under the store: one transaction at a time, and always one that works.

A corrupt file is replaced by one with what can still be read of it, one of another version by an empty
one; where no file can be had (read-only folder, full disk, another process holding it too long) the rest of
the run uses one in memory. The file has sqlite's rollback journal, short transactions and a busy timeout: no
shared memory, one file, network file systems too.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from optgate.store import corpus, lessons, locks, rows

VERSION = 4
BUSY_SECONDS = 3.0

Result = TypeVar("Result")

_SCHEMA = (
    "CREATE TABLE verdicts (number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, outcome BLOB NOT NULL)",
    "CREATE TABLE outcomes (number INTEGER PRIMARY KEY, path TEXT NOT NULL, qualname TEXT NOT NULL, "
    "proposal TEXT NOT NULL, outcome BLOB NOT NULL)",
    "CREATE INDEX functions ON outcomes (path, qualname)",
    "CREATE TABLE candidates (id TEXT NOT NULL, number INTEGER NOT NULL "
    "REFERENCES outcomes ON DELETE CASCADE, PRIMARY KEY (id, number)) WITHOUT ROWID",
    "CREATE INDEX numbers ON candidates (number)",
    "CREATE TABLE closed (id TEXT PRIMARY KEY, state TEXT NOT NULL, reason TEXT NOT NULL)",
    *corpus.SCHEMA,
    *lessons.SCHEMA,
)
_JOURNALS = ("-journal", "-wal", "-shm")
_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another run holds it",
    sqlite3.SQLITE_LOCKED: "another run holds it",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_PERM: "it is not accessible",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
}


class Database:
    """A connection made on first use. ``path`` is None in memory; ``note`` says why, or what was lost.

    ``prepare`` makes the folder of the file when that is gone.
    """

    def __init__(self, path: Path | None, note: str = "", prepare: Callable[[], None] | None = None) -> None:
        self.note = note
        self.path = path
        self._prepare = prepare
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def run(self, action: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do something in one transaction; where the file fails, do it on a fresh one, or in memory."""
        for repair in (self._repair, self._give_up):
            try:
                return self._attempt(action)
            except sqlite3.ProgrammingError:
                raise
            except (*rows.UNREADABLE, OSError) as error:
                repair(error)
        return self._attempt(action)

    def _attempt(self, action: Callable[[sqlite3.Connection], Result]) -> Result:
        if self.path is None:
            return self._transact(action)
        if self._prepare is not None and not self.path.parent.is_dir():
            self._prepare()
        with locks.locked(self.path.parent, BUSY_SECONDS):
            if locks.identity(self.path) != self._identity:
                self.close()
            self._identity = locks.identity(self.path)
            return self._transact(action)

    def _transact(self, action: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._connection is None:
            self._connection = _connected(self.path)
            lost = _migrated(self._connection)
            self.note = self.note or lost
            self._identity = locks.identity(self.path) if self.path else None
        with _transaction(self._connection):
            return action(self._connection)

    def _repair(self, error: Exception) -> None:
        self.close()
        if self.path is None or _unavailable(error):
            self._give_up(error)
            return
        try:
            with locks.locked(self.path.parent, BUSY_SECONDS):
                if locks.identity(self.path) == self._identity:
                    saved = _replaced(self.path)
                    kept = f"{saved} results in it were saved" if saved else "nothing in it could be read"
                    self.note = f"the store {self.path} was corrupt and has been started afresh; {kept}"
        except (*rows.UNREADABLE, OSError) as failure:
            self._give_up(failure)

    def _give_up(self, error: Exception) -> None:
        self.close()
        self.note = unkept(f"{self.path}: {_unavailable(error) or error}")
        self.path = None


def _unavailable(error: Exception) -> str | None:
    """Why there is no file to be had, or None when there is one that is not right."""
    if isinstance(error, TimeoutError):
        return _UNAVAILABLE[sqlite3.SQLITE_BUSY]
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return _UNAVAILABLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _replaced(path: Path) -> int:
    """Put a new file in the place of a corrupt one, with what could be saved; how many outcomes that are."""
    new = path.with_name(f"{path.name}.new")
    for stale in (new, *(Path(f"{new}{suffix}") for suffix in _JOURNALS)):
        stale.unlink(missing_ok=True)
    with contextlib.closing(_connected(new)) as fresh:
        _migrated(fresh)
        fresh.execute("PRAGMA foreign_keys = OFF")
        with _transaction(fresh):
            saved = rows.rescue(path, VERSION, fresh)
    for suffix in _JOURNALS:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    new.replace(path)
    return saved


def _connected(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA auto_vacuum = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA cell_size_check = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _migrated(db: sqlite3.Connection) -> str:
    """Make the tables; a note when those of another version had to go."""
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return ""
    with _transaction(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return ""
        for table in reversed(rows.COLUMNS):
            db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    if not version:
        return ""
    return (
        "the store was written by another version of optgate and has been started afresh: "
        "functions are judged anew, dismissed proposals may come back"
    )


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def unkept(reason: str) -> str:
    """The note of a run that keeps no results."""
    return f"results are not kept ({reason}); --cache-dir names another folder"
