"""A function applied to every row or every value becomes an operation on columns.

## What it matches
`df.apply(lambda row: …, axis=1)` where the function reads cells of the row, and `df["a"].apply(lambda v:
…)` or `.map`, in a plain statement.

## Why it matters
`apply` along the rows makes a series of every row, tens of microseconds each; `apply` of a column calls a
function for every value. Arithmetic on columns does the same at once.

## Example
```python
df["total"] = df.apply(lambda row: row["price"] * row["amount"], axis=1)
```
becomes
```python
df["total"] = df["price"] * df["amount"]
```

## Known differences
Without rows the result of `apply` is of floats. In a row integers beside floats are floats, and numbers
beside text Python objects; the careful variants take the cells from `df.to_numpy()`, which does the same.
Values of a column reach the function as Python numbers, which do not overflow and raise when they are
divided by zero.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..frames.applied import AppliedRows, calls, of_values
from ..frames.header import plain_frame
from ..lift.nodes import UnliftableError, is_const
from ..part import FRAME, Part
from .registry import rewrites
from .view import View


@rewrites("frame-apply", "OPT804", "OPT805", targets=(FRAME,))
def apply(view: View) -> Iterator[Part]:
    """Every call of ``apply`` along the rows, and of ``apply`` or ``map`` of a column."""
    for place, applied, given in calls(view):
        function = applied.func
        if not isinstance(function, ast.Attribute) or function.attr not in {"apply", "map"}:
            continue
        try:
            if _along_rows(applied) and plain_frame(function.value):
                yield from AppliedRows(view, place, applied, given).parts()
            elif not applied.keywords:
                yield from of_values(view, place, applied, given)
        except UnliftableError:
            continue


def _along_rows(applied: ast.Call) -> bool:
    only = applied.keywords[0] if len(applied.keywords) == 1 else None
    return only is not None and only.arg == "axis" and is_const(only.value, 1, "columns")
