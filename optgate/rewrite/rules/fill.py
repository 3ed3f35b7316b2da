"""A loop gives many items of a list the same constant.

## What it matches
`for j in range(start, n, step): x[j] = constant` where the list has `n` items and `start` is surely not
negative: one assignment to a slice.

## Why it matters
The interpreter's loop becomes one copy: 4 times faster at 10 items, 10 to 20 from 100 on; a sieve of primes
is 1.5 to 3 times faster.

## Example
```python
for j in range(i * i, n + 1, i):
    sieve[j] = False
```
becomes
```python
sieve[i * i : n + 1 : i] = [False] * len(range(i * i, n + 1, i))
```

## Known differences
None: the list's length is known from how it is made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.linear import linear
from ..lift.nodes import Expr, UnliftableError, assign, binary, call, const, is_const, item, name, names, same
from ..part import BUILTIN, Part
from .bounds import Bounds
from .draft import Draft
from .effects import Effects
from .patterns import only, range_of
from .registry import rewrites
from .view import Place, View


@rewrites("fill", "OPT101")
def apply(view: View) -> Iterator[Part]:
    """Each loop that stores one constant."""
    effects = view.once(Effects)
    for place in view.loops():
        try:
            part = _filled(view, effects, place)
        except UnliftableError:
            continue
        if part is not None:
            yield part


def _filled(view: View, effects: Effects, place: Place) -> Part | None:
    loop = place.statement
    index, arguments = range_of(loop)
    assert isinstance(loop, ast.For)
    stored = only(loop.body)
    if not (isinstance(stored, ast.Assign) and isinstance(stored.value, ast.Constant)) or index in view.live(
        loop
    ):
        return None
    target = stored.targets[0]
    if len(stored.targets) != 1 or not (
        isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)
    ):
        return None
    owner = target.value
    start = arguments[0] if len(arguments) > 1 else const(0)
    stop = arguments[1] if len(arguments) > 1 else arguments[0]
    if not same(target.slice, name(index)) or view.facts.kind(owner) != "list":
        return None
    if view.facts.covers(owner, stop) != 0 or not Bounds(view, place.around).nonnegative(linear(start)):
        return None
    if any(
        not effects.pure(one) or owner.id in names(one) for one in arguments if not isinstance(one, ast.Call)
    ):
        return None
    step = arguments[2] if len(arguments) == 3 else None
    cut = ast.Slice(None if is_const(start, 0) else start, stop if step is not None else None, step)
    values: Expr = binary(ast.List([stored.value], ast.Load()), ast.Mult(), call("len", loop.iter))
    if is_const(start, 0) and step is None:
        values = binary(ast.List([stored.value], ast.Load()), ast.Mult(), call("len", owner))
    draft = Draft(view)
    draft.replace(loop, assign(item(owner, cut), values))
    return Part(draft.edits(), BUILTIN, ("a constant into a slice",))
