"""A loop stores a value computed from each element at the element's index.

## What it matches
`out[i] = expression` for an index of `range` or `enumerate`, plain or under `if`, where nothing but items
is carried from pass to pass and no item stored by the loop is read at another index.

## Why it matters
The same expression on whole arrays is about 100 times faster at 1,000 elements.

## Example
```python
for i in range(len(x)):
    out[i] = a * x[i] + b if x[i] > 0 else 0.0
```
becomes
```python
out[: len(x)] = np.where(x > 0, a * x + b, 0.0)
```

## Known differences
`numpy.where` evaluates both branches on every element, which may warn. Values are stored through the
preallocated array, so they are converted to its dtype as the loop did.
"""

from __future__ import annotations

import ast

from ..patterns import carried, recurrent, tests_numbers
from ..registry import rule
from ..shape import Event, Loop
from ..vet import NUMERIC


@rule("OPT101", "map-by-index-loop", rank=11)
def match(loop: Loop) -> str | None:
    """Stores at the loop's own index."""
    stores = loop.of("store")
    if loop.leaves_early or not stores or loop.of("append") or carried(loop, set()) or recurrent(loop):
        return None
    for store in stores:
        if store.name and _affine(store.subscript, loop) and _numeric(store, loop):
            kind = loop.tags.kind(ast.Name(store.name))
            if kind in {"", "array", "list"}:
                return f"`{store.name}` is filled element by element: one array expression fills it"
    return None


def _affine(index: ast.expr | None, loop: Loop) -> bool:
    parts = index.elts if isinstance(index, ast.Tuple) else [index] if index is not None else []
    for part in parts:
        names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
        plain = not any(isinstance(node, ast.Subscript | ast.Call) for node in ast.walk(part))
        if names & set(loop.header.indices) and plain:
            return True
    return False


def _numeric(store: Event, loop: Loop) -> bool:
    """Whether numbers are stored: computed, copied, scaled, or chosen by a comparison of items."""
    scaled = store.operator in _SCALINGS
    chosen = store.guards > 0 and not isinstance(store.value, ast.Constant) and tests_numbers(loop)
    return store.weight == NUMERIC or isinstance(store.value, ast.Subscript) or scaled or chosen


_SCALINGS = {ast.Mult, ast.Sub, ast.Div, ast.Pow, ast.FloorDiv}
