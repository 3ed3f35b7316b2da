"""A loop stores or appends a running product.

## What it matches
An accumulator that changes by `*=` in every pass and whose running value is stored or appended.

## Why it matters
`numpy.cumprod` does it in one compiled pass; compound growth (`v *= 1 + r[i]`) is the usual case.

## Example
```python
value = 1.0
for i in range(len(r)):
    value *= 1 + r[i]
    out[i] = value
```
becomes
```python
out[: len(r)] = np.cumprod(1 + r)
```

## Known differences
A start other than 1 changes the association of the products unless it is the first factor; integers of
fixed width wrap where Python's do not.
"""

from __future__ import annotations

import ast

from ..lagged import PRODUCT, lagged
from ..patterns import consumed, folds, numeric
from ..registry import rule
from ..shape import Loop


@rule("OPT203", "cumulative-product-loop", rank=1)
def match(loop: Loop) -> str | None:
    """A running product that is stored in each pass."""
    if loop.leaves_early:
        return None
    for fold in folds(loop, ast.Mult):
        if consumed(loop, fold.name) and numeric(loop, fold.name, fold.event):
            return (
                f"the running product `{fold.name}` is stored in each pass: one cumulative product gives all"
            )
    found = lagged(loop)
    if found is not None and found[0] == PRODUCT:
        return f"`{found[1].name}` multiplies the value before: one cumulative product gives them all"
    return None
