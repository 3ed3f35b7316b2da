"""Names of modules in the file: which alias stands for numpy, and where a missing import goes."""

from __future__ import annotations

import ast
from functools import lru_cache

from .source import Located
from .trees import walk

NUMPY = "numpy"


class Imports:
    """The imports of one function's surroundings, and those its rewrite adds.

    ``needs`` is asked for a module or a name of a module and answers what to write for it; what is not
    imported yet is remembered in ``missing`` as import statements.
    """

    def __init__(self, located: Located) -> None:
        self._located = located
        self._bound = _bindings(located.tree.body)
        first_loop = located.function.body
        self._local = _bindings([s for s in first_loop if isinstance(s, ast.Import | ast.ImportFrom)])
        self._inner = {
            node.id
            for node in walk(located.function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
        } | {argument.arg for argument in walk(located.function) if isinstance(argument, ast.arg)}
        self.taken = _names_in(located.function)

    def origin(self, name: str) -> str:
        """The dotted thing an imported name stands for, or an empty string."""
        if name in self._inner:
            return ""
        return self._local.get(name, self._bound.get(name, ""))

    @property
    def numpy_known(self) -> bool:
        """Whether the module (or the function) imports numpy already."""
        return NUMPY in self._bound.values() or NUMPY in self._local.values()

    def numpy(self) -> tuple[str, str]:
        """The name to write for numpy and the import statement it needs (empty when it is there)."""
        for bound in (self._local, self._bound):
            for name, origin in bound.items():
                if origin == NUMPY and name not in self._inner:
                    return name, ""
        if "np" not in self.taken | self._module_names():
            return "np", "import numpy as np"
        return NUMPY, "import numpy"

    def _module_names(self) -> frozenset[str]:
        return _names_of_module(self._located.tree)

    def member(self, module: str, name: str) -> tuple[str, str]:
        """What to write for ``module.name`` and the import statement it needs (empty when it is there)."""
        for bound in (self._local, self._bound):
            for alias, origin in bound.items():
                if origin == f"{module}.{name}" and alias not in self._inner:
                    return alias, ""
                if origin == module and alias not in self._inner:
                    return f"{alias}.{name}", ""
        if name not in self.taken | self._module_names():
            return name, f"from {module} import {name}"
        return f"{module}.{name}", f"import {module}"


def _bindings(block: list[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement in block:
        if isinstance(statement, ast.Import):
            for name in statement.names:
                root = name.name.partition(".")[0]
                found[name.asname or root] = name.name if name.asname else root
        elif isinstance(statement, ast.ImportFrom):
            dots = "." * statement.level
            for name in statement.names:
                found[name.asname or name.name] = f"{dots}{statement.module or ''}.{name.name}"
        elif isinstance(statement, ast.Try):
            found.update(_bindings(statement.body))
    return found


def _names_in(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names


@lru_cache(maxsize=4)
def _names_of_module(tree: ast.Module) -> frozenset[str]:
    """Every name of a module; all its functions ask."""
    return frozenset(_names_in(tree))


def insertion_line(tree: ast.Module) -> tuple[int, bool]:
    """After which line (0: before the first) a new import goes, and whether a blank line parts it from there.

    Behind the last import of the leading block; without one behind the docstring. Imports inside ``try`` or
    ``if`` do not count.
    """
    line, parted = 0, False
    body = tree.body
    for position, statement in enumerate(body):
        documented = (
            position == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        )
        imported = isinstance(statement, ast.Import | ast.ImportFrom)
        if not (documented or imported):
            break
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        line, parted = statement.end_lineno or statement.lineno, documented or future
    shared = [s.end_lineno or s.lineno for s in body if s.lineno <= line]
    return max(shared, default=line), parted
