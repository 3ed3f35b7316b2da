"""A loop stores or appends a running sum.

## What it matches
An accumulator that grows in every pass by `+=` or `-=` and whose running value is stored (`out[i] = s`) or
appended (`out.append(s)`) in the same pass, directly or inside an expression.

## Why it matters
`numpy.cumsum` adds in the same order as the loop, so its result is bit-identical for the same dtype, and it
does one pass in compiled code. For lists, `itertools.accumulate` does the same.

## Example
```python
total = 0.0
for i in range(len(x)):
    total += x[i]
    out[i] = total * scale
```
becomes
```python
totals = np.cumsum(x)
out[: len(x)] = totals * scale
```

## Known differences
`numpy.cumsum` widens small integers (uint8 to uint64) where the loop wraps at the width of the element;
`dtype=np.result_type(x, 0)` keeps the loop's width. A sum that restarts (`if …: s = 0`) is not a prefix
sum.
"""

from __future__ import annotations

import ast

from ..lagged import SUM, lagged
from ..patterns import consumed, folds, numeric
from ..registry import rule
from ..shape import Loop


@rule("OPT201", "prefix-sum-loop", rank=1)
def match(loop: Loop) -> str | None:
    """A running sum that is stored in each pass."""
    if loop.leaves_early:
        return None
    for fold in folds(loop, ast.Add, ast.Sub):
        varying = not isinstance(fold.value, ast.Constant) or fold.event.guards
        if varying and consumed(loop, fold.name) and numeric(loop, fold.name, fold.event):
            return f"the running sum `{fold.name}` is stored in each pass: one cumulative sum gives them all"
    found = lagged(loop)
    if found is not None and found[0] == SUM:
        return f"`{found[1].name}` adds to the value before in each pass: one cumulative sum gives them all"
    return None
