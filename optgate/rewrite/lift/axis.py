"""The vector axis of a loop: its position variable, its bounds and the sequences it walks."""

from __future__ import annotations

import ast

from ..trees import walk
from .facts import Facts
from .linear import Linear, linear
from .nodes import Expr, UnliftableError, call, const, item, name, names, same

ANONYMOUS = "_position"
"""The position variable of a loop that has none in the source; never written out."""


class Axis:
    """Positions ``start <= position < stop``, one pass each, in this order unless ``reverse``.

    ``elements`` maps names bound per pass to what they are in terms of the position; ``walked`` are the
    sequences whose whole length the axis runs over, with the element's name. ``index`` is the name that the
    source uses for the position, or ``ANONYMOUS``. ``counter`` is the condition-variable of a ``while`` loop,
    whose value after the loop is ``stop``.
    """

    def __init__(self, index: str, start: Expr, stop: Expr, step: int = 1, reverse: bool = False) -> None:
        self.index = index
        self.start = start
        self.stop = stop
        self.step = step
        self.reverse = reverse
        self.elements: dict[str, Expr] = {}
        self.walked: list[tuple[Expr, str]] = []
        self.target: Expr | None = None
        self.iterable: Expr | None = None
        self.counter = ""

    @property
    def position(self) -> ast.Name:
        """The position as an expression."""
        return name(self.index)

    @property
    def bound(self) -> set[str]:
        """Every name the header binds."""
        return set(self.elements) | ({self.index} if self.index != ANONYMOUS else set())

    @property
    def from_zero(self) -> bool:
        """Whether the positions are 0, 1, 2 … in order."""
        return self.step == 1 and not self.reverse and _is_zero(self.start)

    def count(self) -> Expr:
        """How many passes there are, when there are any."""
        return linear(self.stop).plus(linear(self.start), -1).code()

    def runs(self) -> Expr:
        """A condition that holds when there is at least one pass."""
        if self.walked:
            return call("len", self.walked[0][0])
        if isinstance(self.stop, ast.Call) and _is_len(self.stop) and _is_zero(self.start):
            return self.stop
        return ast.Compare(self.stop, [ast.Gt()], [self.start])

    def last(self) -> Expr:
        """The last position, when there is at least one pass."""
        if self.reverse:
            return self.start
        if self.step != 1:
            raise UnliftableError("last position of a stepped range")
        return Linear(-1).plus(linear(self.stop)).code()


def _is_zero(node: Expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0


def axis_of(loop: ast.For | ast.While, facts: Facts) -> tuple[Axis, list[ast.stmt]]:
    """The axis of a loop and the body it has left.

    Raises:
        UnliftableError: The header is none that gives an axis.
    """
    if loop.orelse:
        raise UnliftableError("else clause")
    if isinstance(loop, ast.While):
        return _while(loop)
    axis = _for(loop.target, loop.iter, facts)
    axis.target, axis.iterable = loop.target, loop.iter
    return axis, loop.body


def _for(target: Expr, walked: Expr, facts: Facts) -> Axis:
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and not walked.keywords:
        function, arguments = walked.func.id, walked.args
        if any(isinstance(argument, ast.Starred) for argument in arguments):
            raise UnliftableError("starred argument")
        if function == "range":
            return _range(target, arguments)
        if function == "enumerate":
            return _enumerate(target, arguments)
        if function == "zip":
            return _zip(target, arguments)
        if function == "reversed" and len(arguments) == 1:
            return _reversed(target, arguments[0])
    return _each(target, walked)


def _range(target: Expr, arguments: list[Expr]) -> Axis:
    if not isinstance(target, ast.Name):
        raise UnliftableError("range target")
    start: Expr = const(0)
    step = 1
    if len(arguments) == 1:
        stop = arguments[0]
    else:
        start, stop = arguments[0], arguments[1]
    if len(arguments) == 3:
        form = linear(arguments[2])
        if not form.is_constant or form.constant == 0:
            raise UnliftableError("step")
        step = form.constant
    if step == -1:
        low = linear(stop).shifted(1).code()
        high = linear(start).shifted(1).code()
        return Axis(target.id, low, high, reverse=True)
    if step < 0:
        raise UnliftableError("negative step")
    return Axis(target.id, start, stop, step)


def _reversed(target: Expr, inner: Expr) -> Axis:
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "range":
        axis = _range(target, inner.args)
        if axis.step != 1 or axis.reverse:
            raise UnliftableError("reversed stepped range")
        axis.reverse = True
        return axis
    axis = _each(target, inner)
    axis.reverse = True
    return axis


def _sequence(node: Expr) -> Expr:
    """A thing that has a length and items by position, judging by how it is written."""
    if isinstance(node, ast.Name | ast.Attribute):
        return node
    if isinstance(node, ast.Subscript):
        _sequence(node.value)
        return node
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add)
        and _is_cut(node.left)
        and _is_cut(node.right)
    ):
        return node
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not node.args
        and not node.keywords
    ) and node.func.attr in {"ravel", "flatten", "tolist", "to_numpy"}:
        return node
    raise UnliftableError("what is walked")


def _is_cut(node: Expr) -> bool:
    """Whether the expression is a slice of a name."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and isinstance(node.value, ast.Name)
    )


def _each(target: Expr, walked: Expr) -> Axis:
    sequence = _sequence(walked)
    axis = Axis(ANONYMOUS, const(0), call("len", sequence))
    _bind(axis, target, sequence)
    return axis


def _bind(axis: Axis, target: Expr, sequence: Expr) -> None:
    if isinstance(target, ast.Name):
        axis.elements[target.id] = item(sequence, axis.position)
        axis.walked.append((sequence, target.id))
    elif isinstance(target, ast.Tuple):
        for place, part in enumerate(target.elts):
            if not isinstance(part, ast.Name):
                raise UnliftableError("nested target")
            axis.elements[part.id] = item(item(sequence, axis.position), const(place))
        axis.walked.append((sequence, ""))
    else:
        raise UnliftableError("target")


def _enumerate(target: Expr, arguments: list[Expr]) -> Axis:
    if not (isinstance(target, ast.Tuple) and len(target.elts) == 2 and isinstance(target.elts[0], ast.Name)):
        raise UnliftableError("enumerate target")
    inner, index = arguments[0], target.elts[0].id
    first: Expr = arguments[1] if len(arguments) > 1 else const(0)
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "zip":
        if not _is_zero(first) or inner.keywords:
            raise UnliftableError("enumerate of zip from elsewhere")
        return _zip(target.elts[1], inner.args, index)
    sequence = _sequence(inner)
    if _is_zero(first):
        axis = Axis(index, const(0), call("len", sequence))
    else:
        axis = Axis(ANONYMOUS, const(0), call("len", sequence))
        axis.elements[index] = linear(axis.position).plus(linear(first)).code()
    _bind(axis, target.elts[1], sequence)
    return axis


def _zip(target: Expr, arguments: list[Expr], index: str = ANONYMOUS) -> Axis:
    if not (isinstance(target, ast.Tuple) and len(target.elts) == len(arguments) and arguments):
        raise UnliftableError("zip target")
    first = arguments[0]
    if isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id == "range":
        raise UnliftableError("zip with a range")
    axis = Axis(index, const(0), call("len", _sequence(first)))
    for part, argument in zip(target.elts, arguments, strict=True):
        _bind(axis, part, _sequence(argument))
    return axis


def _while(loop: ast.While) -> tuple[Axis, list[ast.stmt]]:
    """``while i < n: …; i += 1`` as a range from the value that ``i`` has at the loop."""
    test = loop.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name)):
        raise UnliftableError("while condition")
    counter, bound = test.left.id, test.comparators[0]
    if isinstance(test.ops[0], ast.LtE):
        bound = linear(bound).shifted(1).code()
    elif not isinstance(test.ops[0], ast.Lt):
        raise UnliftableError("while condition")
    *body, last = loop.body
    step = _step(last, counter)
    if not (step > 0 and body):
        raise UnliftableError("while without a counter at the end")
    stored = _stored(body)
    if (
        counter in stored
        or names(bound) & stored
        or any(isinstance(n, ast.Continue) for s in body for n in walk(s))
    ):
        raise UnliftableError("while whose bound or counter changes")
    if any(isinstance(node, ast.Call) and not _is_len(node) for node in walk(bound)):
        raise UnliftableError("while bound calls")
    axis = Axis(counter, name(counter), bound, step)
    axis.counter = counter
    return axis, body


def _step(statement: ast.stmt, counter: str) -> int:
    """What a statement adds to the counter; 0 when it does something else."""
    if isinstance(statement, ast.AugAssign):
        target, value, operator = statement.target, statement.value, statement.op
    elif (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.BinOp)
        and len(statement.targets) == 1
    ):
        if not same(statement.value.left, name(counter)):
            return 0
        target, value, operator = statement.targets[0], statement.value.right, statement.value.op  # type: ignore[assignment]
    else:
        return 0
    known = isinstance(value, ast.Constant) and type(value.value) is int
    if not (
        known and isinstance(target, ast.Name) and target.id == counter and isinstance(operator, ast.Add)
    ):
        return 0
    return value.value  # type: ignore[attr-defined,no-any-return]


def _is_len(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "len"


def _stored(body: list[ast.stmt]) -> set[str]:
    found = {n.id for s in body for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for statement in body:
        for node in walk(statement):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
            ):
                found.add(node.func.value.id)
    return found
