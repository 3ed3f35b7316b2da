"""A loop multiplies the elements.

## What it matches
`product *= expression` in a loop over numbers, plain or under `if`.

## Why it matters
`x.prod()` on arrays and `math.prod` on lists do it in one compiled pass.

## Example
```python
product = 1.0
for v in x:
    product *= v
```
becomes
```python
product = x.prod()
```

## Known differences
Integers of fixed width wrap where Python's grow without bound; the last bits of a float product may differ.
"""

from __future__ import annotations

import ast

from ..patterns import folds, numeric
from ..registry import rule
from ..shape import Loop


@rule("OPT104", "product-loop", rank=8)
def match(loop: Loop) -> str | None:
    """A product that is used after the loop."""
    if loop.leaves_early:
        return None
    for fold in folds(loop, ast.Mult):
        if numeric(loop, fold.name, fold.event):
            return f"`{fold.name}` is a product over the elements: one reduction multiplies them"
    return None
