"""A text that something stands in already grows piece by piece.

## What it matches
`text += piece` in a loop that does not read the text otherwise, where all that the function ever gives the
name are texts: `text = "head"` ahead of the loop, earlier additions, or a loop inside another one.

## Why it matters
Each addition may copy what is there: the pieces joined at once are 1.2 to 1.3 times faster at 100 pieces
and more, 1.7 where they are not made in the loop; at 3 pieces it takes longer.

## Example
```python
text = "names:"
for name in names:
    text += " " + name
```
becomes
```python
text = "names:"
text += "".join([" " + name for name in names])
```

## Known differences
A piece that is no text raises `TypeError` either way, behind the loop instead of in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, assign, const, is_const, method, name, names, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft, inside
from .effects import Effects
from .patterns import seen_elsewhere, start_of
from .registry import rewrites
from .view import Place, View

_SCOPES = ast.Lambda | ast.GeneratorExp | ast.Await


@rewrites("texts", "OPT606")
def apply(view: View) -> Iterator[Part]:
    """Each text in the outermost loop that only adds to it."""
    effects = view.once(Effects)
    done: set[tuple[int, str]] = set()
    for place in view.loops():
        loop = place.statement
        assert isinstance(loop, ast.For | ast.While)
        for owner in dict.fromkeys(_piece(statement)[0] for statement in inside(loop.body)):
            known = any((id(outer), owner) in done for outer in place.around)
            if not owner or known or not _is_text(view, effects, owner):
                continue
            part = _joined(view, place, owner)
            if part is not None:
                done.add((id(loop), owner))
                yield part


def _piece(statement: ast.stmt) -> tuple[str, Expr | None]:
    """Name and piece of ``text += piece`` or ``text = text + piece``."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        target, piece = statement.target, statement.value
        return (target.id, piece) if isinstance(target, ast.Name) else ("", None)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        first, value = statement.targets[0], statement.value
        adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
        if isinstance(first, ast.Name) and adds and same(value.left, name(first.id)):  # type: ignore[attr-defined]
            return first.id, value.right  # type: ignore[attr-defined]
    return "", None


def _is_text(view: View, effects: Effects, owner: str) -> bool:
    """Whether the function gives the name nothing but texts."""
    values = effects.assigned.get(owner, [])
    if owner in view.facts.parameters or not values:
        return False
    plain = [value for value in values if value is not None and not _adds_to(value, owner)]
    return bool(plain) and None not in values and all(map(_text, plain))


def _adds_to(value: Expr, owner: str) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and same(value.left, name(owner))


def _text(value: Expr) -> bool:
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.Add | ast.Mod) and _text(value.left)
    if isinstance(value, ast.IfExp):
        return _text(value.body) and _text(value.orelse)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return value.func.attr in {"format", "join"} and _text(value.func.value)
    return isinstance(value, ast.JoinedStr)


def _joined(view: View, place: Place, owner: str) -> Part | None:
    loop = place.statement
    assert isinstance(loop, ast.For | ast.While)
    grown = [statement for statement in inside(loop.body) if _piece(statement)[0] == owner]
    own = sum(1 if isinstance(statement, ast.AugAssign) else 2 for statement in grown)
    if sum(isinstance(node, ast.Name) and node.id == owner for node in walk(loop)) != own:
        return None
    start = start_of(view, place, owner)
    empty = start if start is not None and is_const(start.value, "") else None
    if (empty is not None and not place.around) or seen_elsewhere(view, loop, owner):
        return None
    draft = Draft(view)
    listed = _comprehension(view, loop)
    if listed is not None:
        draft.replace(loop, _addition(owner, method(const(""), "join", listed), empty))
    else:
        pieces = view.fresh("parts")
        draft.ahead(loop, assign(pieces, ast.List([], ast.Load())))
        for statement in grown:
            added = _piece(statement)[1]
            if added is None:
                return None
            draft.replace(statement, ast.Expr(method(name(pieces), "append", added)))
        draft.behind(loop, _addition(owner, method(const(""), "join", name(pieces)), empty))
    if empty is not None:
        draft.replace(empty)
    return Part(draft.edits(), BUILTIN, ("a text joined once",))


def _addition(owner: str, whole: Expr, empty: ast.stmt | None) -> ast.stmt:
    if empty is not None:
        return assign(owner, whole)
    return ast.AugAssign(ast.Name(owner, ast.Store()), ast.Add(), whole)


def _comprehension(view: View, loop: ast.For | ast.While) -> ast.ListComp | None:
    """The pieces as a list, where loops and conditions around one addition are all there is."""
    clauses: list[ast.comprehension] = []
    body: list[ast.stmt] = [loop]
    while len(body) == 1 and isinstance(body[0], ast.For | ast.If):
        only = body[0]
        if only.orelse or (isinstance(only, ast.If) and not clauses):
            return None
        if isinstance(only, ast.For):
            clauses.append(ast.comprehension(only.target, only.iter, [], 0))
        else:
            clauses[-1].ifs.append(only.test)
        body = only.body
    piece = _piece(body[0])[1] if len(body) == 1 else None
    bound = {one for clause in clauses for one in names(clause.target)}
    if piece is None or not clauses or bound & view.live(loop):
        return None
    if any(isinstance(node, _SCOPES) for node in walk(loop)):
        return None
    if any(
        isinstance(node, ast.Subscript | ast.Attribute) for clause in clauses for node in walk(clause.target)
    ):
        return None
    return ast.ListComp(piece, clauses)
