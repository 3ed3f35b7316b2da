"""Nested loops compute every entry of a table from entries of others.

## What it matches
A store at the indices of all the loops (`out[i][j] = …`, `out[i, j] = …`), with the loops' bounds free of
each other, where nothing that the nest stores is read at another index. Grids of two vectors
(`f(x[i], y[j])`), transposed copies and image arithmetic are such nests.

## Why it matters
On arrays one expression computes the whole table: 100 times faster at 100 by 100 entries. On lists of lists
a nested comprehension saves a third.

## Example
```python
for i in range(n):
    for j in range(m):
        out[i, j] = a[i, j] * 2 + b[j]
```
becomes
```python
out[:n, :m] = a[:n, :m] * 2 + b[:m]
```

## Known differences
Stores convert to the dtype of the array, as in the loop. Both branches of a condition are evaluated for
every entry, which may warn.
"""

from __future__ import annotations

import ast

from ..flow import Flow, affine, index_parts
from ..patterns import carried, folds, recurrent
from ..registry import nest
from ..shape import Loop


@nest("OPT501", "nested-map", rank=60)
def match(loop: Loop) -> str | None:
    """Stores at the indices of all loops around them."""
    if loop.leaves_early or recurrent(loop):
        return None
    counters = {fold.name for fold in folds(loop, ast.Add) if isinstance(fold.value, ast.Constant)}
    if carried(loop, counters | {event.name for event in loop.of("append")}):
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        parts = index_parts(store.subscript)
        around = {name for header in store.nest for name in header.indices}
        named = {name for part in parts for name in flow.reach(part)}
        plain = len(store.nest) > 1 and store.name and all(affine(part) for part in parts)
        if plain and (len(around & named) > 1 or (around & named and counters)):
            return f"every entry of `{store.name}` is computed by itself: one array expression fills all"
    return None
