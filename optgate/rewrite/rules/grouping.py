"""A loop collects values by key in a dictionary and asks in every pass whether the key is known.

## What it matches
`if k not in d: d[k] = []` followed by `d[k].append(v)`, `if k in d: d[k].append(v)` with `else: d[k] = [v]`,
and `try: d[k].append(v)` with `except KeyError: d[k] = [v]`; the same with sets and `add`, and with numbers
that start at 0 and `+=`, and with dictionaries of dictionaries. The dictionary starts empty ahead of the
loop and is used for nothing else in it.

## Why it matters
The key is looked up two or three times in a pass: a `defaultdict` is 1.2 to 1.5 times faster where few keys
come again and again. Where most keys are new `setdefault` is, 1.2 times, and 3 times where each raised a
`KeyError`; both are proposed, and what is faster on real inputs wins.

## Example
```python
d = {}
for k, v in pairs:
    if k not in d:
        d[k] = []
    d[k].append(v)
```
becomes
```python
d = defaultdict(list)
for k, v in pairs:
    d[k].append(v)
d = dict(d)
```

## Known differences
None: the keys come in the same order, and what is left behind the loop is a plain dictionary.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..lift.nodes import (
    Expr,
    UnliftableError,
    assign,
    call,
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
from ..trees import walk
from .draft import Draft, rebuilt
from .effects import Effects
from .evaluation import always
from .patterns import is_empty, not_in, seen_elsewhere
from .registry import rewrites
from .view import Place, View

_ADDS = {"list": ("append", "extend"), "set": ("add", "update")}
_EMPTY: dict[str, Expr] = {"list": ast.List([], ast.Load()), "set": call("set"), "dict": ast.Dict([], [])}
_PLAIN = ast.Name | ast.Constant | ast.Tuple | ast.Load


class Step(NamedTuple):
    """A statement that takes care of new keys, what stands for it, and the uses of the dictionary in both.

    ``factory`` makes the value of a new key; ``then`` is the statement behind that uses that value.
    """

    old: ast.stmt
    new: tuple[ast.stmt, ...]
    factory: str
    then: ast.stmt | None = None


@rewrites("grouping", "OPT402", "OPT401", "OPT403")
def apply(view: View) -> Iterator[Part]:
    """Each dictionary that a loop does nothing with but collect."""
    effects = view.once(Effects)
    for place in view.loops():
        for start, owner in _starts(place):
            try:
                yield from _forms(view, effects, place, start, owner)
            except UnliftableError:
                continue


def _starts(place: Place) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str]]:
    """The empty dictionaries made ahead of the loop, in its block, that nothing uses before it."""
    used: set[str] = set()
    for statement in reversed(place.block[: place.number]):
        target: Expr | None = None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
            empty = statement.value is not None and is_empty(statement.value, ("dict",))
            if empty and target.id not in used and mentions(place.statement, target.id):
                yield statement, target.id
        used |= {node.id for node in walk(statement) if isinstance(node, ast.Name)}


def _forms(
    view: View, effects: Effects, place: Place, start: ast.Assign | ast.AnnAssign, owner: str
) -> Iterator[Part]:
    """The loop with a dictionary that makes the values of new keys itself, and the loop with ``setdefault``.

    Raises:
        UnliftableError: The dictionary has other uses in the loop.
    """
    loop = place.statement
    steps = list(_steps(view, effects, [loop], owner))
    known = sum(_uses(step.old, owner) + (_uses(step.then, owner) if step.then else 0) for step in steps)
    factories = {step.factory for step in steps}
    if len(factories) != 1 or known != _uses(loop, owner) or seen_elsewhere(view, loop, owner):
        raise UnliftableError("a dictionary with other uses")
    if any(view.located.lines[step.old.lineno - 1].lstrip().startswith("elif") for step in steps):
        raise UnliftableError("a branch of another statement")
    (factory,) = factories
    yield _collected(view, place, start, owner, steps)
    if factory in _EMPTY and all(_uses(_user(step), owner) == 1 for step in steps):
        yield _set_by_default(view, owner, steps)


def _user(step: Step) -> ast.stmt:
    return step.then if step.then is not None else step.new[0]


def _set_by_default(view: View, owner: str, steps: Sequence[Step]) -> Part:
    """``d.setdefault(k, []).append(v)``: less to do for a new key, more for a known one."""
    draft = Draft(view)
    for step in steps:
        user = _user(step)
        if not isinstance(user, ast.Expr):
            raise UnliftableError("an entry that is not only added to")
        made = rebuilt(user, lambda node, empty=_EMPTY[step.factory]: _by_default(node, owner, empty))  # type: ignore[misc]
        assert isinstance(made, ast.stmt)
        if step.then is not None:
            draft.replace(step.then, made)
        draft.replace(step.old, *(() if step.then is not None else (made,)))
    return Part(draft.edits(), BUILTIN, ("values collected by `setdefault`",), prepares=1)


def _by_default(node: Expr, owner: str, empty: Expr) -> Expr | None:
    if isinstance(node, ast.Subscript) and same(node.value, name(owner)):
        return method(name(owner), "setdefault", node.slice, empty)
    return None


def _collected(
    view: View, place: Place, start: ast.Assign | ast.AnnAssign, owner: str, steps: Sequence[Step]
) -> Part:
    loop = place.statement
    written, statement = view.imports.member("collections", "defaultdict")
    made = call(dotted(written), name(steps[0].factory))
    draft = Draft(view)
    if isinstance(start, ast.AnnAssign):
        draft.replace(start, ast.AnnAssign(start.target, start.annotation, made, start.simple))
    else:
        draft.replace(start, assign(owner, made))
    for step in steps:
        draft.replace(step.old, *step.new)
    if owner in view.live(loop):
        draft.behind(loop, assign(owner, call("dict", name(owner))))
    return Part(
        draft.edits(), BUILTIN, ("values collected by key",), (statement,) if statement else (), prepares=1
    )


def _uses(node: ast.AST, owner: str) -> int:
    return sum(isinstance(part, ast.Name) and part.id == owner for part in walk(node))


def _steps(view: View, effects: Effects, block: Sequence[ast.stmt], owner: str) -> Iterator[Step]:
    for number, statement in enumerate(block):
        found = None
        if isinstance(statement, ast.If):
            found = _first_made(effects, statement, block[number + 1 :], owner)
            found = found or _either(effects, statement, owner)
        elif isinstance(statement, ast.Try):
            found = _tried(statement, owner)
        if found is not None:
            yield found
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody"):
                yield from _steps(view, effects, getattr(statement, field, []), owner)


def _first_made(effects: Effects, asked: ast.If, behind: Sequence[ast.stmt], owner: str) -> Step | None:
    """``if k not in d: d[k] = []`` ahead of a statement that surely takes ``d[k]`` alone."""
    key = _new_key(effects, asked.test, owner)
    if key is None or asked.orelse or len(asked.body) != 1:
        return None
    value = _stored(asked.body[0], owner, key)
    factory = _factory(value) if value is not None else ""
    used = _next_use(effects, behind, owner, key) if factory else None
    return Step(asked, (), factory, used) if used is not None else None


def _next_use(effects: Effects, behind: Sequence[ast.stmt], owner: str, key: Expr) -> ast.stmt | None:
    """The first statement that uses the dictionary, when it takes the entry of the very same key."""
    for statement in behind:
        if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr):
            return None
        if mentions(statement, owner):
            entries = sum(_entry(node, owner, key) for node in walk(statement))
            only = entries == _uses(statement, owner)
            return statement if only and always(statement, item(name(owner), key)) else None
        if effects.changed([statement]) & names(key):
            return None
    return None


def _either(effects: Effects, asked: ast.If, owner: str) -> Step | None:
    """One branch adds to ``d[k]``, the other stores it with the same value alone in it."""
    key = _new_key(effects, asked.test, owner)
    new, known = asked.body, asked.orelse
    if key is None:
        key = _new_key(effects, ast.UnaryOp(ast.Not(), asked.test), owner)
        new, known = known, new
    if key is None or len(known) != 1:
        return None
    factory = _alike(new, known[0], owner, key)
    return Step(asked, (known[0],), factory) if factory else None


def _tried(tried: ast.Try, owner: str) -> Step | None:
    """``try: d[k].append(v)`` with a new entry where the key is missing."""
    handler = tried.handlers[0] if len(tried.handlers) == 1 else None
    if handler is None or handler.name or tried.orelse or tried.finalbody or len(tried.body) != 1:
        return None
    added = _keyed(tried.body[0])
    if added is None or not isinstance(handler.type, ast.Name) or handler.type.id != "KeyError":
        return None
    key, value = added
    if not all(isinstance(part, _PLAIN) for root in (key, value) for part in walk(root)):
        return None
    factory = _alike(handler.body, tried.body[0], owner, key)
    return Step(tried, (tried.body[0],), factory) if factory else None


def _keyed(statement: ast.stmt) -> tuple[Expr, Expr] | None:
    """Key and value of ``d[key].append(value)`` or ``d[key] += value``."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Subscript):
        return statement.target.slice, statement.value
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return None
    function = statement.value.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Subscript)):
        return None
    return (function.value.slice, statement.value.args[0]) if len(statement.value.args) == 1 else None


def _alike(new: list[ast.stmt], known: ast.stmt, owner: str, key: Expr) -> str:
    """What makes the value of a new key, where both branches leave the same entry."""
    added = _added(known, owner, key)
    if added is None or not new:
        return ""
    value = _stored(new[0], owner, key)
    if value is None:
        return ""
    if len(new) == 2:
        factory = _factory(value)
        return factory if same(new[1], known) and added[0] in _ADDS.get(factory, ()) else ""
    if len(new) != 1:
        return ""
    if isinstance(value, ast.List | ast.Set) and len(value.elts) == 1:
        kind = "list" if isinstance(value, ast.List) else "set"
        fits = added[0] == _ADDS[kind][0] and same(value.elts[0], added[1])
        return kind if fits and not isinstance(added[1], ast.Starred) else ""
    whole = isinstance(value, ast.Constant) and type(value.value) is int
    return "int" if whole and added[0] == "+=" and same(value, added[1]) else ""


def _new_key(effects: Effects, test: Expr, owner: str) -> Expr | None:
    """The key of ``key not in owner``, when it may be asked for once instead of several times."""
    asked = not_in(test)
    if asked is None or asked[1] != owner or not effects.pure(asked[0]) or mentions(asked[0], owner):
        return None
    return asked[0]


def _stored(statement: ast.stmt, owner: str, key: Expr) -> Expr | None:
    """The value of ``owner[key] = value``."""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    return statement.value if _entry(statement.targets[0], owner, key) else None


def _entry(target: ast.AST, owner: str, key: Expr) -> bool:
    return isinstance(target, ast.Subscript) and same(
        item(target.value, target.slice), item(name(owner), key)
    )


def _added(statement: ast.stmt, owner: str, key: Expr) -> tuple[str, Expr] | None:
    """How and what is added to ``owner[key]``."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        return ("+=", statement.value) if _entry(statement.target, owner, key) else None
    found = _keyed(statement)
    if found is None or not isinstance(statement, ast.Expr):
        return None
    made = statement.value
    assert isinstance(made, ast.Call)
    assert isinstance(made.func, ast.Attribute)
    if made.keywords or not _entry(made.func.value, owner, key) or mentions(found[1], owner):
        return None
    return made.func.attr, found[1]


def _factory(value: Expr) -> str:
    """The type that makes an empty value: ``list``, ``set``, ``dict``, ``int`` or ``float``."""
    for kind in ("list", "set", "dict"):
        if is_empty(value, (kind,)):
            return kind
    if is_const(value, 0, 0.0) and isinstance(value, ast.Constant):
        return type(value.value).__name__ if type(value.value) in {int, float} else ""
    return ""
