"""Mutation operators that match mistakes made in rewriting loops: widths, ties, NaN, copies, rounding."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

from optgate.verify.strength.body import Body, Edit, became, named, operator, parsed, short, source, tidy
from optgate.verify.strength.classic import COMPARISONS

_ORDERED: dict[type[Any], type[Any]] = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
_MUTATING = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear", "update"})
_COPY = '__import__("copy").copy({})'
_INTEGERS = frozenset({"int", "int64", "int32", "uint8", "bool"})


def accumulators(body: Body) -> Iterator[ast.AugAssign]:
    """What a loop adds up, from a whole number on."""
    for node in body.nodes(ast.AugAssign):
        if not isinstance(node.op, ast.Add | ast.Sub | ast.Mult) or not body.in_loop(node):
            continue
        starts = body.starts(named(node.target))
        if isinstance(node.target, ast.Subscript) or any(type(start.value) is int for start in starts):
            yield node


@operator("narrow accumulator", "limits", "wide", "huge", "positive", "long", "scale")
def narrow(body: Body) -> Iterator[Edit]:
    """What is added up wraps around as in uint8 or int16."""
    for node in accumulators(body):
        target = source(node.target)
        wide = () if isinstance(node.value, ast.Constant) else (("int16", -32768, 32768),)
        for dtype, low, high in (("uint8", 0, 256), *wide):
            span = high - low
            wrapped = f"{target} % {span}" if not low else f"({target} - {low}) % {span} + {low}"
            text = f"{source(node)}; {target} = {target} if {low} <= {target} < {high} else {wrapped}"
            yield Edit(node, text, f"`{short(target)}` accumulates in {dtype}")


@operator("integers through float64", "limits", "huge")
def through_floats(body: Body) -> Iterator[Edit]:
    """Whole numbers are added up as floats, exact to 2**53 only."""
    if not body.facts.results & _INTEGERS:
        return
    for node in accumulators(body):
        name = named(node.target)
        if name and not isinstance(node.value, ast.Constant):
            summed = source(
                ast.BinOp(
                    ast.Call(ast.Name("float"), [node.target], []),
                    node.op,
                    ast.Call(ast.Name("float"), [node.value], []),
                )
            )
            yield Edit(node, f"{name} = type({name})({summed})", f"`{name}` goes through float64")


@operator("zero of another type", "zero", "whole")
def zero(body: Body) -> Iterator[Edit]:
    """What is added up and returned starts from ``0.0`` in place of ``0``, or the other way round."""
    added = {named(node.target) for node in body.nodes(ast.AugAssign)} - {""}
    results = {named(part) for node in body.nodes(ast.Return) if node.value for part in _parts(node.value)}
    for name in sorted(added & results):
        for start in body.starts(name):
            value: Any = start.value
            if type(value) in (int, float) and value == int(value):
                other = repr(float(value) if type(value) is int else int(value))
                yield Edit(start, other, became(start, other))


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List) else [node]


def returned(body: Body) -> Iterator[ast.Return]:
    """What the function itself returns, but for constants."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    for node in body.nodes(ast.Return):
        own = next(one for one in body.around(node) if isinstance(one, functions))
        if own is body.function and not _constant(node.value):
            yield node


def _constant(node: ast.expr | None) -> bool:
    return node is None or isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


@operator("float32 result", "plain", "wide")
def single(body: Body) -> Iterator[Edit]:
    """The result has lost the digits that float32 does not hold."""
    results = body.facts.results
    if len(results) != 1:
        return
    pack = '__import__("struct").unpack("f", __import__("struct").pack("f", {}))[0]'
    forms = {
        "float": f"float({body.numpy}.float32({{}}))" if body.numpy else pack,
        "float64": "type(_r := {})(_r.astype('f4'))",
        "float64 array": "({}).astype('f4').astype('f8')",
    }
    for node in [*returned(body)][-1:]:
        form = forms.get(next(iter(results)), "")
        if form and node.value is not None:
            yield Edit(node.value, form.format(source(node.value)), "the result goes through float32")


@operator("type of the result")
def result_type(body: Body) -> Iterator[Edit]:
    """The result has a neighbouring type: a float for an int, a tuple for a list, numpy's for Python's."""
    results = body.facts.results
    numpy = body.numpy
    forms = {
        "int": f"{numpy}.int64({{}})" if numpy else "float({})",
        "float": f"{numpy}.float64({{}})" if numpy else "int({})",
        "bool": f"{numpy}.bool_({{}})" if numpy else "int({})",
        "float64": "float({})",
        "int64": "int({})",
        "list": "tuple({})",
        "tuple": "list({})",
    }
    if len(results) == 1 and (form := forms.get(next(iter(results)))):
        for node in returned(body):
            if node.value is not None:
                new = form.format(source(node.value))
                yield Edit(node.value, new, f"{became(node.value, new)}")


@operator("NaN in a comparison", "special")
def unordered(body: Body) -> Iterator[Edit]:
    """A comparison that NaN passes, as it passes ``max`` of an array: ``<`` becomes ``not >=``."""
    if not body.facts.floats:
        return
    for node in body.nodes(ast.Compare):
        if len(node.ops) != 1 or type(node.ops[0]) not in _ORDERED:
            continue
        sides = (node.left, *node.comparators)
        if any(body.counts(side) and not isinstance(side, ast.Constant) for side in sides):
            continue
        symbol, other = COMPARISONS[type(node.ops[0])][0], _ORDERED[type(node.ops[0])]
        new = source(ast.UnaryOp(ast.Not(), ast.Compare(node.left, [other()], node.comparators)))
        yield Edit(node, new, became(symbol, f"not {COMPARISONS[other][0]}"))


@operator("first for last", "few", "equal")
def first_for_last(body: Body) -> Iterator[Edit]:
    """A loop that ends at the first match looks from the end."""
    for loop in body.nodes(ast.For):
        inside = [node for one in loop.body for node in ast.walk(one)]
        ends = any(isinstance(node, ast.Break) for node in inside)
        if ends or any(isinstance(node, ast.Return) and not _constant(node.value) for node in inside):
            text = source(loop.iter)
            yield Edit(loop.iter, f"[*({text})][::-1]", f"`{short(text)}` is looked through from the end")


@operator("ties", "few", "equal")
def ties(body: Body) -> Iterator[Edit]:
    """Of several equal elements the last counts in place of the first."""
    for node in body.calls("sorted", "min", "max"):
        keyed = any(keyword.arg == "key" for keyword in node.keywords)
        if keyed and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            new = source(node, args=[parsed(f"[*({source(node.args[0])})][::-1]")])
            yield Edit(node, new, f"ties in `{short(source(node))}` fall the other way")
    for node in body.nodes(ast.Call):
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if method not in ("argmax", "argmin") or node.keywords or not isinstance(node.func, ast.Attribute):
            continue
        free = body.dotted(node.func) == f"numpy.{method}"
        if len(node.args) == (1 if free else 0):
            array = f"{body.numpy}.asarray({source(node.args[0])})" if free else source(node.func.value)
            new = f"(lambda a: a.size - 1 - a.ravel()[::-1].{method}())({array})"
            yield Edit(node, new, f"ties in `{short(source(node))}` fall the other way")


@operator("copy lost")
def uncopied(body: Body) -> Iterator[Edit]:
    """A copy is not made, so that results and arguments share memory."""
    for node in body.nodes(ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "copy" and not node.args:
            yield Edit(node, source(node.func.value), f"`{short(source(node))}` makes no copy")
        elif body.dotted(node.func) == "numpy.array" and len(node.args) == 1:
            new = source(node, func=ast.Attribute(ast.Name(body.numpy or "np"), "asarray"))
            yield Edit(node, new, became(node, new))
        elif named(node.func) == "list" and len(node.args) == 1 and named(node.args[0]) in body.params:
            yield Edit(node, source(node.args[0]), f"`{short(source(node))}` makes no copy")
    for part in body.nodes(ast.Subscript):
        whole = isinstance(part.slice, ast.Slice) and not (
            part.slice.lower or part.slice.upper or part.slice.step
        )
        if whole and isinstance(part.ctx, ast.Load):
            yield Edit(part, source(part.value), f"`{short(source(part))}` makes no copy")


@operator("copy made")
def copied(body: Body) -> Iterator[Edit]:
    """An argument that is changed or returned in place is copied first."""
    changed = _changed(body)
    first = body.function.body[0]
    if len(body.function.body) > 1 and first not in body.parents:
        first = body.function.body[1]
    for name in sorted(changed):
        copy = f"{name} = {_COPY.format(name)}"
        change = f"works on a copy of `{name}`"
        if isinstance(first, ast.For | ast.If):
            header = first.iter if isinstance(first, ast.For) else first.test
            yield Edit(header, f"[{name} := {_COPY.format(name)}, {source(header)}][1]", change)
        elif isinstance(first, ast.Assign | ast.AugAssign | ast.Expr):
            yield Edit(first, f"{copy}; {source(first)}", change)
    for node in body.nodes(ast.Return):
        name = named(node.value) if node.value else ""
        if node.value and name in changed:
            yield Edit(node.value, _COPY.format(name), f"returns a copy of `{name}`")


def _changed(body: Body) -> set[str]:
    """Parameters whose elements are stored to."""
    stored = {
        named(node.value) for node in body.nodes(ast.Subscript) if isinstance(node.ctx, ast.Store | ast.Del)
    }
    methods = {
        named(node.func.value)
        for node in body.nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATING
    }
    rebound = {name for name in body.params if body.bindings(name)}
    return ((stored | methods) & body.params) - rebound


@operator("or for None", "zero")
def or_default(body: Body) -> Iterator[Edit]:
    """Everything false counts as missing, as with ``x or default``."""
    for node in body.nodes(ast.Compare):
        other = node.comparators[0]
        missing = isinstance(other, ast.Constant) and other.value is None and len(node.ops) == 1
        if missing and isinstance(node.ops[0], ast.Is | ast.IsNot):
            text = source(node.left)
            new = f"not {text}" if isinstance(node.ops[0], ast.Is) else f"bool({text})"
            yield Edit(node, new, became(node, new))


@operator("prefix")
def prefix(body: Body) -> Iterator[Edit]:
    """A running sum is stored before instead of after the element is added, or the other way round."""
    for block in body.blocks():
        for one, two in itertools.pairwise(block):
            added, stored = (one, two) if isinstance(one, ast.AugAssign) else (two, one)
            if not isinstance(added, ast.AugAssign) or not isinstance(stored, ast.Assign | ast.Expr):
                continue
            name = named(added.target)
            uses = any(named(node) == name for node in ast.walk(stored.value))
            binds = isinstance(stored, ast.Assign) and any(named(target) == name for target in stored.targets)
            if name and uses and not binds:
                text = f"{source(two)}; {source(one)}"
                yield Edit(one, text, f"`{short(source(two))}` comes before `{short(source(one))}`", two)


@operator("unbuffered store", "few", "groups")
def scatter(body: Body) -> Iterator[Edit]:
    """Of elements that are added to one place only the last counts: ``np.add.at`` becomes ``[] +=``."""
    for statement in body.nodes(ast.Expr):
        node = statement.value
        if not isinstance(node, ast.Call) or len(node.args) != 3 or node.keywords:
            continue
        symbol = {"numpy.add.at": "+=", "numpy.subtract.at": "-="}.get(body.dotted(node.func))
        if symbol:
            array, places, values = map(source, node.args)
            new = f"{array}[{places}] {symbol} {values}"
            yield Edit(statement, new, became(statement, new))


@operator("truncation", "alternating", "halves")
def truncation(body: Body) -> Iterator[Edit]:
    """Rounding down in place of towards zero, or the other way round."""
    for node in body.calls("int", "math.floor", "numpy.floor", "numpy.trunc"):
        if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred | ast.Constant):
            continue
        text, name = source(node.args[0]), body.dotted(node.func)
        forms = {
            "int": f"int(({text}) // 1)",
            "math.floor": f"int({text})",
            "numpy.floor": f"{body.numpy}.trunc({text})",
            "numpy.trunc": f"{body.numpy}.floor({text})",
        }
        new = tidy(forms[name])
        yield Edit(node, new, became(node, new))
    for node in body.nodes(ast.BinOp):
        if isinstance(node.op, ast.FloorDiv):
            new = f"int({source(node, op=ast.Div())})"
            yield Edit(node, new, became(node, new))


@operator("halves", "halves")
def halves(body: Body) -> Iterator[Edit]:
    """Halves are rounded up in place of to the even number."""
    for node in body.calls("round", "numpy.round", "numpy.rint", "numpy.around"):
        if len(node.args) == 1 and not node.keywords:
            text = source(node.args[0])
            up = f"int((({text}) + 0.5) // 1)"
            new = tidy(up if named(node.func) == "round" else f"{body.numpy}.floor(({text}) + 0.5)")
            yield Edit(node, new, became(node, new))


@operator("guard", "zero")
def guard(body: Body) -> Iterator[Edit]:
    """A case that the function treats first, an empty input for instance, is not treated."""
    for node in body.function.body:
        leaves = (
            isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Raise)
        )
        if isinstance(node, ast.If) and leaves:
            yield Edit(node.test, "False", f"`if {short(source(node.test))}` never holds")
