"""What is judged: files, functions, and what was found in them."""

from __future__ import annotations

import enum
import re

import msgspec

_NEWLINE = re.compile(r"\r\n|\r|\n")


class SourceFile(msgspec.Struct, frozen=True):
    """A file as it is judged: the content of the index, or of the work tree for explicit targets.

    ``root`` is the absolute project root, ``path`` the posix path relative to it. ``text`` is ``raw``
    decoded with ``encoding`` (a byte order mark removed), its line ends as they are in the file.
    """

    root: str
    path: str
    raw: bytes
    text: str
    encoding: str = "utf-8"
    bom: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, split where Python's own parser splits them (not at form feeds)."""
        lines: list[str] = []
        start = 0
        for match in _NEWLINE.finditer(self.text):
            lines.append(self.text[start : match.end()])
            start = match.end()
        if start < len(self.text):
            lines.append(self.text[start:])
        return lines


class Target(msgspec.Struct, frozen=True):
    """One function to judge: a module-level function or a method, with everything nested in it.

    ``line`` is the line of the first decorator or of the ``def``, ``def_line`` that of the ``def``
    (1-based), ``end_line`` the last line. ``refused`` says why the function cannot be judged at all
    (a coroutine, for instance), or is empty.
    """

    file: SourceFile
    qualname: str
    line: int
    def_line: int
    end_line: int
    refused: str = ""

    @property
    def name(self) -> str:
        """The last part of the qualified name."""
        return self.qualname.rpartition(".")[2]


class Level(enum.StrEnum):
    """Whether something is worth acting on by itself, or rarely pays and is told only when asked for."""

    FINDING = "finding"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True):
    """A place where a loop-heavy numeric pattern stands. Lines 1-based, columns 0-based.

    ``message`` says what it is and what it would become, ``why`` why that matters, ``estimate`` what is known
    of the work behind it (nesting, trip counts, operations), ``score`` the same for ranking: the decimal
    logarithm of the operations of a call, unknown trip counts taken as equal.
    """

    code: str
    name: str
    line: int
    column: int
    end_line: int
    message: str
    level: Level = Level.FINDING
    why: str = ""
    estimate: str = ""
    score: float = 0.0
