"""A loop asks a list over and over whether something is in it.

## What it matches
`v in names` or `v not in names` inside a loop, where `names` is a list that nothing in the loop binds anew;
also a list that the loop itself grows.

## Why it matters
A list is searched from its start each time, a set is looked up: 1.8 times faster at 10 elements, 19 at 100,
150 at 1,000.

## Example
```python
names = list(w)
for v in x:
    if v in names:
        use(v)
```
becomes
```python
names = set(w)
for v in x:
    if v in names:
        use(v)
```

## Known differences
Elements must be hashable. A text is searched for parts, so a text is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body, Inside
from ..registry import Spot, inside

_MANY = 16


@inside("OPT310", "membership-loop")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Tests whether something is in a list."""
    told: set[str] = set()
    for test, found in body.of(ast.Compare):
        if len(test.ops) != 1 or not isinstance(test.ops[0], ast.In | ast.NotIn) or body.tiny(found.loops):
            continue
        asked = test.comparators[0]
        written = ast.unparse(asked)
        if written in told or isinstance(test.left, ast.Constant | ast.JoinedStr):
            continue
        if _listed(asked, body) or _by_place(written, found, body):
            told.add(written)
            yield test, f"`{written}` is a list that is searched in every pass: a set is looked up"


def _listed(asked: ast.expr, body: Body) -> bool:
    if isinstance(asked, ast.Name):
        if asked.id in body.tags.parameters and not body.tags.kind(asked):
            return False
        values = body.tags.assigned.get(asked.id, ())
        if not values or not all(_list(value, body) for value in values):
            return body.tags.kind(asked) == "list" and not values and asked.id in body.tags.parameters
        return any(_long(value) for value in values) or _grows(asked.id, body)
    if (
        isinstance(asked, ast.Call)
        and isinstance(asked.func, ast.Name)
        and asked.func.id in {"list", "sorted"}
    ):
        return bool(asked.args)
    return False


def _by_place(written: str, found: Inside, body: Body) -> bool:
    """Whether a loop counts through the places of what is searched: then it is a sequence."""
    headers = [header for loop in found.loops if (header := body.header(loop)) is not None]
    walked = {f"{written}[{name}]" for header in headers for name in header.indices}
    counted = any(ast.unparse(bound) == f"len({written})" for header in headers for bound in header.bounds)
    return counted and any(
        ast.unparse(node) in walked for node in ast.walk(found.loops[-1]) if isinstance(node, ast.Subscript)
    )


def _list(value: ast.expr, body: Body) -> bool:
    return body.tags.kind(value) == "list" and not _ranged(value)


def _ranged(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"range", "deque"}
    )


def _long(value: ast.expr) -> bool:
    """Whether a list is longer than what is written down, or written down long."""
    return not isinstance(value, ast.List | ast.Tuple) or len(value.elts) > _MANY


def _grows(name: str, body: Body) -> bool:
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in {"append", "extend", "insert"}
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == name
        for call, _ in body.of(ast.Call)
    )
