"""Nested loops look for the first entry or pair that meets a condition.

## What it matches
`return` or `break` under a condition on numbers inside two or more loops, where nothing else is carried.

## Why it matters
The condition evaluated for a whole table or row at once, and `argwhere` or `any` of it, is up to 50 times
faster when the hit comes late.

## Example
```python
for i in range(n):
    for j in range(m):
        if a[i, j] > t:
            return i, j
return None
```
becomes
```python
hits = np.argwhere(a[:n, :m] > t)
return tuple(hits[0].tolist()) if len(hits) else None
```

## Known differences
The whole table is evaluated: an early hit makes the array form slower, and entries behind it may warn.
"""

from __future__ import annotations

from ..flow import accesses
from ..patterns import carried, tests_numbers
from ..registry import nest
from ..shape import Loop


@nest("OPT303", "nested-search", rank=72)
def match(loop: Loop) -> str | None:
    """An exit from inside several loops."""
    exits = [event for event in loop.events if event.kind in {"break", "return"}]
    changed = loop.of("store") + loop.of("append") + loop.of("add")
    if not exits or not tests_numbers(loop) or changed or carried(loop, set()):
        return None
    items = any(one.names & loop.names for event in exits for one in accesses(event.tested))
    if items and any(len(event.nest) > 1 and event.kind == "return" for event in exits):
        return "the first entry that meets a condition is returned: one search of the table finds it"
    return None
