"""A loop walks an array element by element.

## What it matches
`for v in a` where `a` is a one-dimensional array for sure, `for v in np.nditer(a)`, `np.ndenumerate(a)`,
`a.flat` and `a.ravel()`.

## Why it matters
Taking an element out of an array makes a NumPy scalar, and arithmetic on those is slow: `for v in
a.tolist()` is 2 to 3 times faster, and a whole-array form 100 times.

## Example
```python
for v in np.nditer(x):
    use(v)
```
becomes
```python
for v in x.ravel().tolist():
    use(v)
```

## Known differences
The elements are Python numbers: they do not wrap, and raise where NumPy warns.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Spot, inside

_WALKERS = frozenset({"nditer", "ndenumerate", "ndindex"})
_FLAT = frozenset({"ravel", "flatten"})


@inside("OPT708", "array-walk")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Loops whose iterator hands out NumPy scalars."""
    loops = [body.loop, *(loop for loop, _ in body.of(ast.For))]
    for loop in loops:
        if isinstance(loop, ast.For) and _scalars(_walked(loop.iter), body):
            written = ast.unparse(loop.iter)
            yield (
                loop,
                f"`{written}` hands out NumPy scalars one by one: a list or a whole-array form is faster",
            )


def _walked(walked: ast.expr) -> ast.expr:
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and walked.func.id == "enumerate":
        return walked.args[0] if walked.args else walked
    return walked


def _scalars(walked: ast.expr, body: Body) -> bool:
    if isinstance(walked, ast.Attribute):
        return walked.attr == "flat"
    if not isinstance(walked, ast.Call) or not isinstance(walked.func, ast.Attribute):
        return False
    owner, name = walked.func.value, walked.func.attr
    if isinstance(owner, ast.Name) and body.tags.module(owner.id) == "numpy":
        return name in _WALKERS
    return name in _FLAT and not walked.args
