"""What of its module a function uses: imports, and the functions and constants it names."""

from __future__ import annotations

import ast

from ..source import Located

MOST_LINES = 120
"""Lines of helpers that are shown."""

_Named = ast.FunctionDef | ast.ClassDef
_Import = ast.Import | ast.ImportFrom


def bound(statement: ast.stmt) -> list[str]:
    """The names that a top-level definition, import or plain assignment binds."""
    if isinstance(statement, _Named | ast.AsyncFunctionDef):
        return [statement.name]
    if isinstance(statement, _Import):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return []


def used(node: ast.AST) -> set[str]:
    """The names that are read somewhere in a tree."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def imports(located: Located) -> list[str]:
    """The top-level imports of the module."""
    return [ast.unparse(one) for one in located.tree.body if isinstance(one, _Import)]


def helpers(located: Located) -> list[str]:
    """The functions, constants and classes of the module that the function names, as they are written."""
    wanted = used(located.function) - {located.function.name}
    shown: list[str] = []
    room = MOST_LINES
    for statement in located.tree.body:
        if isinstance(statement, _Import) or not wanted.intersection(bound(statement)):
            continue
        end = statement.end_lineno or statement.lineno
        if statement.lineno <= located.target.def_line <= end or end - statement.lineno >= room:
            continue
        room -= end - statement.lineno + 1
        shown.append("".join(located.lines[statement.lineno - 1 : end]).rstrip())
    return shown
