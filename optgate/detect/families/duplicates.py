"""Nested loops ask whether any element comes twice.

## What it matches
`for i …: for j in range(i + 1, n): if x[i] == x[j]: return True`, with any constant returned.

## Why it matters
Every pair is compared; a set sees each element once: 30 times faster at 100 elements, 480 at 1,000.

## Example
```python
for i in range(len(x)):
    for j in range(i + 1, len(x)):
        if x[i] == x[j]:
            return True
return False
```
becomes
```python
return len(set(x)) < len(x)
```

## Known differences
Elements must be hashable. NaN equals nothing, but a set holds one object once.
"""

from __future__ import annotations

import ast

from ..flow import accesses
from ..registry import nest
from ..shape import Loop


@nest("OPT312", "any-duplicate", rank=5)
def match(loop: Loop) -> str | None:
    """Equal elements at two places of one sequence end the search."""
    exits = loop.of("return") + loop.of("break")
    if not exits or len(loop.headers) != 2 or loop.of("store") or loop.of("append"):
        return None
    for event in exits:
        for node in ast.walk(event.tested) if event.tested is not None else ():
            if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
                continue
            left, right = list(accesses(node.left)), list(accesses(node.comparators[0]))
            if left and right and left[0].base == right[0].base and len(event.nest) > 1:
                mine, yours = left[0].names & loop.names, right[0].names & loop.names
                if mine and yours and not mine & yours:
                    return (
                        f"all pairs of `{left[0].base}` are compared for equal ones: a set finds duplicates"
                    )
    return None
