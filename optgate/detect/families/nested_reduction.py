"""Nested loops fold all entries of a table, or all pairs, into one number.

## What it matches
A sum, product, count or extreme that grows inside two or more loops and starts before the outermost.

## Why it matters
One reduction of a whole-array expression is 100 times faster at 100 by 100 entries; on lists of lists the
inner loop as a builtin (`sum`, `max`) is 3 times faster.

## Example
```python
total = 0.0
for i in range(n):
    for j in range(m):
        total += a[i, j] * w[j]
```
becomes
```python
total = (a[:n, :m] * w[:m]).sum()
```

## Known differences
`numpy.sum` adds in pairs: the last bits of a float sum differ. Small integer types are widened.
"""

from __future__ import annotations

from ..flow import Flow
from ..patterns import carried
from ..registry import nest
from ..shape import Loop
from ..vet import NUMERIC


@nest("OPT502", "nested-reduction", rank=70)
def match(loop: Loop) -> str | None:
    """A fold over all the loops around it."""
    flow = Flow(loop)
    found = [one for one in flow.reductions() if one.event.kind != "store" and not one.kept]
    deep = [one for one in found if len(one.event.nest) > 1]
    if loop.leaves_early or not deep or carried(loop, {one.event.name for one in found}):
        return None
    for one in deep:
        name = one.event.name
        sure = one.event.weight == NUMERIC or loop.starts_as_number(name)
        depends = flow.reach(one.value) | flow.reach(one.event.tested)
        if sure and depends:
            return (
                f"`{name}` is folded over {len(one.event.nest)} loops: one reduction of a table computes it"
            )
    return None
