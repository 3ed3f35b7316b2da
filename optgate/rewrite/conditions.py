"""A rewrite under the conditions it is written for: the element type, the shapes, finite numbers.

Whole-array code differs from the loop where there is nothing to loop over, where arrays do not fit together,
where integers wrap around and where NaN or infinity takes part. A test of the arguments sends all of that to
the loop, which stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from optgate.model import Candidate, Observed, Target

from .guard import Body, changed, function_in, spans_strings, under_test
from .imports import Imports
from .lift.nodes import names, same
from .lift.syntax import flatten, index_parts
from .nest.trips import passes, runs
from .source import Located, identity, locate, parse
from .trees import walk

_FLOAT = "float64"
_ORDERED = frozenset(
    str.split(
        "max min argmax argmin maximum minimum fmax fmin accumulate astype sort clip round floor ceil "
        "trunc histogram bincount searchsorted unique partition reduce digitize"
    )
)
"""Functions that treat NaN or infinity in another way than a comparison, a conversion or a sum does."""

_CHOSEN = frozenset({"max", "min", "argmax", "argmin"})
_PLAIN = frozenset({"len", "min", "max"})
_REDUCED = frozenset(str.split("sum prod max min argmax argmin reduce mean dot einsum"))


def conditioned(
    target: Target, candidate: Candidate, observed: Mapping[str, Sequence[Observed]]
) -> Candidate | None:
    """The candidate for floating-point arrays that are as large as it needs, the loops for everything else.

    None where no array of floating-point numbers was observed, or the statements cannot be told apart.
    """
    located = locate(target)
    found = function_in(candidate.text, target.qualname)
    if located is None or found is None:
        return None
    old, new, first = _parted(located, found)
    found = function_in(_without(found, new, _tests(old)), target.qualname)
    if found is None:
        return None
    old, new, first = _parted(located, found)
    if not old or not new or spans_strings([*old, *new]):
        return None
    numpy, missing = Imports(found).numpy()
    arrays = _arrays(new, observed, found.function.body[:first])
    if missing or not arrays:
        return None
    known = _known(found.function, first)
    sizes = _sizes(arrays, new, known)
    if _needs_items(new) and not _asks_sizes(new):
        sizes = [*_passes(old, new, arrays, known), *sizes]
    tests = [*_kinds(arrays, numpy), *dict.fromkeys(sizes), *_values(arrays, new, numpy)]
    text = under_test(located, found, old, new, tests)
    if parse(text) is None:
        return None
    summary = f"{candidate.summary}, on its conditions"
    return msgspec.structs.replace(candidate, id=identity(located, text), text=text, summary=summary)


def _parted(located: Located, found: Located) -> tuple[Body, Body, int]:
    """The old and the new statements, and how many come before them."""
    before, after = located.function.body, found.function.body
    first, last = changed(before, after)
    return before[first : len(before) - last], after[first : len(after) - last], first


def _tests(old: Body) -> list[str]:
    """That the loops have passes."""
    return [ast.unparse(test) for loop in old if isinstance(loop, ast.For) for test in passes(loop)]


def _without(found: Located, new: Body, tests: Sequence[str]) -> str:
    """The text of a candidate with what it does under such a test done without one."""
    lines = list(found.lines)
    for statement in reversed(new):
        if not isinstance(statement, ast.If) or statement.orelse or ast.unparse(statement.test) not in tests:
            continue
        start, stop = statement.body[0].lineno - 1, statement.end_lineno or statement.lineno
        outer = len(found.indent_of(statement.lineno))
        depth = len(found.indent_of(statement.body[0].lineno)) - outer
        lines[statement.lineno - 1 : stop] = [
            line[:outer] + line[outer + depth :] for line in lines[start:stop]
        ]
    return "".join(lines)


def _arrays(statements: Body, observed: Mapping[str, Sequence[Observed]], before: Body) -> dict[str, int]:
    """The parameters read that hold floating-point arrays of one number of dimensions, with that number."""
    read = {node.id for part in statements for node in walk(part) if isinstance(node, ast.Name)}
    stored = {name for part in before for name in _stored(part)}
    found = {}
    for name, kinds in observed.items():
        if name not in read or {one.container for one in kinds} != {"array"}:
            continue
        ndims = {one.ndim for one in kinds if one.element == _FLOAT}
        if name in stored or len(ndims) != 1:
            return {}
        found[name] = ndims.pop()
    return found


def _stored(statement: ast.stmt) -> Iterator[str]:
    for node in walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _known(function: ast.FunctionDef, first: int) -> set[str]:
    """Names that have a value where the changed statements begin."""
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    before = function.body[:first]
    plain = [part for part in before if isinstance(part, ast.Assign | ast.AnnAssign)]
    return {argument.arg for argument in arguments} | {name for part in plain for name in _stored(part)}


def _kinds(arrays: Mapping[str, int], numpy: str) -> list[str]:
    tests = [f"isinstance({name}, {numpy}.ndarray)" for name in arrays]
    tests.append(" == ".join([*(f"{name}.dtype" for name in arrays), f"{numpy}.{_FLOAT}"]))
    return [*tests, *(f"{name}.ndim == {ndim}" for name, ndim in arrays.items())]


def _sizes(arrays: Mapping[str, int], statements: Body, known: set[str]) -> list[str]:
    """That every array has the items that slices of the new statements take."""
    return [test for name in arrays for test in _reaching(name, arrays[name], statements, known)]


def _passes(old: Body, new: Body, arrays: Mapping[str, int], known: set[str]) -> list[str]:
    """That the loops have passes, or the arrays have items where that cannot be told."""
    loops = [loop for loop in old if isinstance(loop, ast.For)]
    tests = [test for loop in loops for test in passes(loop)]
    if _attributes(new) & _CHOSEN:
        inner = (node for loop in loops for node in walk(loop) if isinstance(node, ast.For))
        tests += [test for loop in inner if (test := runs(loop.iter)) is not None]
    found = [ast.unparse(test) for test in tests if names(test) - _PLAIN <= known]
    return found or [f"{name}.size" for name in arrays]


def _attributes(statements: Body) -> set[str]:
    nodes = [node for statement in statements for node in walk(statement)]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _needs_items(statements: Body) -> bool:
    """Whether the statements make something else of nothing than loops do: sums, extremes, first items."""
    nodes = [node for statement in statements for node in walk(statement)]
    return any(
        (isinstance(node, ast.Attribute) and node.attr in _REDUCED)
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult))
        or (isinstance(node, ast.Subscript) and any(map(_is_place, index_parts(node.slice))))
        for node in nodes
    )


def _is_place(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant | ast.UnaryOp)


def _asks_sizes(statements: Body) -> bool:
    """Whether the statements look themselves whether there is anything to do."""
    tests = [node.test for part in statements for node in walk(part) if isinstance(node, ast.If)]
    return any("len(" in test or ".size" in test or ".shape" in test for test in map(ast.unparse, tests))


def _reaching(name: str, ndim: int, statements: Body, known: set[str]) -> Iterator[str]:
    """Tests that slices with a bound of their own stay within an array."""
    for statement in statements:
        for node in walk(statement):
            if not isinstance(node, ast.Subscript):
                continue
            root, parts = flatten(ast.Subscript(node.value, node.slice, ast.Load()))
            if not (isinstance(root, ast.Name) and root.id == name):
                continue
            bounds = [_bound(part, known) for part in parts]
            shared = bounds[0] if len(bounds) == ndim > 1 else None
            if shared is not None and all(same(shared, bound) for bound in bounds):
                yield f"{ast.unparse(shared)} <= min({name}.shape)"
                continue
            for place, bound in enumerate(bounds):
                if bound is not None:
                    yield f"{ast.unparse(bound)} <= {_length(name, place, ndim)}"


def _bound(part: ast.expr, known: set[str]) -> ast.expr | None:
    """The end of a slice where it does not count from the array's own end and can be told beforehand."""
    if not isinstance(part, ast.Slice) or part.upper is None or isinstance(part.upper, ast.UnaryOp):
        return None
    return part.upper if names(part.upper) - _PLAIN <= known else None


def _length(name: str, place: int, ndim: int) -> str:
    return f"len({name})" if ndim == 1 else f"{name}.shape[{place}]"


def _values(arrays: Mapping[str, int], statements: Body, numpy: str) -> list[str]:
    """That the numbers are finite, where it matters to the new statements, and zero has one sign."""
    nodes = [node for statement in statements for node in walk(statement)]
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    tests = [f"{numpy}.isfinite({name}).all()" for name in arrays if called & _ORDERED]
    if "accumulate" in called and any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) for node in nodes
    ):
        tests += [f"{name}.all()" for name in arrays]
    return tests
