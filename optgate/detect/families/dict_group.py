"""A loop collects elements by key, in a dictionary of lists.

## What it matches
`d.setdefault(k, []).append(v)`, and `if k not in d: d[k] = []` followed by `d[k].append(v)` (or the form
with `else`).

## Why it matters
Each pass hashes the key two or three times: a `defaultdict(list)` does it once and saves a third. On
arrays, sorting by key once (`np.argsort(keys, kind="stable")` and `np.split`) is 10 times faster at 10,000
elements.

## Example
```python
d = {}
for v in x:
    if v % 10 not in d:
        d[v % 10] = []
    d[v % 10].append(v)
```
becomes
```python
d = defaultdict(list)
for v in x:
    d[v % 10].append(v)
```

## Known differences
A `defaultdict` makes an entry for a key that is only read; `dict(d)` at the end ends that.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..body import Body
from ..dictionaries import growths
from ..registry import Note, Spot, inside


@inside("OPT402", "dict-group", rank=20)
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Lists in a dictionary that grow after a test whether they are there."""
    for growth in growths(body):
        message = f"`{growth.name}` collects by key with a test in each pass: a `defaultdict` makes none"
        if growth.kind == "group":
            yield growth.spot, message
        elif growth.kind == "setdefault":
            yield growth.spot, Note(message)
