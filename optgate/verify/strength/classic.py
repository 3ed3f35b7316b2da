"""The classic mutation operators: operators, constants, boundaries, and statements left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from optgate.verify.strength.body import Body, Edit, became, named, operator, parsed, shifted, short, source

COMPARISONS: dict[type[Any], tuple[str, type[Any]]] = {
    ast.Lt: ("<", ast.LtE),
    ast.LtE: ("<=", ast.Lt),
    ast.Gt: (">", ast.GtE),
    ast.GtE: (">=", ast.Gt),
    ast.Eq: ("==", ast.NotEq),
    ast.NotEq: ("!=", ast.Eq),
    ast.Is: ("is", ast.IsNot),
    ast.IsNot: ("is not", ast.Is),
    ast.In: ("in", ast.NotIn),
    ast.NotIn: ("not in", ast.In),
}
_ARITHMETIC: dict[type[Any], tuple[str, type[Any]]] = {
    ast.Add: ("+", ast.Sub),
    ast.Sub: ("-", ast.Add),
    ast.Mult: ("*", ast.Add),
    ast.Div: ("/", ast.Mult),
    ast.FloorDiv: ("//", ast.Div),
    ast.Mod: ("%", ast.FloorDiv),
    ast.Pow: ("**", ast.Mult),
    ast.LShift: ("<<", ast.RShift),
    ast.RShift: (">>", ast.LShift),
    ast.BitAnd: ("&", ast.BitOr),
    ast.BitOr: ("|", ast.BitAnd),
    ast.BitXor: ("^", ast.BitAnd),
}
_OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_ENDLESS = frozenset({"range", "iter", "itertools.count", "itertools.cycle", "itertools.repeat"})


@operator("comparison", "equal", "few")
def comparison(body: Body) -> Iterator[Edit]:
    """A comparison at its boundary, or the other way round: ``<`` becomes ``<=``, ``==`` becomes ``!=``."""
    for node in body.nodes(ast.Compare):
        for place, old in enumerate(node.ops):
            symbol, other = COMPARISONS[type(old)]
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield Edit(node, source(node, ops=ops), became(symbol, COMPARISONS[other][0]))


@operator("arithmetic")
def arithmetic(body: Body) -> Iterator[Edit]:
    """Another arithmetic operator: ``+`` becomes ``-``, ``*`` becomes ``+``; a sign is lost."""
    for node in body.nodes(ast.BinOp, ast.UnaryOp):
        if isinstance(node, ast.UnaryOp):
            if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
                yield Edit(node, source(node.operand), became(node, source(node.operand)))
        elif type(node.op) in _ARITHMETIC and not _text(node.left) and not _text(node.right):
            symbol, other = _ARITHMETIC[type(node.op)]
            yield Edit(node, source(node, op=other()), became(symbol, _ARITHMETIC[other][0]))


def _text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@operator("augmented assignment")
def augmented(body: Body) -> Iterator[Edit]:
    """``+=`` becomes ``=``, as when what was there is overwritten; or another operator."""
    for node in body.nodes(ast.AugAssign):
        if type(node.op) in _ARITHMETIC and not _text(node.value):
            symbol, other = _ARITHMETIC[type(node.op)]
            plain = source(ast.Assign([node.target], node.value, lineno=node.lineno))
            yield Edit(node, plain, became(f"{symbol}=", "="))
            yield Edit(node, source(node, op=other()), became(f"{symbol}=", f"{_ARITHMETIC[other][0]}="))


@operator("boolean")
def boolean(body: Body) -> Iterator[Edit]:
    """``and`` becomes ``or``; a ``not`` is lost."""
    for node in body.nodes(ast.BoolOp, ast.UnaryOp):
        if isinstance(node, ast.BoolOp):
            word, other = ("and", ast.Or()) if isinstance(node.op, ast.And) else ("or", ast.And())
            yield Edit(node, source(node, op=other), became(word, "or" if word == "and" else "and"))
        elif isinstance(node.op, ast.Not):
            yield Edit(node, source(node.operand), became(node, source(node.operand)))


@operator("condition")
def condition(body: Body) -> Iterator[Edit]:
    """A condition is negated, where no single operator of it could be."""
    tests: list[Any] = [node.test for node in body.nodes(ast.If, ast.While, ast.IfExp)]
    tests += [test for node in body.all for each in getattr(node, "generators", ()) for test in each.ifs]
    for test in tests:
        simple = isinstance(test, ast.Compare) and len(test.ops) == 1
        if simple and not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            continue
        if isinstance(test, ast.Constant) or (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            continue
        new = source(ast.UnaryOp(ast.Not(), test))
        yield Edit(test, new, became(test, new))


@operator("constant", "pool", "wide")
def constant(body: Body) -> Iterator[Edit]:
    """A number is one more, one less, or zero; a truth value is the other one."""
    for node in body.nodes(ast.Constant):
        if isinstance(node.value, bool):
            yield Edit(node, str(not node.value), became(node, str(not node.value)))
        elif type(node.value) in (int, float):
            sign = body.parents[node]
            minus = isinstance(sign, ast.UnaryOp) and isinstance(sign.op, ast.USub)
            place: Any = sign if minus else node
            value: Any = -node.value if minus else node.value
            for other in dict.fromkeys((value + 1, value - 1, type(value)(0))):
                if other != value and other - value in (1, -1, -value):
                    yield Edit(place, repr(other), became(place, repr(other)))


@operator("range")
def bounds(body: Body) -> Iterator[Edit]:
    """A ``range`` that starts one later, or ends one earlier or later."""
    for node in body.calls("range"):
        if any(isinstance(arg, ast.Starred) for arg in node.args) or not node.args:
            continue
        start: ast.expr = ast.Constant(0)
        if len(node.args) == 1:
            stop, rest = node.args[0], []
        else:
            start, stop, *rest = node.args
        backwards = bool(rest) and source(rest[0]).startswith("-")
        inner, outer = (1, -1) if backwards else (-1, 1)
        for low, high in (
            (start, shifted(stop, inner)),
            (shifted(start, -inner), stop),
            (start, shifted(stop, outer)),
        ):
            args = [low, high, *rest] if len(node.args) > 1 or low is not start else [high]
            new = source(node, args=args)
            yield Edit(node, new, became(node, new))


@operator("slice")
def slices(body: Body) -> Iterator[Edit]:
    """A slice that begins or ends one place off."""
    for node in body.nodes(ast.Subscript):
        part = node.slice
        if isinstance(part, ast.Slice):
            for name, steps in (("lower", (1, -1)), ("upper", (-1, 1))):
                end = getattr(part, name)
                for step in steps:
                    if end is None and name == "upper" and step > 0:
                        continue
                    if end is None and step < 0 and name == "lower":
                        continue
                    missing = parsed("1") if name == "lower" else parsed("-1")
                    moved = shifted(end, step) if end is not None else missing
                    lower, upper = (moved, part.upper) if name == "lower" else (part.lower, moved)
                    new = source(node, slice=ast.Slice(lower, upper, part.step))
                    yield Edit(node, new, became(node, new))


@operator("index")
def index(body: Body) -> Iterator[Edit]:
    """An element one place off, or the axes of a two-dimensional one exchanged."""
    for node in body.nodes(ast.Subscript):
        place = node.slice
        if isinstance(place, ast.Tuple):
            if len(place.elts) == 2 and not any(isinstance(e, ast.Slice | ast.Constant) for e in place.elts):
                new = source(node, slice=ast.Tuple(place.elts[::-1], ast.Load()))
                yield Edit(node, new, became(node, new))
        elif not isinstance(place, ast.Slice) and not _text(place):
            for step in (-1, 1):
                new = source(node, slice=shifted(place, step))
                yield Edit(node, new, became(node, new))


@operator("elements")
def elements(body: Body) -> Iterator[Edit]:
    """A loop over elements that misses the last or the first."""
    loops: list[Any] = list(body.nodes(ast.For))
    loops += [each for node in body.all for each in getattr(node, "generators", ())]
    for loop in loops:
        called = loop.iter.func if isinstance(loop.iter, ast.Call) else None
        if called is not None and body.dotted(called) in _ENDLESS:
            continue
        text = source(loop.iter)
        yield Edit(loop.iter, f"[*({text})][:-1]", f"the last of `{short(text)}` is missed")
        yield Edit(loop.iter, f"[*({text})][1:]", f"the first of `{short(text)}` is missed")


@operator("statement")
def statement(body: Body) -> Iterator[Edit]:
    """A statement is left out."""
    for node in body.nodes(ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Return, ast.Delete):
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call):
            continue
        if isinstance(node, ast.Assign) and all(
            isinstance(target, ast.Name) and body.bindings(target.id) < 2 for target in node.targets
        ):
            continue
        if isinstance(node, ast.Return) and not isinstance(body.parents[node], ast.If):
            continue
        yield Edit(node, "pass", f"`{short(source(node))}` was dropped")


@operator("jump")
def jump(body: Body) -> Iterator[Edit]:
    """``break`` and ``continue`` are exchanged."""
    for node in body.nodes(ast.Break, ast.Continue):
        old, new = ("break", "continue") if isinstance(node, ast.Break) else ("continue", "break")
        yield Edit(node, new, became(old, new))


@operator("call", "alternating")
def call(body: Body) -> Iterator[Edit]:
    """A call such as ``abs`` is left out, or its opposite is called."""
    for node in body.calls("abs", "float", "int", "round", "numpy.abs", "math.fabs"):
        if (
            len(node.args) == 1
            and not node.keywords
            and not isinstance(node.args[0], ast.Starred | ast.Constant)
        ):
            yield Edit(node, source(node.args[0]), became(node, source(node.args[0])))
    for node in body.calls(*_OPPOSITES):
        other = _OPPOSITES[named(node.func)]
        yield Edit(node, source(node, func=ast.Name(other, ast.Load())), became(named(node.func), other))


@operator("default", "groups")
def default(body: Body) -> Iterator[Edit]:
    """The value for what is missing is left out: ``d.get(k, 0)``, ``max(xs, default=0)``."""
    for node in body.nodes(ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else named(node.func)
        new = ""
        if name in ("get", "next", "pop", "getattr") and len(node.args) == (3 if name == "getattr" else 2):
            new = source(node, args=node.args[:-1])
        elif name in ("min", "max") and any(keyword.arg == "default" for keyword in node.keywords):
            new = source(node, keywords=[keyword for keyword in node.keywords if keyword.arg != "default"])
        if new:
            yield Edit(node, new, became(node, new))
