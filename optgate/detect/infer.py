"""What astroid knows about names that the tags leave open.

astroid is slow (100 times ``ast.parse``) and loads other modules while it infers. So it is asked only about
functions that already have a finding, gets a copy of the module without any ``import``, which leaves it
nothing to load, and has a time budget; beyond it the tags stand. It knows calls of functions of the same
module and attributes that ``__init__`` sets.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Iterable
from typing import Any

BUDGET = 0.5
"""Seconds of CPU one file may spend here, the import of astroid not counted."""

LARGEST = 60_000
"""Characters; a longer module would spend the budget in astroid's parser alone."""

_KINDS = {
    "List": "list", "ListComp": "list", "Tuple": "list", "Dict": "dict", "DictComp": "dict", "Set": "set",
    "SetComp": "set", "Generator": "object", "Instance": "object", "FrozenSet": "set",
}  # fmt: skip


class Inference:
    """astroid's view of one module, built at the first question."""

    def __init__(self, tree: ast.Module, text: str) -> None:
        self._tree = tree
        self._text = text
        self._module: Any = None
        self._deadline: float | None = None

    def kind(self, expression: ast.expr, line: int) -> str:
        """The kind of a name or attribute as read in the statement at ``line``, or an empty string."""
        if not isinstance(expression, ast.Name | ast.Attribute) or len(self._text) > LARGEST:
            return ""
        module = self._load()
        if module is None or (self._deadline is not None and time.process_time() > self._deadline):
            return ""
        wanted = ast.unparse(expression)
        for node in _nodes_at(module, line):
            if node.as_string() == wanted:
                return _kind_of(node)
        return ""

    def close(self) -> None:
        """Let go of everything astroid remembers."""
        if self._module is not None:
            import astroid  # type: ignore[import-untyped]

            astroid.astroid_manager.MANAGER.clear_cache()
            self._module = None

    def _load(self) -> Any:
        if self._module is None and self._deadline is None:
            import astroid

            self._deadline = time.process_time() + BUDGET
            try:
                self._module = astroid.parse(_without_imports(self._tree, self._text), "judged")
            except (astroid.AstroidError, RecursionError):
                return None
        return self._module


def _nodes_at(module: Any, line: int) -> Iterable[Any]:
    import astroid

    for node in module.nodes_of_class((astroid.nodes.Name, astroid.nodes.Attribute)):
        if node.lineno == line:
            yield node


def _kind_of(node: Any) -> str:
    import astroid

    try:
        inferred = list(node.infer())
    except (astroid.AstroidError, RecursionError, AttributeError):
        return ""
    kinds = {_value_kind(value) for value in inferred}
    return kinds.pop() if len(kinds) == 1 else ""


def _value_kind(value: Any) -> str:
    name = type(value).__name__
    if name == "Const":
        return "str" if isinstance(value.value, str | bytes) else "number"
    return _KINDS.get(name, "")


def _without_imports(tree: ast.Module, text: str) -> str:
    """The text with every import replaced by ``pass``: the same lines, nothing to load."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node.end_lineno is not None:
            first = lines[node.lineno - 1]
            indent = first[: len(first) - len(first.lstrip())]
            lines[node.lineno - 1] = f"{indent}pass\n"
            for extra in range(node.lineno, node.end_lineno):
                lines[extra] = "\n"
    return "".join(lines)
