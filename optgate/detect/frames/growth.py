"""A data frame grows by one piece in every pass.

## What it matches
`df = pd.concat([df, piece])`, `df = df.append(piece)` and `df = df._append(piece)` in a loop.

## Why it matters
Every pass copies all the rows so far: twice the passes take four times as long. Pieces collected in a list
are put together once.

## Example
```python
result = pd.DataFrame()
for part in parts:
    result = pd.concat([result, part])
```
becomes
```python
pieces = [pd.DataFrame()]
for part in parts:
    pieces.append(part)
result = pd.concat(pieces)
```

## Known differences
With no pass at all the frame is a copy of the one before the loop. Column types are settled once, from all
the pieces, and not after every one of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..walk import Function, own_nodes


@scan("OPT806", "frame-growth-loop")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Loops in which a frame becomes itself and a piece."""
    for node in own_nodes(function):
        if isinstance(node, ast.For | ast.While):
            grown = next((_grown(statement, tags) for statement in node.body if _grown(statement, tags)), "")
            if grown:
                yield node, f"`{grown}` is copied whole in every pass to grow by one piece"


def _grown(statement: ast.stmt, tags: Tags) -> str:
    """The name of the frame that a statement makes longer."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ""
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Call):
        return ""
    function = value.func
    if isinstance(function, ast.Attribute) and function.attr in {"append", "_append"}:
        same = isinstance(function.value, ast.Name) and function.value.id == target.id
        return target.id if same else ""
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    first = value.args[0] if value.args else None
    if called != "concat" or not isinstance(first, ast.List | ast.Tuple):
        return ""
    return target.id if any(isinstance(p, ast.Name) and p.id == target.id for p in first.elts) else ""
