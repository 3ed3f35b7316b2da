"""Candidates of the source ``numba``: the function as it is, compiled at its first call.

Only for plain functions of arrays and numbers: lists of Python numbers are converted at every call, which
costs more than the loop. Indices are checked as they were, and dividing by zero gives what NumPy's numbers
give. What compiling changes is told by the verifier: a sum of array elements comes back as a Python float.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from optgate.model import Candidate, Observed, Target

from .imports import Imports
from .lift.facts import Facts
from .source import Located, identity, locate, parse
from .splice import with_imports
from .trees import walk

SOURCE = "numba"
_FITTING = frozenset({"array", "int", "float", "bool", "complex"})
_MODULES = frozenset({"math", "numpy"})
_OUTSIDE = (
    ast.Yield, ast.YieldFrom, ast.Await, ast.Try, ast.With, ast.Global, ast.Nonlocal, ast.Lambda,
    ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Dict, ast.DictComp,
    ast.Set, ast.SetComp, ast.GeneratorExp, ast.List, ast.ListComp, ast.Starred, ast.Delete, ast.Match,
    ast.NamedExpr,
)  # fmt: skip
_CALLED = frozenset(
    {"range", "len", "abs", "min", "max", "float", "int", "bool", "round", "enumerate", "zip"}
)


def compiled(
    target: Target, observed: Mapping[str, Sequence[Observed]] | None = None
) -> tuple[Candidate, ...]:
    """The function under ``numba.njit``, or nothing where that is known not to fit; nothing is raised.

    ``observed`` says what the parameters really hold.
    """
    located = None if target.refused or "." in target.qualname else locate(target)
    if located is None or not _fits(located, observed or {}):
        return ()
    text = _decorated(located)
    if text is None:
        return ()
    summary = "the loops compiled by numba at the first call; the project depends on numba then"
    return (Candidate(identity(located, text), SOURCE, text, summary),)


def _fits(located: Located, observed: Mapping[str, Sequence[Observed]]) -> bool:
    function, imports = located.function, Imports(located)
    if function.decorator_list or function.args.vararg or function.args.kwarg or function.args.kwonlyargs:
        return False
    if any(one.container not in _FITTING for holds in observed.values() for one in holds):
        return False
    facts = Facts(function, imports, observed)
    arguments = (*function.args.posonlyargs, *function.args.args)
    if any(facts.kind(ast.Name(argument.arg, ast.Load())) == "list" for argument in arguments):
        return False
    inside = [node for statement in function.body for node in walk(statement)]
    if not any(isinstance(node, ast.For | ast.While) for node in inside):
        return False
    return not any(isinstance(node, _OUTSIDE) or not _known(node, imports) for node in inside)


def _known(node: ast.AST, imports: Imports) -> bool:
    """Whether numba compiles a call: builtins of numbers, functions of ``math`` and ``numpy``, methods."""
    if not isinstance(node, ast.Call):
        return True
    if isinstance(node.func, ast.Name):
        origin = imports.origin(node.func.id).partition(".")[0]
        return node.func.id in _CALLED or origin in _MODULES
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        origin = imports.origin(node.func.value.id)
        return not origin or origin in _MODULES
    return False


def _decorated(located: Located) -> str | None:
    """The text of the file with the decorator above the function, None where it would not parse."""
    written, statement = "numba.njit", "import numba"
    for alias, origin in located_imports(located).items():
        if origin == "numba.njit":
            written, statement = alias, ""
        elif origin == "numba" and not written.startswith(alias):
            written, statement = f"{alias}.njit", ""
        elif origin == "numba":
            statement = ""
    at = located.function.lineno
    indent = located.indent_of(at)
    decorator = f'{indent}@{written}(boundscheck=True, error_model="numpy"){located.newline}'
    lines = [*located.lines[: at - 1], decorator, *located.lines[at - 1 :]]
    text = "".join(with_imports(located.tree, lines, [statement] if statement else [], located.newline))
    return text if parse(text) is not None else None


def located_imports(located: Located) -> dict[str, str]:
    """Names that the module's leading imports bind, with what they stand for."""
    found: dict[str, str] = {}
    for statement in located.tree.body:
        if isinstance(statement, ast.Import):
            found |= {one.asname or one.name: one.name for one in statement.names}
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            found |= {one.asname or one.name: f"{statement.module}.{one.name}" for one in statement.names}
    return found
