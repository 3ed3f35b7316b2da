"""Nested loops append a number for every pair or entry to a list.

## What it matches
`out.append(expression)` inside two or more loops, plain or under a condition, also into a row that is
appended itself.

## Why it matters
A nested comprehension saves the method calls; on arrays one expression computes the whole table and
`ravel().tolist()` makes the list, 20 times faster at 100 by 100 entries.

## Example
```python
out = []
for row in a:
    for v in row:
        out.append(v * 2)
```
becomes
```python
out = [v * 2 for row in a for v in row]
```

## Known differences
None for the comprehension, except that the loop variables are not bound afterwards.
"""

from __future__ import annotations

from ..flow import Flow, accesses
from ..patterns import carried, tests_numbers
from ..registry import nest
from ..shape import Loop
from ..vet import NUMERIC


@nest("OPT603", "nested-append-loop", rank=65)
def match(loop: Loop) -> str | None:
    """Appends inside several loops."""
    if loop.leaves_early or loop.of("store"):
        return None
    flow = Flow(loop)
    names = {event.name for event in loop.of("append")}
    if carried(loop, names | {one.event.name for one in flow.reductions()}):
        return None
    for event in loop.of("append"):
        table = any(len(one.places) > 1 for one in accesses(event.value))
        numeric = event.weight == NUMERIC or table or (event.guards and tests_numbers(loop))
        if len(event.nest) > 1 and numeric and flow.reach(event.value):
            return f"`{event.name}` collects a table: a nested comprehension or one expression does"
    return None
