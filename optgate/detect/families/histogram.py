"""A loop counts, or adds up, at places that other numbers name.

## What it matches
`c[k[i]] += 1`, `c[int(v / w)] += 1` and `s[g[i]] += v[i]`, in one loop or several.

## Why it matters
`np.bincount` counts 60 times faster at 1,000 elements; with `weights` it adds up, in the order of the loop.

## Example
```python
for i in range(n):
    c[k[i]] += 1
```
becomes
```python
c += np.bincount(k[:n], minlength=len(c))
```

## Known differences
`bincount` refuses negative places, where the loop counted from the end, and returns more counts than there
are places when a number is too large.
"""

from __future__ import annotations

import ast

from ..flow import Flow, affine, folded, index_parts, names_in
from ..registry import Note, nest, rule
from ..shape import Event, Loop


@nest("OPT410", "histogram-loop", rank=10)
@rule("OPT410", "histogram-loop", rank=0)
def match(loop: Loop) -> str | None:
    """Accumulation at a computed place."""
    if loop.leaves_early:
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        value = folded(store)
        adds = value is not None and store.operator in {ast.Add, ast.Sub, None}
        dictionary = loop.tags.kind(ast.Name(store.name)) == "dict"
        if adds and store.name and not dictionary and scattered(flow, store):
            what = "counts" if isinstance(value, ast.Constant) else "adds up"
            message = f"`{store.name}` {what} at places that other numbers name: `bincount` does so at once"
            return message if _numbers(flow, store) else Note(message)
    return None


def scattered(flow: Flow, store: Event) -> bool:
    """Whether a store's place is itself an item, or computed from the elements."""
    elements = {name for header in store.nest for name in header.elements}
    indices = {name for header in store.nest for name in header.indices}
    for part in index_parts(store.subscript):
        if not affine(part) and flow.reach(part):
            return True
        if names_in(part) & elements:
            return True
        local = names_in(part) - indices - elements
        if any(flow.items(ast.Name(name)) and flow.reach(ast.Name(name)) for name in local):
            return True
    return False


def _numbers(flow: Flow, store: Event) -> bool:
    """Whether the places are numbers: an array is filled, an index counts, or the place is computed."""
    tags = flow.loop.tags
    counting = any(header.indices for header in store.nest)
    computed = any(not isinstance(part, ast.Name) for part in index_parts(store.subscript))
    return counting or computed or tags.is_array(ast.Name(store.name))
