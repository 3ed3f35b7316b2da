"""Nested loops update a whole table in each pass of an outer loop that has to stay.

## What it matches
Three loops (or two over a vector) that store at the inner indices only and read the same table at the
outer one: eliminations, Floyd and Warshall's shortest paths, relaxations, time steps.

## Why it matters
The outer loop carries the dependence, the inner ones do not: each step is one array expression, 100 times
faster at 100 by 100 entries.

## Example
```python
for k in range(n):
    for i in range(n):
        for j in range(n):
            d[i, j] = min(d[i, j], d[i, k] + d[k, j])
```
becomes
```python
for k in range(n):
    d[:n, :n] = np.minimum(d[:n, :n], d[:n, k : k + 1] + d[k, :n])
```

## Known differences
The row and column that a step reads must not change in that step; where they do, they are copied first.
"""

from __future__ import annotations

from ..flow import Flow, names_in, own_items
from ..registry import nest
from ..shape import Loop


@nest("OPT510", "kept-outer-loop", rank=14)
def match(loop: Loop) -> str | None:
    """Stores at inner indices that read the same table at an outer one."""
    if loop.leaves_early:
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        outer = set(store.nest[0].indices)
        if len(store.nest) < 3 or not store.name or outer & names_in(store.subscript):
            continue
        inner = {name for header in store.nest[1:] for name in header.indices}
        if any(item.names & outer and item.names & inner for item in own_items(flow, store)):
            return f"only the outer loop has to stay: each pass updates `{store.name}` in one expression"
    return None
