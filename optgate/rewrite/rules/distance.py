"""A loop sums up squared differences of two lists, and the root is taken of the sum.

## What it matches
`s += (p[i] - q[i]) ** 2` (or the product, by index or with `zip`) as all that a loop does, from a start
of zero, directly followed by a statement that takes the root of `s` (`math.sqrt(s)` or `s ** 0.5`), where
`s` is read nowhere else. Only for lists and tuples.

## Why it matters
`math.dist` does it in C: 5 times faster at 10 elements, 7 from 100 on.

## Example
```python
s = 0.0
for i in range(len(p)):
    s += (p[i] - q[i]) ** 2
return math.sqrt(s)
```
becomes
```python
return math.dist(p, q)
```

## Known differences
The last digits may differ. Lists of unequal length raise `ValueError`, where the loop raised `IndexError`
or left the rest out; squares too large for a float do not overflow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.forms import SUM
from ..lift.nodes import Expr, UnliftableError, call, dotted, is_const, names, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft, rebuilt
from .patterns import start_of
from .registry import rewrites
from .view import Place, View


@rewrites("distance", "OPT704")
def apply(view: View) -> Iterator[Part]:
    """Each loop with the statement that takes the root."""
    for place in view.loops():
        try:
            part = _distance(view, place)
        except UnliftableError:
            continue
        if part is not None:
            yield part


def _distance(view: View, place: Place) -> Part | None:
    loop = place.statement
    assert isinstance(loop, ast.For | ast.While)
    kernel, carried = view.site(place).read()
    if len(carried.folds) != 1 or carried.extremes or carried.choices or kernel.stores or kernel.appends:
        return None
    fold = carried.folds[0]
    pair = _difference(fold.term) if fold.kind == SUM and kernel.exit is None else None
    if pair is None or kernel.axis.counter:
        return None
    owners = [_whole(view, place, part) for part in pair]
    follower = place.block[place.number + 1] if place.number + 1 < len(place.block) else None
    start = start_of(view, place, fold.name)
    if follower is None or start is None or not (is_const(start.value, 0, 0.0)):
        return None
    live = view.live(loop) - view.live(follower)
    bound = kernel.axis.bound | set(carried.temporaries)
    if fold.name not in live or bound & view.live(loop) or None in owners:
        return None
    return _written(
        view, (start, loop, follower), fold.name, [owner for owner in owners if owner is not None]
    )


def _written(
    view: View, old: tuple[ast.stmt, ast.stmt, ast.stmt], total: str, owners: list[Expr]
) -> Part | None:
    start, loop, follower = old
    written, statement = view.imports.member("math", "dist")

    def change(node: Expr) -> Expr | None:
        return call(dotted(written), *owners) if _root(view, node, total) else None

    made = rebuilt(follower, change)
    if made is follower or total in names(made) or not isinstance(made, ast.Return | ast.Assign):
        return None
    draft = Draft(view)
    draft.replace(start)
    draft.replace(loop)
    draft.replace(follower, made)
    return Part(draft.edits(), BUILTIN, ("distance",), (statement,) if statement else ())


def _difference(term: Expr) -> tuple[Expr, Expr] | None:
    """``a`` and ``b`` of ``(a - b) ** 2``."""
    if not isinstance(term, ast.BinOp) or not isinstance(term.left, ast.BinOp):
        return None
    squared = isinstance(term.op, ast.Pow) and is_const(term.right, 2)
    multiplied = isinstance(term.op, ast.Mult) and same(term.left, term.right)
    if not (squared or multiplied) or not isinstance(term.left.op, ast.Sub):
        return None
    return term.left.left, term.left.right


def _whole(view: View, place: Place, element: Expr) -> Expr | None:
    """The list that the loop takes one element after the other of."""
    if not isinstance(element, ast.Subscript) or not isinstance(element.value, ast.Name):
        return None
    axis = view.site(place).read()[0].axis
    owner = element.value
    if not same(element.slice, axis.position) or not axis.from_zero or view.facts.kind(owner) == "array":
        return None
    walked = any(same(sequence, owner) for sequence, _ in axis.walked)
    measured = [part for part in walk(axis.stop) if isinstance(part, ast.Name)]
    if walked or view.facts.covers(owner, axis.stop) == 0 or (measured and not axis.walked):
        return owner
    return None


def _root(view: View, node: Expr, total: str) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and is_const(node.right, 0.5):
        return isinstance(node.left, ast.Name) and node.left.id == total
    if not (isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords):
        return False
    path = ast.unparse(node.func)
    first = path.partition(".")[0]
    origin = path.replace(first, view.imports.origin(first) or first, 1)
    return origin == "math.sqrt" and isinstance(node.args[0], ast.Name) and node.args[0].id == total
