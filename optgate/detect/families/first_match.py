"""A loop looks for the first element that meets a condition.

## What it matches
A loop that ends at the first hit: `return i`, `k = i; break`, or a counter that stands still at the hit
(`if v > 0: break` followed by `i += 1`), with a condition that compares numbers.

## Why it matters
The condition evaluated on the whole array and `argmax` of it (or a generator with `next` for lists) is up
to 50 times faster when the hit comes late.

## Example
```python
i = 0
for v in histogram:
    if v > 0:
        break
    i += 1
```
becomes
```python
hits = histogram > 0
i = int(hits.argmax()) if hits.any() else len(histogram)
```

## Known differences
`argmax` of an all-false array is 0, so the case without a hit needs its own branch. The whole array is
evaluated: an early hit makes the array form slower, and elements behind the hit may warn.
"""

from __future__ import annotations

import ast

from ..flow import Flow
from ..patterns import carried, folds, tests_numbers
from ..registry import rule
from ..shape import Loop


@rule("OPT301", "first-match-loop", rank=4)
def match(loop: Loop) -> str | None:
    """An exit whose result tells where the hit was."""
    exits = [event for event in loop.events if event.kind in {"break", "return"}]
    if len(exits) != 1 or loop.of("store") or loop.of("append"):
        return None
    leaving = exits[0]
    differs = leaving.kind == "break" and len(Flow(loop).reach(leaving.tested)) > 1
    if not tests_numbers(loop) and not differs:
        return None
    if leaving.kind == "return":
        if leaving.value is None or isinstance(leaving.value, ast.Constant):
            return None
        return (
            None
            if carried(loop, set())
            else "the first element that meets a condition is returned: one search finds it"
        )
    counters = {fold.name for fold in folds(loop, ast.Add) if isinstance(fold.value, ast.Constant)}
    found = {event.name for event in loop.of("set") if not isinstance(event.value, ast.Constant)}
    if leaving.tested is not None and loop.header.kind == "while":
        found |= set(loop.header.indices)
    if carried(loop, counters) or not (counters or (found and tests_numbers(loop))):
        return None
    name = sorted(counters or found)[0]
    return f"`{name}` tells the first element that meets a condition: one search finds it"
