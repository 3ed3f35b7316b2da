"""Writing into the work tree: checked, recorded, prepared beside each file, renamed over it; put back if cut.

Every way of not finishing, a failure, an interrupt, a kill, a power cut, ends in the same place: the record
in the journal says what each file was, and ``_put_back`` goes by it.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from optgate.model import OptgateError, UsageError
from optgate.patch.files import AGAIN, Replacement, flush, sha256, sweep
from optgate.patch.journal import Entry, Journal, Record, held, is_pending
from optgate.patch.prepare import Change
from optgate.patch.syntax import parses

Stop = Callable[[], None]
"""Called between two steps; raises to have everything put back."""

_LATER = "free some space or make the folder writable; `optgate apply --undo` then puts it back"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Recovery(msgspec.Struct, frozen=True):
    """What became of an apply (or undo) that was cut.

    ``restored`` are the paths that were put back, ``edited`` pairs of a path that somebody has written to
    since, and is left alone, and of where its bytes from before are kept.
    """

    kind: str
    restored: tuple[str, ...]
    edited: tuple[tuple[str, Path], ...]
    proposals: tuple[str, ...]


def _go_on() -> None:
    pass


@contextlib.contextmanager
def applying(
    root: Path, changes: Sequence[Change], folder: Path, proposals: Sequence[str] = (), stop: Stop = _go_on
) -> Iterator[None]:
    """Write the changes into the work tree; final once the body has ended. The index is never touched.

    Every file must still have the bytes that were judged. The record (in the cache folder ``folder``) and all
    new contents are on the disk before the first file is replaced; a failure in between, or in the body, puts
    back what was replaced, and after a kill ``recovering`` does. A symbolic link's target is written;
    permissions, owner and extended attributes are kept. A file with several hard links is refused: replacing
    it would separate the links, writing in place could tear it.

    Raises:
        UsageError: a file was edited since it was judged, is gone, outside the root, read-only or one of
            several hard links; nothing was changed.
        OptgateError: the disk is full or the file system refuses; nothing was changed, or what could not be
            put back is told.
    """
    with _explained_errors(), held(folder) as journal:
        if journal.pending is not None:
            raise OptgateError("an earlier apply was interrupted; nothing was changed", "apply again")
        items = [_checked(root, change) for change in changes]
        if len({item.path for item in items}) < len(items):
            raise UsageError("two changes to one file cannot be applied at once", "apply one, then run again")
        record = Record("apply", tuple(_entry(root, item) for item in items), tuple(proposals))
        with _replaced(root, journal, record, items, stop):
            yield


def apply(root: Path, changes: Sequence[Change], folder: Path) -> None:
    """Write the changes into the work tree, all of them or none; see ``applying``."""
    with applying(root, changes, folder):
        pass


@contextlib.contextmanager
def undoing(root: Path, folder: Path, stop: Stop = _go_on) -> Iterator[Record | None]:
    """Put back what the last apply wrote, all files or none; None where there is nothing to undo.

    Raises:
        UsageError: a file was edited since, is gone, read-only or has got hard links; nothing was changed.
        OptgateError: as for ``applying``.
    """
    with _explained_errors(), held(folder) as journal:
        done = None if journal.pending is not None else journal.done
        if done is None or done.kind == "undo":
            yield None
            return
        items = [Replacement(root, entry.target, entry.old) for entry in done.entries]
        pairs = zip(done.entries, items, strict=True)
        edited = [entry.path for entry, item in pairs if sha256(item.old) != entry.new_sha256]
        if edited:
            raise UsageError(
                f"{', '.join(edited)}: edited since the apply; nothing was undone",
                "take the change out by hand: `git diff` shows it",
            )
        for item in items:
            item.refuse_unwritable()
        with _replaced(root, journal, _reverse(done, items), items, stop):
            yield done


@contextlib.contextmanager
def recovering(root: Path, folder: Path) -> Iterator[Recovery | None]:
    """Put back an apply (or undo) that was cut; None where none was. Forgotten once the body has ended.

    Raises:
        OptgateError: the record cannot be read, or a file cannot be written.
    """
    if not is_pending(folder):
        yield None
        return
    try:
        with held(folder) as journal:
            record = journal.pending
            if record is None:
                yield None
                return
            yield _put_back(root, journal, record)
            journal.drop()
    except OSError as error:
        raise OptgateError(
            f"an interrupted apply could not be put back yet: {error.strerror} ({error.filename})", _LATER
        ) from error


@contextlib.contextmanager
def _replaced(
    root: Path, journal: Journal, record: Record, items: Sequence[Replacement], stop: Stop
) -> Iterator[None]:
    """The files with their new contents; final once the body has ended, put back if anything fails."""
    folders = {item.path.parent for item in items}
    for folder in folders:
        sweep(folder)
    try:
        journal.begin(record)
        for item in items:
            stop()
            item.stage()
        for item in items:
            stop()
            item.replace()
        for folder in folders:
            flush(folder)
        stop()
        yield
        journal.commit()
    except BaseException as error:
        _withdraw(root, journal, record, items, error)
        raise
    for item in items:
        item.close()


def _withdraw(
    root: Path, journal: Journal, record: Record, items: Sequence[Replacement], error: BaseException
) -> None:
    for item in items:
        item.close()
    if not is_pending(journal.folder):
        return
    try:
        _put_back(root, journal, record)
        journal.drop()
    except OSError as failure:
        raise OptgateError(
            f"the change failed, and what was written could not be put back yet: {failure.strerror}",
            _LATER,
        ) from error


def _put_back(root: Path, journal: Journal, record: Record) -> Recovery:
    """Every file that has the new content gets its old one; one that has neither is somebody's edit."""
    restored, edited = [], []
    for entry in record.entries:
        path = root / entry.target
        sweep(path.parent)
        try:
            absent = entry.old is None or not entry.new_sha256
            item = Replacement(root, entry.target, entry.old, may_be_absent=absent)
            if item.old == entry.old:
                continue
            if sha256(item.old) != entry.new_sha256 or path.is_symlink():
                raise UsageError(f"{entry.path} was edited")
            with contextlib.closing(item):
                item.stage()
                item.replace()
            flush(item.path.parent)
        except UsageError:
            edited.append((entry.path, journal.keep(entry)))
        else:
            restored.append(entry.path)
    return Recovery(record.kind, tuple(restored), tuple(edited), record.proposals)


def _checked(root: Path, change: Change) -> Replacement:
    item = Replacement(root, change.path, change.content, may_be_absent=not change.expected_sha256)
    if item.old is not None and not change.expected_sha256:
        raise UsageError(f"{item.name} is there already; it was not overwritten", "move it, then apply again")
    if sha256(item.old) != change.expected_sha256:
        raise UsageError(f"{item.name} was edited since it was judged", AGAIN)
    item.refuse_unwritable()
    if not parses(change.content):
        raise OptgateError(f"the new text of {item.name} does not parse; nothing was written", AGAIN)
    return item


def _entry(root: Path, item: Replacement) -> Entry:
    target = item.path.relative_to(root.resolve()).as_posix()
    return Entry(item.name, target, item.old, sha256(item.new))


def _reverse(done: Record, items: Sequence[Replacement]) -> Record:
    pairs = zip(done.entries, items, strict=True)
    entries = (Entry(entry.path, entry.target, item.old, sha256(entry.old)) for entry, item in pairs)
    return Record("undo", tuple(entries), done.proposals)


@contextlib.contextmanager
def _explained_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _explained(error) from error


def _explained(error: OSError) -> OptgateError:
    if error.errno in _FULL:
        return OptgateError("the disk is full; nothing was changed", "free some space and apply again")
    return OptgateError(
        f"the change could not be written; nothing was changed: {error.strerror} ({error.filename})",
        "check the permissions of the folder and apply again",
    )
