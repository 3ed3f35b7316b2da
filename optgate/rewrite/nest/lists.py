"""Array code for a nest over lists: containers converted before it, results turned back behind it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Collection
from typing import NamedTuple

from ..lift.facts import Facts
from ..lift.nodes import Expr, UnliftableError, assign, call, mentions, method, name, names
from ..lift.syntax import as_read, flatten
from ..trees import walk
from .level import assigned
from .shapes import Shapes

_NUMBERS = frozenset({"int", "float", "bool"})


class Converted(NamedTuple):
    """Statements in place of the nest, and names whose earlier creation is not needed any more."""

    statements: tuple[ast.stmt, ...]
    replaced: frozenset[str]


def containers(loop: ast.stmt) -> set[str]:
    """Names from outside whose items the nest takes or stores, or that it walks."""
    own = assigned([loop])
    found: set[str] = set()
    for node in walk(loop):
        if isinstance(node, ast.Subscript):
            root, _ = flatten(node)
            found |= {root.id} if isinstance(root, ast.Name) else set()
        elif isinstance(node, ast.For):
            found |= _walked(node.iter)
    return found - own


def _owners(term: Expr) -> list[ast.Name]:
    """``x`` of ``x.shape[0]``."""
    if isinstance(term, ast.Subscript) and isinstance(term.value, ast.Attribute):
        return [term.value.value] if isinstance(term.value.value, ast.Name) else []
    return []


def _walked(header: Expr) -> set[str]:
    if isinstance(header, ast.Name):
        return {header.id}
    if isinstance(header, ast.Call) and isinstance(header.func, ast.Name) and header.func.id != "range":
        return {argument.id for argument in header.args if isinstance(argument, ast.Name)}
    return set()


def kind_of(loop: ast.stmt, facts: Facts) -> str:
    """``list`` or ``array`` when all that is known of the containers says so; else an empty string."""
    kinds = {facts.kind(name(found)) for found in containers(loop)} - {"", "number"}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else ""


class Converter:
    """Puts conversions around array statements.

    Raises:
        UnliftableError: The nest uses a list as a whole.
    """

    def __init__(self, loop: ast.stmt, facts: Facts, live: frozenset[str], numpy: str) -> None:
        self.loop = loop
        self.facts = facts
        self.live = live
        self.numpy = numpy
        self.roots = containers(loop)
        self.rows = _rows(loop)
        if not all(_by_items(loop, root) for root in self.roots):
            raise UnliftableError("a list used as a whole")
        self.stored = {
            root.id
            for node in walk(loop)
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
            for root in [flatten(as_read(node))[0]]
            if isinstance(root, ast.Name)
        }

    def convert(self, statements: tuple[ast.stmt, ...], fresh: Callable[[str], str]) -> Converted:
        """The statements with conversions.

        Raises:
            UnliftableError: The types of the results cannot be kept.
        """
        body = list(statements)
        before: list[ast.stmt] = []
        after: list[ast.stmt] = []
        replaced: set[str] = set()
        for root in sorted(self.roots):
            if all(_only_walks(statement, root, self.rows) for statement in body):
                continue
            if self._made_whole(body, root):
                replaced.add(root)
            else:
                body = self._taken(body, root, before, fresh)
            if root in self.stored:
                after += self._restored(body, root, fresh)
        if self.stored & replaced:
            body = self._turned_back(body, after, replaced)
        return Converted((*before, *body, *after), frozenset(replaced))

    def _made_whole(self, body: list[ast.stmt], root: str) -> bool:
        """Whether the first statement about the container makes all of it; it becomes an assignment."""
        if root not in self.stored or root in self.facts.parameters:
            return False
        for place, statement in enumerate(body):
            if not mentions(statement, root):
                continue
            if isinstance(statement, ast.Assign) and getattr(statement, "full", False):
                target = statement.targets[0]
                whole = isinstance(target, ast.Subscript) and _is_whole(target.slice)
                if whole and mentions(target, root) and not _uses(statement.value, root):
                    body[place] = assign(root, statement.value)
                    return True
            return False
        return False

    def _taken(
        self, body: list[ast.stmt], root: str, before: list[ast.stmt], fresh: Callable[[str], str]
    ) -> list[ast.stmt]:
        seen = self.facts.observed.get(root, ())
        if any(one.element and one.element not in _NUMBERS for one in seen):
            raise UnliftableError("a list of something else than numbers")
        if root in self.stored:
            self._check_stored(root)
        array = fresh(f"{root}_array") if root in self.live or root in self.stored else root
        made = call(ast.Attribute(name(self.numpy), "array", ast.Load()), name(root))
        before.append(assign(array, made))
        return body if array == root else [_renamed(statement, root, array) for statement in body]

    def _check_stored(self, root: str) -> None:
        """A list of integers could become one of floats: only known floats may be changed in place."""
        seen = self.facts.observed.get(root, ())
        made = self.facts.definitions.get(root)
        floats = made is not None and any(
            isinstance(part, ast.Constant) and isinstance(part.value, float) for part in walk(made)
        )
        known = bool(seen) and all(one.element == "float" for one in seen)
        if not floats and not known:
            raise UnliftableError("a list whose elements may change their type")

    def _restored(self, body: list[ast.stmt], root: str, fresh: Callable[[str], str]) -> list[ast.stmt]:
        array = f"{root}_array" if any(mentions(statement, f"{root}_array") for statement in body) else root
        values = method(name(array), "tolist")
        if root not in self.facts.parameters:
            return [assign(root, values)] if root in self.live else []
        if self._dimensions(root) == 1:
            return [assign(ast.Subscript(name(root), ast.Slice(), ast.Load()), values)]
        if self._dimensions(root) != 2:
            raise UnliftableError("nested lists changed in place")
        row, new = fresh("row"), fresh("values")
        target = ast.Tuple([ast.Name(row, ast.Store()), ast.Name(new, ast.Store())], ast.Store())
        put = assign(ast.Subscript(name(row), ast.Slice(), ast.Load()), name(new))
        return [ast.For(target, call("zip", name(root), values), [put], [], lineno=0)]

    def outermost(self) -> str:
        """The nested list that the outermost loop runs over, if there is one: an empty one has no rows."""
        if not isinstance(self.loop, ast.For):
            return ""
        walked = _walked(self.loop.iter)
        if isinstance(self.loop.iter, ast.Call) and not walked:
            form = Shapes(self.facts).reduce(self.loop.iter.args[-1])
            owners = {found.id for _, term in form.parts.values() for found in _owners(term)}
            walked = owners if not form.constant else set()
        nested = sorted(root for root in walked & self.roots if self._nests(root))
        return nested[0] if len(nested) == 1 else ""

    def _nests(self, root: str) -> bool:
        """Whether items of the container are containers."""
        inner = set()
        if isinstance(self.loop, ast.For):
            inner = {part.id for part in walk(self.loop.target) if isinstance(part, ast.Name)}
        for node in walk(self.loop):
            if isinstance(node, ast.For) and node is not self.loop and names(node.iter) & inner:
                return self._dimensions(root) >= 2 or root in _walked(self.loop.iter)  # type: ignore[attr-defined]
        return self._dimensions(root) >= 2

    def _dimensions(self, root: str) -> int:
        most = 0
        for node in walk(self.loop):
            if isinstance(node, ast.Subscript):
                found, parts = flatten(node)
                if isinstance(found, ast.Name) and found.id == root:
                    most = max(most, len(parts))
        return most

    def _turned_back(self, body: list[ast.stmt], after: list[ast.stmt], replaced: set[str]) -> list[ast.stmt]:
        """``c = a @ b`` and ``c = c.tolist()`` as one statement."""
        for root in replaced:
            last = body[-1] if body else None
            if not (isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name)):
                continue
            turned = next(
                (one for one in after if isinstance(one, ast.Assign) and mentions(one.value, root)), None
            )
            if last.targets[0].id == root and turned is not None:
                body[-1] = assign(root, method(last.value, "tolist"))
                after.remove(turned)
        return body


def _is_whole(index: Expr) -> bool:
    return isinstance(index, ast.Slice) and index.lower is None and index.upper is None and index.step is None


def _uses(node: ast.AST, root: str) -> bool:
    """Whether a tree takes items of a container, not only its length."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return False
    if isinstance(node, ast.Name):
        return node.id == root
    return any(_uses(child, root) for child in ast.iter_child_nodes(node))


def _only_walks(node: ast.AST, root: str, rows: Collection[str]) -> bool:
    """Whether a tree uses a container at most as what a loop walks, item by item."""
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Name) and node.iter.id == root:
        if not (isinstance(node.target, ast.Name) and node.target.id not in rows):
            return False
        return not any(_uses(statement, root) for statement in node.body)
    if isinstance(node, ast.stmt):
        return all(_only_walks(part, root, rows) for part in ast.iter_child_nodes(node))
    return not _uses(node, root)


def _by_items(node: ast.AST, root: str) -> bool:
    """Whether a tree takes items of a container, walks it or asks for its length, and nothing else."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"len", "enumerate", "zip"}
    ):
        return all(isinstance(part, ast.Name) or _by_items(part, root) for part in node.args)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return not isinstance(node.slice, ast.Slice) and _by_items(node.slice, root)
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
        return all(_by_items(part, root) for part in (*node.body, *node.orelse))
    if isinstance(node, ast.Name):
        return node.id != root
    return all(_by_items(part, root) for part in ast.iter_child_nodes(node))


def _rows(loop: ast.stmt) -> set[str]:
    """Names that stand for containers: walked, or taken items of."""
    found: set[str] = set()
    for node in walk(loop):
        if isinstance(node, ast.For):
            found |= names(node.iter)
        elif isinstance(node, ast.Subscript):
            found |= names(node.value)
    return found


class _Rename(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.new, node.ctx) if node.id == self.old else node


def _renamed(statement: ast.stmt, old: str, new: str) -> ast.stmt:
    made: ast.stmt = _Rename(old, new).visit(copy.deepcopy(statement))
    return made
