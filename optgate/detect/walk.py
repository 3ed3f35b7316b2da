"""Which functions a module has, and which loops stand in them; expressions are not visited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Block = list[ast.stmt]

_BLOCKS = ("body", "orelse", "finalbody")


def blocks(statement: ast.stmt) -> Iterator[Block]:
    """The statement lists that stand directly inside one statement."""
    for name in _BLOCKS:
        block = getattr(statement, name, None)
        if isinstance(block, list) and block:
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Qualified name and node of every outermost function, methods of (nested) classes included."""
    pending: list[tuple[str, Block]] = [("", tree.body)]
    while pending:
        prefix, block = pending.pop()
        for statement in block:
            if isinstance(statement, Function):
                yield prefix + statement.name, statement
            elif isinstance(statement, ast.ClassDef):
                pending.append((f"{prefix}{statement.name}.", statement.body))
            elif not isinstance(statement, ast.Expr | ast.Assign | ast.Import | ast.ImportFrom):
                pending.extend((prefix, inner) for inner in blocks(statement))


class Place:
    """A loop, the block it stands in, its position there and the function (maybe nested) around it."""

    __slots__ = ("block", "function", "loop", "position")

    def __init__(self, loop: ast.For | ast.While, block: Block, position: int, function: Function) -> None:
        self.loop = loop
        self.block = block
        self.position = position
        self.function = function


def loops(function: Function) -> list[Place]:
    """Every ``for`` and ``while`` of the function and of the functions nested in it, in source order."""
    found: list[Place] = []
    pending: list[tuple[Block, Function]] = [(function.body, function)]
    while pending:
        block, owner = pending.pop()
        for position, statement in enumerate(block):
            if isinstance(statement, Function):
                pending.append((statement.body, statement))
                continue
            if isinstance(statement, ast.For | ast.While):
                found.append(Place(statement, block, position, owner))
            pending.extend((inner, owner) for inner in blocks(statement))
    found.sort(key=lambda place: (place.loop.lineno, place.loop.col_offset))
    return found


def owners(function: Function) -> list[Function]:
    """The function itself and every function nested in it, in source order."""
    nested = [node for node in ast.walk(function) if isinstance(node, Function)]
    return sorted(nested, key=lambda node: node.lineno)


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Every node of the function's body, functions and classes nested in it left out, in source order."""
    pending: list[ast.AST] = list(reversed(function.body))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


_COMPILERS = frozenset({"jit", "njit", "guvectorize", "stencil", "cfunc", "autojit"})
_NUMBA = frozenset({"numba", "nb", "cuda"})


def compiled(function: Function) -> bool:
    """Whether a decorator has the function compiled: its loops are machine code already."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        owner = getattr(called.value, "id", "") if isinstance(called, ast.Attribute) else ""
        if name.lstrip("_") in _COMPILERS or owner in _NUMBA:
            return True
    return False
