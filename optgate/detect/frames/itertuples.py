"""A loop over `itertuples` reads cells of each row.

## What it matches
`for row in df.itertuples()` whose body uses the row for single cells only (`row.a`).

## Why it matters
Every pass makes a named tuple of all the columns. Arithmetic on the columns is hundreds of times faster;
where the body is no arithmetic, `zip` of the columns that are read saves the tuple and its attributes.

## Example
```python
out = []
for row in df.itertuples():
    out.append(row.price * row.amount)
```
becomes
```python
price = df["price"].to_numpy()
amount = df["amount"].to_numpy()
out = (price * amount).tolist()
```

## Known differences
Cells of a named tuple are Python numbers: they do not overflow, and dividing them by zero raises; elements
of arrays wrap around and give infinity with a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..walk import Function
from .cells import columns_read, iterations, listed


@scan("OPT802", "itertuples-loop")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Loops over ``itertuples`` that read cells."""
    for loop, frame, row in iterations(function, "itertuples"):
        columns = [column for column in columns_read(loop, row) if not column.startswith("_")]
        if columns:
            yield loop, f"`{frame}.itertuples()` makes a tuple of every row to read {listed(columns)}"
