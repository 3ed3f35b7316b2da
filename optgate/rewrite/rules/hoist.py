"""Work that gives the same in every pass of a loop is done in every pass.

## What it matches
Pure calls inside a loop or a comprehension (`sum`, `len`, `max`, `sorted`, `math` and NumPy functions, array
methods, functions of the same file that change nothing) whose arguments nothing in the loop changes,
together with the arithmetic around them, and arithmetic on numbers alone. They are computed once, before the
outermost loop for which that holds.

## Why it matters
A pass over `w` in every pass over `x` is quadratic: computed once it is 3 times faster at 10 elements, 15 at
100 and 140 at 1,000. Without a call like `math.sqrt(a)` a short body is 1.3 to 1.4 times faster.

## Example
```python
for v in x:
    out.append(v / sum(w))
```
becomes
```python
total = sum(w)
for v in x:
    out.append(v / total)
```

## Known differences
A loop without passes never did the work. Where it could fail (`max` of nothing) it is done at its first use
instead, so the same calls fail, with the same exception.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from ..lift.axis import axis_of
from ..lift.nodes import Expr, UnliftableError, assign, call, const, name, names, same
from ..part import BUILTIN, Part
from ..trees import walk
from .draft import Draft, inside
from .effects import Effects
from .evaluation import always
from .registry import rewrites
from .span import COMPREHENSIONS, Span, spans
from .view import View

_SAFE = frozenset({"len", "sum", "sorted", "set", "list", "tuple", "any", "all", "abs", "dict", "frozenset"})
_LINEAR = frozenset(
    {
        "sum",
        "max",
        "min",
        "sorted",
        "set",
        "list",
        "tuple",
        "any",
        "all",
        "mean",
        "std",
        "var",
        "prod",
        "count",
    }
)
_NAMED = {
    "sum": "total", "max": "largest", "min": "smallest", "len": "count", "sorted": "ordered", "sqrt": "root",
    "mean": "mean", "std": "deviation", "var": "variance", "set": "members", "abs": "magnitude",
    "exp": "factor", "prod": "product", "norm": "norm", "any": "found", "all": "every", "log": "logarithm",
}  # fmt: skip
_SCALARS = frozenset({"sum", "len", "max", "min", "any", "all", "abs", "mean", "std", "var", "prod", "count"})
_CHEAP = frozenset(
    {"len", "abs", "int", "float", "bool", "isinstance", "range", "enumerate", "zip", "reversed"}
)
_WALKED = frozenset({"range", "enumerate", "zip", "reversed", "iter", "map", "filter"})


@rewrites("hoist", "OPT702")
def apply(view: View) -> Iterator[Part]:
    """One part for everything in a function that is computed too often."""
    effects = view.once(Effects)
    draft = Draft(view)
    done: list[Expr] = []
    gained = 0
    for span in view.once(spans):
        for expression in _invariants(span, effects):
            if any(same(expression, part) for earlier in done for part in walk(earlier)):
                continue
            if _write(view, draft, span, expression):
                done.append(expression)
                gained = max(gained, int(bool(_called(expression) & _LINEAR)))
    if done:
        yield Part(
            draft.edits(), BUILTIN, ("loop-invariant work before the loop",), orders=gained, prepares=2
        )


def _called(expression: Expr) -> set[str]:
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in walk(expression)
        if isinstance(node, ast.Call)
    }


def _invariants(span: Span, effects: Effects) -> list[Expr]:
    """The largest expressions with a call in them that a pass need not compute."""
    found: list[Expr] = []
    for root in span.repeated:
        _search(root, span, effects, found)
    return found


def _search(node: ast.AST, span: Span, effects: Effects, found: list[Expr]) -> None:
    if isinstance(node, ast.Lambda | ast.FunctionDef | ast.ClassDef):
        return
    if isinstance(node, ast.BinOp | ast.Call | ast.UnaryOp) and _worth(node, span, effects):
        if not any(same(node, earlier) for earlier in found):
            found.append(node)
        return
    for child in ast.iter_child_nodes(node):
        _search(child, span, effects, found)


def _worth(node: Expr, span: Span, effects: Effects) -> bool:
    called = _called(node)
    if not called and isinstance(node, ast.BinOp):
        return _numeric(node, effects) and span.invariant(effects, node) and not _indexing(node, span)
    if called <= _CHEAP or called & _WALKED:
        return False
    functions = {part.func.id for part in walk(node) if _named_call(part)}  # type: ignore[attr-defined]
    modules = {key for key in names(node) if effects.view.imports.origin(key)}
    if not names(node) - functions - modules:
        return False
    return effects.pure(node) and span.invariant(effects, node) and not _kept(node, span, effects)


def _numeric(node: Expr, effects: Effects) -> bool:
    """Whether an expression is arithmetic on numbers of which one is no constant."""
    for part in walk(node):
        if isinstance(part, ast.BinOp | ast.UnaryOp | ast.Constant | ast.operator | ast.unaryop | ast.Load):
            continue
        if isinstance(part, ast.Name) and effects.view.facts.kind(part) == "number":
            continue
        return False
    return bool(names(node))


def _indexing(node: Expr, span: Span) -> bool:
    """Whether the expression stands in an index, in the header of a loop or is the length of a list."""
    for root in span.repeated:
        for found in walk(root):
            places = [found.slice] if isinstance(found, ast.Subscript) else []
            if isinstance(found, ast.For | ast.comprehension):
                places.append(found.iter)
            if isinstance(found, ast.BinOp) and isinstance(found.left, ast.List):
                places.append(found.right)
            if any(same(part, node) for place in places for part in walk(place)):
                return True
    return False


def _named_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _kept(expression: Expr, span: Span, effects: Effects) -> bool:
    """Whether the loop may keep or change the value, and the value may be a container."""
    if _scalar(expression):
        return False
    for root in span.repeated:
        for node in walk(root):
            if isinstance(node, ast.Compare | ast.BinOp | ast.Subscript | ast.UnaryOp | ast.Attribute):
                continue
            if isinstance(node, ast.Call) and effects.pure_call(node):
                continue
            if any(same(child, expression) for child in ast.iter_child_nodes(node)):
                return not (isinstance(node, ast.For) and node.iter is not None)
    return False


def _scalar(expression: Expr) -> bool:
    if isinstance(expression, ast.BinOp):
        return _scalar(expression.left) or _scalar(expression.right)
    if isinstance(expression, ast.Call):
        function = expression.func
        if isinstance(function, ast.Attribute):
            return ast.unparse(function.value) == "math" or (
                not expression.args and function.attr in _SCALARS
            )
        return getattr(function, "id", "") in _SCALARS
    return isinstance(expression, ast.Constant)


def _write(view: View, draft: Draft, span: Span, expression: Expr) -> bool:
    called = _called(expression)
    outer = expression.func if isinstance(expression, ast.Call) else None
    first = getattr(outer, "attr", getattr(outer, "id", "")) if outer is not None else ""
    wish = _NAMED.get(first, f"{first.strip('_')}_value" if first.isidentifier() else _wish(expression))

    def change(node: ast.expr) -> ast.expr | None:
        return name(key) if same(node, expression) else None

    if called <= _SAFE and not _divides(expression):
        key = view.fresh(wish)
        draft.ahead(span.statement, assign(key, expression))
        return draft.substitute([span.statement], change) > 0
    runs = _runs(view, span)
    if runs is not None and _at_once(span, expression):
        key = view.fresh(wish)
        draft.ahead(span.statement, assign(key, ast.IfExp(runs, expression, const(None))))
        return draft.substitute([span.statement], change) > 0
    users = _users(span, expression) if called & _LINEAR or not _known(called) else []
    if not users:
        return False
    key = view.fresh(wish)
    draft.ahead(span.statement, assign(key, const(None)))
    for statement in users:
        unset = ast.Compare(name(key), [ast.Is()], [const(None)])
        draft.ahead(statement, ast.If(unset, [assign(key, expression)], []))
    return draft.substitute([span.statement], change) > 0


def _wish(expression: Expr) -> str:
    """``shifted_rate`` for ``1.0 + rate``."""
    first = next((part.id for part in walk(expression) if isinstance(part, ast.Name)), "")
    if not isinstance(expression, ast.BinOp) or _called(expression):
        return "fixed"
    return f"shifted_{first}" if isinstance(expression.op, ast.Add | ast.Sub) else f"scaled_{first}"


def _known(called: set[str]) -> bool:
    return called <= set(dir(math)) | _SAFE | _CHEAP


def _divides(expression: Expr) -> bool:
    risky = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, risky) for node in walk(expression))


def _runs(view: View, span: Span) -> Expr | None:
    """A condition that holds when the loop has passes."""
    if not isinstance(span.statement, ast.For):
        walked = [node.generators for node in walk(span.statement) if isinstance(node, COMPREHENSIONS)]
        first = walked[0][0].iter if len(walked) == 1 else None
        return call("len", first) if isinstance(first, ast.Name) else None
    try:
        axis, _ = axis_of(span.statement, view.facts)
        return axis.runs() if len(axis.walked) < 2 else None
    except UnliftableError:
        return None


def _at_once(span: Span, expression: Expr) -> bool:
    """Whether the first pass surely comes to the expression, before anything else can end it."""
    body: list[ast.stmt] = getattr(span.statement, "body", [])
    first = body[0] if body else None
    if isinstance(first, ast.Assign | ast.AugAssign | ast.Expr | ast.If):
        node = first.test if isinstance(first, ast.If) else first.value
        return always(node, expression)
    made = [node for node in walk(span.statement) if isinstance(node, COMPREHENSIONS)]
    if body or len(made) != 1 or len(made[0].generators) != 1 or isinstance(made[0], ast.DictComp):
        return False
    tests = made[0].generators[0].ifs
    return always(tests[0] if tests else made[0].elt, expression)


def _users(span: Span, expression: Expr) -> list[ast.stmt]:
    """The statements that need the expression each time they run; none when one may not."""
    found: list[ast.stmt] = []
    for statement in inside(getattr(span.statement, "body", [])):
        heads = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
        if not any(same(part, expression) for head in heads for part in walk(head)):
            continue
        plain = isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.If | ast.For)
        if not plain or not any(always(head, expression) for head in heads) or len(found) == 2:
            return []
        found.append(statement)
    return found
