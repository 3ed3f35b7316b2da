"""A loop, with the loops in it, read as a numeric kernel: the flat list of what one pass does.

``read`` returns nothing for a loop that is no scalar kernel: too few passes, statements with side effects,
attribute chains on the element, text, or work on whole arrays in each pass.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from .header import Header, spread
from .statements import Guard, Guards, fresh, pairs, passed, taken_apart
from .tags import Tags
from .vet import FITS, NO, Vet
from .walk import Place

_JUMPS = (ast.Break, ast.Continue, ast.Return)


class Event(NamedTuple):
    """An effect of a pass on a name, an item, a list, or on the loop itself.

    ``kind`` is ``set``, ``fresh``, ``add`` (names), ``store`` (an item), ``append``, ``yield``, ``break`` or
    ``return``; ``name`` is the name changed; ``operator`` that of an augmented assignment; ``weight`` what
    ``Vet`` said of the value; ``guards`` how many conditions stand above; ``tested`` the innermost of them;
    ``nest`` are the headers around it, the outermost first, ``path`` the conditions. A ``fresh`` name starts
    as an empty list or a new array.
    """

    kind: str
    name: str
    value: ast.expr | None
    weight: int
    guards: int
    tested: ast.expr | None = None
    operator: type[ast.operator] | None = None
    subscript: ast.expr | None = None
    nest: tuple[Header, ...] = ()
    target: ast.expr | None = None
    path: tuple[Guard, ...] = ()


class Loop:
    """A numeric loop with its surroundings, as the rules see it.

    ``headers`` are all its loops in the order of the source, the first its own; ``inner`` the nodes of those
    inside it.
    """

    def __init__(self, place: Place, tags: Tags, reader: _Reader) -> None:
        self.place = place
        self.header = reader.headers[0]
        self.headers = reader.headers
        self.inner = reader.inner
        self.events = reader.events
        self.tags = tags

    def of(self, kind: str) -> list[Event]:
        """The events of one kind, in source order."""
        return [event for event in self.events if event.kind == kind]

    @property
    def nested(self) -> bool:
        """Whether a loop stands inside it."""
        return len(self.headers) > 1

    @property
    def names(self) -> set[str]:
        """The names that its headers bind."""
        return {name for header in self.headers for name in header.names}

    @property
    def leaves_early(self) -> bool:
        """Whether a pass may end the loop by what it finds; an end at a known place does not count."""
        return any(
            event.kind == "return" or (event.kind == "break" and not self._known(event))
            for event in self.events
        )

    def _known(self, leaving: Event) -> bool:
        """Whether a ``break`` stands under a comparison of an index with what no pass changes."""
        tested = leaving.tested
        if len(leaving.path) != 1 or not isinstance(tested, ast.Compare) or self.nested:
            return False
        named = {node.id for node in ast.walk(tested) if isinstance(node, ast.Name)}
        changed = {event.name for event in self.events}
        return (
            bool(named & set(self.header.indices))
            and not named & (changed | set(self.header.elements))
            and not any(isinstance(node, ast.Subscript) for node in ast.walk(tested))
        )

    def initial(self, name: str) -> ast.expr | None:
        """The value a name has when the loop starts, if the statements before it in its block tell."""
        for statement in reversed(self.place.block[: self.place.position]):
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        return statement.value
                    if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                        for part, value in zip(target.elts, statement.value.elts, strict=False):
                            if isinstance(part, ast.Name) and part.id == name:
                                return value
            elif (
                isinstance(statement, ast.AugAssign | ast.AnnAssign)
                and isinstance(statement.target, ast.Name)
                and statement.target.id == name
            ):
                return statement.value if isinstance(statement, ast.AnnAssign) else None
        return None

    def starts_as_number(self, name: str) -> bool:
        """Whether the name starts as a numeric constant."""
        value = self.initial(name)
        return value is not None and self.tags.kind(value) == "number"

    def follower(self) -> ast.stmt | None:
        """The statement after the loop in its block."""
        after = self.place.position + 1
        return self.place.block[after] if after < len(self.place.block) else None


def read(place: Place, tags: Tags) -> Loop | None:
    """The loop as a kernel, or nothing."""
    reader = _Reader(place.loop, tags)
    if not reader.enter(place.loop, ()) or not reader.events:
        return None
    if reader.headers[0].tiny or (len(reader.headers) == 1 and any(e.kind == "fresh" for e in reader.events)):
        return None
    changed = {event.name for event in reader.events if event.kind in {"set", "add"}}
    yielded = [event.value for event in reader.events if event.kind == "yield"]
    if any(not isinstance(value, ast.Name) or value.id not in changed for value in yielded):
        return None
    return Loop(place, tags, reader)


class _Reader:
    """Collects the events of a loop, as long as everything in it fits a kernel."""

    def __init__(self, loop: ast.For | ast.While, tags: Tags) -> None:
        self.tags = tags
        self.headers: list[Header] = []
        self.inner: list[ast.For | ast.While] = []
        self.events: list[Event] = []
        self._vet = Vet(tags, loop, set())

    def enter(self, loop: ast.For | ast.While, nest: tuple[Header, ...], guards: Guards = ()) -> bool:
        """Read a loop with all that is in it; whether it fits."""
        headers = spread(loop, self.tags) if not loop.orelse else ()
        if not headers or any(not self._walks(source) for one in headers for source in one.sources):
            return False
        self.headers += headers
        if nest:
            self.inner.append(loop)
        inside = (*nest, *headers)
        for header in headers:
            self._vet.bind(header.indices)
            if header.exit is not None:
                if self._vet.weigh(header.exit) == NO:
                    return False
                self.events.append(Event("break", "", None, FITS, len(guards) + 1, header.exit, nest=inside))
        return self._block(loop.body, guards, inside)

    def _walks(self, source: ast.expr) -> bool:
        if (
            isinstance(source, ast.Call)
            and isinstance(source.func, ast.Name)
            and source.func.id == "reversed"
        ):
            return self._walks(source.args[0])
        if isinstance(source, ast.Subscript):
            parts = source.slice.elts if isinstance(source.slice, ast.Tuple) else [source.slice]
            if any(isinstance(part, ast.Slice) for part in parts):
                return self._walks(source.value)
        return self._vet.weigh(source) != NO or self.tags.kind(source) in {"list", "array"}

    def _block(self, block: list[ast.stmt], guards: Guards, nest: tuple[Header, ...]) -> bool:
        for statement in block:
            if not self._statement(statement, guards, nest):
                return False
            guards = (*guards, *passed(statement))
        return True

    def _statement(self, statement: ast.stmt, guards: Guards, nest: tuple[Header, ...]) -> bool:
        if isinstance(statement, ast.If):
            if self._vet.weigh(statement.test) == NO:
                return False
            return self._block(statement.body, (*guards, Guard(statement.test, True)), nest) and self._block(
                statement.orelse, (*guards, Guard(statement.test, False)), nest
            )
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
            return self._assignment(statement, guards, nest)
        if isinstance(statement, ast.For | ast.While):
            return len(nest) < 5 and self.enter(statement, nest, guards)
        tested = guards[-1].test if guards else None
        if isinstance(statement, ast.Expr):
            return self._append(statement.value, guards, nest)
        if isinstance(statement, _JUMPS):
            value = statement.value if isinstance(statement, ast.Return) else None
            if value is not None and not self._returnable(value):
                return False
            kind = type(statement).__name__.lower()
            if kind != "continue":
                self.events.append(Event(kind, "", value, FITS, len(guards), tested, nest=nest, path=guards))
            return bool(guards)
        return isinstance(statement, ast.Pass | ast.Assert)

    def _returnable(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Tuple):
            return all(self._returnable(part) for part in value.elts)
        constant = isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
        return constant or self._vet.weigh(value) != NO

    def _assignment(
        self,
        statement: ast.Assign | ast.AugAssign | ast.AnnAssign,
        guards: Guards,
        nest: tuple[Header, ...],
    ) -> bool:
        value = statement.value
        if value is None:
            return False
        operator = type(statement.op) if isinstance(statement, ast.AugAssign) else None
        if operator and isinstance(statement, ast.AugAssign) and self._array(statement.target):
            return False
        tested = guards[-1].test if guards else None
        for place, piece in taken_apart(pairs(statement, value), self._elements()):
            weight = NO if self._whole(piece) else self._weight(piece)
            kind = "fresh" if weight == NO and fresh(piece) else "set" if operator is None else "add"
            if weight == NO and kind != "fresh":
                return False
            event = Event(kind, "", piece, weight, len(guards), tested, operator, None, nest, place, guards)
            if isinstance(place, ast.Name):
                self.events.append(event._replace(name=place.id))
            elif isinstance(place, ast.Subscript) and kind != "fresh" and self._vet.weigh(place) != NO:
                base = root(place)
                if isinstance(base, ast.Name) and base.id == "self":
                    return False
                name = ast.unparse(base) if isinstance(base, ast.Name | ast.Attribute) else ""
                index = subscripts(place)
                self.events.append(event._replace(kind="store", name=name, subscript=index))
            else:
                return False
        return True

    def _elements(self) -> set[str]:
        return {name for header in self.headers for name in header.elements}

    def _array(self, target: ast.expr) -> bool:
        """Whether a name that grows is an array: each pass works on all of it."""
        return isinstance(target, ast.Name) and self.tags.kind(target) == "array"

    def _whole(self, piece: ast.expr) -> bool:
        """Whether an operation has a row or a column of an array as an operand: work on all of it."""
        if isinstance(piece, ast.BinOp):
            return any(
                self.tags.is_vector(side.id) if isinstance(side, ast.Name) else self._whole(side)
                for side in (piece.left, piece.right)
            )
        return isinstance(piece, ast.UnaryOp) and self._whole(piece.operand)

    def _weight(self, piece: ast.expr) -> int:
        constant = isinstance(piece, ast.Constant) and (isinstance(piece.value, bool) or piece.value is None)
        return FITS if constant else self._vet.weigh(piece)

    def _append(self, call: ast.expr, guards: Guards, nest: tuple[Header, ...]) -> bool:
        if isinstance(call, ast.Constant):
            return True
        if isinstance(call, ast.Yield):
            tested = guards[-1].test if guards else None
            self.events.append(
                Event("yield", "", call.value, FITS, len(guards), tested, nest=nest, path=guards)
            )
            return True
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return False
        owner = call.func.value
        if (
            call.func.attr != "append"
            or not isinstance(owner, ast.Name)
            or len(call.args) != 1
            or call.keywords
        ):
            return False
        value = call.args[0]
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) and value.elts else [value]
        weight = max((self._vet.weigh(part) for part in parts), default=NO)
        if any(self._vet.weigh(part) == NO for part in parts):
            return False
        tested = guards[-1].test if guards else None
        self.events.append(
            Event("append", owner.id, value, weight, len(guards), tested, nest=nest, path=guards)
        )
        return True


def root(place: ast.expr) -> ast.expr:
    """What stands before all the subscripts: ``a`` of ``a[i][j]``."""
    while isinstance(place, ast.Subscript):
        place = place.value
    return place


def subscripts(place: ast.Subscript) -> ast.expr:
    """The index of an item; those of ``a[i][j]`` together, as in ``a[i, j]``."""
    if not isinstance(place.value, ast.Subscript):
        return place.slice
    parts: list[ast.expr] = []
    node: ast.expr = place
    while isinstance(node, ast.Subscript):
        own = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        parts = [*own, *parts]
        node = node.value
    return ast.Tuple(elts=parts, ctx=ast.Load())
