"""A function calls itself several times, for the same arguments again and again.

## What it matches
A function that calls itself at least twice on some path with smaller arguments (`f(n - 1) + f(n - 2)`),
without a cache.

## Why it matters
The number of calls doubles with each step: remembered results make it linear, 245 times faster at a depth
of 20.

## Example
```python
def paths(i, j):
    return 1 if i == 0 or j == 0 else paths(i - 1, j) + paths(i, j - 1)
```
becomes
```python
@functools.cache
def paths(i, j):
    return 1 if i == 0 or j == 0 else paths(i - 1, j) + paths(i, j - 1)
```

## Known differences
Arguments must be hashable; 1, 1.0 and True are one argument. The cache lives as long as the function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, Trigger, scan
from ..tags import Tags
from ..walk import Function, own_nodes


@scan("OPT705", "repeated-recursion", Trigger(("return",), ("return",), calls=2))
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Sums, products and choices of two calls of the function itself."""
    if function.decorator_list or not tags.parameters:
        return
    for node in own_nodes(function):
        if not isinstance(node, ast.BinOp | ast.Call):
            continue
        chosen = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}
        )
        if not chosen and not isinstance(node, ast.BinOp):
            continue
        calls = {
            ast.unparse(part)
            for part in ast.walk(node)
            if isinstance(part, ast.Call)
            and isinstance(part.func, ast.Name)
            and part.func.id == function.name
            and _smaller(part.args)
        }
        if len(calls) > 1:
            yield function, f"`{function.name}` calls itself {len(calls)} times a step: remember its results"
            return


def _smaller(arguments: list[ast.expr]) -> bool:
    """Whether a constant is taken off an argument, and the others are plain names and numbers."""
    less = [
        isinstance(one, ast.BinOp)
        and isinstance(one.op, ast.Sub | ast.Add)
        and isinstance(one.left, ast.Name)
        and isinstance(one.right, ast.Constant)
        for one in arguments
    ]
    plain = (isinstance(one, ast.Name | ast.Constant) for one in arguments)
    return any(less) and all(small or simple for small, simple in zip(less, plain, strict=True))
