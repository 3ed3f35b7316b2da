"""The file of accepted findings: written by ``optgate baseline update``, read by every run.

A line an entry, in JSON, sorted, so that version control merges it line by line. An entry is known by its
code, its function and the content of what it is about, never by a line number, and its file may be renamed.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from optgate.model import UsageError

VERSION = 1
_UPDATE = "`optgate baseline update` writes it anew, once it is out of the way"
_HEAD = "optgate-baseline"
_MARKER = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_MOST_BYTES = 64 << 20


class Entry(msgspec.Struct, frozen=True, order=True, omit_defaults=True, forbid_unknown_fields=True):
    """One accepted finding.

    ``path`` is posix and relative to the project root. ``content`` is the digest of what the finding is
    about, ``number`` tells equal ones in one function apart, from 1.
    """

    path: str
    function: str
    code: str
    content: str
    number: int = 1

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """What it is known by wherever its file is."""
        return self.function, self.code, self.content, self.number


def read(path: Path) -> frozenset[Entry]:
    """The entries of a file.

    Raises:
        UsageError: The file is missing, cannot be read, has merge markers, is of another version or no
            baseline at all. Names the file and the line.
    """
    try:
        text = _bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            f"there is no baseline {path}", "`optgate baseline update` writes one; or correct the path"
        ) from None
    except OSError as error:
        raise UsageError(
            f"cannot read the baseline {path}: {error.strerror}", "make it readable, or name another"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no baseline: it is not text", _UPDATE) from None
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        if _MARKER.match(line):
            raise UsageError(
                f"{path}:{number}: the baseline has merge markers",
                "delete the lines with the markers and keep the entries of both sides",
            )
    if lines:
        _see_version(path, *lines.pop(0))
    return frozenset(_entry(path, number, line) for number, line in lines if not _is_head(line))


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write the file whole, or leave it as it was.

    Raises:
        UsageError: It cannot be written.
    """
    import tempfile

    encoder = msgspec.json.Encoder()
    lines = [encoder.encode({_HEAD: VERSION}), *(encoder.encode(entry) for entry in sorted(set(entries)))]
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        ) as file:
            part = Path(file.name)
            file.write(b"\n".join([*lines, b""]))
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        raise UsageError(
            f"cannot write the baseline {path}: {error.strerror}", "make its folder writable, or name another"
        ) from None


def _bytes(path: Path) -> bytes:
    """The content of a file; of an endless one (a device) its beginning."""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _see_version(path: Path, number: int, line: str) -> None:
    try:
        head = msgspec.json.decode(line, type=dict[str, int])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        head = {}
    version = head.get(_HEAD)
    if version is None:
        raise UsageError(
            f'{path}:{number}: this is no baseline: its first line is not {{"{_HEAD}":{VERSION}}}', _UPDATE
        )
    if version != VERSION:
        raise UsageError(
            f"{path}:{number}: the baseline is of version {version}; this optgate reads version {VERSION}",
            "use the optgate that wrote it; or delete it and run `optgate baseline update`",
        )


def _is_head(line: str) -> bool:
    """Whether a line is a second head, as a merge that keeps the lines of both sides may leave it."""
    return line.strip() == msgspec.json.encode({_HEAD: VERSION}).decode()


def _entry(path: Path, number: int, line: str) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        problem = str(error).partition(" - at ")[0].partition(" (byte")[0]
        raise UsageError(
            f"{path}:{number}: not an entry of a baseline: {problem}",
            "delete the line, then run `optgate baseline update`",
        ) from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
