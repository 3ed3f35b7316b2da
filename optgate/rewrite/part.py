"""A part of a rewrite: statements of the function with others in their place, and how parts go together."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .splice import Edit

ARRAY, EXACT, BUILTIN, FRAME, NUMBA = "array", "array exact", "builtin", "frame", "numba"
"""What a part is written in; ``EXACT`` is the careful variant of array code."""


class Part(NamedTuple):
    """Edits that belong together.

    ``target`` is one of the constants above, ``words`` say what was done (for the summary), ``imports`` are
    import statements the new text needs, ``probes`` Python expressions of argument tuples that would show a
    wrong use. ``loops`` counts the loops of the original that are gone or rewritten, ``orders`` the powers of
    the size that are saved (1 from quadratic to linear): parts that save more are put in first. ``prepares``
    is set where the loops stay and can take other forms afterwards; those with more are put in first.
    """

    edits: tuple[Edit, ...]
    target: str
    words: tuple[str, ...]
    imports: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    loops: int = 1
    orders: int = 0
    prepares: int = 0

    @property
    def lines(self) -> frozenset[int]:
        """The lines of the original that change."""
        return frozenset(line for edit in self.edits for line in edit.lines)

    @property
    def anchors(self) -> frozenset[int]:
        """Lines that must stay for the part to fit, and that other parts may need too."""
        return frozenset(line for edit in self.edits for line in edit.anchors)

    @property
    def reach(self) -> frozenset[int]:
        """The lines of every statement that is changed, or that something is put beside."""
        return frozenset(line for edit in self.edits for line in _lines(edit.old))

    @property
    def extent(self) -> int:
        """How many lines of the original go into the rewritten loops."""
        return len(self.lines)


def _lines(statement: ast.stmt) -> range:
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def together(parts: Sequence[Part], order: Sequence[str]) -> Iterator[list[Part]]:
    """Sets of parts that do not touch the same lines: as many as go together in each target.

    ``order`` are the targets, the preferred one first; where a loop has no part in the target of its turn,
    the next best stands in.
    """
    for target in order:
        if any(part.target == target for part in parts):
            preferred = [target, *(other for other in order if other != target)]
            yield list(
                _disjoint(
                    sorted(parts, key=lambda part: (-part.orders, preferred.index(part.target), -part.extent))
                )
            )


def alone(parts: Sequence[Part], order: Sequence[str]) -> Iterator[list[Part]]:
    """Each part by itself where there are several."""
    if len(parts) > 1:
        for target in order:
            for part in parts:
                if part.target == target:
                    yield [part]


def preparing(parts: Sequence[Part]) -> list[Part]:
    """Builtin parts that go together, first those after which others find more; none without such."""
    chosen = [part for part in parts if part.target == BUILTIN]
    if not any(part.prepares for part in chosen):
        return []
    return list(_disjoint(sorted(chosen, key=lambda part: (-part.orders, -part.prepares, -part.extent))))


def _disjoint(parts: Iterable[Part]) -> Iterator[Part]:
    taken: set[int] = set()
    needed: set[int] = set()
    for part in parts:
        if not taken & (part.lines | part.anchors) and not needed & part.lines:
            taken |= part.lines
            needed |= part.anchors - part.lines
            yield part
