"""A loop folds the elements with `^`, `|` or `&`.

## What it matches
`acc ^= v`, `acc |= v`, `acc &= v` in every pass, plain or under a condition.

## Why it matters
`np.bitwise_xor.reduce(x)` does it in one compiled pass; on lists `functools.reduce` with an operator of the
standard library saves a third.

## Example
```python
acc = 0
for v in x:
    acc ^= v
```
becomes
```python
acc = int(np.bitwise_xor.reduce(x))
```

## Known differences
Width and sign are those of the array's dtype.
"""

from __future__ import annotations

import ast

from ..flow import Flow
from ..patterns import folds
from ..registry import rule
from ..shape import Loop


@rule("OPT108", "bitwise-fold", rank=8)
def match(loop: Loop) -> str | None:
    """A bitwise accumulation that is used after the loop."""
    if loop.leaves_early:
        return None
    flow = Flow(loop)
    for fold in folds(loop, ast.BitXor, ast.BitOr, ast.BitAnd):
        if loop.starts_as_number(fold.name) and flow.reach(fold.value):
            return f"`{fold.name}` folds the bits of the elements: one reduction does so"
    return None
