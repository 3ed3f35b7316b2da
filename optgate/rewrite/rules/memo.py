"""A function inside the function calls itself several times, for the same arguments again and again.

## What it matches
A nested function without decorators that calls itself at least twice, changes nothing outside, and reads
nothing that the function around it changes afterwards. Its results are remembered for the time of the
call.

## Why it matters
A call for every path becomes one for each different argument. With two calls a step it takes 3 times as long
at a depth of 5, and is 2.6 times faster at 10, 245 times at 20.

## Example
```python
def paths(i, j):
    return 1 if i == 0 or j == 0 else paths(i - 1, j) + paths(i, j - 1)
```
becomes
```python
def paths(i, j):
    return 1 if i == 0 or j == 0 else paths(i - 1, j) + paths(i, j - 1)


paths = cache(paths)
```

## Known differences
Arguments must be hashable; 1, 1.0 and True are one argument. The results of a call are dropped at its
end.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import assign, call, dotted, name
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .view import View


@rewrites("memo", "OPT705")
def apply(view: View) -> Iterator[Part]:
    """Each nested function worth remembering."""
    effects = view.once(Effects)
    for number, statement in enumerate(view.function.body):
        if not isinstance(statement, ast.FunctionDef) or statement.decorator_list:
            continue
        if not _repeats(statement) or not _closed(view, effects, statement, view.function.body[number + 1 :]):
            continue
        written, needed = view.imports.member("functools", "cache")
        draft = Draft(view)
        draft.behind(statement, assign(statement.name, call(dotted(written), name(statement.name))))
        yield Part(
            draft.edits(),
            BUILTIN,
            ("results remembered within the call",),
            (needed,) if needed else (),
            orders=1,
        )


def _repeats(function: ast.FunctionDef) -> bool:
    """Whether the function calls itself twice, with plain arguments that are no containers."""
    arguments = function.args
    if (
        arguments.vararg
        or arguments.kwarg
        or arguments.kwonlyargs
        or arguments.defaults
        or not arguments.args
    ):
        return False
    own = [
        node
        for node in walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name
    ]
    plain = ast.BinOp | ast.Name | ast.Constant
    return len(own) > 1 and all(
        isinstance(argument, plain) for node in own for argument in [*node.args] if not node.keywords
    )


def _closed(view: View, effects: Effects, function: ast.FunctionDef, behind: list[ast.stmt]) -> bool:
    """Whether the function's results depend on its arguments and on what nobody changes."""
    inner = {argument.arg for argument in function.args.args}
    local = {
        node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in walk(function):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.Nonlocal | ast.Global | ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda):
            return False
        if isinstance(node, ast.Return) and isinstance(
            node.value, ast.List | ast.Dict | ast.Set | ast.ListComp
        ):
            return False
        other = isinstance(node, ast.Call) and getattr(node.func, "id", "") != function.name
        if other and isinstance(node, ast.Call) and not effects.pure_call(node):
            return False
    free = (
        {node.id for node in walk(function) if isinstance(node, ast.Name)} - inner - local - {function.name}
    )
    return not free & effects.changed(behind) and function.name not in effects.assigned
