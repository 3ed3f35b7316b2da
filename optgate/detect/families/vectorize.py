"""`np.vectorize` and its kin call a Python function for every element.

## What it matches
`np.vectorize(f)`, `np.frompyfunc(f, …)`, `np.apply_along_axis(f, …)`, `np.fromiter(map(f, …))`, called or
used as a decorator.

## Why it matters
They are loops in disguise: as slow as a list comprehension, often slower. The function's own arithmetic on
whole arrays is 100 times faster at 1,000 elements.

## Example
```python
f = np.vectorize(lambda v: v * 2 if v > 0 else 0.0)
out = f(x)
```
becomes
```python
out = np.where(x > 0, x * 2, 0.0)
```

## Known differences
`vectorize` takes the dtype of the result from the first element; `where` evaluates both branches for all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..registry import Spot, Trigger, scan
from ..tags import Tags
from ..walk import Function, own_nodes

_DISGUISES = ("vectorize", "frompyfunc", "apply_along_axis")


@scan("OPT706", "disguised-loop", Trigger(_DISGUISES, _DISGUISES))
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Names of NumPy's that loop in Python."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if _disguised(called, tags):
            yield decorator, f"`{ast.unparse(called)}` calls the function for every element, as a loop does"
    for node in own_nodes(function):
        if isinstance(node, ast.Call) and _disguised(node.func, tags):
            yield (
                node,
                f"`{ast.unparse(node.func)}` calls a Python function for every element, as a loop does",
            )


def _disguised(called: ast.expr, tags: Tags) -> bool:
    if isinstance(called, ast.Name):
        origin = tags.imported.get(called.id, "")
        return origin.startswith("numpy.") and origin.rpartition(".")[2] in _DISGUISES
    if not isinstance(called, ast.Attribute) or called.attr not in _DISGUISES:
        return False
    return isinstance(called.value, ast.Name) and tags.module(called.value.id) == "numpy"
