"""A loop appends a number computed from each element to a list.

## What it matches
`out.append(expression)` in every pass, as the only effect, where the expression does arithmetic or calls a
numeric function, and the list starts empty.

## Why it matters
The whole-array expression is faster by the length of the array where the elements are in one; for lists a
comprehension saves the method call, and NumPy pays when each element costs two or more calls.

## Example
```python
out = []
for v in x:
    out.append(a * v + b)
```
becomes
```python
out = [a * v + b for v in x]
```

## Known differences
The loop variable is not bound afterwards. `math` functions raise where NumPy's return inf or NaN and warn.
"""

from __future__ import annotations

import ast

from ..flow import Flow
from ..patterns import carried, counters, reads, tests_numbers
from ..registry import rule
from ..shape import Loop
from ..vet import NUMERIC


@rule("OPT601", "append-map-loop", rank=10)
def match(loop: Loop) -> str | None:
    """Appends without a condition and nothing carried."""
    appended = loop.of("append")
    if loop.leaves_early or not appended or loop.of("store") or carried(loop, counters(loop)):
        return None
    if any(reads(event.value, event.name) for event in appended):
        return None
    flow = Flow(loop)
    for event in appended:
        same = [other for other in appended if other.name == event.name]
        chosen = len(same) > 1 and all(other.guards for other in same) and tests_numbers(loop)
        if (
            (event.weight == NUMERIC or flow.computed(event.value) or chosen)
            and flow.reach(event.value)
            and isinstance(loop.initial(event.name), ast.List)
        ):
            return (
                f"`{event.name}` is an element-wise map: a comprehension or one array expression computes it"
            )
    return None
