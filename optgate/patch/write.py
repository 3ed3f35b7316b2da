"""Writing into the work tree: checked, prepared beside the file, renamed over it, put back on failure."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from optgate.model import OptgateError, SourceFile, UsageError
from optgate.patch.syntax import parses
from optgate.patch.text import encode, rebase

TEMPORARY = ".optgate-apply-"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_IDENTITY = ("st_dev", "st_ino", "st_mode", "st_nlink", "st_size", "st_mtime_ns", "st_ctime_ns")
_AGAIN = "run optgate again: it judges the file as it is now"


class Change(msgspec.Struct, frozen=True):
    """A file to replace: its path relative to the root, the sha256 of its old bytes (hex), its new bytes."""

    path: str
    expected_sha256: str
    content: bytes


def apply(root: Path, changes: Sequence[Change]) -> None:
    """Write the changes into the work tree; the index is never touched.

    Every file must still have the bytes that were judged. All new contents are on the disk before the first
    file is replaced, and a failure in between puts back what was replaced. A symbolic link's target is
    written; permissions, owner and extended attributes are kept. A file with several hard links is refused:
    replacing it would separate the links, writing in place could tear it.

    Raises:
        UsageError: a file was edited since it was judged, is gone, outside the root, read-only or one of
            several hard links; nothing was changed.
        OptgateError: the disk is full or the file system refuses; nothing was changed.
    """
    with contextlib.ExitStack() as undo:
        try:
            replacements = [_Replacement(root, change) for change in changes]
            if len({item.path for item in replacements}) < len(replacements):
                raise UsageError(
                    "two changes to one file cannot be applied at once", "apply one, then run again"
                )
            folders = {item.path.parent for item in replacements}
            for folder in folders:
                _sweep(folder)
            for item in replacements:
                undo.callback(item.discard)
                item.stage()
            for item in replacements:
                undo.callback(item.put_back)
                item.replace()
            for folder in folders:
                _flush(folder)
        except OSError as error:
            undo.close()
            raise _explained(error) from error
        for item in replacements:
            item.discard()
        undo.pop_all()


def prepare(root: Path, rewrites: Sequence[tuple[SourceFile, str]]) -> list[Change]:
    """The changes that bring rewrites (the file as judged, its new text) into the work tree as it is now.

    Where the work tree has other edits than what was judged, each rewrite is carried over with ``rebase``;
    several rewrites of one file become one change.

    Raises:
        UsageError: a file is gone, or was edited where the rewrite changes it.
        OptgateError: a new text cannot be written in its file's encoding.
    """
    originals: dict[str, bytes] = {}
    contents: dict[str, bytes] = {}
    for file, new_text in rewrites:
        if file.path not in contents:
            originals[file.path] = contents[file.path] = _resolve(root, file.path).read_bytes()
        current = contents[file.path]
        merged = encode(file, new_text) if current == file.raw else _carried_over(file, new_text, current)
        if merged is None:
            raise UsageError(f"{file.path} was edited since it was judged", _AGAIN)
        contents[file.path] = merged
    return [Change(path, _sha256(originals[path]), content) for path, content in contents.items()]


def _carried_over(file: SourceFile, new_text: str, current: bytes) -> bytes | None:
    mark = encode(file, "")
    if not current.startswith(mark):
        return None
    try:
        text = rebase(file.text, new_text, current[len(mark) :].decode(file.encoding))
    except UnicodeDecodeError:
        return None
    return None if text is None else encode(file, text)


class _Replacement:
    """One file on its way: checked, the new content beside it, renamed over it, put back if need be."""

    def __init__(self, root: Path, change: Change) -> None:
        self.name = change.path
        self.new = change.content
        self.path = _resolve(root, change.path)
        self.before = self.path.stat()
        self.old = self.path.read_bytes()
        self._temporary: _Temporary | None = None
        self._replaced = False
        if _sha256(self.old) != change.expected_sha256:
            raise UsageError(f"{self.name} was edited since it was judged", _AGAIN)
        if not self.before.st_mode & stat.S_IWUSR or not os.access(self.path, os.W_OK):
            raise UsageError(f"{self.name} is read-only", f"make it writable first: chmod u+w {self.name}")
        if self.before.st_nlink > 1:
            raise UsageError(
                f"{self.name} is one of {self.before.st_nlink} hard links to the same file; "
                "replacing it would separate them",
                "edit it by hand: `optgate show` prints the patch",
            )
        if not parses(self.new):
            raise OptgateError(f"the new text of {self.name} does not parse; nothing was written", _AGAIN)

    def stage(self) -> None:
        self._temporary = _Temporary(self.path, self.new, self.before)

    def replace(self) -> None:
        now = self.path.stat()
        same = all(getattr(now, field) == getattr(self.before, field) for field in _IDENTITY)
        if not same or self.path.read_bytes() != self.old:
            raise UsageError(f"{self.name} was edited while the change was being applied", _AGAIN)
        if self._temporary is not None:
            self._replaced = True
            self._temporary.become(self.path)

    def put_back(self) -> None:
        """Restore the old content after a failure, unless somebody else has written since."""
        if self._replaced and self.path.read_bytes() == self.new:
            with contextlib.closing(_Temporary(self.path, self.old, self.before)) as old:
                old.become(self.path)

    def discard(self) -> None:
        if self._temporary is not None:
            self._temporary.close()


class _Temporary:
    """A file beside its target with the same permissions, flushed to the disk, locked while it is in use."""

    def __init__(self, target: Path, content: bytes, like: os.stat_result) -> None:
        self._path = target.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
        self._in_place = False
        self._stream: BinaryIO | None = None
        try:
            self._stream = open(self._path, "xb", opener=_private)  # noqa: SIM115 - until close()
            descriptor = self._stream.fileno()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._stream.write(content)
            self._stream.flush()
            own = os.fstat(descriptor)
            if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
                os.fchown(descriptor, like.st_uid, like.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
            _copy_attributes(target, descriptor)
            os.fsync(descriptor)
        except BaseException:
            self.close()
            raise

    def become(self, target: Path) -> None:
        """Take the target's place, in one step."""
        self._path.rename(target)
        self._in_place = True

    def close(self) -> None:
        """Remove it unless it took its target's place; safe to call twice."""
        if not self._in_place:
            self._path.unlink(missing_ok=True)
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _resolve(root: Path, name: str) -> Path:
    try:
        path = (root / name).resolve(strict=True)
    except (FileNotFoundError, RuntimeError):
        raise UsageError(f"{name} is gone", _AGAIN) from None
    if not path.is_relative_to(root.resolve()):
        raise UsageError(f"{name} leads out of the project {root}; optgate writes only inside it")
    if not path.is_file():
        raise UsageError(f"{name} is not a file")
    return path


def _sweep(folder: Path) -> None:
    """Remove what an interrupted run left behind; the files of a live one are locked."""
    for path in folder.glob(f"{TEMPORARY}*"):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _copy_attributes(source: Path, descriptor: int) -> None:
    """Access control lists and other extended attributes, where the system has them."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(source):
                os.setxattr(descriptor, name, os.getxattr(source, name))


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError) -> OptgateError:
    if error.errno in _FULL:
        return OptgateError("the disk is full; nothing was changed", "free some space and apply again")
    return OptgateError(
        f"the change could not be written; nothing was changed: {error.strerror} ({error.filename})",
        "check the permissions of the folder and apply again",
    )
