"""Two nested loops look for partners with an equal key.

## What it matches
`for a in left: for b in right: if a[0] == b[0]: …` where the comparison of two elements (or items or
attributes of them) is all that the inner loop's pass does.

## Why it matters
Every pair is compared: with a dictionary from key to partners 11 times faster at 100 elements on either
side, 100 at 1,000, where few match.

## Example
```python
for v in x:
    for u in y:
        if v[0] == u[0]:
            use(v, u)
```
becomes
```python
partners = {}
for u in y:
    partners.setdefault(u[0], []).append(u)
for v in x:
    for u in partners.get(v[0], ()):
        use(v, u)
```

## Known differences
Keys must be hashable. NaN finds itself in a dictionary where it is the same object.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..flow import names_in
from ..registry import Spot, inside


@inside("OPT314", "nested-join", rank=10)
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Inner loops that only compare keys."""
    for branch, found in body.of(ast.If):
        if len(found.loops) < 2 or branch.orelse or found.loops[-1].body != [branch]:
            continue
        outer, inner = found.loops[-2], found.loops[-1]
        if not isinstance(outer, ast.For) or not isinstance(inner, ast.For):
            continue
        names, others = names_in(outer.target), names_in(inner.target)
        if (
            names_in(inner.iter) & names
            or not isinstance(inner.iter, ast.Name)
            or body.tiny(found.loops[-1:])
        ):
            continue
        if any(_joins(test, names, others) for test in _tests(branch.test)):
            yield inner, "every pair is compared for equal keys: a dictionary finds the partners"


def _tests(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def _joins(test: ast.expr, names: set[str], others: set[str]) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    left, right = names_in(test.left), names_in(test.comparators[0])
    if any(isinstance(node, ast.Call) for node in ast.walk(test)):
        return False
    return bool((left & names and right & others) or (left & others and right & names)) and not (
        left & names and left & others
    )
