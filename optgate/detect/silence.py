"""Inline silencing: ``# optgate: ignore`` and ``# optgate: ignore[OPT201] reason``."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator

EVERYTHING = frozenset({"OPT"})
"""The codes of a comment that names none: the beginning of all of them."""

_MARK = re.compile(r"(?:^|(?<=\s))#\s*optgate:\s*(?P<told>.*)", re.IGNORECASE)
_TOLD = re.compile(
    r"ignore(?:\s*\[(?P<codes>[^\[\]]*)\](?P<why>.*)|(?P<reason>(?:[\s:;,.(](?!\s*\[).*)?))", re.IGNORECASE
)
_CODE = re.compile(r"OPT[0-9]{0,3}", re.ASCII)
_SKIPPED = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT})


class Ignore:
    """One comment: what it silences, for which reason, and what of it was of use.

    ``line`` is 1-based, ``column`` 0-based in characters; ``lines`` are those it speaks for: its own and the
    first of the statement it stands in. ``problem`` says why it silences nothing at all, or is empty.
    """

    def __init__(self, told: str, line: int, column: int, statement: int) -> None:
        self.line = line
        self.column = column
        self.lines = frozenset({line, statement})
        self.codes: frozenset[str] = frozenset()
        self.reason = ""
        self.problem = ""
        self.used: set[str] = set()
        self._read(told)

    def _read(self, told: str) -> None:
        match = _TOLD.fullmatch(re.split(r"\s#", told, maxsplit=1)[0].strip())
        if match is None:
            self.problem = "it is not understood"
            return
        self.reason = (match["why"] or match["reason"] or "").strip(" \t:;,.-–—")
        if match["codes"] is None:
            self.codes = EVERYTHING
            if re.match(r"\(?OPT[0-9]", self.reason, re.IGNORECASE):
                self.problem = "its codes do not stand in brackets"
            return
        codes = [code.strip().upper() for code in match["codes"].split(",") if code.strip()]
        wrong = [code for code in codes if not _CODE.fullmatch(code)]
        if wrong or not codes:
            self.problem = f"{wrong[0]} is no code" if wrong else "there is no code in its brackets"
        self.codes = frozenset(codes)

    def silences(self, code: str) -> bool:
        """Whether it silences a code (a prefix such as ``OPT2`` counts); remembered as a use."""
        if self.problem:
            return False
        used = {prefix for prefix in self.codes if code.startswith(prefix)}
        self.used |= used
        return bool(used)


class Ignores:
    """The comments of a file that silence something, or try to."""

    def __init__(self, text: str) -> None:
        self.comments = tuple(_comments(text)) if "optgate:" in text.lower() else ()

    def silence(self, code: str, lines: Collection[int]) -> bool:
        """Whether a comment on one of the lines silences a code; all that do are remembered as used."""
        on = (one for one in self.comments if not one.lines.isdisjoint(lines))
        return sum(one.silences(code) for one in on) > 0


def _comments(text: str) -> Iterator[Ignore]:
    statement = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                match = _MARK.search(token.string)
                if match:
                    line, column = token.start
                    yield Ignore(match["told"], line, column + match.start(), statement or line)
            elif token.type == tokenize.NEWLINE:
                statement = 0
            elif token.type not in _SKIPPED and not statement:
                statement = token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return
