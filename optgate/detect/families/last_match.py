"""A loop remembers the last element that meets a condition.

## What it matches
`if x[i] > t: k = i` without `break`: each hit overwrites the one before.

## Why it matters
The last hit is the first one from the end: `numpy.flatnonzero(condition)[-1]`, in one compiled pass.

## Example
```python
k = -1
for i in range(len(x)):
    if x[i] > t:
        k = i
```
becomes
```python
hits = np.flatnonzero(x > t)
k = int(hits[-1]) if hits.size else -1
```

## Known differences
Without a hit the name keeps the value it had; the index is an `np.int64` unless converted.
"""

from __future__ import annotations

import ast

from ..patterns import carried, reads, tests_numbers
from ..registry import rule
from ..shape import Loop


@rule("OPT302", "last-match-loop", rank=6)
def match(loop: Loop) -> str | None:
    """The index or element of the last hit."""
    if loop.leaves_early or len(loop.events) != 1 or not tests_numbers(loop):
        return None
    event = loop.events[0]
    if (
        event.kind != "set"
        or not event.guards
        or isinstance(event.value, ast.Constant)
        or carried(loop, set())
    ):
        return None
    if reads(event.tested, event.name) or not isinstance(event.value, ast.Name | ast.Subscript):
        return None
    return (
        f"`{event.name}` is left at the last element that meets a condition: one search from the end finds it"
    )
