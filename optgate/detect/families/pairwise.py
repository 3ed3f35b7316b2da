"""Nested loops visit all pairs of elements.

## What it matches
Two loops over the same sequence (or over two sequences of points) whose pass computes something of the
elements of both: distances, interactions, comparisons; also the triangular form `for j in range(i + 1, n)`.

## Why it matters
The work grows with the square of the length. Broadcasting (`p[:, None] - p[None, :]`) is 30 times faster at
1,000 elements; order comparisons can be counted after sorting, in much less than all pairs.

## Example
```python
for i in range(n):
    for j in range(n):
        d[i, j] = abs(x[i] - x[j])
```
becomes
```python
d[:n, :n] = np.abs(x[:n, None] - x[None, :n])
```

## Known differences
The table of all pairs takes memory: large inputs need blocks of rows. Sums change their order, and the last
bits with it.
"""

from __future__ import annotations

import ast

from ..flow import Flow
from ..header import Header
from ..patterns import carried, recurrent
from ..registry import nest
from ..shape import Loop
from ..vet import NUMERIC


@nest("OPT505", "pairwise-loop", rank=30)
def match(loop: Loop) -> str | None:
    """Two loops whose elements meet in one expression."""
    if loop.leaves_early or recurrent(loop):
        return None
    flow = Flow(loop)
    folded = {one.event.name for one in flow.reductions()}
    if carried(loop, folded):
        return None
    for event in loop.events:
        if len(event.nest) < 2 or (event.weight != NUMERIC and event.tested is None):
            continue
        for first in event.nest[:-1]:
            for second in event.nest[1:]:
                if first is not second and _meet(flow, event.value, event.tested, first, second):
                    return "every element meets every other: broadcasting computes all pairs at once"
    return None


def _meet(flow: Flow, value: object, tested: object, first: Header, second: Header) -> bool:
    """Whether the same container is read at the places of both loops."""
    if first.sources and [ast.unparse(s) for s in first.sources] == [ast.unparse(s) for s in second.sources]:
        return True
    for part in (value, tested):
        items = flow.items(part if isinstance(part, ast.expr) else None)
        for one in items:
            for other in items:
                if one.base != other.base or len(one.places) != len(other.places):
                    continue
                mine, yours = set(first.indices), set(second.indices)
                if (
                    one.names & mine
                    and other.names & yours
                    and not one.names & yours
                    and not other.names & mine
                ):
                    return True
    return False
