"""A sum or an extreme of a slice or of a beginning is computed anew in every pass.

## What it matches
`sum(x[:i + 1])`, `max(x[i:j])`, `np.mean(x[i - w:i])` and the like inside a loop (or a comprehension
over a range) whose index bounds the slice, and an inner loop that folds `x[j]` for `j` up to the outer index.

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
from ..header import TINY
from ..patterns import recurrent
from ..registry import Spot, Trigger, inside, nest, scan
from ..shape import Loop
from ..tags import Tags
from ..walk import Function, own_nodes

_FOLDS = frozenset({"sum", "max", "min", "mean", "std", "var", "prod", "median", "fsum", "nansum", "nanmean"})
_CALLS = tuple(sorted(f"{name}(" for name in _FOLDS))


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
        folded = _folded(call)
        if not isinstance(folded, ast.Subscript):
            continue
        header = body.header(found.loops[-1])
        if header is None or header.tiny or not isinstance(folded.value, ast.Name | ast.Attribute):
            continue
        bounds = _bounds(folded)
        if bounds & set(header.indices) and not body.changes(found.loops[-1], ast.unparse(folded.value)):
            yield call, f"`{ast.unparse(call)}` walks its slice anew in every pass"


@scan("OPT508", "slice-aggregate", Trigger(("range(",), _CALLS))
def comprehension(function: Function, tags: Tags) -> Iterator[tuple[Spot, str]]:
    """Comprehensions over a range of aggregates of slices whose bounds move with it."""
    for node in own_nodes(function):
        if not isinstance(node, ast.ListComp | ast.GeneratorExp) or len(node.generators) != 1:
            continue
        walked, target = node.generators[0].iter, node.generators[0].target
        if not isinstance(walked, ast.Call) or ast.unparse(walked.func) != "range":
            continue
        if len(walked.args) == 1 and 0 <= (tags.integer(walked.args[0]) or -1) <= TINY:
            continue
        for call in ast.walk(node.elt):
            folded = _folded(call) if isinstance(call, ast.Call) else None
            if isinstance(folded, ast.Subscript) and _bounds(folded) & names_in(target):
                yield call, f"`{ast.unparse(call)}` walks its slice anew in every pass"  # type: ignore[misc]
                break


def _folded(call: ast.Call) -> ast.expr | None:
    """What a call folds into one number, if that is what it does."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in _FOLDS:
        return None
    return call.args[0] if call.args else function.value if isinstance(function, ast.Attribute) else None


def _bounds(folded: ast.Subscript) -> set[str]:
    """The names in the bounds of a one-dimensional stretch; none where it has two dimensions."""
    parts = folded.slice.elts if isinstance(folded.slice, ast.Tuple) else [folded.slice]
    slices = [part for part in parts if isinstance(part, ast.Slice)]
    return names_in(slices[0].lower) | names_in(slices[0].upper) if len(slices) == 1 else set()
