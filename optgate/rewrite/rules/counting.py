"""A loop counts how often each element comes, in a dictionary.

## What it matches
`d[k] = d.get(k, 0) + 1`, `if k in d: d[k] += 1` with `else: d[k] = 1`, and `if k not in d: d[k] = 0`
followed by `d[k] += 1`, as all that a loop over the elements does, into a dictionary that starts empty.

## Why it matters
`Counter` counts in C: 1.4 times faster at 100 elements, 2 at 1,000; at 10 it takes twice as long.

## Example
```python
d = {}
for k in x:
    d[k] = d.get(k, 0) + 1
```
becomes
```python
d = dict(Counter(x))
```

## Known differences
None for sequences: the keys come in the same order, the result is a plain dictionary. A `Counter` of a
mapping takes its values, so mappings are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, assign, call, const, dotted, is_const, item, method, name, same
from ..part import BUILTIN, Part
from .draft import Draft
from .patterns import begins, not_in
from .registry import rewrites
from .view import Place, View


@rewrites("counting", "OPT401")
def apply(view: View) -> Iterator[Part]:
    """Each loop that does nothing but count."""
    for place in view.loops():
        loop = place.statement
        if not (isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and not loop.orelse):
            continue
        owner = _counted(loop.body, loop.target.id)
        start = begins(view, place, owner, ("dict",)) if owner else None
        if start is None or loop.target.id in view.live(loop) or not _elements(view, place, loop.iter):
            continue
        written, statement = view.imports.member("collections", "Counter")
        draft = Draft(view)
        draft.replace(start)
        draft.replace(loop, assign(owner, call("dict", call(dotted(written), loop.iter))))
        yield Part(draft.edits(), BUILTIN, ("counting",), (statement,) if statement else ())


def _elements(view: View, place: Place, walked: Expr) -> bool:
    """Whether what is walked is no mapping."""
    if not isinstance(walked, ast.Name):
        return view.facts.kind(walked) == "list"
    if view.facts.kind(walked) == "array" or place.around:
        return False
    return not any(seen.container in {"dict", "array"} for seen in view.facts.observed.get(walked.id, ()))


def _counted(body: list[ast.stmt], key: str) -> str:
    """The dictionary in which the body counts the key."""
    first = body[0]
    if isinstance(first, ast.Assign) and len(body) == 1 and len(first.targets) == 1:
        owner = _entry(first.targets[0], key)
        got = method(name(owner), "get", name(key), const(0))
        return owner if owner and same(first.value, ast.BinOp(got, ast.Add(), const(1))) else ""
    if not isinstance(first, ast.If) or len(first.body) != 1:
        return ""
    if len(body) == 2 and not first.orelse:
        asked, owner = not_in(first.test), _raised(body[1], key)
        starts = _set(first.body[0], key, 0) == owner
        return owner if asked and asked[1] == owner and same(asked[0], name(key)) and starts else ""
    if len(body) != 1 or len(first.orelse) != 1:
        return ""
    asked = not_in(first.test) or not_in(ast.UnaryOp(ast.Not(), first.test))
    known, new = (first.orelse, first.body) if not_in(first.test) else (first.body, first.orelse)
    owner = _raised(known[0], key)
    if not owner or asked is None or asked[1] != owner or not same(asked[0], name(key)):
        return ""
    return owner if _set(new[0], key, 1) == owner else ""


def _entry(target: Expr, key: str) -> str:
    if (
        isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and same(target.slice, name(key))
    ):
        return target.value.id
    return ""


def _raised(statement: ast.stmt, key: str) -> str:
    """The dictionary of ``d[key] += 1``."""
    if (
        isinstance(statement, ast.AugAssign)
        and isinstance(statement.op, ast.Add)
        and is_const(statement.value, 1)
    ):
        return _entry(statement.target, key)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        owner = _entry(statement.targets[0], key)
        more = ast.BinOp(item(name(owner), name(key)), ast.Add(), const(1))
        return owner if same(statement.value, more) else ""
    return ""


def _set(statement: ast.stmt, key: str, value: int) -> str:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and is_const(statement.value, value):
        return _entry(statement.targets[0], key)
    return ""
