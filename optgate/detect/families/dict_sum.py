"""A loop adds up a value for each key, in a dictionary.

## What it matches
`d[k] = d.get(k, 0) + v`, and `d[k] += v` with a test whether the key is there or a `defaultdict`.

## Why it matters
Each pass hashes the key twice or three times; a `defaultdict` does it once and saves a third. Where keys
are small integers, `np.bincount(keys, weights=values)` is 60 times faster at 1,000 elements.

## Example
```python
d = {}
for v, u in zip(x, y):
    d[v] = d.get(v, 0) + u
```
becomes
```python
sums = np.bincount(x, weights=y)
```

## Known differences
`bincount` has an entry for every integer up to the largest, and adds as float64.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..dictionaries import growths
from ..registry import Spot, inside


@inside("OPT403", "dict-sum", rank=20)
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Dictionary entries that grow by a value."""
    for growth in growths(body):
        if growth.kind == "sum" and not isinstance(growth.value, ast.Constant):
            yield growth.spot, f"`{growth.name}` adds up a value for each key: group sums do so at once"
