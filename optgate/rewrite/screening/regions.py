"""Which statements of two texts differ, found without parsing again what both begin and end with."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from .original import Original, Piece, Refused, lines_of, parsed, pieces


class Region(NamedTuple):
    """The statements of the original and of the candidate between what is the same in both.

    They stand in the module, or in the class that ``prefix`` names (``C.``).
    """

    old: list[Piece]
    new: list[Piece]
    prefix: str


class _Texts(NamedTuple):
    """The lines of both texts, and how many they begin and end with alike."""

    old: list[str]
    new: list[str]
    first: int
    last: int

    def span(self, body: Sequence[Piece], low: int, high: int) -> tuple[int, int, int, int]:
        """The changed ones of the statements of a block, and the candidate's lines that stand for them.

        The block is in the lines from ``low`` to before ``high`` of the original.
        """
        start = next((place for place, piece in enumerate(body) if piece.last > self.first), len(body))
        if start and (start == len(body) or body[start].first > self.first) and self.continues():
            start -= 1
        while start and start < len(body) and body[start].first <= body[start - 1].last:
            start -= 1
        kept = len(self.old) - self.last
        stop = next((n for n in range(start, len(body)) if body[n].first > kept), len(body))
        while 0 < stop < len(body) and body[stop].first <= body[stop - 1].last:
            stop += 1
        begin = min(self.first, body[start].first - 1 if start < len(body) else self.first) if start else low
        end = body[stop].first - 1 if stop < len(body) else high
        return start, stop, begin, len(self.new) - (len(self.old) - end)

    def continues(self) -> bool:
        """Whether what is new between two statements goes on with the first of them."""
        rest = self.new[self.first :]
        line = next((line for line in rest if line.strip() and not line.lstrip().startswith("#")), "")
        return line[:1].isspace() or re.match(r"(else|elif|except|finally)\b", line) is not None


def differing(before: Original, text: str) -> Region:
    """The region in which a candidate's text differs from the original.

    Raises:
        Refused: The candidate does not parse.
    """
    lines = lines_of(text)
    texts = _Texts(before.lines, lines, *_common(before.lines, lines))
    body = before.pieces
    start, stop, begin, end = texts.span(body, 0, len(before.lines))
    if stop - start == 1 and isinstance(body[start].node, ast.ClassDef):
        region = _in_class(texts, body[start])
        if region is not None:
            return region
    tree = parsed("\n".join(lines[begin:end]) + "\n")
    if tree is not None:
        return Region(body[start:stop], pieces(tree.body, lines, begin), "")
    tree = parsed(text)
    if tree is None:
        raise Refused("the candidate does not parse")
    return Region(body, pieces(tree.body, lines), "")


def _in_class(texts: _Texts, holder: Piece) -> Region | None:
    """The region within the body of a class, when nothing else of the class differs."""
    node = holder.node
    assert isinstance(node, ast.ClassDef)
    body = pieces(node.body, texts.old)
    indent = texts.old[body[0].first - 1][: body[0].node.col_offset]
    inside = body[0].first - 1 <= texts.first and holder.last >= len(texts.old) - texts.last
    if not inside or indent.strip() or not indent:
        return None
    start, stop, begin, end = texts.span(body, body[0].first - 1, holder.last)
    tree = parsed("\n".join(["class _:", *texts.new[begin:end]]) + "\n")
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.ClassDef):
        return None
    new = pieces(tree.body[0].body, texts.new, begin - 1)
    if not new or texts.new[new[0].first - 1][: new[0].node.col_offset] != indent:
        return None
    return Region(body[start:stop], new, f"{node.name}.")


def _common(one: list[str], two: list[str]) -> tuple[int, int]:
    """How many lines both texts begin with, and how many of the others both end with."""
    most = min(len(one), len(two))
    first = next((place for place in range(most) if one[place] != two[place]), most)
    most -= first
    last = next((place for place in range(most) if one[-1 - place] != two[-1 - place]), most)
    return first, last
