"""A list is used as a queue: its first element is taken out again and again.

## What it matches
A list made in the function whose first element is taken with `pop(0)`, and that is otherwise only appended
to, measured, asked whether it is empty, or looked at by a constant index.

## Why it matters
`pop(0)` moves everything that is left: emptying a `deque` is 1.2 times faster at 10 elements, 1.7 at 100 and
5 at 1,000.

## Example
```python
queue = [start]
while queue:
    node = queue.pop(0)
```
becomes
```python
queue = deque([start])
while queue:
    node = queue.popleft()
```

## Known differences
None: both raise `IndexError` when nothing is left.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, assign, call, dotted, is_const, method, name
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .view import Place, View

_KEPT = frozenset({"append", "extend", "pop", "clear", "appendleft"})


@rewrites("queue", "OPT608")
def apply(view: View) -> Iterator[Part]:
    """Each list that is only used as a queue."""
    effects = view.once(Effects)
    taken = {
        node.func.value.id
        for node in walk(view.function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr == "pop"
        and node.args
    }
    if not taken:
        return
    for place in view.places():
        made = place.statement
        if not (
            isinstance(made, ast.Assign) and len(made.targets) == 1 and isinstance(made.targets[0], ast.Name)
        ):
            continue
        owner = made.targets[0].id
        if owner not in taken or len(effects.assigned.get(owner, [])) != 1 or not _listed(made.value):
            continue
        if view.replaceable(made) and _only_a_queue(view, owner):
            yield _write(view, place, owner, made)


def _listed(value: Expr) -> bool:
    called = getattr(value.func, "id", "") if isinstance(value, ast.Call) else ""
    return isinstance(value, ast.List | ast.ListComp) or called == "list"


def _write(view: View, place: Place, owner: str, made: ast.Assign) -> Part:
    written, statement = view.imports.member("collections", "deque")
    value = made.value
    if isinstance(value, ast.List) and not value.elts:
        filled = call(dotted(written))
    elif isinstance(value, ast.Call) and len(value.args) == 1:
        filled = call(dotted(written), value.args[0])
    else:
        filled = call(dotted(written), value)
    draft = Draft(view)
    draft.replace(made, assign(owner, filled))
    draft.substitute(view.function.body, lambda node: _popped(node, owner))
    return Part(draft.edits(), BUILTIN, ("a queue as a deque",), (statement,) if statement else (), orders=1)


def _popped(node: Expr, owner: str) -> Expr | None:
    if not (isinstance(node, ast.Call) and _method_of(node.func, owner)):
        return None
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr == "pop" and node.args and is_const(node.args[0], 0):
        return method(name(owner), "popleft")
    return None


def _method_of(node: ast.AST, owner: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner


def _only_a_queue(view: View, owner: str) -> bool:
    taken = 0
    for node in walk(view.function):
        for child in ast.iter_child_nodes(node):
            read = isinstance(child, ast.Name) and child.id == owner and isinstance(child.ctx, ast.Load)
            if read and isinstance(child, ast.Name) and not _allowed(node, child):
                return False
        if isinstance(node, ast.Call) and _method_of(node.func, owner):
            assert isinstance(node.func, ast.Attribute)
            if node.func.attr not in _KEPT:
                return False
            if node.func.attr == "pop" and node.args:
                if not is_const(node.args[0], 0):
                    return False
                taken += 1
        if isinstance(node, ast.FunctionDef | ast.Lambda) and node is not view.function:
            return False
    return taken > 0


def _allowed(parent: ast.AST, use: ast.Name) -> bool:
    if isinstance(parent, ast.While | ast.If | ast.BoolOp | ast.UnaryOp | ast.Attribute):
        return True
    if isinstance(parent, ast.Call):
        return getattr(parent.func, "id", "") == "len"
    if isinstance(parent, ast.Subscript):
        return parent.value is use and isinstance(parent.slice, ast.Constant | ast.UnaryOp)
    return isinstance(parent, ast.Compare) and parent.left is not use
