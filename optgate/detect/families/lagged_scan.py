"""Each value of a sequence is a linear expression of the values before it.

## What it matches
`y[i] = a * y[i - 1] + x[i]` and its forms with several lags, or a smoothed value that is carried
(`s = a * v + (1 - a) * s`) and stored or appended in each pass.

## Why it matters
It is a linear filter: `scipy.signal.lfilter` computes it in compiled code, 100 times faster at 1,000
elements. Without SciPy, the same loop over plain lists instead of arrays is 2 to 3.5 times faster and
bit-identical.

## Example
```python
for i in range(1, n):
    y[i] = a * y[i - 1] + x[i]
```
becomes
```python
y[1:n] = lfilter([1.0], [1.0, -a], x[1:n], zi=[a * y[0]])[0]
```

## Known differences
A filter with constant coefficients only; the order of operations, and with it the last bits, may differ.
"""

from __future__ import annotations

from ..lagged import LINEAR, lagged
from ..registry import Note, rule
from ..shape import Loop


@rule("OPT204", "lagged-scan", rank=1)
def match(loop: Loop) -> str | None:
    """A linear recurrence over items or a carried value that is kept."""
    found = lagged(loop) if not loop.leaves_early else None
    if found is None or found[0] != LINEAR:
        return None
    name = found[1].name
    message = f"`{name}` depends linearly on the value before: a linear filter, or a walk over plain lists"
    return message if "numpy" in loop.tags.imported.values() else Note(message)
