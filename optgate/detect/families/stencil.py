"""A loop computes each entry from the neighbours of its place in another array.

## What it matches
`b[i] = f(a[i - 1], a[i], a[i + 1])` and its forms in two or more dimensions: the array that is stored is
not the one that is read, and constant offsets are added to the indices.

## Why it matters
Slices shifted against each other compute all entries at once: 60 times faster at 1,000 entries, with the
same order of operations for each entry.

## Example
```python
for i in range(1, n - 1):
    b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3
```
becomes
```python
b[1 : n - 1] = (a[: n - 2] + a[1 : n - 1] + a[2:n]) / 3
```

## Known differences
Only where the two arrays do not share memory. An offset that goes below zero wraps around in the loop, and
needs `numpy.roll`.
"""

from __future__ import annotations

from ..flow import Flow, index_parts, offsets
from ..patterns import carried, recurrent
from ..registry import nest, rule
from ..shape import Event, Loop


@nest("OPT506", "stencil-loop", rank=40)
@rule("OPT506", "stencil-loop", rank=10)
def match(loop: Loop) -> str | None:
    """Stores at an index, of items at neighbouring ones."""
    if loop.leaves_early or recurrent(loop) or carried(loop, set()):
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        if _neighbours(flow, store):
            return f"`{store.name}` is computed from neighbours: shifted slices compute it at once"
    return None


def _neighbours(flow: Flow, store: Event) -> bool:
    indices = {name for header in store.nest for name in header.indices}
    own = index_parts(store.subscript)
    if not all(any(offsets(part, name) is not None for name in indices) for part in own):
        return False
    by_base: dict[str, set[tuple[int, ...]]] = {}
    for item in [*flow.items(store.value), *flow.items(store.tested)]:
        shift = tuple(
            moved for part in item.places for name in indices if (moved := offsets(part, name)) is not None
        )
        if len(shift) == len(item.places) == len(own):
            by_base.setdefault(item.base, set()).add(shift)
    return any(len(shifts) > 1 for shifts in by_base.values())
