"""A loop counts the elements that meet a condition.

## What it matches
`if condition: count += 1` with a condition that compares numbers.

## Why it matters
`numpy.count_nonzero(condition)` is 41 times faster at 1,000 elements; on lists, the length of a list
comprehension is slightly faster (a generator with `sum` is slower).

## Example
```python
count = 0
for v in x:
    if v > threshold:
        count += 1
```
becomes
```python
count = int(np.count_nonzero(x > threshold))
```

## Known differences
None for numbers: NaN compares false in both. The result is converted to `int`.
"""

from __future__ import annotations

import ast

from ..flow import Flow, accesses
from ..patterns import counts, folds, tests_numbers
from ..registry import rule
from ..shape import Loop


@rule("OPT103", "count-loop", rank=11)
def match(loop: Loop) -> str | None:
    """A guarded counter."""
    if loop.leaves_early:
        return None
    flow = Flow(loop)
    items = any(one.names & loop.names for event in loop.events for one in accesses(event.tested))
    if not tests_numbers(loop) and not items:
        return None
    for fold in folds(loop, ast.Add, ast.Sub):
        if counts(fold) and fold.event.guards and flow.reach(fold.event.tested) and _numeric(loop, fold.name):
            return f"`{fold.name}` counts the elements that meet a condition: one reduction counts them"
    return None


def _numeric(loop: Loop, name: str) -> bool:
    """Whether the counter starts as a number, or anywhere in the function is given one."""
    return loop.starts_as_number(name) or loop.tags.kind(ast.Name(name)) == "number"
