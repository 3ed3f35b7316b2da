"""A loop counts or looks up each element in a list by walking the list again.

## What it matches
`x.count(v)` and `x.index(v)` inside a loop or a comprehension that does not change `x`; the index only of
elements taken from `x` itself, so that it is surely found.

## Why it matters
Each call walks the list: counts made once take 1.6 times as long at 10 elements and are 10 times faster at
100, 90 at 1,000; positions 5 times at 100 and 36 at 1,000.

## Example
```python
for v in x:
    if x.count(v) > 1:
        out.append(v)
```
becomes
```python
counts = Counter(x)
for v in x:
    if counts[v] > 1:
        out.append(v)
```

## Known differences
Elements must be hashable. A `Counter` answers 0 for what it does not hold, as `count` does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, assign, call, dotted, item, name, names, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .span import Span, spans
from .values import hashable, holds
from .view import View


@rewrites("tally", "OPT313")
def apply(view: View) -> Iterator[Part]:
    """One part for all the lists that are counted or searched in loops."""
    effects = view.once(Effects)
    draft = Draft(view)
    done: set[tuple[str, str]] = set()
    needs: list[str] = []
    for span in view.once(spans):
        for node in span.nodes(ast.Call):
            found = _asked(view, effects, span, node)
            if found is None or found in done:
                continue
            done.add(found)
            needs += (
                _counts(view, draft, span, found[0])
                if found[1] == "count"
                else _places(view, draft, span, found[0])
            )
    if done:
        yield Part(draft.edits(), BUILTIN, ("counts made once",), tuple(needs), orders=1, prepares=2)


def _asked(view: View, effects: Effects, span: Span, node: ast.AST) -> tuple[str, str] | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1):
        return None
    owner, which = node.func.value, node.func.attr
    if not isinstance(owner, ast.Name) or which not in {"count", "index"} or node.keywords:
        return None
    if not holds(view, effects, owner.id) or not hashable(view, node.args[0]):
        return None
    if isinstance(node.args[0], ast.Constant) or not span.invariant(effects, owner):
        return None
    if which == "index" and not _taken_from(span, owner.id, node.args[0]):
        return None
    return owner.id, which


def _taken_from(span: Span, owner: str, value: Expr) -> bool:
    """Whether every pass takes the value from the owner."""
    if isinstance(value, ast.Subscript):
        return same(value.value, name(owner)) and not isinstance(value.slice, ast.Slice)
    if not isinstance(value, ast.Name):
        return False
    binds = [
        node
        for node in walk(span.statement)
        if isinstance(node, ast.For | ast.comprehension) and value.id in names(node.target)
    ]
    stores = [
        node
        for node in walk(span.statement)
        if isinstance(node, ast.Name) and node.id == value.id and isinstance(node.ctx, ast.Store)
    ]
    return len(stores) == 1 and len(binds) == 1 and _walks(binds[0], owner, value.id)


def _walks(header: ast.For | ast.comprehension, owner: str, element: str) -> bool:
    walked, target = header.iter, header.target
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and len(walked.args) == 1:
        if walked.func.id == "enumerate" and isinstance(target, ast.Tuple):
            return same(walked.args[0], name(owner)) and names(target.elts[-1]) == {element}
        if walked.func.id in {"set", "sorted", "reversed", "list"}:
            walked = walked.args[0]
    return same(walked, name(owner)) and isinstance(target, ast.Name)


def _counts(view: View, draft: Draft, span: Span, owner: str) -> list[str]:
    written, statement = view.imports.member("collections", "Counter")
    counts = view.fresh("counts")
    draft.ahead(span.statement, assign(counts, call(dotted(written), name(owner))))
    draft.substitute([span.statement], lambda node: _replaced(node, owner, "count", counts))
    return [statement] if statement else []


def _places(view: View, draft: Draft, span: Span, owner: str) -> list[str]:
    """``places = {}`` filled with the first position of each element."""
    places, index, element = view.fresh("places"), view.fresh("place"), view.fresh("element")
    target = ast.Tuple([ast.Name(index, ast.Store()), ast.Name(element, ast.Store())], ast.Store())
    first = call(ast.Attribute(name(places), "setdefault", ast.Load()), name(element), name(index))
    fill = ast.For(target, call("enumerate", name(owner)), [ast.Expr(first)], [], lineno=0)
    draft.ahead(span.statement, assign(places, ast.Dict([], [])), fill)
    draft.substitute([span.statement], lambda node: _replaced(node, owner, "index", places))
    return []


def _replaced(node: Expr, owner: str, which: str, table: str) -> Expr | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == which):
        return None
    if (
        len(node.args) != 1
        or not same(node.func.value, name(owner))
        or isinstance(node.args[0], ast.Constant)
    ):
        return None
    return item(name(table), node.args[0])
