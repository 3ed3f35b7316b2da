"""Which new names of a module are constants, that nothing can be remembered in."""

from __future__ import annotations

import ast

from .original import Refused
from .scopes import Scope, resolve
from .tables import NUMERIC, PURE_CALLS, TABLE_CALLS, member_of
from .trace import dotted


class Constants:
    """The new assignments of the module; a table counts once it cannot be written to any more."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names: set[str] = set()
        self.tables: dict[str, int] = {}

    def accepts(self, node: ast.stmt, line: int) -> bool:
        """Whether the statement (on that line of the file) makes a constant, or makes one of a table."""
        if isinstance(node, ast.Expr):
            return self._locks(node.value)
        target, value = _assigned(node)
        if target is None or value is None or not self._free(target):
            return False
        if self.immutable(value):
            self.names.add(target)
        elif self._table(value):
            self.tables[target] = line
        else:
            return False
        self.scope.bind(target)
        return True

    def complete(self) -> None:
        """All statements were seen.

        Raises:
            Refused: A table can still be written to.
        """
        for name, line in self.tables.items():
            raise Refused(
                f"the table {name} can be written to; add {name}.setflags(write=False) (line {line})"
            )

    def immutable(self, node: ast.expr) -> bool:
        """Whether an expression of literals gives something that cannot change."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.UnaryOp):
            return self.immutable(node.operand)
        if isinstance(node, ast.BinOp):
            return self.immutable(node.left) and self.immutable(node.right)
        if isinstance(node, ast.Tuple):
            return all(map(self.immutable, node.elts))
        if isinstance(node, ast.Name):
            return node.id in self.names
        if isinstance(node, ast.Attribute):
            return self._dotted(node).startswith(("math.", "cmath.", "numpy."))
        if isinstance(node, ast.Call):
            pure = self._dotted(node.func) in PURE_CALLS
            return pure and all(map(self._literal, _arguments(node)))
        return False

    def _literal(self, node: ast.expr) -> bool:
        """Whether an argument is made of literals; a list is as good as a tuple where only a copy is kept."""
        if isinstance(node, ast.List | ast.Set | ast.Tuple):
            return all(map(self._literal, node.elts))
        return self.immutable(node)

    def _table(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Call)
            and self._dotted(node.func) in TABLE_CALLS
            and all(map(self._literal, _arguments(node)))
        )

    def _locks(self, node: ast.expr) -> bool:
        if not (isinstance(node, ast.Call) and not node.args and len(node.keywords) == 1):
            return False
        path, root = dotted(node.func)
        written = node.keywords[0]
        if root is None or path != ["setflags"] or root.id not in self.tables or written.arg != "write":
            return False
        if not (isinstance(written.value, ast.Constant) and written.value.value is False):
            return False
        del self.tables[root.id]
        return True

    def _dotted(self, node: ast.expr) -> str:
        """The full name of a builtin, or of a member of a numeric module."""
        path, root = dotted(node)
        if root is None:
            return ""
        meaning = resolve(root.id, self.scope)
        if meaning.kind == "import" and len(meaning.origins) == 1:
            name = ".".join((meaning.origins[0], *path))
            return name if member_of(name)[0] in NUMERIC else ""
        return ".".join((root.id, *path)) if meaning.kind == "builtin" and not path else ""

    def _free(self, name: str) -> bool:
        meaning = resolve(name, self.scope)
        unbound = meaning.kind == "global" and name not in meaning.scope.names
        return unbound and not name.startswith("__")


def _assigned(node: ast.stmt) -> tuple[str | None, ast.expr | None]:
    """The one name that a statement assigns, and its value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return None, None


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]
