"""A loop counts how often each element comes, in a dictionary.

## What it matches
`d[k] = d.get(k, 0) + 1`, `if k in d: d[k] += 1` with `else: d[k] = 1`, and `if k not in d: d[k] = 0`
followed by `d[k] += 1`, as all that a loop over the elements does, or loops one in the other, into a
dictionary that starts empty; `d[k] += 1` alone for a `defaultdict(int)` or a `Counter`. What is counted may
be computed from the elements by functions that are known to have no effects.

## Why it matters
`Counter` counts in C: 1.4 times faster at 100 elements, 2 at 1,000; at 10 it takes twice as long.

## Example
```python
d = {}
for k in x:
    d[k] = d.get(k, 0) + 1
```
becomes
```python
d = dict(Counter(x))
```

## Known differences
None for sequences: the keys come in the same order, the result is a plain dictionary. A `Counter` of a
mapping takes its values, so mappings are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import (
    Expr,
    assign,
    call,
    const,
    dotted,
    is_const,
    item,
    mentions,
    method,
    name,
    names,
    same,
)
from ..part import BUILTIN, Part
from .draft import Draft
from .effects import Effects
from .patterns import is_empty, not_in, seen_elsewhere, start_of
from .registry import rewrites
from .view import Place, View

_PLAIN_CALLS = frozenset(
    {"set", "frozenset", "sorted", "list", "tuple", "range", "reversed", "zip", "enumerate"}
)
_PLAIN_METHODS = frozenset({"values", "keys", "items", "split", "rsplit", "splitlines", "tolist"})


@rewrites("counting", "OPT401")
def apply(view: View) -> Iterator[Part]:
    """Each loop that does nothing but count."""
    effects = view.once(Effects)
    for place in view.loops():
        nest, body = _nest(place.statement)
        key = _key(body) if nest else None
        if key is None or not effects.pure(key):
            continue
        owner = _counted(body, key)
        start = start_of(view, place, owner) if owner else None
        bound = {one for loop in nest for one in names(loop.target)}
        if start is None or bound & view.live(place.statement):
            continue
        if seen_elsewhere(view, place.statement, owner):
            continue
        made = _start(view, start.value, owner in _bare(body))
        walked = _walked(view, effects, place, nest, key)
        if not made or walked is None or any(mentions(loop.iter, owner) for loop in nest):
            continue
        yield _written(view, place, start, owner, made, walked)


def _written(view: View, place: Place, start: ast.Assign, owner: str, made: str, walked: Expr) -> Part:
    written, statement = view.imports.member("collections", "Counter")
    counts: Expr = call(dotted(written), walked)
    if made == "dict":
        counts = call("dict", counts)
    elif made == "defaultdict":
        assert isinstance(start.value, ast.Call)
        counts = ast.Call(start.value.func, [name("int"), counts], [])
    draft = Draft(view)
    draft.replace(start)
    draft.replace(place.statement, assign(owner, counts))
    return Part(draft.edits(), BUILTIN, ("counting",), (statement,) if statement else ())


def _nest(statement: ast.stmt) -> tuple[list[ast.For], list[ast.stmt]]:
    """The loops that stand alone in one another, and the body of the innermost."""
    nest: list[ast.For] = []
    body = [statement]
    while len(body) == 1 and isinstance(body[0], ast.For):
        if body[0].orelse or any(
            isinstance(one, ast.Subscript | ast.Attribute) for one in ast.walk(body[0].target)
        ):
            return [], []
        nest.append(body[0])
        body = body[0].body
    return nest, body


def _walked(view: View, effects: Effects, place: Place, nest: list[ast.For], key: Expr) -> Expr | None:
    """What is counted, in its order: what the loop walks itself, or a list made of it."""
    if len(nest) == 1 and same(nest[0].target, ast.Name(getattr(key, "id", ""), ast.Store())):
        return _plain(view, place, nest[0].iter)
    if not all(effects.pure(loop.iter) for loop in nest[1:]) or not names(key) & names(nest[-1].target):
        return None
    clauses = [ast.comprehension(loop.target, loop.iter, [], 0) for loop in nest]
    return ast.ListComp(key, clauses)


def _start(view: View, value: Expr, bare: bool) -> str:
    """What counts start as: ``dict``, or ``defaultdict`` or ``Counter`` where entries are not asked for."""
    if not bare:
        return "dict" if is_empty(value, ("dict",)) else ""
    if (
        not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute))
        or value.keywords
    ):
        return ""
    first, dot, rest = ast.unparse(value.func).partition(".")
    origin = view.imports.origin(first) + dot + rest
    if origin == "collections.Counter" and not value.args:
        return "Counter"
    whole = len(value.args) == 1 and same(value.args[0], name("int"))
    return "defaultdict" if origin == "collections.defaultdict" and whole else ""


def _plain(view: View, place: Place, walked: Expr) -> Expr | None:
    """What is walked as a sequence or an iterator, since of a mapping a ``Counter`` would take the values."""
    kind = view.facts.kind(walked)
    if kind == "array":
        return None
    if isinstance(walked, ast.Call):
        called = walked.func
        if isinstance(called, ast.Name) and called.id in _PLAIN_CALLS and not view.imports.origin(called.id):
            return walked
        if isinstance(called, ast.Attribute) and called.attr in _PLAIN_METHODS:
            return walked
    if kind == "list" and not isinstance(walked, ast.Name):
        return walked
    if not isinstance(walked, ast.Name) or place.around:
        return call("iter", walked)
    seen = {one.container for one in view.facts.observed.get(walked.id, ())}
    return None if seen & {"dict", "array"} else walked


def _key(body: list[ast.stmt]) -> Expr | None:
    """The key of the first entry that is stored."""
    last = body[-1]
    if isinstance(last, ast.If) and len(body) == 1:
        last = last.body[0]
    target: Expr | None = last.target if isinstance(last, ast.AugAssign) else None
    if isinstance(last, ast.Assign):
        target = last.targets[0]
    return target.slice if isinstance(target, ast.Subscript) else None


def _bare(body: list[ast.stmt]) -> set[str]:
    """The owner of ``d[key] += 1`` where nothing else is done."""
    only = body[0] if len(body) == 1 else None
    if isinstance(only, ast.AugAssign) and isinstance(only.target, ast.Subscript):
        return names(only.target.value)
    return set()


def _counted(body: list[ast.stmt], key: Expr) -> str:
    """The dictionary in which the body counts the key."""
    first = body[0]
    if isinstance(first, ast.AugAssign) and len(body) == 1:
        return _raised(first, key)
    if isinstance(first, ast.Assign) and len(body) == 1 and len(first.targets) == 1:
        owner = _entry(first.targets[0], key)
        got = method(name(owner), "get", key, const(0))
        return owner if owner and same(first.value, ast.BinOp(got, ast.Add(), const(1))) else ""
    if not isinstance(first, ast.If) or len(first.body) != 1:
        return ""
    if len(body) == 2 and not first.orelse:
        asked, owner = not_in(first.test), _raised(body[1], key)
        starts = _set(first.body[0], key, 0) == owner
        return owner if asked and asked[1] == owner and same(asked[0], key) and starts else ""
    if len(body) != 1 or len(first.orelse) != 1:
        return ""
    asked = not_in(first.test) or not_in(ast.UnaryOp(ast.Not(), first.test))
    known, new = (first.orelse, first.body) if not_in(first.test) else (first.body, first.orelse)
    owner = _raised(known[0], key)
    if not owner or asked is None or asked[1] != owner or not same(asked[0], key):
        return ""
    return owner if _set(new[0], key, 1) == owner else ""


def _entry(target: Expr, key: Expr) -> str:
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and same(target.slice, key):
        return "" if mentions(key, target.value.id) else target.value.id
    return ""


def _raised(statement: ast.stmt, key: Expr) -> str:
    """The dictionary of ``d[key] += 1``."""
    if (
        isinstance(statement, ast.AugAssign)
        and isinstance(statement.op, ast.Add)
        and is_const(statement.value, 1)
    ):
        return _entry(statement.target, key)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        owner = _entry(statement.targets[0], key)
        more = ast.BinOp(item(name(owner), key), ast.Add(), const(1))
        return owner if same(statement.value, more) else ""
    return ""


def _set(statement: ast.stmt, key: Expr, value: int) -> str:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and is_const(statement.value, value):
        return _entry(statement.targets[0], key)
    return ""
