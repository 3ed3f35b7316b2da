"""One file of the work tree on its way: found, checked, a new content beside it, renamed over it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import stat
from pathlib import Path
from typing import BinaryIO

from optgate.model import UsageError

TEMPORARY = ".optgate-apply-"
AGAIN = "run optgate again: it judges the file as it is now"

_IDENTITY = ("st_dev", "st_ino", "st_mode", "st_nlink", "st_size", "st_mtime_ns", "st_ctime_ns")


class Replacement:
    """A file as it stands, and the content that is to take its place; None stands for no file at all.

    Only one that ``may_be_absent`` need not be there.
    """

    def __init__(self, root: Path, name: str, new: bytes | None, *, may_be_absent: bool = False) -> None:
        self.name = name
        self.new = new
        self.path = (vacant(root, name) if may_be_absent else None) or resolve(root, name)
        present = os.path.lexists(self.path)
        self._before = self.path.stat() if present else None
        self.old = self.path.read_bytes() if present else None
        self._temporary: _Temporary | None = None

    def refuse_unwritable(self) -> None:
        """Stop before a file that its owner protects, or that replacing would separate from its other names.

        The mode is looked at as well as the access, which for root is always granted.

        Raises:
            UsageError: the file is read-only, or one of several hard links.
        """
        if self._before is None:
            return
        if not self._before.st_mode & stat.S_IWUSR or not os.access(self.path, os.W_OK):
            raise UsageError(f"{self.name} is read-only", f"make it writable first: chmod u+w {self.name}")
        if self._before.st_nlink > 1:
            raise UsageError(
                f"{self.name} is one of {self._before.st_nlink} hard links to the same file; "
                "replacing it would separate them",
                "edit it by hand: `optgate show` prints the patch",
            )

    def stage(self) -> None:
        """Write the new content beside the file, flushed to the disk."""
        if self.new is not None:
            self._temporary = _Temporary(self.path, self.new, self._before)

    def replace(self) -> None:
        """Rename the staged content over the file.

        Raises:
            UsageError: somebody has written to the file since it was read.
        """
        if self._temporary is None and self.new is not None:
            return
        if not self._untouched():
            raise UsageError(f"{self.name} was edited while the change was being applied", AGAIN)
        if self._temporary is None:
            self.path.unlink(missing_ok=True)
        else:
            self._temporary.become(self.path)

    def _untouched(self) -> bool:
        """Whether the file is still what was read, or still absent."""
        if self._before is None or not os.path.lexists(self.path):
            return self._before is None and not os.path.lexists(self.path)
        try:
            now = self.path.stat()
            same = all(getattr(now, field) == getattr(self._before, field) for field in _IDENTITY)
            return same and self.path.read_bytes() == self.old
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Remove what is still staged; safe to call twice."""
        if self._temporary is not None:
            self._temporary.close()


class _Temporary:
    """A file beside its target with the same permissions, flushed to the disk, locked while it is in use.

    ``like`` is None for a target that is not there yet: it gets the permissions that any new file would.
    """

    def __init__(self, target: Path, content: bytes, like: os.stat_result | None) -> None:
        self._path = target.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
        self._in_place = False
        self._stream: BinaryIO | None = None
        try:
            self._stream = open(self._path, "xb", opener=private)  # noqa: SIM115 - until close()
            descriptor = self._stream.fileno()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._stream.write(content)
            self._stream.flush()
            if like is None:
                os.fchmod(descriptor, 0o666 & ~_umask())
            else:
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


def sha256(content: bytes | None) -> str:
    """The sha256 of some bytes, in hex; empty for no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def private(path: str, flags: int) -> int:
    """An opener: what it makes can be read by its owner alone."""
    return os.open(path, flags, 0o600)


def resolve(root: Path, name: str) -> Path:
    """The file that a path relative to the root leads to, links followed.

    Raises:
        UsageError: it is gone, no file, or outside the root.
    """
    try:
        path = (root / name).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError, RuntimeError):
        raise UsageError(f"{name} is gone", AGAIN) from None
    if not path.is_relative_to(root.resolve()):
        raise UsageError(f"{name} leads out of the project {root}; optgate writes only inside it")
    if not path.is_file():
        raise UsageError(f"{name} is not a file")
    return path


def vacant(root: Path, name: str) -> Path | None:
    """Where a file would be that is not there, in a folder that is; None where something is there.

    Raises:
        UsageError: the folder is gone, or outside the root.
    """
    path = root / name
    if os.path.lexists(path):
        return None
    folder = path.parent.resolve()
    if not folder.is_relative_to(root.resolve()):
        raise UsageError(f"{name} leads out of the project {root}; optgate writes only inside it")
    if not folder.is_dir():
        raise UsageError(f"{name} is gone", AGAIN)
    return folder / path.name


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def sweep(folder: Path) -> None:
    """Remove what an interrupted run left behind; the files of a live one are locked."""
    for path in folder.glob(f"{TEMPORARY}*"):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def flush(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_attributes(source: Path, descriptor: int) -> None:
    """Access control lists and other extended attributes, where the system has them."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(source):
                os.setxattr(descriptor, name, os.getxattr(source, name))
