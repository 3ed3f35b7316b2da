"""A function is applied to every row of a data frame.

## What it matches
`df.apply(lambda row: …, axis=1)` whose function reads cells of the row.

## Why it matters
`apply` along the rows is a loop that makes a series of every row. The same arithmetic on columns is
hundreds of times faster.

## Example
```python
df["total"] = df.apply(lambda row: row["price"] * row["amount"], axis=1)
```
becomes
```python
df["total"] = df["price"] * df["amount"]
```

## Known differences
Of a frame without rows `apply` returns the frame itself. In a row integers beside floats are floats.
Conditions become `where`, which computes both branches everywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..walk import Function, own_nodes


@scan("OPT804", "apply-rows")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Calls of ``apply`` along the rows."""
    for node in own_nodes(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "apply" and _along_rows(node) and node.args and _reads_cells(node.args[0]):
            yield node, f"`{ast.unparse(node.func)}` along the rows makes a series of every row"


def _along_rows(call: ast.Call) -> bool:
    for keyword in call.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            return keyword.value.value in (1, "columns")
    return False


def _reads_cells(given: ast.expr) -> bool:
    if not isinstance(given, ast.Lambda) or len(given.args.args) != 1:
        return False
    row = given.args.args[0].arg
    return any(
        isinstance(node, ast.Subscript | ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == row
        for node in ast.walk(given.body)
    )
