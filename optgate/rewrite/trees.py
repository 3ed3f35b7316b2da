"""Walking syntax trees: proposing asks for the nodes of the same few trees hundreds of times."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache


def walk(node: ast.AST) -> Sequence[ast.AST]:
    """The node and all below it in the order of ``ast.walk``, at a third of its cost.

    Functions are walked once: they are the user's, and nobody changes those in place.
    """
    return _function(node) if isinstance(node, ast.FunctionDef) else _nodes(node)


@lru_cache(maxsize=8)
def _function(node: ast.FunctionDef) -> Sequence[ast.AST]:
    return _nodes(node)


def _nodes(node: ast.AST) -> Sequence[ast.AST]:
    found = [node]
    for one in found:
        for field in one._fields:
            value = getattr(one, field, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif type(value) is list:
                found.extend([part for part in value if isinstance(part, ast.AST)])
    return found
