"""A loop over positions only uses them to take the elements of one sequence, or of several.

## What it matches
`for i in range(len(x))` where `i` is used for nothing but `x[i]`, `x[i + 1]`, `x[(i + 1) % n]` (and the same
of `y`), and the loop changes neither `x` nor what it holds. A range that is surely inside the list is a
slice of it. That a second list is long enough is tested first.

## Why it matters
The index is counted up and looked up for each use: walking the elements is 1.2 to 1.3 times faster at any
size, and 1.4 times where a position is a remainder; builtins take what is walked as it is.

## Example
```python
for i in range(len(values)):
    if values[i] > s:
        s = values[i] / 2 + s / 3
```
becomes
```python
for value in values:
    if value > s:
        s = value / 2 + s / 3
```

## Known differences
A list that is too short fails before the first pass in place of the pass that reads past its end; so the
loop must not change anything that is seen outside. The index must not be read after the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..lift.linear import Linear, linear
from ..lift.nodes import Expr, UnliftableError, assign, call, const, mentions, name
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft
from .effects import Effects
from .registry import rewrites
from .streams import EXACT, UNKNOWN, Reader, Stream
from .view import Place, View

Key = tuple[str, str, bool]


@rewrites("direct", "OPT703")
def apply(view: View) -> Iterator[Part]:
    """Each loop over the positions of sequences."""
    effects = view.once(Effects)
    for place in view.loops():
        try:
            part = _walked(view, effects, place)
        except UnliftableError:
            continue
        if part is not None:
            yield part


def _walked(view: View, effects: Effects, place: Place) -> Part | None:
    reader = Reader(view, effects, place)
    loop = reader.loop
    if reader.index in view.live(loop):
        return None
    streams = _streams(reader)
    if not streams:
        return None
    shorter = [stream for stream in streams.values() if stream.ending == UNKNOWN]
    if len(shorter) == len(streams) or (shorter and not _checkable(view, effects, loop, streams)):
        return None
    first = next((one.owner for one in streams.values() if one.ending == EXACT), "")
    ordered = sorted(streams, key=lambda key: _order(streams[key], first))
    elements = {key: view.fresh(_called(streams[key])) for key in ordered}
    draft = Draft(view)
    draft.substitute(loop.body, lambda node: _element(reader, elements, node))
    for alias in reader.aliases.values():
        draft.replace(alias)
    targets: list[Expr] = [ast.Name(elements[key], ast.Store()) for key in ordered]
    target = targets[0] if len(targets) == 1 else ast.Tuple(targets, ast.Store())
    exact = any(one.ending == EXACT for one in streams.values())
    walked = [_whole(streams[key]) if exact else streams[key].walked for key in ordered]
    header = walked[0] if len(walked) == 1 else call("zip", *walked)
    draft.head(loop, ast.For(target, header, loop.body, loop.orelse, lineno=loop.lineno))
    if shorter:
        draft.ahead(loop, _check(reader, first, shorter))
    if reader.width is not None:
        draft.ahead(reader.around[0], assign(*reader.width))
    return Part(draft.edits(), BUILTIN, ("elements instead of positions",), prepares=3)


def _key(owner: str, offset: Linear, turns: bool) -> Key:
    return owner, ast.dump(offset.code()), turns


def _read(reader: Reader, node: ast.AST) -> tuple[str, Linear, bool] | None:
    """The sequence and the position of an element that is taken."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
        return None
    if not isinstance(node.value, ast.Name) or isinstance(node.slice, ast.Slice | ast.Tuple):
        return None
    found = reader.position(node.slice)
    return (node.value.id, *found) if found is not None else None


def _element(reader: Reader, elements: dict[Key, str], node: Expr) -> Expr | None:
    read = _read(reader, node)
    return name(elements[_key(*read)]) if read is not None else None


def _streams(reader: Reader) -> dict[Key, Stream]:
    """The sequences in the order of the source; none where the position is used for something else."""
    found: dict[Key, Stream] = {}
    moving = {reader.index, *reader.aliases}
    aliases = reader.aliases.values()
    pending: list[ast.AST] = [one for one in reversed(reader.loop.body) if one not in aliases]
    while pending:
        node = pending.pop()
        read = _read(reader, node)
        if read is None:
            if isinstance(node, ast.Name) and node.id in moving:
                return {}
            pending += [*ast.iter_child_nodes(node)][::-1]
            continue
        if read[0] in reader.changed or _key(*read) in found:
            if read[0] in reader.changed:
                return {}
            continue
        stream = reader.stream(*read)
        if stream is None:
            return {}
        found[_key(*read)] = stream
    return found


def _from_start(stream: Stream) -> bool:
    cut = stream.walked.slice if isinstance(stream.walked, ast.Subscript) else None
    return not stream.turns and (cut is None or (isinstance(cut, ast.Slice) and cut.lower is None))


def _whole(stream: Stream) -> Expr:
    """What is walked beside a sequence that ends with the loop: ``zip`` drops the rest of what is longer."""
    return name(stream.owner) if _from_start(stream) else stream.walked


def _order(stream: Stream, first: str) -> tuple[bool, bool, bool, int]:
    """Whole sequences ahead of parts, and the one whose length is the loop's ahead of others."""
    return stream.turns, not _from_start(stream), stream.owner != first, stream.offset.constant


def _checkable(view: View, effects: Effects, loop: ast.For, streams: dict[Key, Stream]) -> bool:
    """Whether a list that is too short may fail before the loop as well as in it."""
    jumps = any(isinstance(node, ast.Break | ast.Return | ast.Raise | ast.Try) for node in walk(loop))
    calls = [node for node in walk(loop) if isinstance(node, ast.Call)]
    lists = all(view.facts.kind(name(stream.owner)) == "list" for stream in streams.values())
    outside = effects.changed(loop.body) & view.facts.parameters
    return lists and not jumps and not outside and all(harmless(effects, loop, made) for made in calls)


def harmless(effects: Effects, loop: ast.For, made: ast.Call) -> bool:
    """Whether a call changes nothing but what the function made itself."""
    if effects.pure_call(made):
        return True
    owner = made.func.value if isinstance(made.func, ast.Attribute) else None
    grown = isinstance(owner, ast.Name) and made.func.attr == "append"  # type: ignore[attr-defined]
    return grown and effects.fresh(owner.id) and not mentions(loop.iter, owner.id)  # type: ignore[union-attr]


def _check(reader: Reader, first: str, others: list[Stream]) -> ast.stmt:
    """``if len(other) < len(first): raise IndexError(…)``, as reading past the end would."""
    furthest: dict[str, Linear] = {}
    later = False
    for stream in others:
        offset = Linear() if stream.turns else stream.offset
        known = furthest.get(stream.owner)
        if known is None or known.plus(offset, -1).constant < 0:
            furthest[stream.owner] = offset
        later = later or linear(reader.start).plus(offset).constant > 0
    ends: dict[str, tuple[Expr, list[str]]] = {}
    for owner, offset in furthest.items():
        end = linear(reader.stop).plus(offset).code()
        if first and reader.view.facts.covers(name(first), end) == 0:
            end = call("len", name(first))
        ends.setdefault(ast.dump(end), (end, []))[1].append(owner)
    tests: list[Expr] = [_shortest(owners, end) for end, owners in ends.values()]
    test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)
    if later:
        test = ast.BoolOp(ast.And(), [ast.Compare(reader.stop, [ast.Gt()], [reader.start]), test])
    failing = ast.Raise(call("IndexError", const("list index out of range")))
    return ast.If(test, [failing], [])


def _shortest(owners: list[str], end: Expr) -> Expr:
    lengths = [call("len", name(owner)) for owner in owners]
    least = lengths[0] if len(lengths) == 1 else call("min", *lengths)
    return ast.Compare(least, [ast.Lt()], [end])


def _called(stream: Stream) -> str:
    """A name for an element of the sequence."""
    owner = stream.owner
    plural = owner.endswith("s") and not owner.endswith("ss") and len(owner) > 1
    single = owner[:-1] if plural else "value"
    ahead = stream.offset.constant if stream.offset.is_constant else 0
    return {1: f"next_{single}", -1: f"previous_{single}"}.get(ahead, single)
