"""An inner loop folds a window that moves with the outer loop.

## What it matches
A sum, product or extreme that starts anew in each pass of the outer loop, over items at `i + j` (or at an
inner index that runs from `i` to `i + w`), in one or two dimensions: moving sums, convolutions,
correlations.

## Why it matters
`sliding_window_view(x, w).sum(axis=1)` or `np.convolve` is 200 times faster at 1,000 elements; on lists a
running update needs two operations a step instead of `w`.

## Example
```python
for i in range(n - w + 1):
    s = 0.0
    for j in range(w):
        s += x[i + j]
    out[i] = s
```
becomes
```python
windows = np.lib.stride_tricks.sliding_window_view(x[:n], w)
out[: n - w + 1] = windows.sum(axis=1)
```

## Known differences
The order of the additions differs. `np.convolve` swaps its arguments when the window is the longer one, and
the difference of two cumulative sums loses digits.
"""

from __future__ import annotations

import ast

from ..flow import Flow, Reduction, names_in
from ..patterns import recurrent
from ..registry import nest
from ..shape import Loop


@nest("OPT507", "window-loop", rank=25)
def match(loop: Loop) -> str | None:
    """A fold over items whose place moves with the outer loop."""
    if loop.leaves_early or recurrent(loop):
        return None
    flow = Flow(loop)
    for one in flow.reductions():
        if one.kept and (_shifted(flow, one) or _moving(one)):
            return f"`{one.event.name}` folds a window that moves with the loop: a window view computes all"
    return None


def _shifted(flow: Flow, one: Reduction) -> bool:
    """Whether an index is the sum of an outer and an inner name."""
    for item in [*flow.items(one.value), *flow.items(one.event.tested)]:
        for part in item.places:
            for node in ast.walk(part):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                    left, right = names_in(node.left), names_in(node.right)
                    if (left & one.kept and right & one.over) or (left & one.over and right & one.kept):
                        return True
    return False


def _moving(one: Reduction) -> bool:
    """Whether both bounds of an inner loop move with an outer one."""
    for header in one.event.nest:
        if set(header.names) & one.over and len(header.bounds) >= 2:
            first, last = header.bounds[0], header.bounds[1]
            if names_in(first) & one.kept and names_in(last) & one.kept:
                return True
    return False
