"""What statements may change: names that are bound anew, and containers whose contents may differ after.

Two names may stand for one object: names joined by plain assignments and loops over one another, and
parameters among themselves. An unknown call may change its arguments and its receiver.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..lift.nodes import Expr
from ..trees import walk
from .view import View

_words = str.split

PURE_BUILTINS = frozenset(
    _words(
        "len sum min max abs sorted any all range enumerate zip reversed int float str bool round tuple list "
        "set dict frozenset isinstance divmod pow ord chr repr complex bytes hash type"
    )
)
PURE_METHODS = frozenset(
    _words(
        "count index get keys values items lower upper strip lstrip rstrip split rsplit startswith endswith "
        "replace join format isdigit isalpha isalnum isupper islower isspace title find rfind sum mean max "
        "min std var any all dot copy tolist astype ravel flatten reshape transpose prod argmax argmin "
        "cumsum item conjugate round clip union intersection difference issubset issuperset "
        "isdisjoint most_common"
    )
)
ADDING = frozenset(_words("append extend insert add update setdefault appendleft"))
_NUMPY_CHANGES = frozenset(_words("copyto put place putmask fill_diagonal put_along_axis shuffle at"))
_RANDOM = "random"
_MAKERS = frozenset(
    _words(
        "list dict set sorted tuple frozenset deque defaultdict Counter zeros ones empty full array arange "
        "zeros_like ones_like empty_like full_like linspace float int str bool range len sum"
    )
)


class Effects:
    """Answers for one function; made once from its view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.assigned: dict[str, list[Expr | None]] = {}
        self._group: dict[str, str] = {}
        self._changed: dict[int, set[str]] = {}
        self._contents: dict[str, frozenset[str]] = {}
        for node in walk(view.function):
            self._learn(node)

    def _learn(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.assigned.setdefault(target.id, []).append(node.value)
                    self._join(target.id, node.value)
                else:
                    self._unknown(target)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.assigned.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._unknown(node.target)
            if isinstance(node.target, ast.Name):
                self._join(node.target.id, node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._unknown(node.optional_vars)

    def _unknown(self, target: Expr) -> None:
        for node in walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.assigned.setdefault(node.id, []).append(None)

    def _join(self, left: str, value: Expr) -> None:
        """``left`` may be (a part of) what the value names."""
        while isinstance(value, ast.Subscript | ast.Attribute | ast.Starred):
            value = value.value
        if isinstance(value, ast.Name):
            self._group[self._root(left)] = self._root(value.id)

    def _root(self, identifier: str) -> str:
        while identifier in self._group and self._group[identifier] != identifier:
            identifier = self._group[identifier]
        return identifier

    def fresh(self, identifier: str) -> bool:
        """Whether the name only ever stands for something the function made itself."""
        values = self.assigned.get(identifier, [])
        if identifier in self.view.facts.parameters or not values:
            return False
        return all(value is not None and self.makes(value) for value in values)

    def makes(self, value: Expr) -> bool:
        """Whether an expression makes a new object."""
        if isinstance(value, ast.Call):
            function = value.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            return called in _MAKERS or called in {"copy", "tolist", "split"}
        return isinstance(
            value,
            ast.List | ast.Dict | ast.Set | ast.ListComp | ast.SetComp | ast.DictComp | ast.Constant
            | ast.BinOp | ast.Compare | ast.UnaryOp | ast.JoinedStr,
        )  # fmt: skip

    def changed(self, nodes: Iterable[ast.AST]) -> set[str]:
        """Names whose value or contents may differ after the nodes ran."""
        found: set[str] = set()
        for root in nodes:
            for node in walk(root):
                self._one(node, found)
        return found

    def _one(self, node: ast.AST, found: set[str]) -> None:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(node.id)
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            self._content(base(node), found)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            if not self._immutable(node.target.id):
                self._content(node.target.id, found)
        elif isinstance(node, ast.Call):
            self._call(node, found)
        elif isinstance(node, ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal):
            found.update(self.assigned, self.view.facts.parameters)

    def _immutable(self, identifier: str) -> bool:
        """Whether ``name += …`` surely binds a new number or text."""
        values = self.assigned.get(identifier, [])
        return bool(values) and all(
            isinstance(value, ast.Constant | ast.UnaryOp | ast.BinOp | ast.Compare)
            or (
                isinstance(value, ast.Call)
                and getattr(value.func, "id", "") in {"float", "int", "str", "len"}
            )
            for value in values
        )

    def _content(self, identifier: str, found: set[str]) -> None:
        if identifier:
            if identifier not in self._contents:
                self._contents[identifier] = self._sharing(identifier)
            found.update(self._contents[identifier])

    def _sharing(self, identifier: str) -> frozenset[str]:
        """The names that may stand for the same object, or for one that it holds."""
        root = self._root(identifier)
        everyone = set(self.assigned) | self.view.facts.parameters
        found = {identifier, *(other for other in everyone if self._root(other) == root)}
        if not self.fresh(identifier):
            found.update(
                other for other in everyone if not self.fresh(other) and self._may_share(identifier, other)
            )
        return frozenset(found)

    def _may_share(self, left: str, right: str) -> bool:
        """Whether two foreign names may be one object: both parameters of no known different kind."""
        facts = self.view.facts
        kinds = {facts.kind(ast.Name(one, ast.Load())) for one in (left, right)} - {""}
        return {self._root(left), self._root(right)} <= facts.parameters and len(kinds) < 2

    def _call(self, node: ast.Call, found: set[str]) -> None:
        if self.pure_call(node):
            return
        function = node.func
        if isinstance(function, ast.Attribute):
            self._content(base(function.value), found)
            if function.attr in ADDING:
                return
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
            for part in walk(argument):
                if isinstance(part, ast.Name):
                    self._content(part.id, found)

    def pure_call(self, node: ast.Call) -> bool:
        """Whether a call is known to change nothing and to depend on its arguments only."""
        function = node.func
        if isinstance(function, ast.Name):
            origin = self.view.imports.origin(function.id)
            if origin:
                return _pure_origin(origin)
            if function.id in self.assigned or function.id in self.view.facts.parameters:
                return False
            defined = self._defined(function.id)
            return function.id in PURE_BUILTINS if defined is None else self._pure_function(defined)
        if isinstance(function, ast.Attribute):
            path = ast.unparse(function)
            first = base(function)
            origin = self.view.imports.origin(first)
            if origin:
                return _pure_origin(path.replace(first, origin, 1))
            return function.attr in PURE_METHODS
        return False

    def _defined(self, identifier: str) -> ast.FunctionDef | None:
        for statement in self.view.located.tree.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == identifier:
                return statement
        return None

    def _pure_function(self, function: ast.FunctionDef) -> bool:
        """A function of the file that calls known functions only and stores nothing but local names."""
        if function.decorator_list:
            return False
        for node in walk(function):
            if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                return False
            if isinstance(
                node,
                ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await | ast.With | ast.Import,
            ):
                return False
            if isinstance(node, ast.AugAssign) and not isinstance(
                node.value, ast.Constant | ast.BinOp | ast.Name
            ):
                return False
            if isinstance(node, ast.Call) and not self._plainly_pure(node, function.name):
                return False
        return True

    def _plainly_pure(self, node: ast.Call, own: str) -> bool:
        if isinstance(node.func, ast.Name):
            return node.func.id in PURE_BUILTINS or node.func.id == own
        return isinstance(node.func, ast.Attribute) and (
            node.func.attr in PURE_METHODS
            or _pure_origin(f"{self.view.imports.origin(base(node.func))}.{node.func.attr}")
        )

    def pure(self, node: Expr) -> bool:
        """Whether an expression changes nothing and gives the same for the same contents of its names."""
        for part in walk(node):
            if isinstance(part, ast.Call) and not self.pure_call(part):
                return False
            if isinstance(
                part, ast.Lambda | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr | ast.Starred
            ):
                return False
        return True


def base(node: ast.AST) -> str:
    """The name at the root of ``name.a[i].b``, or nothing."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _pure_origin(origin: str) -> bool:
    module, _, called = origin.rpartition(".")
    if module in {"math", "operator", "cmath"}:
        return True
    return (
        module in {"numpy", "numpy.linalg"}
        and called not in _NUMPY_CHANGES
        and called not in {_RANDOM, "load"}
    )
