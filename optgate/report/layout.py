"""Lines of text with styles: labelled rows with a hanging indent, and text that must not be wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from optgate.report.view import visible

if TYPE_CHECKING:
    from rich.text import Text

INDENT = 2
LABEL = 11


class Page:
    """Collects the lines of a report, for a given width in columns."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[Text] = []

    def line(self, *parts: str | tuple[str, str], indent: int = 0) -> None:
        """A line that is never wrapped; a part is text, or a pair of text and style."""
        from rich.text import Text

        cleaned = [visible(part) if isinstance(part, str) else (visible(part[0]), part[1]) for part in parts]
        self.lines.append(Text.assemble(" " * indent, *cleaned))

    def gap(self) -> None:
        """An empty line between blocks, none at the top and never two."""
        if self.lines and self.lines[-1].plain:
            self.line()

    def row(self, label: str, text: str, style: str = "", *, wrap: bool = True) -> None:
        """A label and a text; further lines of the text stand under its first."""
        rest = INDENT + LABEL
        for number, part in enumerate(self._split(text, rest) if wrap else text.splitlines() or [""]):
            head = label.ljust(LABEL) if number == 0 else " " * LABEL
            self.line((head, "dim"), (part.replace("\xa0", " "), style), indent=INDENT)

    def choices(self, label: str, commands: Iterable[str], style: str = "") -> None:
        """Commands side by side; a line breaks only between them, so that each can be copied."""
        unbroken = " · ".join(command.replace(" ", "\xa0") for command in commands)
        rest = INDENT + LABEL
        for number, part in enumerate(self._split(unbroken, rest)):
            head = label.ljust(LABEL) if number == 0 else " " * LABEL
            self.line((head, "dim"), (part.replace("\xa0", " ").strip(" ·"), style), indent=INDENT)

    def pair(self, name: str, value: str) -> None:
        """A name and its value, wrapped under its beginning."""
        for number, part in enumerate(self._split(value, len(name))):
            self.line((name if number == 0 else " " * len(name), "bold"), part)

    def paragraph(self, text: str, style: str = "", indent: int = 0) -> None:
        """Prose, wrapped."""
        for part in self._split(text, indent):
            self.line((part, style), indent=indent)

    def ends(self, left: list[str | tuple[str, str]], right: tuple[str, str]) -> None:
        """Something at the left edge and something at the right, on two lines where one is too short."""
        used = sum(len(part if isinstance(part, str) else part[0]) for part in left)
        room = self.width - used - len(right[0])
        if room >= 2:
            self.line(*left, " " * room, right)
        else:
            self.line(*left)
            self.line(right, indent=INDENT)

    def _split(self, text: str, indent: int) -> list[str]:
        width = max(self.width - indent, 24)
        return [
            part
            for line in text.splitlines()
            for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        ] or [""]
