"""A data frame that grows in every pass becomes a list of pieces, put together once.

## What it matches
`df = pd.concat([df, piece])` as the only use of `df` in a loop, with `ignore_index`, `axis` or `sort` at
most.

## Why it matters
Every `concat` copies all the rows so far: twice the passes take four times as long.

## Example
```python
result = pd.DataFrame()
for part in parts:
    result = pd.concat([result, part])
```
becomes
```python
result = pd.DataFrame()
pieces = [result]
for part in parts:
    pieces.append(part)
if len(pieces) > 1:
    result = pd.concat(pieces)
```

## Known differences
The types of the columns are settled once, from all the pieces: where pieces disagree, or are empty, the
pairwise way may end in another type.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, assign, call, const, method, name
from ..part import FRAME, Part
from ..splice import Edit, header_replaceable
from ..trees import walk
from .registry import rewrites
from .view import Loop, Place, View

_KEPT = frozenset({"ignore_index", "axis", "sort"})


@rewrites("frame-growth", "OPT806", targets=(FRAME,))
def apply(view: View) -> Iterator[Part]:
    """Every frame that a loop makes longer."""
    for place in view.places():
        grown = _grown(place.statement)
        loop = place.around[-1] if place.around else None
        if grown is None or loop is None or loop.orelse or not view.replaceable(place.statement):
            continue
        if _only_there(loop, place, grown) and header_replaceable(view.located, loop):
            yield _collected(view, loop, place.statement, grown)


def _grown(statement: ast.stmt) -> str | None:
    """``df`` of ``df = pd.concat([df, piece])``."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Call) or len(value.args) != 1:
        return None
    called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    pieces = value.args[0]
    if called != "concat" or not isinstance(pieces, ast.List | ast.Tuple) or len(pieces.elts) != 2:
        return None
    plain = all(
        keyword.arg in _KEPT and isinstance(keyword.value, ast.Constant) for keyword in value.keywords
    )
    first = pieces.elts[0]
    return target.id if plain and isinstance(first, ast.Name) and first.id == target.id else None


def _only_there(loop: Loop, place: Place, grown: str) -> bool:
    """Whether the loop mentions the frame nowhere else, and keeps the function going."""
    mentioned = sum(isinstance(node, ast.Name) and node.id == grown for node in walk(loop))
    return mentioned == 2 and not any(isinstance(node, ast.Return) for node in walk(loop))


def _collected(view: View, loop: Loop, statement: ast.stmt, grown: str) -> Part:
    assert isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    concat = statement.value
    assert isinstance(concat.args[0], ast.List | ast.Tuple)
    pieces = view.fresh("pieces")
    collect = ast.Expr(method(name(pieces), "append", concat.args[0].elts[1]))
    joined: Expr = ast.Call(concat.func, [name(pieces)], concat.keywords)
    several = ast.Compare(call("len", name(pieces)), [ast.Gt()], [const(1)])
    before = assign(pieces, ast.List([name(grown)], ast.Load()))
    after = ast.If(several, [assign(grown, joined)], [])
    edits = (Edit(statement, (collect,)), Edit(loop, (before, loop, after)))
    return Part(edits, FRAME, ("pieces put together once",), orders=1)
