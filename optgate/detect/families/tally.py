"""A loop counts or looks up each element in a list by walking the list again.

## What it matches
`x.count(v)` and `x.index(v)` inside a loop or a comprehension, where `x` is a list.

## Why it matters
Each call walks the list: the work is quadratic. Counts made once (`Counter(x)`) are 10 times faster at 100
elements and 90 at 1,000; positions in a dictionary 5 and 36 times.

## Example
```python
words = list(x)
for v in words:
    if words.count(v) > 1:
        use(v)
```
becomes
```python
words = list(x)
counts = Counter(words)
for v in words:
    if counts[v] > 1:
        use(v)
```

## Known differences
Elements must be hashable. `index` raises `ValueError` where a dictionary raises `KeyError`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Spot, inside


@inside("OPT313", "list-tally")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Calls of ``count`` and ``index`` of a list."""
    for call, found in body.of(ast.Call):
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in {"count", "index"}:
            continue
        owner = function.value
        if len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Constant):
            continue
        if not isinstance(owner, ast.Name | ast.Attribute) or body.tiny(found.loops):
            continue
        written = ast.unparse(owner)
        walked = any(
            written in {ast.unparse(source) for source in header.sources}
            for loop in found.loops
            if (header := body.header(loop)) is not None
        )
        if (body.tags.kind(owner) == "list" and not _literal(owner, body)) or (
            walked and not body.tags.kind(owner)
        ):
            yield call, f"`{written}.{function.attr}` walks the list in every pass: make the answers once"


def _literal(owner: ast.expr, body: Body) -> bool:
    values = body.tags.assigned.get(owner.id, ()) if isinstance(owner, ast.Name) else ()
    return bool(values) and all(isinstance(v, ast.List | ast.Tuple) and 0 < len(v.elts) <= 16 for v in values)
