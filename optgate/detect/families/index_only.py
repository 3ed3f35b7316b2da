"""A loop over positions only uses them to take the elements of one sequence.

## What it matches
`for i in range(len(x))` where `i` is used for nothing but `x[i]`.

## Why it matters
The index is counted up and looked up for each use: walking the elements is 1.2 to 1.3 times faster. That
rarely pays by itself, so this is a note.

## Example
```python
for i in range(len(x)):
    use(x[i])
```
becomes
```python
for v in x:
    use(v)
```

## Known differences
None where the index is not read after the loop and the sequence is not changed in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Note, Spot, inside


@inside("OPT703", "index-only-loop", rank=90)
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Loops over ``range(len(x))`` that only read ``x[i]``."""
    loop = body.loop
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return
    walked = loop.iter
    if not (isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and walked.func.id == "range"):
        return
    length = walked.args[0] if len(walked.args) == 1 else None
    if not (isinstance(length, ast.Call) and isinstance(length.func, ast.Name) and length.func.id == "len"):
        return
    name, sequence = loop.target.id, ast.unparse(length.args[0]) if length.args else ""
    inner = [node for statement in loop.body for node in ast.walk(statement)]
    used = [node for node in inner if isinstance(node, ast.Name) and node.id == name]
    taken = [
        node
        for node in inner
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Name)
        and node.slice.id == name
        and isinstance(node.ctx, ast.Load)
        and ast.unparse(node.value) == sequence
    ]
    if taken and len(taken) == len(used) and not body.changes(loop, sequence):
        yield loop, Note(f"the positions of `{sequence}` are only used to take its elements: walk those")
