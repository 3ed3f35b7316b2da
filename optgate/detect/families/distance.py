"""A loop adds up squared differences, and the root is taken of the sum.

## What it matches
`s += (p[i] - q[i]) ** 2` as all that a loop does, directly followed by a statement that takes the root of
`s`.

## Why it matters
`math.dist` computes it in C: 5 times faster at 10 elements; on arrays `np.linalg.norm(p - q)` does.

## Example
```python
s = 0.0
for i in range(len(x)):
    s += (x[i] - y[i]) ** 2
d = math.sqrt(s)
```
becomes
```python
d = math.dist(x, y)
```

## Known differences
The last digits may differ. Lists of unequal length raise `ValueError`.
"""

from __future__ import annotations

import ast

from ..patterns import folds
from ..registry import rule
from ..shape import Loop


@rule("OPT704", "distance-loop", rank=7)
def match(loop: Loop) -> str | None:
    """A sum of squared differences, and its root."""
    found = folds(loop, ast.Add)
    follower = loop.follower()
    if len(found) != 1 or len(loop.events) > 2 or follower is None or not _root(follower, found[0].name):
        return None
    value = found[0].value
    squared = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Pow | ast.Mult)
    if squared and any(isinstance(node, ast.Sub) for node in ast.walk(value)):
        return f"`{found[0].name}` becomes the distance of two points: `math.dist` or a norm computes it"
    return None


def _root(statement: ast.stmt, name: str) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sqrt"):
            return any(isinstance(part, ast.Name) and part.id == name for part in node.args)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.left, ast.Name):
            return node.left.id == name
    return False
