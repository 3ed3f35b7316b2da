"""Loops within loops over arrays and lists of lists.

## What it matches
Element-wise maps in two or three dimensions, stencils that read one container and write another, sums and
extremes over several loops, row and column sums, matrix products, outer products, pairwise tables,
triangular loops, tables built row by row. Where the outer loop carries a dependence, or the inner one does,
the others are still vectorised and that loop stays.

## Why it matters
A nest does its work once per pair (or triple) of positions: whole-array operations win tens to hundreds of
times, and a matrix product is one call.

## Example
```python
for i in range(n):
    for j in range(m):
        s = 0.0
        for k in range(p):
            s += a[i, k] * b[k, j]
        out[i, j] = s
```
becomes
```python
out[:] = a @ b
```

## Known differences
The order of floating-point additions. Broadcasting takes memory for all pairs at once. Containers that are
shorter than the loop's bounds raise another exception (or none) in place of `IndexError`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import UnliftableError, assign, mentions, name
from ..nest.lists import Converter, kind_of
from ..nest.plans import Form, forms, names_for
from ..nest.trips import guarded
from ..part import ARRAY, EXACT, Part
from ..splice import Edit
from ..trees import walk
from .registry import rewrites
from .view import Place, View


@rewrites(
    "nest", "OPT101", "OPT102", "OPT103", "OPT104", "OPT105", "OPT107", "OPT601", targets=(ARRAY, EXACT)
)
def apply(view: View) -> Iterator[Part]:
    """Whole-array forms of every outermost nest."""
    for place in list(view.loops()):
        if place.around or not view.replaceable(place.statement):
            continue
        kind = kind_of(place.statement, view.facts)
        listed = kind == "list" or (not kind and not view.imports.numpy_known)
        try:
            yield from _parts(view, place, listed)
        except UnliftableError:
            continue


def _parts(view: View, place: Place, listed: bool) -> Iterator[Part]:
    loop = place.statement
    assert isinstance(loop, ast.For | ast.While)
    reduced, first = False, True
    for form in forms(loop, view.facts, view.imports, view.liveness, listed):
        target = EXACT if reduced and not form.reduced else ARRAY
        reduced |= form.reduced
        words = form.words or ("loops over several axes",)
        if not listed:
            edits = [Edit(loop, form.statements)]
            yield Part(tuple(_grown(view, place, edits)), target, words, form.imports, (), form.axes)
            careful = guarded(loop, form.statements) if first else None
            if careful is not None:
                yield Part((Edit(loop, careful),), EXACT, words, form.imports, (), form.axes)
            first = False
            continue
        try:
            yield _converted(view, place, form, words)._replace(target=target)
        except UnliftableError:
            continue


def _converted(view: View, place: Place, form: Form, words: tuple[str, ...]) -> Part:
    """The form between conversions from and to lists.

    Raises:
        UnliftableError: The types of the results cannot be kept.
    """
    numpy, needed = view.imports.numpy()
    converter = Converter(place.statement, view.facts, view.live(place.statement), numpy)
    made = converter.convert(form.statements, names_for(view.imports))
    imports = (needed,) if needed else ()
    first = converter.outermost()
    if first:
        guarded = ast.If(name(first), list(made.statements), [])
        return Part((Edit(place.statement, (guarded,)),), ARRAY, words, imports, (), form.axes)
    edits = [Edit(place.statement, made.statements)]
    for statement in place.block[: place.number]:
        if _creates(statement, made.replaced) and view.replaceable(statement):
            edits.append(Edit(statement, ()))
    return Part(tuple(_grown(view, place, edits)), ARRAY, words, imports, (), form.axes)


def _grown(view: View, place: Place, edits: list[Edit]) -> list[Edit]:
    """``out = []`` before and ``out.extend(values)`` in the nest's place as one assignment."""
    statements = list(edits[0].new)
    for number, statement in enumerate(statements):
        value = statement.value if isinstance(statement, ast.Expr) else None
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
            continue
        owner = value.func.value
        if value.func.attr != "extend" or not isinstance(owner, ast.Name):
            continue
        made = _empty(view, place, owner.id)
        if made is not None:
            statements[number] = assign(owner.id, value.args[0])
            edits.append(Edit(made, ()))
    return [Edit(place.statement, tuple(statements)), *edits[1:]]


def _empty(view: View, place: Place, owner: str) -> ast.stmt | None:
    """The statement before the nest that makes the list, when nothing between mentions it."""
    for statement in reversed(place.block[: place.number]):
        if mentions(statement, owner):
            plain = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            empty = plain and isinstance(statement.value, ast.List) and not statement.value.elts  # type: ignore[attr-defined]
            return statement if empty and view.replaceable(statement) else None
    return None


def _creates(statement: ast.stmt, replaced: frozenset[str]) -> bool:
    """Whether a statement only makes a container that is made anew."""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return False
    target, value = statement.targets[0], statement.value
    plain = not any(isinstance(node, ast.Call) and not _is_counted(node) for node in walk(value))
    return isinstance(target, ast.Name) and target.id in replaced and plain


def _is_counted(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in {"range", "len"}
