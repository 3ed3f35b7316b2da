"""The shape of a function: its syntax tree with the names of its own taken out, and its digest."""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Mapping


def own_names(function: ast.FunctionDef) -> list[str]:
    """The function's name, its parameters and what it binds, in the order of their first appearance."""
    names = [function.name]
    for node in _in_order(function):
        if isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.append(node.id)
        elif isinstance(node, ast.ExceptHandler | ast.FunctionDef | ast.alias):
            names.append(getattr(node, "asname", None) or node.name or "")
    outside = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.Global | ast.Nonlocal)
        for name in node.names
    }
    return list(dict.fromkeys(name for name in names if name and name not in outside))


def normalised(function: ast.FunctionDef) -> str:
    """The tree as text, without own names, annotations, docstring and decorators."""
    names = {name: f"_{place}" for place, name in enumerate(own_names(function))}
    return ast.dump(renamed(bare(function), names))


def shape(function: ast.FunctionDef) -> str:
    """The digest of the normalised tree: functions that differ in names alone have the same."""
    return hashlib.sha256(normalised(function).encode("utf-8", "surrogatepass")).hexdigest()


def bare(function: ast.FunctionDef) -> ast.FunctionDef:
    """A copy without annotations, docstring and decorators."""
    found = copy.deepcopy(function)
    if ast.get_docstring(found) is not None:
        found.body = found.body[1:] or [ast.Pass()]
    found.decorator_list, found.returns = [], None
    for node in ast.walk(found):
        if isinstance(node, ast.arg):
            node.annotation = None
        if hasattr(node, "type_comment"):
            node.type_comment = None
    return found


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = self.names.get(node.name, node.name)
        self.generic_visit(node)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        node.name = self.names.get(node.name, node.name) if node.name else None
        self.generic_visit(node)
        return node


def renamed(function: ast.FunctionDef, names: Mapping[str, str]) -> ast.FunctionDef:
    """A copy with names of variables, parameters and functions replaced."""
    found = _Renamer(names).visit(copy.deepcopy(function))
    assert isinstance(found, ast.FunctionDef)
    return found


def _in_order(node: ast.AST) -> list[ast.AST]:
    """All nodes in the order of the source."""
    found = [node]
    for child in ast.iter_child_nodes(node):
        found += _in_order(child)
    return found
