"""A list is used as a queue: elements are taken from, or put at, its front.

## What it matches
`queue.pop(0)` and `queue.insert(0, v)` inside a loop.

## Why it matters
Everything that is left moves by one place: a `deque` is 1.2 times faster at 10 elements, 1.7 at 100, 5 at
1,000 and 100 at 100,000.

## Example
```python
queue = [n]
while queue:
    node = queue.pop(0)
    queue.extend(use(node))
```
becomes
```python
queue = deque([n])
while queue:
    node = queue.popleft()
    queue.extend(use(node))
```

## Known differences
A `deque` has no slices, and an index in its middle is slow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Spot, inside


@inside("OPT608", "list-queue")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Calls that move all elements of a list."""
    told: set[str] = set()
    for call, found in body.of(ast.Call):
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in {"pop", "insert"} or not call.args:
            continue
        first, count = call.args[0], 1 if function.attr == "pop" else 2
        zero = isinstance(first, ast.Constant) and type(first.value) is int and first.value == 0
        owner = function.value
        if not zero or len(call.args) != count or not isinstance(owner, ast.Name | ast.Attribute):
            continue
        written = ast.unparse(owner)
        if written in told or body.tags.kind(owner) not in {"", "list"} or body.tiny(found.loops):
            continue
        told.add(written)
        yield call, f"`{written}.{function.attr}(0…)` moves every element: a `deque` does not"
