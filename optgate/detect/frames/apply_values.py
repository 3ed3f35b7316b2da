"""A function of numbers is applied to every value of a column.

## What it matches
`df["a"].apply(lambda v: …)` and `df["a"].map(lambda v: …)` whose function does arithmetic.

## Why it matters
A Python call for every value: the same arithmetic on the column is tens to hundreds of times faster.

## Example
```python
df["net"] = df["price"].apply(lambda v: v / 1.2)
```
becomes
```python
df["net"] = df["price"] / 1.2
```

## Known differences
Values reach the function as Python numbers; a column of integers has a width, and dividing by zero gives
infinity where the function raised.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..vet import NUMERIC, Vet
from ..walk import Function, own_nodes


@scan("OPT805", "apply-values")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Calls of ``apply`` or ``map`` of a column with arithmetic."""
    for node in own_nodes(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in {"apply", "map"} or len(node.args) != 1 or node.keywords:
            continue
        owner = node.func.value
        if not isinstance(owner, ast.Subscript) or not isinstance(owner.slice, ast.Constant):
            continue
        if isinstance(node.args[0], ast.Lambda) and _is_arithmetic(node.args[0], tags):
            yield node, f"`{ast.unparse(node.func)}` calls a function for every value"


def _is_arithmetic(given: ast.Lambda, tags: Tags) -> bool:
    names = {argument.arg for argument in given.args.args}
    return len(names) == 1 and Vet(tags, given, set()).weigh(given.body) == NUMERIC
