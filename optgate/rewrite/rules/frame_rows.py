"""A loop over the rows of a data frame works on its columns.

## What it matches
`for _, row in df.iterrows()`, `for row in df.itertuples()`, `for i in range(len(df))` and `for i in
df.index` whose body reads cells (`row["a"]`, `row.a`, `df.iloc[i]["a"]`, `df.loc[i, "a"]`, `df["a"][i]`),
and writes at most whole columns cell by cell (`df.at[i, "c"] = …`).

## Why it matters
`iterrows` makes a series of every row: tens of microseconds each. The columns are arrays already: what the
loop computes from numbers is array arithmetic, and any other body runs over `zip` of the columns' values.

## Example
```python
total = 0.0
for _, row in df.iterrows():
    total += row["price"] * row["amount"]
```
becomes
```python
price = df["price"].to_numpy()
amount = df["amount"].to_numpy()
total = 0.0 + (price * amount).sum()
```

## Known differences
A row has one dtype: integers beside floats reach the loop as floats, numbers beside text as Python objects.
The careful variants take the cells from `df.to_numpy()`, which does the same. A column that is not there
raises even when the frame has no rows. Labels that stand twice in the index give several cells at once;
variants that look rows up by label check for that and keep the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..frames.lower import Table
from ..lift.nodes import UnliftableError
from ..part import FRAME, Part
from .registry import rewrites
from .view import View


@rewrites("frame-rows", "OPT801", "OPT802", "OPT803", targets=(FRAME,))
def apply(view: View) -> Iterator[Part]:
    """Every loop over rows in its forms."""
    for place in view.loops():
        loop = place.statement
        if not isinstance(loop, ast.For):
            continue
        try:
            yield from Table(view, place, loop, view.live(loop)).parts()
        except UnliftableError:
            continue
