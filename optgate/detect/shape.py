"""A loop read as a numeric kernel: its header and the flat list of what one pass does.

``read`` returns nothing for a loop that is no scalar kernel: too few passes, statements with side effects,
attribute chains on the element, text, or work on whole arrays in each pass.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from .tags import Tags
from .vet import FITS, NO, Vet
from .walk import Place

TINY = 16
"""A loop whose trip count is known and at most this long is left alone."""

_JUMPS = (ast.Break, ast.Continue, ast.Return)


class Event(NamedTuple):
    """An effect: ``set``, ``add`` (a name), ``store`` (an item), ``append``, ``break``, ``return``.

    ``name`` is the name changed; ``operator`` that of an augmented assignment; ``weight`` what ``Vet`` said
    of the value; ``guards`` how many conditions stand above; ``tested`` the innermost of them.
    """

    kind: str
    name: str
    value: ast.expr | None
    weight: int
    guards: int
    tested: ast.expr | None = None
    operator: type[ast.operator] | None = None
    subscript: ast.expr | None = None


class Header(NamedTuple):
    """Names bound by the loop and what it walks: ``sources`` are the sequences, ``kind`` the way."""

    kind: str
    indices: tuple[str, ...]
    elements: tuple[str, ...]
    sources: tuple[ast.expr, ...]


class Loop:
    """A numeric loop with its surroundings, as the rules see it."""

    def __init__(self, place: Place, header: Header, events: list[Event], tags: Tags) -> None:
        self.place = place
        self.header = header
        self.events = events
        self.tags = tags

    def of(self, kind: str) -> list[Event]:
        """The events of one kind, in source order."""
        return [event for event in self.events if event.kind == kind]

    @property
    def leaves_early(self) -> bool:
        """Whether a pass may end the loop."""
        return any(event.kind in {"break", "return"} for event in self.events)

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
    loop = place.loop
    if loop.orelse:
        return None
    header = _while_header(loop) if isinstance(loop, ast.While) else _for_header(loop, tags)
    if header is None:
        return None
    stored = {
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    vet = Vet(tags, stored - set(header.indices), set(header.indices))
    if any(
        vet.weigh(source) == NO and tags.kind(source) not in {"list", "array"} for source in header.sources
    ):
        return None
    events: list[Event] = []
    if not _read_block(loop.body, vet, events, ()) or not events:
        return None
    return Loop(place, header, events, tags)


def _while_header(loop: ast.While) -> Header | None:
    test = loop.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Lt)):
        return None
    last = loop.body[-1]
    if not (
        isinstance(test.left, ast.Name) and isinstance(last, ast.AugAssign) and isinstance(last.op, ast.Add)
    ):
        return None
    if not (isinstance(last.target, ast.Name) and last.target.id == test.left.id):
        return None
    return Header("while", (test.left.id,), (), ())


def _for_header(loop: ast.For, tags: Tags) -> Header | None:
    walked, target = loop.iter, loop.target
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and not walked.keywords:
        name, arguments = walked.func.id, walked.args
        if name == "range":
            return _range_header(target, arguments)
        if name == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2 and arguments:
            index, element = target.elts
            if (
                isinstance(index, ast.Name)
                and isinstance(element, ast.Name)
                and _walkable(arguments[0], tags)
            ):
                return Header("enumerate", (index.id,), (element.id,), (arguments[0],))
            return None
        if name == "zip":
            return _zip_header(target, arguments, tags)
        if name == "reversed" and len(arguments) == 1 and isinstance(arguments[0], ast.Call):
            inner = arguments[0]
            if isinstance(inner.func, ast.Name) and inner.func.id == "range":
                return _range_header(target, inner.args)
        return None
    if isinstance(target, ast.Name) and _walkable(walked, tags):
        return Header("each", (), (target.id,), (walked,))
    return None


def _range_header(target: ast.expr, arguments: list[ast.expr]) -> Header | None:
    if not isinstance(target, ast.Name) or not 1 <= len(arguments) <= 3:
        return None
    bounds = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    known = [bound for bound in bounds if isinstance(bound, int)]
    if len(known) == len(arguments) and known[-1] != 0 and len(range(*known)) <= TINY:
        return None
    return Header("range", (target.id,), (), ())


def _zip_header(target: ast.expr, arguments: list[ast.expr], tags: Tags) -> Header | None:
    if not isinstance(target, ast.Tuple) or len(target.elts) != len(arguments):
        return None
    names = [part.id for part in target.elts if isinstance(part, ast.Name)]
    if len(names) != len(arguments) or not all(_walkable(argument, tags) for argument in arguments):
        return None
    return Header("zip", (), tuple(names), tuple(arguments))


def _walkable(source: ast.expr, tags: Tags) -> bool:
    kind = tags.kind(source)
    if kind not in {"", "list", "array"}:
        return False
    if isinstance(source, ast.Tuple | ast.List):
        return len(source.elts) > TINY
    if isinstance(source, ast.Call):
        return kind == "array"
    if isinstance(source, ast.Subscript):
        return _walkable(source.value, tags)
    if isinstance(source, ast.Attribute):
        return isinstance(source.value, ast.Name)
    return isinstance(source, ast.Name)


def _read_block(block: list[ast.stmt], vet: Vet, events: list[Event], guards: tuple[ast.expr, ...]) -> bool:
    return all(_read_statement(statement, vet, events, guards) for statement in block)


def _read_statement(statement: ast.stmt, vet: Vet, events: list[Event], guards: tuple[ast.expr, ...]) -> bool:
    if isinstance(statement, ast.If):
        if vet.weigh(statement.test) == NO:
            return False
        inner = (*guards, statement.test)
        return _read_block(statement.body, vet, events, inner) and _read_block(
            statement.orelse, vet, events, inner
        )
    if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return _read_assignment(statement, vet, events, guards)
    tested = guards[-1] if guards else None
    if isinstance(statement, ast.Expr):
        return _read_append(statement.value, vet, events, guards)
    if isinstance(statement, _JUMPS):
        value = statement.value if isinstance(statement, ast.Return) else None
        if value is not None and not _returnable(value, vet):
            return False
        kind = type(statement).__name__.lower()
        if kind != "continue":
            events.append(Event(kind, "", value, FITS, len(guards), tested))
        return bool(guards)
    return isinstance(statement, ast.Pass)


def _returnable(value: ast.expr, vet: Vet) -> bool:
    return (
        isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
    ) or vet.weigh(value) != NO


def _read_assignment(
    statement: ast.Assign | ast.AugAssign | ast.AnnAssign,
    vet: Vet,
    events: list[Event],
    guards: tuple[ast.expr, ...],
) -> bool:
    value = statement.value
    if value is None or (isinstance(statement, ast.Assign) and len(statement.targets) != 1):
        return False
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    operator = type(statement.op) if isinstance(statement, ast.AugAssign) else None
    if isinstance(target, ast.Tuple):
        pairs = _pairs(target, value)
        if not pairs:
            return False
    else:
        pairs = [(target, value)]
    tested = guards[-1] if guards else None
    for place, piece in pairs:
        weight = (
            FITS if isinstance(piece, ast.Constant) and isinstance(piece.value, bool) else vet.weigh(piece)
        )
        if weight == NO:
            return False
        if isinstance(place, ast.Name):
            kind = "set" if operator is None else "add"
            events.append(Event(kind, place.id, piece, weight, len(guards), tested, operator))
        elif isinstance(place, ast.Subscript) and vet.weigh(place) != NO:
            name = place.value.id if isinstance(place.value, ast.Name) else ""
            events.append(Event("store", name, piece, weight, len(guards), tested, operator, place.slice))
        else:
            return False
    return True


def _pairs(target: ast.Tuple, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if not isinstance(value, ast.Tuple) or len(value.elts) != len(target.elts):
        return []
    return list(zip(target.elts, value.elts, strict=True))


def _read_append(call: ast.expr, vet: Vet, events: list[Event], guards: tuple[ast.expr, ...]) -> bool:
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Attribute)
        or call.func.attr != "append"
    ):
        return False
    owner = call.func.value
    if not isinstance(owner, ast.Name) or len(call.args) != 1 or call.keywords:
        return False
    weight = vet.weigh(call.args[0])
    if weight == NO:
        return False
    tested = guards[-1] if guards else None
    events.append(Event("append", owner.id, call.args[0], weight, len(guards), tested))
    return True
