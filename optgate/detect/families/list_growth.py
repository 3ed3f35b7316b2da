"""A list grows by making a new one in every pass.

## What it matches
`out = out + [v]` for a list, and `out += [v]` with a single element.

## Why it matters
`out + [v]` copies everything collected so far: `append` is 8 times faster at 100 elements and 40 at 1,000.
`out += [v]` makes a list for each element: `append` is 2.5 times faster.

## Example
```python
out = []
for v in x:
    out = out + [v * v]
```
becomes
```python
out = [v * v for v in x]
```

## Known differences
`append` changes the list itself: only for lists that nothing else holds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Note, Spot, inside


@inside("OPT605", "list-growth")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Additions of a list to a list of the same name."""
    for assign, found in body.of(ast.Assign):
        value, targets = assign.value, assign.targets
        if len(targets) != 1 or not isinstance(targets[0], ast.Name) or not isinstance(value, ast.BinOp):
            continue
        name = targets[0].id
        added = isinstance(value.op, ast.Add) and isinstance(value.left, ast.Name) and value.left.id == name
        if added and _kept(found.loops, assign) and _short(value.right):
            yield assign, f"`{name}` is copied whole in every pass: `append` or `extend` changes it in place"
    for grown, _ in body.of(ast.AugAssign):
        single = isinstance(grown.value, ast.List) and len(grown.value.elts) == 1
        named = isinstance(grown.op, ast.Add) and isinstance(grown.target, ast.Name)
        if single and named and body.tags.kind(grown.target) == "list":
            written = ast.unparse(grown.target)
            yield grown, Note(f"a list is made in every pass to grow `{written}`: `append` makes none")


def _short(value: ast.expr) -> bool:
    return isinstance(value, ast.List | ast.ListComp | ast.Tuple)


def _kept(loops: tuple[ast.For | ast.While, ...], assign: ast.Assign) -> bool:
    """Whether the name lives longer than a pass: it is not bound before in the innermost loop's body."""
    name = ast.unparse(assign.targets[0])
    for statement in loops[-1].body:
        if statement is assign:
            return True
        if isinstance(statement, ast.Assign) and name in {
            ast.unparse(target) for target in statement.targets
        }:
            return False
    return True
