"""Walking trees in the order of the standard library."""

from __future__ import annotations

import ast
import inspect

from optgate.rewrite import trees


def test_the_nodes_and_their_order_are_those_of_the_standard_library():
    module = ast.parse(inspect.getsource(trees) + inspect.getsource(ast.NodeVisitor))
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    for tree in (module, *functions, *functions):
        assert [*map(id, trees.walk(tree))] == [*map(id, ast.walk(tree))]
