"""One thing to be done to one file."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from optgate.model import UsageError

_EXECUTABLE = 0o755


class Step(NamedTuple):
    """A file that is written, moved or removed, or, with none of these, a line to be told.

    ``says`` is what happens, in the past tense of a person who did it; ``content`` the new bytes of ``path``;
    ``moved_to`` where it is moved instead; ``gone`` that it is removed. ``next`` is what is left for the
    user to do.
    """

    says: str
    path: Path | None = None
    content: bytes | None = None
    moved_to: Path | None = None
    gone: bool = False
    executable: bool = False
    next: str = ""

    @property
    def changes(self) -> bool:
        """Whether it writes anything."""
        return self.path is not None


def carry_out(steps: Sequence[Step]) -> None:
    """Do all the steps, in their order; when one fails, those before it are taken back.

    Raises:
        UsageError: A file or folder cannot be written.
    """
    done: list[tuple[Path, Path | None, bytes | None, int]] = []
    try:
        for step in steps:
            if step.path is not None:
                done.append(_before(step.path, step.moved_to))
                _do(step, step.path)
    except OSError as error:
        for path, moved, content, mode in reversed(done):
            _take_back(path, moved, content, mode)
        place = error.filename if isinstance(error.filename, str) else ""
        raise UsageError(
            f"nothing was installed: cannot write {place}: {error.strerror}",
            "make it writable, or install the hook by hand (docs/hooks.md)",
        ) from None


def _before(path: Path, moved: Path | None) -> tuple[Path, Path | None, bytes | None, int]:
    if not path.exists():
        return path, moved, None, 0
    return path, moved, path.read_bytes(), path.stat().st_mode & 0o7777


def _do(step: Step, path: Path) -> None:
    if step.moved_to is not None:
        if step.moved_to.exists():
            raise FileExistsError(17, "it is there already", str(step.moved_to))
        mode = path.stat().st_mode & 0o7777
        path.rename(step.moved_to)
        if step.executable:
            step.moved_to.chmod(mode | 0o111)
    elif step.gone:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path.resolve(), step.content or b"", _EXECUTABLE if step.executable else None)


def _write(path: Path, content: bytes, mode: int | None) -> None:
    """Replace a file whole, or make it; without ``mode`` it keeps its own."""
    if not path.parent.stat().st_mode & stat.S_IWUSR or not os.access(path.parent, os.W_OK):
        raise PermissionError(13, "permission denied", str(path.parent))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        part.write_bytes(content)
        if mode is not None:
            part.chmod(mode)
        elif path.exists():
            part.chmod(path.stat().st_mode & 0o7777)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _take_back(path: Path, moved: Path | None, content: bytes | None, mode: int) -> None:
    if moved is not None:
        if content is not None and not path.exists() and moved.exists():
            moved.rename(path)
            path.chmod(mode)
    elif content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)
        path.chmod(mode)
