"""A recurrence walks arrays element by element.

## What it matches
A loop that stores `y[i]` from `y[i - 1]` in a way that is no sum, product, extreme or linear filter:
logistic maps, state machines, integration steps, sweeps.

## Why it matters
No array expression computes it, but taking an element out of an array makes a NumPy scalar, and arithmetic
on those is slow: the same loop over plain lists is 1.4 times faster at 10 elements and 2 to 3.5 from 100
on, and bit-identical. On lists nothing is gained, so unless arrays are certain this is a note.

## Example
```python
y = np.zeros(n)
for i in range(1, n):
    y[i] = r * y[i - 1] * (1 - y[i - 1])
```
becomes
```python
y = [0.0]
fill(y, r, n)
y = np.array(y)
```

## Known differences
Python raises where NumPy warns. Integers do not wrap.
"""

from __future__ import annotations

import ast

from ..lagged import OTHER, lagged
from ..registry import Note, rule
from ..shape import Loop, root


@rule("OPT210", "array-recurrence", rank=13)
def match(loop: Loop) -> str | None:
    """A recurrence of no simpler form."""
    found = lagged(loop) if not loop.leaves_early else None
    if found is None or found[0] != OTHER:
        return None
    event = found[1]
    walked: list[ast.expr] = [] if event.target is None else [root(event.target)]
    if event.kind == "append":
        walked = [source for header in event.nest for source in header.sources]
    elif event.kind != "store":
        return None
    name = event.name or ast.unparse(walked[0])
    message = f"`{name}` is a recurrence walked element by element: plain lists are faster"
    return message if any(loop.tags.is_array(one) for one in walked) else Note(message)
