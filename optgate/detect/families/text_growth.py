"""A text grows by a part in every pass.

## What it matches
`text += part` in a loop, for a text that starts as a literal before it.

## Why it matters
Texts cannot grow: everything so far is copied unless the interpreter happens to avoid it. `"".join` of the
parts is 1.2 to 2 times faster, and linear for sure.

## Example
```python
text = ""
for v in x:
    text += str(v)
```
becomes
```python
text = "".join(str(v) for v in x)
```

## Known differences
All parts must be texts: `join` raises `TypeError` for the whole where `+=` raised at the first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Note, Spot, inside


@inside("OPT606", "text-growth")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Augmented additions to a text."""
    told: set[str] = set()
    for grown, found in body.of(ast.AugAssign):
        target = grown.target
        if not isinstance(grown.op, ast.Add) or not isinstance(target, ast.Name) or target.id in told:
            continue
        if body.tags.kind(target) == "str" and not _restarted(target.id, found.loops[-1]):
            told.add(target.id)
            alone = sum(isinstance(s, ast.AugAssign) for s in found.loops[-1].body)
            message = f"`{target.id}` grows by a part in every pass: `join` puts the parts together once"
            few = body.tiny(found.loops) or alone != 1 or isinstance(found.loops[-1], ast.While)
            yield grown, Note(message) if few else message


def _restarted(name: str, loop: ast.For | ast.While) -> bool:
    """Whether each pass begins the text anew."""
    return any(
        isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)
        for statement in loop.body
    )
