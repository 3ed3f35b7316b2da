"""A loop stores or appends a running minimum or maximum.

## What it matches
A name that keeps the larger (or smaller) of itself and the element, by `max`/`min` or by a comparison, and
whose running value is stored or appended in each pass.

## Why it matters
`numpy.maximum.accumulate` and `numpy.minimum.accumulate` do it in one compiled pass, about ten times
faster.

## Example
```python
top = x[0]
for i in range(len(x)):
    top = max(top, x[i])
    out[i] = top
```
becomes
```python
out[: len(x)] = np.maximum.accumulate(x)
```

## Known differences
A comparison ignores NaN, `numpy.maximum` hands it on; `numpy.fmax.accumulate` ignores it too. On lists no
faster form is known: `itertools.accumulate(x, max)` is slower than the loop.
"""

from __future__ import annotations

from ..lagged import EXTREME, lagged
from ..patterns import alone, consumed, extreme
from ..registry import rule
from ..shape import Loop


@rule("OPT202", "running-extreme-loop", rank=1)
def match(loop: Loop) -> str | None:
    """A running extreme that is stored in each pass."""
    if loop.leaves_early:
        return None
    for event in loop.of("set"):
        which = extreme(event)
        if which and consumed(loop, event.name) and alone(loop, event):
            return f"the running {which} `{event.name}` is stored in each pass: one accumulate gives them all"
    found = lagged(loop)
    if found is not None and found[0] == EXTREME:
        return f"`{found[1].name}` keeps the extreme so far in each pass: one accumulate gives them all"
    return None
