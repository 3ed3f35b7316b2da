"""A loop stores at places that other numbers name.

## What it matches
`out[idx[i]] = v[i]`: the index of the store is itself an item or computed from one.

## Why it matters
`out[idx] = v` does it in one compiled pass, 50 times faster at 1,000 elements.

## Example
```python
for i in range(n):
    out[k[i]] = x[i] * 2
```
becomes
```python
out[k[:n]] = x[:n] * 2
```

## Known differences
Where a place comes twice, the last value stays in both, in practice; NumPy does not promise it.
"""

from __future__ import annotations

import ast

from ..flow import Flow
from ..patterns import carried, recurrent
from ..registry import nest, rule
from ..shape import Loop
from .histogram import scattered


@nest("OPT412", "scatter-loop", rank=58)
@rule("OPT412", "scatter-loop", rank=12)
def match(loop: Loop) -> str | None:
    """Plain stores at a computed place."""
    if loop.leaves_early or recurrent(loop) or carried(loop, set()):
        return None
    flow = Flow(loop)
    for store in loop.of("store"):
        dictionary = loop.tags.kind(_name(store.name)) in {"dict", "set", "object"}
        if store.name and store.operator is None and not dictionary and scattered(flow, store):
            certain = any(header.indices for header in store.nest) or loop.tags.is_array(_name(store.name))
            if certain and "numpy" in loop.tags.imported.values():
                return (
                    f"`{store.name}` is stored at places that other numbers name: one indexed store does so"
                )
    return None


def _name(name: str) -> ast.expr:
    return ast.Name(name)
