"""Nested loops fill a table whose entries depend on entries filled before.

## What it matches
A store into a table inside two or more loops that reads other entries of the same table: edit distances,
alignments, knapsacks, longest common subsequences, path counts.

## Why it matters
Every entry is a few indexed reads and writes. On arrays each of them makes a NumPy scalar: the same loop
over plain lists (`.tolist()`) is 2 to 3 times faster and bit-identical; where an entry depends only on the
row before, a whole row is one array expression, 20 times faster at 1,000 entries.

## Example
```python
for i in range(1, n):
    for j in range(1, m):
        t[i, j] = max(t[i - 1, j], t[i, j - 1]) + c[i, j]
```
becomes
```python
rows, costs = t.tolist(), c.tolist()
fill(rows, costs)
t[:] = rows
```

## Known differences
Python's integers do not wrap, and Python raises where NumPy warns.
"""

from __future__ import annotations

from ..flow import Access, Flow, index_parts, offsets, own_items
from ..registry import Note, nest
from ..shape import Event, Loop


@nest("OPT509", "table-recurrence", rank=15)
def match(loop: Loop) -> str | None:
    """Stores into a table that read it elsewhere."""
    if loop.leaves_early:
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        read = own_items(flow, store)
        if len(store.nest) < 2 or not store.name or not read:
            continue
        if _swept(store, read):
            return Note(f"`{store.name}` is swept in place: only unboxed or compiled loops are faster")
        return (
            f"`{store.name}` is a table filled from its own entries: walk plain lists, or fill rows at once"
        )
    return None


def _swept(store: Event, read: list[Access]) -> bool:
    """Whether entries on both sides of the one stored are read, as in a Gauss-Seidel sweep."""
    indices = {name for header in store.nest for name in header.indices}
    here = index_parts(store.subscript)
    moves = set()
    for item in read:
        if len(item.places) != len(here):
            continue
        for part, own in zip(item.places, here, strict=True):
            for name in indices:
                one, base = offsets(part, name), offsets(own, name)
                if one is not None and base is not None and one != base:
                    moves.add((name, one > base))
    return any((name, True) in moves and (name, False) in moves for name in indices)
