"""A loop adds up the elements, all or those that meet a condition.

## What it matches
`total += expression` (or `-=`) in a loop over numbers, plain or under `if`, including products of two
sequences (dot products) and sums of squares.

## Why it matters
On arrays the whole-array sum is 45 times faster at 1,000 elements, on lists the builtin `sum` three times.

## Example
```python
total = 0.0
for i in range(len(x)):
    if x[i] > 0:
        total += x[i] * w[i]
```
becomes
```python
total = np.where(x > 0, x * w, 0).sum()
```

## Known differences
`numpy.sum` adds in pairs: the last bits of a float sum differ. Small integer types are widened where the
loop wraps. Empty input leaves the start value (and its type) unchanged.
"""

from __future__ import annotations

import ast

from ..patterns import counts, folds, numeric
from ..registry import rule
from ..shape import Loop


@rule("OPT102", "sum-loop", rank=8)
def match(loop: Loop) -> str | None:
    """A sum that is used after the loop."""
    if loop.leaves_early:
        return None
    for fold in folds(loop, ast.Add, ast.Sub):
        if not counts(fold) and numeric(loop, fold.name, fold.event):
            guarded = "guarded " if fold.event.guards else ""
            return f"`{fold.name}` is a {guarded}sum over the elements: one reduction adds them up"
    return None
