"""A loop calls NumPy functions on single numbers.

## What it matches
`np.sqrt`, `np.exp`, `np.abs` … of one number in each pass, where no array goes in; the `math` module has
the same function.

## Why it matters
A call of NumPy costs 0.5 to 2 microseconds, one of `math` a tenth of that; the whole-array form costs even
less for each element.

## Example
```python
for i in range(n):
    while use(out[i]):
        out[i] = np.sqrt(float(x[i]))
```
becomes
```python
for i in range(n):
    while use(out[i]):
        out[i] = math.sqrt(x[i])
```

## Known differences
`math` raises `ValueError` or `OverflowError` where NumPy warns and returns NaN or infinity; the result is a
`float` and no NumPy scalar.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..registry import Spot, inside

_FUNCTIONS = frozenset(
    [
        "sqrt",
        "exp",
        "log",
        "log2",
        "log10",
        "sin",
        "cos",
        "tan",
        "arctan",
        "arctan2",
        "arcsin",
        "arccos",
        "sinh",
        "cosh",
        "tanh",
        "hypot",
        "floor",
        "ceil",
        "radians",
        "degrees",
        "deg2rad",
        "rad2deg",
        "expm1",
        "log1p",
        "power",
        "isnan",
        "isinf",
        "isfinite",
    ]
)


@inside("OPT701", "numpy-scalar-call")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Calls of NumPy whose arguments are numbers for sure."""
    for call, found in body.of(ast.Call):
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in _FUNCTIONS or not call.args:
            continue
        module = function.value
        if (
            not isinstance(module, ast.Name)
            or body.tags.module(module.id) != "numpy"
            or body.tiny(found.loops)
        ):
            continue
        if call.keywords or not all(_number(argument, body, found.loops) for argument in call.args):
            continue
        yield call, f"`{ast.unparse(function)}` of a single number: `math` has a ten times cheaper one"
        return


def _number(node: ast.expr, body: Body, loops: tuple[ast.For | ast.While, ...], depth: int = 3) -> bool:
    """Whether an expression is one number for sure."""
    if body.tags.kind(node) == "number":
        return True
    if isinstance(node, ast.BinOp):
        return _number(node.left, body, loops, depth) and _number(node.right, body, loops, depth)
    if isinstance(node, ast.UnaryOp):
        return _number(node.operand, body, loops, depth)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return isinstance(owner, ast.Name) and body.tags.module(owner.id) == "math"
    if isinstance(node, ast.Name):
        headers = [header for loop in loops if (header := body.header(loop)) is not None]
        if any(node.id in header.indices for header in headers):
            return True
        values = body.tags.assigned.get(node.id, ())
        usable = depth > 0 and bool(values) and node.id not in body.tags.parameters
        return usable and all(_number(value, body, loops, depth - 1) for value in values)
    return False
