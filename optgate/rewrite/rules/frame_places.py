"""A loop that reads cells of columns by their places reads arrays.

## What it matches
`df["a"].iloc[i - 1]`, `df["a"].values[i]` and `s.iloc[i]` in a loop that does nothing else with the frame
or the series but take its length.

## Why it matters
`iloc` of one cell costs some microseconds, an item of an array some ten nanoseconds; and what the loop does
with the arrays is often one expression of slices.

## Example
```python
out = []
for i in range(1, len(df)):
    out.append(df["close"].iloc[i] - df["close"].iloc[i - 1])
```
becomes
```python
close = df["close"].to_numpy()
out = list(close[1:] - close[:-1])
```

## Known differences
None where the loop stays: places count in arrays as they do in columns, and beyond the end both raise
IndexError. A column that is not there raises even when the loop has no pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..frames.places import parts
from ..lift.nodes import UnliftableError
from ..part import FRAME, Part
from .registry import rewrites
from .view import View


@rewrites("frame-places", "OPT803", targets=(FRAME,))
def apply(view: View) -> Iterator[Part]:
    """Every loop that reads cells by their places."""
    for place in view.loops():
        try:
            yield from parts(view, place)
        except UnliftableError:
            continue
