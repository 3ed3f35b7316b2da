"""A loop looks for the place of the smallest or largest element.

## What it matches
A best value kept by a comparison, and in the same branch a second name that remembers the index (or the
element) it came from.

## Why it matters
`numpy.argmax` and `numpy.argmin` do one compiled pass, 18 times faster at 100 elements, 150 at 1,000.

## Example
```python
best, place = x[0], 0
for i in range(1, len(x)):
    if x[i] > best:
        best, place = x[i], i
```
becomes
```python
place = int(np.argmax(x))
best = x[place]
```

## Known differences
`>` keeps the first of equal elements, as `argmax` does; `>=` keeps the last. The loop skips NaN unless it
is the first element, `argmax` returns its place. The result of `argmax` is an `np.int64` unless converted.
"""

from __future__ import annotations

from ..patterns import alone, extreme
from ..registry import rule
from ..shape import Loop


@rule("OPT106", "arg-extreme-loop", rank=2)
def match(loop: Loop) -> str | None:
    """A best value with its place."""
    if loop.leaves_early:
        return None
    for best in loop.of("set"):
        which = extreme(best)
        if not which or not best.guards or not alone(loop, best):
            continue
        for place in loop.of("set"):
            if place.name != best.name and place.tested is best.tested and not extreme(place):
                return (
                    f"`{place.name}` is the place of the {which} `{best.name}`: one arg-{which[:3]} finds it"
                )
    return None
