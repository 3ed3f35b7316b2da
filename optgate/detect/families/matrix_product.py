"""Nested loops multiply a matrix with a matrix or a vector.

## What it matches
A sum over an inner loop of products of two items that share that loop's index, with a result for each
pass of the other loops: `c[i][j] += a[i][k] * b[k][j]`, `y[i] += a[i, k] * x[k]`, directly or through a
scalar.

## Why it matters
`a @ b` runs in compiled, blocked code: 700 times faster at 100 by 100 entries. On lists, sums of products
of rows and columns are 3 times faster.

## Example
```python
for i in range(n):
    for j in range(m):
        s = 0.0
        for k in range(p):
            s += a[i][k] * b[k][j]
        c[i][j] = s
```
becomes
```python
c[:n, :m] = a[:n, :p] @ b[:p, :m]
```

## Known differences
The order of the additions differs, and with it the last bits. Integers of fixed width wrap, and their
products do not use BLAS.
"""

from __future__ import annotations

import ast

from ..flow import Flow, Reduction, accesses
from ..patterns import recurrent
from ..registry import nest
from ..shape import Loop


@nest("OPT504", "matrix-product", rank=20)
def match(loop: Loop) -> str | None:
    """A sum of products over a shared index."""
    if loop.leaves_early or recurrent(loop):
        return None
    flow = Flow(loop)
    for one in flow.reductions():
        if one.kept and one.event.operator in {None, ast.Add, ast.Sub} and _product(one, loop):
            return (
                f"`{one.event.name}` is a sum of products over a shared index: a matrix product computes it"
            )
    return None


def _product(one: Reduction, loop: Loop) -> bool:
    value = one.value
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)) or one.event.guards:
        return False
    names = loop.names
    left = [found.names & names for found in accesses(value.left)]
    right = [found.names & names for found in accesses(value.right)]
    for first in left:
        for second in right:
            shared = first & second
            if shared & one.over and first | second != shared:
                return True
    return False
