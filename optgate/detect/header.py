"""What the head of a loop says: the names it binds, what it walks, and how often it may pass."""

from __future__ import annotations

import ast
from typing import NamedTuple

from .tags import Tags

TINY = 16
"""A loop whose trip count is known and at most this long is left alone."""

_SHORT_NAMES = frozenset({"ndim", "ndims", "n_dim", "n_dims", "naxis", "dim", "dims", "n_axes", "naxes"})
"""Names of bounds that are dimensions of a space or an array: a handful at most."""

_OPERATORS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.NotEq)


class Header(NamedTuple):
    """Names bound by the loop and what it walks.

    ``kind`` is ``range``, ``while``, ``enumerate``, ``zip`` or ``each``; ``sources`` are the sequences it
    walks, ``bounds`` the arguments of ``range`` (or what a counting ``while`` compares with). ``exit`` is the
    second half of a ``while i < n and …``. A ``tiny`` loop has few passes for sure.
    """

    kind: str
    indices: tuple[str, ...]
    elements: tuple[str, ...]
    sources: tuple[ast.expr, ...]
    bounds: tuple[ast.expr, ...] = ()
    tiny: bool = False
    exit: ast.expr | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All the names the loop binds."""
        return (*self.indices, *self.elements)

    def told(self) -> str:
        """What is known of the number of passes, for a sentence."""
        if self.bounds:
            return ", ".join(ast.unparse(bound) for bound in self.bounds)
        return f"len({ast.unparse(self.sources[0])})" if self.sources else "unknown"


def header_of(loop: ast.For | ast.While, tags: Tags) -> Header | None:
    """The header of a loop that counts or walks sequences; nothing for any other."""
    return _while_header(loop) if isinstance(loop, ast.While) else _for_header(loop, tags)


def spread(loop: ast.For | ast.While, tags: Tags) -> tuple[Header, ...]:
    """The headers of the nested loops that one loop stands for; nothing for any it does not know.

    ``for i, j in itertools.product(range(m), range(n))`` and ``numpy.ndindex`` are two loops each.
    """
    walked = loop.iter if isinstance(loop, ast.For) else None
    if isinstance(loop, ast.For) and isinstance(walked, ast.Call) and isinstance(loop.target, ast.Tuple):
        name = walked.func.attr if isinstance(walked.func, ast.Attribute) else getattr(walked.func, "id", "")
        if name in {"product", "ndindex"}:
            return _several(loop.target.elts, name, walked, tags)
    one = header_of(loop, tags)
    return (one,) if one is not None else ()


def _several(targets: list[ast.expr], name: str, walked: ast.Call, tags: Tags) -> tuple[Header, ...]:
    """One header for each index of an ``itertools.product`` of ranges or a ``numpy.ndindex``."""
    if not all(isinstance(target, ast.Name) for target in targets):
        return ()
    sources = list(walked.args)
    if name == "product" and len(sources) == 1 and walked.keywords:
        sources *= len(targets)
    if name == "ndindex" and len(sources) == 1:
        bounds = sources[0].elts if isinstance(sources[0], ast.Tuple) else sources * len(targets)
        return tuple(
            Header("range", (ast.unparse(one),), (), (), (bound,))
            for one, bound in zip(targets, bounds, strict=False)
        )
    if len(sources) != len(targets):
        return ()
    if name == "ndindex":
        found = [_range_header(one, [bound], tags) for one, bound in zip(targets, sources, strict=True)]
    else:
        found = [
            _call_header(one, "range", source.args, tags)
            if isinstance(source, ast.Call) and ast.unparse(source.func) == "range"
            else None
            for one, source in zip(targets, sources, strict=True)
        ]
    headers = tuple(one for one in found if one is not None)
    return headers if len(headers) == len(targets) else ()


def _while_header(loop: ast.While) -> Header | None:
    test, further = loop.test, None
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        further = (
            test.values[1] if len(test.values) == 2 else ast.BoolOp(op=ast.And(), values=test.values[1:])
        )
        test = test.values[0]
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], _OPERATORS)):
        return None
    last = loop.body[-1]
    if not isinstance(test.left, ast.Name) or not _counts(last, test.left.id):
        return None
    if isinstance(test.ops[0], ast.NotEq) and not isinstance(test.comparators[0], ast.Name | ast.Call):
        return None
    return Header("while", (test.left.id,), (), (), (test.comparators[0],), exit=further)


def _counts(statement: ast.stmt, name: str) -> bool:
    """Whether a statement is ``name += 1`` or ``name = name + 1``, up or down by any constant."""
    target: ast.expr
    if isinstance(statement, ast.AugAssign):
        target, operator, step = statement.target, statement.op, statement.value
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp):
        target, operator, step = statement.targets[0], statement.value.op, statement.value.right
        if ast.unparse(statement.value.left) != name:
            return False
    else:
        return False
    named = isinstance(target, ast.Name) and target.id == name
    return named and isinstance(operator, ast.Add | ast.Sub) and isinstance(step, ast.Constant)


def _for_header(loop: ast.For, tags: Tags) -> Header | None:
    walked, target = loop.iter, loop.target
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and not walked.keywords:
        return _call_header(target, walked.func.id, walked.args, tags)
    if walkable(walked, tags):
        names = _flat(target)
        return Header("each", (), names, (walked,)) if names else None
    return None


def _call_header(target: ast.expr, name: str, arguments: list[ast.expr], tags: Tags) -> Header | None:
    if name in {"range", "xrange", "prange"}:
        return _range_header(target, arguments, tags)
    if name == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2 and arguments:
        return _enumerate_header(target.elts[0], target.elts[1], arguments[0], tags)
    if name == "zip":
        return _zip_header(target, arguments, tags)
    if name in {"reversed", "tqdm"} and len(arguments) == 1:
        inner = arguments[0]
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and not inner.keywords:
            return _call_header(target, inner.func.id, inner.args, tags)
        if walkable(inner, tags) and (names := _flat(target)):
            return Header("each", (), names, (inner,))
    return None


def _enumerate_header(index: ast.expr, element: ast.expr, walked: ast.expr, tags: Tags) -> Header | None:
    names = _flat(element)
    if not isinstance(index, ast.Name) or not names:
        return None
    if isinstance(walked, ast.Call) and isinstance(walked.func, ast.Name) and walked.func.id == "zip":
        inner = _zip_header(element, walked.args, tags)
        return inner and inner._replace(kind="enumerate", indices=(index.id,))
    if not walkable(walked, tags):
        return None
    return Header("enumerate", (index.id,), names, (walked,))


def _range_header(target: ast.expr, arguments: list[ast.expr], tags: Tags) -> Header | None:
    if not isinstance(target, ast.Name) or not 1 <= len(arguments) <= 3:
        return None
    known = [bound for argument in arguments if (bound := tags.integer(argument)) is not None]
    tiny = len(known) == len(arguments) and (len(known) < 3 or known[2] != 0) and len(range(*known)) <= TINY
    return Header("range", (target.id,), (), (), tuple(arguments), tiny or _few(arguments))


def _few(arguments: list[ast.expr]) -> bool:
    stop = arguments[min(1, len(arguments) - 1)]
    name = stop.attr if isinstance(stop, ast.Attribute) else getattr(stop, "id", "")
    return name.lower() in _SHORT_NAMES


def _zip_header(target: ast.expr, arguments: list[ast.expr], tags: Tags) -> Header | None:
    if isinstance(target, ast.Tuple) and len(target.elts) != len(arguments):
        return None
    names = _flat(target)
    if not names or not all(walkable(argument, tags) for argument in arguments):
        return None
    return Header("zip", (), names, tuple(arguments))


def _flat(target: ast.expr) -> tuple[str, ...]:
    """The names of a target, tuples taken apart; none when it binds anything else."""
    if isinstance(target, ast.Name):
        return (target.id,)
    if not isinstance(target, ast.Tuple):
        return ()
    parts = [_flat(part) for part in target.elts]
    return tuple(name for part in parts for name in part) if all(parts) else ()


def walkable(source: ast.expr, tags: Tags) -> bool:
    """Whether an expression may be a sequence of numbers, long enough to matter."""
    kind = tags.kind(source)
    if kind not in {"", "list", "array"}:
        return False
    if isinstance(source, ast.Tuple | ast.List):
        return len(source.elts) > TINY
    if isinstance(source, ast.Call):
        turned = isinstance(source.func, ast.Name) and source.func.id == "reversed" and len(source.args) == 1
        return walkable(source.args[0], tags) if turned else kind == "array"
    if isinstance(source, ast.Subscript):
        return walkable(source.value, tags)
    if isinstance(source, ast.Attribute):
        return isinstance(source.value, ast.Name)
    if isinstance(source, ast.BinOp):
        return isinstance(source.op, ast.Sub | ast.Mult | ast.Div) and all(
            walkable(side, tags) or isinstance(side, ast.Constant) for side in (source.left, source.right)
        )
    return isinstance(source, ast.Name) and not 0 < tags.elements(source.id) <= TINY
