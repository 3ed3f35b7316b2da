"""A loop collects elements that it has not seen yet, asking the list it builds.

## What it matches
`if v not in out: out.append(v)`, with `out` empty before the loop, and the form with a second list or set of
what was seen. Where the list is used for more than that, a set beside it answers whether something is in it.

## Why it matters
The list is searched in every pass: `dict.fromkeys` is as fast at 10 elements, 10 times faster at 100 and 80
at 1,000; against the form with a set 1.2 times. A set beside the list: 1, 7 and 50 times.

## Example
```python
seen = []
for v in x:
    if v not in seen:
        seen.append(v)
```
becomes
```python
seen = list(dict.fromkeys(x))
```

## Known differences
Elements must be hashable. The first of equal elements is kept in both, in the order of their coming.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.nodes import Expr, UnliftableError, assign, call, mentions, method, name, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Change, Draft
from .effects import Effects
from .patterns import added_to, begins, not_in, only
from .registry import rewrites
from .values import hashable
from .view import Place, View


@rewrites("unique", "OPT311")
def apply(view: View) -> Iterator[Part]:
    """A loop that only collects becomes ``dict.fromkeys``, others get a set beside the list."""
    effects = view.once(Effects)
    for place in view.loops():
        for write in (_collected, _accompanied):
            try:
                part = write(view, effects, place)
            except UnliftableError:
                continue
            if part is not None:
                yield part
                break


def _collected(view: View, effects: Effects, place: Place) -> Part | None:
    loop = place.statement
    test = only(loop.body) if isinstance(loop, ast.For) and not loop.orelse else None
    if not (isinstance(loop, ast.For) and isinstance(test, ast.If) and not test.orelse):
        return None
    asked = not_in(test.test)
    if asked is None or not isinstance(loop.target, ast.Name):
        return None
    value, owner = asked
    if not hashable(view, value) or not effects.pure(value) or mentions(value, owner):
        return None
    kept = _appended(test.body, owner, value)
    starts = {key: begins(view, place, key) for key in {*kept, owner}} if kept else {}
    if (
        not starts
        or None in starts.values()
        or mentions(loop.iter, owner)
        or loop.target.id in view.live(loop)
    ):
        return None
    if owner not in kept and owner in view.live(loop):
        return None
    walked: Expr = loop.iter
    if not same(value, name(loop.target.id)):
        clause = ast.comprehension(ast.Name(loop.target.id, ast.Store()), loop.iter, [], 0)
        walked = ast.GeneratorExp(value, [clause])
    draft = Draft(view)
    draft.replace(loop, assign(kept[0], call("list", call("dict.fromkeys", walked))))
    for start in starts.values():
        if start is not None:
            draft.replace(start)
    return Part(draft.edits(), BUILTIN, ("first of each by dict.fromkeys",), orders=1)


def _appended(body: list[ast.stmt], owner: str, value: Expr) -> list[str]:
    """The one list that gets the value, where every statement adds it somewhere and ``owner`` gets it."""
    lists, owners = [], set()
    for statement in body:
        added = added_to(statement)
        if added is None or not same(added[2], value):
            return []
        owners.add(added[0])
        if added[1] == "append":
            lists.append(added[0])
    if owner not in owners or len(owners) != len(body):
        return []
    results = [key for key in lists if key != owner] or lists
    return results if len(results) == 1 and len(body) <= 2 else []


def _accompanied(view: View, effects: Effects, place: Place) -> Part | None:
    """``out_set`` beside a list that is asked and grows in the same loop."""
    loop = place.statement
    owners = {
        node.comparators[0].id
        for node in walk(loop)
        if isinstance(node, ast.Compare) and len(node.ops) == 1
        and isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(node.comparators[0], ast.Name)
        and hashable(view, node.left)
    }  # fmt: skip
    for owner in sorted(owners):
        start = begins(view, place, owner)
        if start is None or not effects.fresh(owner):
            continue
        added = [
            statement for statement in view.places() if (added_to(statement.statement) or ("",))[0] == owner
        ]
        if not added or not _grows_only(view, owner, len(added)):
            continue
        draft = Draft(view)
        members = view.fresh(f"{owner}_set")
        draft.behind(start, assign(members, call("set")))
        for one in added:
            what = added_to(one.statement)
            if (
                what is None
                or what[1] != "append"
                or not hashable(view, what[2])
                or not effects.pure(what[2])
            ):
                return None
            draft.behind(one.statement, ast.Expr(method(name(members), "add", what[2])))
        draft.substitute([loop], _asks(owner, members))
        return Part(draft.edits(), BUILTIN, ("membership in a set",), orders=1)
    return None


def _asks(owner: str, members: str) -> Change:
    def change(node: ast.expr) -> ast.expr | None:
        if (
            isinstance(node, ast.Compare)
            and len(node.ops) == 1
            and isinstance(node.ops[0], ast.In | ast.NotIn)
            and same(node.comparators[0], name(owner))
        ):
            return ast.Compare(node.left, node.ops, [name(members)])
        return None

    return change


def _grows_only(view: View, owner: str, appends: int) -> bool:
    """Whether nothing but the appends changes the list, or could."""
    changing = {"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"}
    changes = 0
    for node in walk(view.function):
        if isinstance(node, ast.Attribute) and same(node.value, name(owner)) and node.attr in changing:
            changes += 1
        if isinstance(node, ast.Name) and node.id == owner and isinstance(node.ctx, ast.Store):
            changes += 1
        if (
            isinstance(node, ast.Subscript)
            and same(node.value, name(owner))
            and not isinstance(node.ctx, ast.Load)
        ):
            return False
        if isinstance(node, ast.Assign) and same(node.value, name(owner)):
            return False
    return changes == appends + 1
