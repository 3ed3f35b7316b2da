"""Which loops become axes: plans in the order of their promise, each written once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..imports import Imports
from ..lift.facts import Facts
from ..lift.liveness import Liveness
from ..lift.nodes import UnliftableError, mentions
from ..trees import walk
from .access import Scan
from .compiler import Compiler
from .frame import Frame
from .level import BlameError, Level, Loop
from .order import conflicts
from .shapes import Shapes
from .translate import Translator

MOST, LARGE = 3, 300
"""Forms of one nest; one less where the nest has many nodes."""

_FORBIDDEN = (
    ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr, ast.Try, ast.With, ast.Global, ast.Nonlocal,
    ast.Delete, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Match, ast.Starred, ast.Import, ast.ImportFrom,
)  # fmt: skip


class Form(NamedTuple):
    """A nest written anew; ``axes`` counts the loops that are gone.

    ``reduced`` says whether sums are taken in an order of NumPy's own; otherwise every number is as before.
    """

    statements: tuple[ast.stmt, ...]
    axes: int
    words: tuple[str, ...]
    imports: tuple[str, ...]
    reduced: bool


def forms(
    loop: Loop, facts: Facts, imports: Imports, liveness: Liveness, unboxed: bool = False
) -> Iterator[Form]:
    """The array forms of a nest, those with the most axes first; ``unboxed``: results as Python's numbers.

    Raises:
        UnliftableError: The nest does something that is not lifted.
    """
    for node in walk(loop):
        if isinstance(node, _FORBIDDEN):
            raise UnliftableError(type(node).__name__)
    nest = Level(loop, None, facts, [0])
    levels = list(nest.all())
    if len(levels) < 2 or len(levels) > 12:
        raise UnliftableError("no nest")
    scan = Scan(nest, Shapes(facts))
    legal = _Legality(levels, scan)
    seen: set[str] = set()
    nodes = sum(1 for _ in walk(loop))
    most = max(2, MOST - nodes // LARGE)
    for start in _starts(levels):
        form = _written(_Surroundings(nest, facts, imports, liveness, scan, unboxed), legal(start), legal)
        if form is None:
            continue
        text = "\n".join(ast.dump(statement) for statement in form.statements)
        if text not in seen:
            seen.add(text)
            yield form
        if len(seen) == most:
            return


def _starts(levels: list[Level]) -> Iterator[frozenset[Level]]:
    """Sets of loops to keep, to begin with."""
    deepest = max(level.depth for level in levels)
    yield frozenset()
    yield frozenset(level for level in levels if level.depth >= deepest)
    for depth in range(1, deepest + 1):
        yield frozenset(level for level in levels if level.depth < depth)
    for depth in range(deepest - 1, 0, -1):
        yield frozenset(level for level in levels if level.depth >= depth)


class _Legality:
    """Adds the loops that must stay because of their stores and reads."""

    def __init__(self, levels: list[Level], scan: Scan) -> None:
        self.levels = levels
        self.scan = scan
        self._known: dict[tuple[int, frozenset[Level]], bool] = {}

    def __call__(self, kept: frozenset[Level]) -> frozenset[Level]:
        kept = kept | {level for level in self.levels if level.axis is None}
        for level in sorted(self.levels, key=lambda level: -level.depth):
            if level not in kept and self._conflicts(level, kept):
                kept = kept | {level}
        return kept

    def _conflicts(self, level: Level, kept: frozenset[Level]) -> bool:
        inner = frozenset(one for one in level.all() if one in kept)
        key = (id(level), inner)
        if key not in self._known:
            self._known[key] = conflicts(level, self.scan, inner)
        return self._known[key]


class _Surroundings(NamedTuple):
    """What every plan of a nest is written with."""

    nest: Level
    facts: Facts
    imports: Imports
    liveness: Liveness
    scan: Scan
    unboxed: bool


def _written(around: _Surroundings, kept: frozenset[Level], legal: _Legality) -> Form | None:
    """The nest under the plan, or under the next one when a loop turns out to have to stay."""
    levels = set(around.nest.all())
    while levels - kept:
        try:
            return _compiled(around, kept)
        except BlameError as error:
            if error.level is None or error.level in kept:
                return None
            kept = legal(kept | {error.level})
    return None


def _compiled(around: _Surroundings, kept: frozenset[Level]) -> Form:
    numpy, needed = around.imports.numpy()
    translator = Translator(around.facts, around.scan.shapes, numpy)
    compiler = Compiler(around.nest, kept, translator, _frame(around, translator), around.liveness)
    frame = compiler.frame
    try:
        compiler.level(around.nest)
    except BlameError:
        raise
    except UnliftableError as error:
        raise BlameError(str(error), translator.axes[-1].level if translator.axes else None) from error
    frame.out = frame.prune()
    uses = any(mentions(statement, numpy) for statement in frame.out)
    imported = (needed,) if uses and needed else ()
    return Form(tuple(frame.out), compiler.vectors, tuple(frame.words), imported, compiler.reducer.used)


def _frame(around: _Surroundings, translator: Translator) -> Frame:
    loop = around.nest.loop
    effects = bool(around.scan.stored) or any(
        isinstance(node, ast.AugAssign | ast.Expr | ast.While) for node in walk(loop)
    )
    frame = Frame(translator, names_for(around.imports), around.scan.stored, effects)
    frame.unboxed = around.unboxed
    frame.own = around.nest.assigned - around.liveness.behind(loop)
    return frame


def names_for(imports: Imports) -> Callable[[str], str]:
    """A maker of names that the function does not use yet."""
    taken = set(imports.taken)

    def fresh(wish: str) -> str:
        candidate, number = wish, 2
        while candidate in taken:
            candidate, number = f"{wish}_{number}", number + 1
        taken.add(candidate)
        return candidate

    return fresh
