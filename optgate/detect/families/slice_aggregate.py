"""A sum or an extreme of a slice or of a beginning is computed anew in every pass.

## What it matches
`sum(x[:i + 1])`, `max(x[i:j])`, `np.mean(x[i - w:i])` and the like inside a loop whose index bounds the
slice, and an inner loop that folds `x[j]` for `j` up to the outer index.

## Why it matters
Each pass walks its slice again: the work is quadratic. Accumulated once (`itertools.accumulate`,
`np.cumsum`) it is 34 times faster at 1,000 elements; a window of fixed width is a sliding view.

## Example
```python
for i in range(len(x)):
    out.append(sum(x[: i + 1]) / (i + 1))
```
becomes
```python
sums = list(accumulate(x))
out = [total / (i + 1) for i, total in enumerate(sums)]
```

## Known differences
None for beginnings of lists: the additions are the same in the same order. Differences of two sums lose
digits for floats.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body
from ..flow import Flow, names_in
from ..patterns import recurrent
from ..registry import Spot, inside, nest
from ..shape import Loop

_FOLDS = frozenset({"sum", "max", "min", "mean", "std", "var", "prod", "median", "fsum", "nansum", "nanmean"})


@nest("OPT508", "slice-aggregate", rank=26)
def match(loop: Loop) -> str | None:
    """An inner loop that starts anew and runs up to the outer index."""
    if loop.leaves_early or recurrent(loop):
        return None
    flow = Flow(loop)
    for one in flow.reductions():
        header = one.event.nest[-1]
        bounded = any(names_in(bound) & one.kept for bound in header.bounds)
        own = not (flow.reach(one.value) | flow.reach(one.event.tested)) & one.kept
        if one.kept and one.event.kind != "store" and bounded and own and flow.items(one.value):
            return f"`{one.event.name}` is folded anew up to the outer index: one cumulative pass gives all"
    return None


@inside("OPT508", "slice-aggregate")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Aggregates of slices whose bounds move with a loop."""
    for call, found in body.of(ast.Call):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name not in _FOLDS:
            continue
        folded = (
            call.args[0] if call.args else function.value if isinstance(function, ast.Attribute) else None
        )
        if not isinstance(folded, ast.Subscript) or not isinstance(folded.slice, ast.Slice):
            continue
        header = body.header(found.loops[-1])
        if header is None or header.tiny or not isinstance(folded.value, ast.Name | ast.Attribute):
            continue
        bounds = names_in(folded.slice.lower) | names_in(folded.slice.upper)
        if bounds & set(header.indices) and not body.changes(found.loops[-1], ast.unparse(folded.value)):
            yield call, f"`{ast.unparse(call)}` walks its slice anew in every pass"
