"""The mutants of a function: texts of its file in which the body holds one mistake."""

from __future__ import annotations

import ast
import re
import types
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from optgate.guest.marks import code_at, first_line
from optgate.verify.evidence.source import Source
from optgate.verify.strength import classic, semantic
from optgate.verify.strength.body import OPERATORS, Body, Edit, Facts, Function, Operator

MOST = 40
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
REGISTERED = (semantic, classic)
"""The modules whose operators are registered on import."""


class Mutation(NamedTuple):
    """A mutant: ``text`` is the file, with what surrounds the function blanked out and every line in place.

    ``start`` and ``end`` are the place of the change as line and column; ``order`` is smaller for smaller
    changes of one operator; ``aims`` are profiles and sizes of inputs that are likely to show it.
    """

    text: str
    line: int
    change: str
    operator: str
    aims: tuple[str, ...]
    start: tuple[int, int]
    end: tuple[int, int]
    order: int


def mutations(text: str, qualname: str, source: Source, facts: Facts, most: int = MOST) -> list[Mutation]:
    """At most so many mutants of a function, spread evenly over operators and lines; always the same.

    Left out are those that do not compile, and those that compile to the code of the original or of another.
    """
    frame = _Frame(text, qualname, source.function)
    body = Body(source.function, source.modules, facts)
    own = frame.code(frame.whole)
    if own is None:
        return []
    found: list[Mutation] = []
    seen = {_essence(own)}
    for operator, order, edit in _spread(body):
        if len(found) >= most:
            break
        made = frame.edited(edit)
        code = frame.code(made)
        if code is None or set(code.co_freevars) != set(own.co_freevars) or _essence(code) in seen:
            continue
        seen.add(_essence(code))
        last = edit.last or edit.node
        end = last.end_lineno or last.lineno, last.end_col_offset or 0
        start = edit.node.lineno, edit.node.col_offset
        found.append(Mutation(made, start[0], edit.change, operator.name, operator.aims, start, end, order))
    return sorted(found, key=lambda one: (one.start, one.operator, one.order))


def _spread(body: Body) -> Iterator[tuple[Operator, int, Edit]]:
    """The edits of all operators by turns, of each those on the lines that were changed least so far."""
    waiting = {name: list(enumerate(operator.edits(body))) for name, operator in OPERATORS.items()}
    changed: dict[int, int] = {}
    while any(waiting.values()):
        for name, edits in waiting.items():
            if edits:
                chosen = min(edits, key=lambda one: (changed.get(one[1].node.lineno, 0), one[0]))
                edits.remove(chosen)
                line = chosen[1].node.lineno
                changed[line] = changed.get(line, 0) + 1
                yield OPERATORS[name], *chosen


class _Frame:
    """The text around the function, blanked out as far as its code does not depend on it."""

    def __init__(self, text: str, qualname: str, function: Function) -> None:
        self.qualname = qualname
        self.line = first_line(function)
        lines = [line for line in _LINE.findall(text.encode("utf-8", "surrogatepass")) if line]
        kept = _kept(ast.parse(text).body, self.line)
        self.lines = [
            line if number in kept else line[len(line.rstrip(b"\r\n")) :]
            for number, line in enumerate(lines, 1)
        ]

    @property
    def whole(self) -> str:
        return b"".join(self.lines).decode("utf-8", "surrogatepass")

    def edited(self, edit: Edit) -> str:
        """The text after an edit; what follows stays on its lines."""
        last = edit.last or edit.node
        first, end = edit.node.lineno - 1, (last.end_lineno or last.lineno) - 1
        before = self.lines[first][: edit.node.col_offset]
        after = self.lines[end][last.end_col_offset or 0 :]
        new = edit.text.encode("utf-8", "surrogatepass")
        missing = b"\n" * (end - first - new.count(b"\n"))
        new = new + missing if isinstance(edit.node, ast.stmt) else b"(" + new + missing + b")"
        lines = [*self.lines[:first], before, new, after, *self.lines[end + 1 :]]
        return b"".join(lines).decode("utf-8", "surrogatepass")

    def code(self, text: str) -> types.CodeType | None:
        """The code of the function in a text; None where that does not compile."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                whole = compile(text, "mutant", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return None
        return code_at(whole, self.qualname, self.line)


def _kept(body: list[ast.stmt], line: int) -> set[int]:
    """The lines that the code at a line needs: its statement, headers of classes, imports from the future."""
    kept: set[int] = set()
    for node in body:
        start = min([node.lineno] + [item.lineno for item in getattr(node, "decorator_list", [])])
        end = node.end_lineno or node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            kept |= set(range(start, end + 1))
        elif start <= line <= end:
            if isinstance(node, ast.ClassDef):
                inner = node.body[0]
                below = min([inner.lineno] + [item.lineno for item in getattr(inner, "decorator_list", [])])
                kept |= set(range(start, below)) | _kept(node.body, line)
            else:
                kept |= set(range(start, end + 1))
    return kept


def _essence(code: types.CodeType) -> tuple[Any, ...]:
    """What a code object does, without the positions in its source."""
    constants = tuple(
        _essence(item) if isinstance(item, types.CodeType) else (type(item), repr(item))
        for item in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
