"""A loop appends the elements that meet a condition to a list.

## What it matches
`if condition: out.append(expression)` as the only effect of a pass, where condition or expression are
numeric and the list starts empty.

## Why it matters
A boolean mask does it on arrays 21 times faster at 1,000 elements; a list comprehension is 1.3 times
faster.

## Example
```python
out = []
for v in x:
    if v > t:
        out.append(v * v)
```
becomes
```python
out = [v * v for v in x if v > t]
```

## Known differences
None for the comprehension, except that the loop variable is not bound afterwards. An array's elements are
NumPy scalars unless converted with `tolist`.
"""

from __future__ import annotations

import ast

from ..patterns import carried, counters, tests_numbers
from ..registry import rule
from ..shape import Loop
from ..vet import NUMERIC


@rule("OPT602", "append-filter-loop", rank=9)
def match(loop: Loop) -> str | None:
    """A guarded append and nothing else carried."""
    appended = loop.of("append")
    names = {event.name for event in appended}
    if loop.leaves_early or not appended or loop.of("store") or carried(loop, counters(loop)):
        return None
    if len(names) != len(appended):
        return None
    event = appended[0]
    if not all(one.guards and isinstance(loop.initial(one.name), ast.List) for one in appended):
        return None
    if not tests_numbers(loop) and event.weight != NUMERIC:
        return None
    return f"`{event.name}` collects the elements that meet a condition: a comprehension or a mask does so"
