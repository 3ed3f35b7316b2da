"""An inner loop adds to the same item of a list in every pass.

## What it matches
`out[i] += …` or `table[i][j] -= …` (`*=` too) as the only statement about that item in an inner loop that
changes neither `i` nor `j` and reads no item that may be the same one. The loop adds to a name; the item is
taken before the loop and put back behind it.

## Why it matters
An augmented assignment to an item looks it up twice and stores it in every pass: sums of products are
1.2 to 1.6 times faster, and a loop that adds to a name can be a call of `sum`.

## Example
```python
for i in range(n):
    for k in range(n):
        out[i] += a[i][k] * v[k]
```
becomes
```python
for i in range(n):
    out_item = out[i]
    for k in range(n):
        out_item += a[i][k] * v[k]
    out[i] = out_item
```

## Known differences
A loop that fails leaves the item as it was. Where two names stand for one list, what is read in the loop is
the item before it. A table that is too small fails even where the loop has no pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.linear import linear
from ..lift.nodes import Expr, UnliftableError, assign, item, name, names, same
from ..lift.syntax import flatten
from ..part import BUILTIN, Part
from ..trees import walk
from .bounds import Bounds
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .sure import sure
from .view import Place, View


@rewrites("cells", "OPT702")
def apply(view: View) -> Iterator[Part]:
    """Each inner loop that adds to one item."""
    effects = view.once(Effects)
    for place in view.loops():
        if not (isinstance(place.statement, ast.For) and place.around):
            continue
        try:
            part = _added(view, effects, place)
        except UnliftableError:
            continue
        if part is not None:
            yield part


def _added(view: View, effects: Effects, place: Place) -> Part | None:
    loop = place.statement
    assert isinstance(loop, ast.For)
    found = [node for node in loop.body if _adds(node)]
    if len(found) != 1 or loop.orelse or any(isinstance(node, _FORBIDDEN) for node in view.nodes(loop)):
        return None
    added = found[0]
    assert isinstance(added, ast.AugAssign) and isinstance(added.target, ast.Subscript)
    owner, indices = flatten(added.target)
    bound = {
        node.id
        for node in view.nodes(loop)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    if not isinstance(owner, ast.Name) or owner.id in bound or any(names(index) & bound for index in indices):
        return None
    if any(isinstance(node, ast.Call) and not effects.pure_call(node) for node in view.nodes(loop)):
        return None
    if not all(isinstance(part, _PLAIN) for index in indices for part in walk(index)):
        return None
    if view.facts.kind(owner) == "array" or not _alone(view, place, added, owner.id, indices):
        return None
    read = item(added.target.value, added.target.slice)
    if not sure(view, place, read, len(indices) > 1):
        return None
    key = view.fresh(f"{owner.id}_item")
    draft = Draft(view)
    draft.ahead(loop, assign(key, read))
    draft.replace(added, ast.AugAssign(ast.Name(key, ast.Store()), added.op, added.value))
    draft.behind(loop, assign(read, name(key)))
    return Part(draft.edits(), BUILTIN, ("added to a name",), prepares=4)


def _adds(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.AugAssign)
        and isinstance(node.op, ast.Add | ast.Sub | ast.Mult)
        and isinstance(node.target, ast.Subscript)
    )


def _alone(view: View, place: Place, added: ast.AugAssign, owner: str, indices: list[Expr]) -> bool:
    """Whether nothing else in the loop reads or stores that item, and the item is a number."""
    bounds = Bounds(view, (*place.around, place.statement))
    seen = view.facts.observed.get(owner, ())
    if any(one.element not in {"float", "int"} or one.ndim != len(indices) for one in seen):
        return False
    inner = {id(node.value) for node in view.nodes(place.statement) if isinstance(node, ast.Subscript)}
    for node in view.nodes(place.statement):
        if node is added.target or not isinstance(node, ast.Subscript) or id(node) in inner:
            continue
        if not isinstance(node.ctx, ast.Load):
            return False
        root, parts = flatten(node)
        if isinstance(root, ast.Name) and root.id == owner and not _apart(bounds, indices, parts):
            return False
    whole = sum(isinstance(node, ast.Name) and node.id == owner for node in view.nodes(place.statement))
    taken = sum(
        isinstance(node, ast.Subscript) and same(node.value, name(owner))
        for node in view.nodes(place.statement)
    )
    return whole == taken


def _apart(bounds: Bounds, left: list[Expr], right: list[Expr]) -> bool:
    """Whether two items are surely different ones."""
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        distance = linear(one).plus(linear(other), -1)
        if bounds.nonnegative(distance.shifted(-1)) or bounds.nonnegative(
            linear(other).plus(linear(one), -1).shifted(-1)
        ):
            return True
    return False


_FORBIDDEN = ast.Break | ast.Continue | ast.Return | ast.Try | ast.FunctionDef | ast.Lambda | ast.While
_PLAIN = ast.Name | ast.Constant | ast.BinOp | ast.operator | ast.Load
