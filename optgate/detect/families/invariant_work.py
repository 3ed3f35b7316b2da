"""Work that gives the same in every pass of a loop is done in every pass.

## What it matches
Calls of `sum`, `max`, `min`, `sorted`, `len(set(…))`, `np.sum`, `np.mean` and other reductions inside a
loop, or a comprehension, whose arguments nothing in the loop changes.

## Why it matters
A pass over `w` in every pass over `x` is quadratic: computed once it is 3 times faster at 10 elements, 15
at 100 and 140 at 1,000.

## Example
```python
for v in x:
    use(v / sum(w))
```
becomes
```python
total = sum(w)
for v in x:
    use(v / total)
```

## Known differences
A loop without passes never did the work: where it can fail (`max` of nothing), it must stay behind a test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..body import Body, bound_inside
from ..flow import names_in
from ..registry import Spot, inside

_REDUCTIONS = frozenset(
    {"sum", "mean", "std", "var", "median", "max", "min", "amax", "amin", "prod", "sort", "unique", "cumsum"}
)


@inside("OPT702", "invariant-work")
def look(body: Body) -> Iterator[tuple[Spot, str]]:
    """Whole-sequence calls with arguments that stay."""
    told: set[str] = set()
    for call, found in body.of(ast.Call):
        if not _walks(call, body) or body.tiny(found.loops):
            continue
        loop = found.loops[-1]
        names = names_in(call)
        written = ast.unparse(call)
        if written in told or isinstance(found.statement, ast.Return | ast.Raise) or loop is found.statement:
            continue
        if any(body.changes(loop, name) for name in names) or names & bound_inside(loop):
            continue
        told.add(written)
        yield call, f"`{written}` gives the same in every pass: compute it once, before the loop"


def _walks(call: ast.Call, body: Body) -> bool:
    """Whether a call walks a whole sequence that has a name."""
    function = call.func
    if (
        not call.args
        or call.keywords
        or not isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript)
    ):
        return False
    if isinstance(call.args[0], ast.Subscript) and not isinstance(call.args[0].slice, ast.Slice):
        return False
    if any(isinstance(node, ast.Call) for node in ast.walk(call.args[0])):
        return False
    if isinstance(function, ast.Name):
        return function.id in {"sum", "sorted"} or (function.id in {"max", "min"} and len(call.args) == 1)
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return False
    known = body.tags.module(function.value.id) == "numpy" and function.attr in _REDUCTIONS
    return known and body.tags.kind(call.args[0]) != "number"
