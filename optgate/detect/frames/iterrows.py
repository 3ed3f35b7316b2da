"""A loop over `iterrows` reads cells of each row.

## What it matches
`for _, row in df.iterrows()` whose body uses the row for single cells only (`row["a"]`, `row.a`).

## Why it matters
Every pass makes a series of the row, with all its columns brought to one type: tens of microseconds. The
columns themselves are arrays: arithmetic on them is hundreds of times faster, a loop over their values tens
of times.

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
total = (price * amount).sum()
```

## Known differences
In a row integers beside floats are floats, and numbers beside text are Python objects; a column keeps its
own type. Sums of arrays are pairwise. A missing column raises also when there are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import Spot, scan
from ..tags import Tags
from ..walk import Function
from .cells import columns_read, iterations, listed


@scan("OPT801", "iterrows-loop")
def look(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Loops over ``iterrows`` that read cells."""
    for loop, frame, row in iterations(function, "iterrows"):
        columns = columns_read(loop, row)
        if columns:
            yield loop, f"`{frame}.iterrows()` makes a series of every row to read {listed(columns)}"
