"""The original file, parsed once: its statements, its scope and what each of its functions uses."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from typing import NamedTuple

from .policy import Known, known
from .scopes import Scope
from .trace import dotted
from .uses import uses

_NEWLINE = re.compile(r"\r\n|\r|\n")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Refused(Exception):  # noqa: N818
    """The candidate is unsafe; the message says why and where."""


class Piece(NamedTuple):
    """A statement with its text and the first and last line of it (1-based, decorators included)."""

    node: ast.stmt
    text: str
    first: int
    last: int


def lines_of(text: str) -> list[str]:
    """The lines without their ends, split where Python's parser splits them."""
    return _NEWLINE.split(text)


def parsed(text: str) -> ast.Module | None:
    """The tree, or None when Python does not take the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def pieces(body: list[ast.stmt], lines: list[str], offset: int = 0) -> list[Piece]:
    """The statements of a block of the text; ``offset`` lines stand before the parsed ones."""
    found = []
    for node in body:
        first = node.lineno
        if isinstance(node, Definition) and node.decorator_list:
            first = node.decorator_list[0].lineno
        last = node.end_lineno or node.lineno
        text = "\n".join(lines[first - 1 + offset : last + offset])
        found.append(Piece(node, text, first + offset, last + offset))
    return found


class Original:
    """A parsed file; ``functions`` are its functions and methods by qualified name."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        self.lines = lines_of(text)
        self.pieces = pieces(tree.body, self.lines)
        self.functions: dict[str, list[ast.stmt]] = {}
        self._collect(tree.body, "")
        self.scope = Scope("module", None)
        self._file = uses(tree.body, self.scope)
        self._follow_aliases()
        self._known: dict[str, Known] = {}

    def _collect(self, body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions.setdefault(prefix + node.name, []).append(node)
            elif isinstance(node, ast.ClassDef):
                self._collect(node.body, f"{prefix}{node.name}.")
            else:
                for block in blocks(node):
                    self._collect(block, prefix)

    def _follow_aliases(self) -> None:
        """Let ``_os = os`` and ``sqrt = np.sqrt`` at the top of the file mean what they were given."""
        for name, values in self.scope.sources.items():
            for value in values:
                path, root = dotted(value)
                for origin in self.scope.origins.get(root.id, ()) if root is not None else ():
                    self.scope.bind_import(name, ".".join((origin, *path)))

    def known(self, qualname: str) -> Known:
        """What the function does, and what the whole file does."""
        if qualname not in self._known:
            own = uses(self.functions.get(qualname, []), scope_of(qualname, self.scope))
            methods = {name.rpartition(".")[2] for name in self.functions}
            self._known[qualname] = known(own, self._file, self.scope).with_methods(methods)
        return self._known[qualname]


def scope_of(qualname: str, module: Scope) -> Scope:
    """The scope that a function of this name is defined in."""
    return Scope("class", module) if "." in qualname else module


def blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a compound statement that is no definition."""
    found = [getattr(node, name) for name in ("body", "orelse", "finalbody") if getattr(node, name, None)]
    found += [handler.body for handler in getattr(node, "handlers", ())]
    return found + [case.body for case in getattr(node, "cases", ())]


@lru_cache(maxsize=8)
def original(text: str) -> Original:
    """The parsed original.

    Raises:
        Refused: It does not parse.
    """
    tree = parsed(text)
    if tree is None:
        raise Refused("the original does not parse, so nothing can be compared with it")
    return Original(text, tree)
