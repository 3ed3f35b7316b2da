"""The record of an apply, on the disk before the first file is replaced.

``apply.pending`` stands in the cache folder from before the first file is replaced until the last one is:
where it is found later, that apply was cut, and the record says how to put it back. Renaming it to
``apply.done`` is the one step that makes an apply final; under that name it is what an undo goes by. An undo
is recorded in the same way, so that it can be cut and put back too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from optgate.model import OptgateError
from optgate.patch.files import flush, private

VERSION = 1
BUSY_SECONDS = 10.0

_PENDING = "apply.pending"
_DONE = "apply.done"
_PART = "apply.part"
_UNREADABLE = "apply.unreadable"
_LOCK = "apply.lock"
_BEFORE = "before"


class Entry(msgspec.Struct, frozen=True):
    """One file: its path, the file that path leads to, its old bytes, the sha256 of its new ones (hex).

    Both paths are relative to the root. The old bytes are None, or the sha256 empty, where there is no file.
    """

    path: str
    target: str
    old: bytes | None
    new_sha256: str


class Record(msgspec.Struct, frozen=True):
    """An apply, or an undo of one, with the ids of the proposals it is about."""

    kind: Literal["apply", "undo"]
    entries: tuple[Entry, ...]
    proposals: tuple[str, ...] = ()
    version: int = VERSION


def is_pending(folder: Path) -> bool:
    """Whether an apply in this cache folder was cut (or is at work now); costs one look at the disk."""
    return os.path.lexists(folder / _PENDING)


class Journal:
    """The records in a cache folder, for the one who holds the lock (see ``held``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / _PART).unlink(missing_ok=True)

    @property
    def pending(self) -> Record | None:
        """What was begun and not finished.

        Raises:
            OptgateError: there is a record but it cannot be read; it has been set aside.
        """
        try:
            return _read(self.folder / _PENDING)
        except ValueError:
            aside = self.folder / _UNREADABLE
            (self.folder / _PENDING).replace(aside)
            raise OptgateError(
                f"an apply was interrupted, and its record cannot be read; it is now {aside}",
                "look at `git diff` for what it wrote, then start this command again",
            ) from None

    @property
    def done(self) -> Record | None:
        """The last apply or undo that was finished; None too where its record cannot be read."""
        with contextlib.suppress(ValueError):
            return _read(self.folder / _DONE)
        return None

    def begin(self, record: Record) -> None:
        """Have a record on the disk as the pending one."""
        part = self.folder / _PART
        payload = msgspec.msgpack.encode(record)
        try:
            with open(part, "wb", opener=private) as stream:
                stream.write(hashlib.sha256(payload).digest() + payload)
                stream.flush()
                os.fsync(stream.fileno())
            part.rename(self.folder / _PENDING)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        flush(self.folder)

    def commit(self) -> None:
        """Make what is pending final, in one step."""
        (self.folder / _PENDING).rename(self.folder / _DONE)
        with contextlib.suppress(OSError):
            flush(self.folder)

    def drop(self) -> None:
        """Forget what is pending: its files stand as they did before."""
        (self.folder / _PENDING).unlink(missing_ok=True)
        flush(self.folder)

    def keep(self, entry: Entry) -> Path:
        """Save the old bytes of a file that is not put back; returns where."""
        old = entry.old or b""
        name = f"{hashlib.sha256(old).hexdigest()[:8]}-{Path(entry.path).name}"
        place = self.folder / _BEFORE / name
        place.parent.mkdir(exist_ok=True)
        with open(place, "wb", opener=private) as stream:
            stream.write(old)
            stream.flush()
            os.fsync(stream.fileno())
        return place


@contextlib.contextmanager
def held(folder: Path) -> Iterator[Journal]:
    """The journal of a cache folder (made if need be), which one process at a time holds.

    Raises:
        OptgateError: another process has held it for ten seconds.
        OSError: the folder cannot be written.
    """
    import filelock

    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / _LOCK, timeout=BUSY_SECONDS)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise OptgateError(
            "another optgate is writing into this work tree; nothing was changed",
            "wait for it, then try again",
        ) from None
    try:
        yield Journal(folder)
    finally:
        lock.release()


def _read(path: Path) -> Record | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, payload = raw[:32], raw[32:]
    if hashlib.sha256(payload).digest() != digest:
        raise ValueError("damaged")
    try:
        record = msgspec.msgpack.decode(payload, type=Record)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if record.version != VERSION:
        raise ValueError("of another version")
    return record
