"""What earlier runs found out, under ``.optgate_cache/``: verdicts by key, proposals by id, known inputs.

The store is a convenience and never a reason to fail: where it cannot be kept the run goes on with one in
memory, and ``Store.note`` says so.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from optgate.config import Config
from optgate.model import Given, Lesson, Outcome, Status, UsageError
from optgate.store import corpus, lessons, rows
from optgate.store.database import Database, unkept
from optgate.store.folder import clean, make

__all__ = ["Store", "clean", "open"]

FILE = "store.sqlite"
MAX_ROWS = 5_000
MAX_BYTES = 128 << 20


def open(root: Path, config: Config) -> Store:
    """The store of a project, in its cache folder, which is made if need be. Never raises."""
    folder = root / config.cache_dir
    try:
        make(folder, root)
    except OSError as error:
        return Store(root, Database(None, unkept(f"{folder}: {error.strerror}")))
    return Store(root, Database(folder / FILE, prepare=lambda: make(folder, root)))


class Store:
    """An open store; close it, or use it in a ``with`` statement.

    Where results cannot be kept it holds them in memory until it is closed.
    """

    def __init__(self, root: Path, database: Database) -> None:
        self.root = root
        self._database = database
        database.run(lambda db: None)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._database.close()

    @property
    def note(self) -> str:
        """Empty, or one line for the user: results are not kept, or earlier ones were lost, and why."""
        return self._database.note

    @property
    def path(self) -> Path | None:
        """The file, or None where results are not kept."""
        return self._database.path

    def lookup(self, key: str) -> Outcome | None:
        """The outcome remembered under a key, marked as cached."""

        def read(db: sqlite3.Connection) -> Outcome | None:
            row = db.execute("SELECT outcome FROM verdicts WHERE key = ?", (key,)).fetchone()
            return _unpacked(row[0]) if row else None

        outcome = self._database.run(read)
        return None if outcome is None else msgspec.structs.replace(outcome, cached=True)

    def remember(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome under a key, in place of an earlier one."""
        blob = _packed(outcome)

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO verdicts (key, outcome) VALUES (?, ?)", (key, blob))
            _bound(db)

        self._database.run(write)

    def save(self, outcome: Outcome) -> None:
        """Keep what a run found out about a function, so that its candidates are found by id."""
        blob = _packed(outcome)
        ids = {judged.candidate.id for judged in outcome.judged}
        place = (_name(outcome.target.file.path), outcome.target.qualname)

        def write(db: sqlite3.Connection) -> None:
            for (number,) in db.execute(
                "SELECT number FROM outcomes WHERE path = ? AND qualname = ?", place
            ).fetchall():
                earlier = {
                    id for (id,) in db.execute("SELECT id FROM candidates WHERE number = ?", (number,))
                }
                if earlier <= ids:
                    db.execute("DELETE FROM outcomes WHERE number = ?", (number,))
            row = (*place, outcome.proposal, blob)
            added = db.execute(
                "INSERT INTO outcomes (path, qualname, proposal, outcome) VALUES (?, ?, ?, ?)", row
            )
            db.executemany("INSERT INTO candidates VALUES (?, ?)", [(id, added.lastrowid) for id in ids])
            db.execute("DELETE FROM closed WHERE id = ? AND state = 'applied'", (outcome.proposal,))
            _bound(db)

        self._database.run(write)

    def find(self, id_prefix: str) -> Outcome:
        """The newest outcome that has a candidate with this id, or with the only id that starts so.

        Raises:
            UsageError: no candidate's id starts so, or several do.
        """
        return self._find(id_prefix)[1]

    def proposals(self) -> list[Outcome]:
        """The open proposals, by path: not applied, not dismissed, not overtaken by a later run.

        A proposal is stale, and left out, once its function no longer stands in the work tree's file as it
        was judged; edits elsewhere in the file leave it open.
        """
        query = (
            "SELECT outcome FROM outcomes AS one WHERE proposal <> '' "
            "AND proposal NOT IN (SELECT id FROM closed) AND number = (SELECT MAX(number) FROM outcomes "
            "WHERE path = one.path AND qualname = one.qualname) ORDER BY path, number"
        )
        outcomes = self._database.run(lambda db: [_unpacked(blob) for (blob,) in db.execute(query)])
        return [outcome for outcome in outcomes if outcome is not None and self._current(outcome)]

    def dismiss(self, id: str, reason: str) -> Outcome:
        """Never offer a proposal, or report a regression, again.

        Raises:
            UsageError: as ``find``; or the candidate was not proposed.
        """
        found, outcome = self._find(id)
        if outcome.proposal != found and outcome.status is not Status.REGRESSED:
            raise UsageError(
                f"{found} is not a proposal: it was not accepted",
                "`optgate show` says why a candidate was rejected",
            )
        self._close(found, "dismissed", reason)
        return msgspec.structs.replace(outcome, dismissed=reason)

    def dismissed(self, id: str) -> str | None:
        """The reason why a proposal was dismissed, or None; the whole id is needed."""
        query = "SELECT reason FROM closed WHERE id = ? AND state = 'dismissed'"
        row = self._database.run(lambda db: db.execute(query, (id,)).fetchone())
        return str(row[0]) if row else None

    def dismissals(self) -> list[tuple[str, str, str]]:
        """Every dismissed proposal, the newest first: its id, its function and the reason.

        The function is ``path.py::Qual.name``, or empty where the store has dropped the proposal since.
        """
        query = (
            "SELECT id, reason, (SELECT path || '::' || qualname FROM outcomes WHERE proposal = closed.id "
            "ORDER BY number DESC LIMIT 1) FROM closed WHERE state = 'dismissed' ORDER BY rowid DESC"
        )
        rows = self._database.run(lambda db: db.execute(query).fetchall())
        return [(str(id), str(function or ""), str(reason)) for id, reason, function in rows]

    def reinstate(self, id_prefix: str) -> str:
        """Take back that a proposal was dismissed; returns its id.

        Raises:
            UsageError: No dismissed proposal's id starts so, or several do.
        """
        ids = [id for id, _, _ in self.dismissals() if id_prefix and id.startswith(id_prefix)]
        if id_prefix in ids:
            ids = [id_prefix]
        if len(ids) != 1:
            problem = (
                f"{id_prefix} is the start of {len(ids)} ids" if ids else f"{id_prefix!r} is not dismissed"
            )
            raise UsageError(problem, "`optgate dismiss --list` lists what is")
        query = "DELETE FROM closed WHERE id = ? AND state = 'dismissed'"
        self._database.run(lambda db: db.execute(query, ids))
        return ids[0]

    def close_proposal(self, id: str) -> None:
        """Note that a proposal was applied; it is open again when a later run proposes it again.

        Raises:
            UsageError: as ``find``.
        """
        self._close(self._find(id)[0], "applied", "")

    def reopen_proposal(self, id: str) -> None:
        """Take back that a proposal was applied; the whole id is needed."""
        query = "DELETE FROM closed WHERE id = ? AND state = 'applied'"
        self._database.run(lambda db: db.execute(query, (id,)))

    def inputs(self, path: str, qualname: str) -> tuple[Given, ...]:
        """The known inputs of a function: failing ones, the newest first, then captured ones."""
        return self._database.run(lambda db: corpus.read(db, _name(path), qualname))

    def captured_key(self, path: str, qualname: str) -> str | None:
        """What the captured inputs of a function were captured from (see ``keep_captured``), or None."""
        return self._database.run(lambda db: corpus.key_of(db, _name(path), qualname))

    def keep_captured(self, path: str, qualname: str, key: str, captured: Sequence[Given]) -> None:
        """Keep inputs seen in use, in place of those seen before; ``key`` says what they were seen in."""
        self._database.run(lambda db: corpus.replace(db, _name(path), qualname, key, captured))

    def keep_failed(self, path: str, qualname: str, calls: Sequence[bytes]) -> None:
        """Add inputs that showed a candidate to be wrong, the first of them to be tried first."""
        self._database.run(lambda db: corpus.add_failed(db, _name(path), qualname, calls))

    @property
    def taught(self) -> bool:
        """Whether there are lessons at all."""
        return self._database.run(lessons.any_at_all)

    def lessons(self, shape: str) -> tuple[Lesson, ...]:
        """The accepted rewrites of functions of a shape, the newest first."""
        return self._database.run(lambda db: lessons.read(db, shape))

    def learn(self, lesson: Lesson) -> None:
        """Keep an accepted rewrite for functions of its shape."""
        self._database.run(lambda db: lessons.add(db, lesson))

    def _close(self, id: str, state: str, reason: str) -> None:
        self._database.run(
            lambda db: db.execute("INSERT OR REPLACE INTO closed VALUES (?, ?, ?)", (id, state, reason))
        )

    def _find(self, prefix: str) -> tuple[str, Outcome]:
        def ids_and_outcome(db: sqlite3.Connection) -> tuple[list[str], Outcome | None]:
            query = "SELECT DISTINCT id FROM candidates WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 9"
            ids = [id for (id,) in db.execute(query, (len(prefix), prefix))]
            ids = [prefix] if prefix in ids else ids
            query = "SELECT outcome FROM outcomes NATURAL JOIN candidates WHERE id = ? ORDER BY number DESC"
            row = db.execute(query, (ids[0],)).fetchone() if len(ids) == 1 else None
            return ids, _unpacked(row[0]) if row else None

        ids, outcome = self._database.run(ids_and_outcome) if prefix else ([], None)
        if len(ids) > 1:
            raise UsageError(
                f"{prefix} is the start of {len(ids)} ids: {', '.join(ids)}", "give more of the id"
            )
        if outcome is None:
            hint = self.note or "`optgate run` prints the ids of its candidates"
            raise UsageError(f"there is no proposal or candidate {prefix!r}", hint)
        return ids[0], msgspec.structs.replace(outcome, dismissed=self.dismissed(outcome.proposal) or "")

    def _current(self, outcome: Outcome) -> bool:
        target = outcome.target
        try:
            raw = (self.root / target.file.path).read_bytes()
        except OSError:
            return False
        if raw == target.file.raw:
            return True
        own = "".join(target.file.lines[target.line - 1 : target.end_line]).rstrip("\r\n")
        return _plain(own.encode(target.file.encoding)) in _plain(raw)


def _bound(db: sqlite3.Connection) -> None:
    """Drop the oldest rows beyond the limits on their number and on the size of the file."""
    for table in ("verdicts", "outcomes"):
        db.execute(
            f"DELETE FROM {table} WHERE number <= (SELECT MAX(number) FROM {table}) - ?",
            (MAX_ROWS,),
        )
    size, pages, free = (
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
    )
    if (pages - free) * size > MAX_BYTES:
        for table in ("verdicts", "outcomes"):
            half = f"SELECT (MIN(number) + MAX(number)) / 2 FROM {table}"
            db.execute(f"DELETE FROM {table} WHERE number < ({half})")


def _packed(outcome: Outcome) -> bytes:
    """The outcome as a blob; an empty one, never read back, when a text in it has no UTF-8 form."""
    try:
        return zlib.compress(msgspec.msgpack.encode(outcome), 1)
    except UnicodeEncodeError:
        return b""


def _unpacked(blob: object) -> Outcome | None:
    """The outcome in a blob; None for one that this version cannot read.

    Raises:
        Damaged: It is not what was written.
    """
    try:
        return msgspec.msgpack.decode(rows.unpacked(blob), type=Outcome)
    except msgspec.DecodeError:
        return None


def _name(path: str) -> str:
    """A path as it can be stored: names of files need not be text."""
    return path.encode("utf-8", "backslashreplace").decode()


def _plain(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n")
