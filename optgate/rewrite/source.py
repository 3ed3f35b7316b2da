"""The file under judgement, parsed, with the target function found in it."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from optgate.model import SourceFile, Target


class Located:
    """A target with its syntax tree, its lines and the chain of nodes that leads to it.

    ``width`` is the longest line the file's author writes, within reason (79 to 100).
    """

    def __init__(
        self, target: Target, tree: ast.Module, parents: list[ast.AST], function: ast.FunctionDef
    ) -> None:
        self.target = target
        self.file = target.file
        self.tree = tree
        self.parents = parents
        self.function = function
        self.lines = _lines(target.file)
        longest = max((len(line.rstrip()) for line in self.lines), default=0)
        self.width = max(79, min(longest, 100)) if longest > 79 else 88

    @property
    def newline(self) -> str:
        """The line end of the file: that of its first line."""
        first = self.lines[0] if self.lines else ""
        return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"

    @property
    def indent_unit(self) -> str:
        """One level of indentation as the function's own body has it."""
        body = self.indent_of(self.function.body[0].lineno)
        outer = self.indent_of(self.function.lineno)
        unit = body[len(outer) :] if body.startswith(outer) else ""
        return unit if unit and not unit.strip() else "    "

    def indent_of(self, line: int) -> str:
        """The white space at the start of a line (1-based)."""
        text = self.lines[line - 1]
        return text[: len(text) - len(text.lstrip(" \t\f"))]

    def source_of_function(self) -> str:
        """The lines of the function, decorators included, as they are in the file."""
        return "".join(self.lines[self.target.line - 1 : self.target.end_line])


def parse(text: str) -> ast.Module | None:
    """The tree of a text, or nothing when Python does not take it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def definitions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, list[ast.AST], ast.stmt]]:
    """Qualified name, chain of parents and node of every function that is not inside another function."""
    pending: list[tuple[str, list[ast.AST], ast.AST]] = [(prefix, [node], node)]
    while pending:
        path, chain, current = pending.pop()
        for child in ast.iter_child_nodes(current):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path + child.name, chain, child
            elif isinstance(child, ast.ClassDef):
                pending.append((f"{path}{child.name}.", [*chain, child], child))
            elif isinstance(child, ast.stmt | ast.ExceptHandler):
                pending.append((path, [*chain, child], child))


class _Module:
    """A parsed file with its functions by qualified name and line; read by all its targets, never changed."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.functions = {
            (qualname, node.lineno): (chain, node)
            for qualname, chain, node in definitions(tree)
            if isinstance(node, ast.FunctionDef)
        }


@lru_cache(maxsize=4)
def _module(text: str) -> _Module | None:
    tree = parse(text)
    return _Module(tree) if tree is not None else None


@lru_cache(maxsize=4)
def _lines(file: SourceFile) -> list[str]:
    return file.lines


def locate(target: Target) -> Located | None:
    """The target in its parsed file; nothing when it is not there or not a plain function.

    The files seen last are kept parsed: all functions of a file share one tree.
    """
    module = _module(target.file.text)
    found = module.functions.get((target.qualname, target.def_line)) if module is not None else None
    if module is None or found is None:
        return None
    chain, node = found
    return Located(target, module.tree, chain, node)


def revised(located: Located, text: str) -> Located | None:
    """The target in a text in which nothing but its own lines changed; the other trees stay those before."""
    target = located.target
    raw = text.encode(target.file.encoding, "surrogatepass" if target.file.encoding == "utf-8" else "replace")
    file = msgspec.structs.replace(target.file, text=text, raw=raw)
    end = target.end_line + len(file.lines) - len(located.lines)
    own = "".join(file.lines[target.line - 1 : end])
    tree, above = parse(own), 0
    if tree is None:
        tree, above = parse(f"if True:\n{own}"), 1
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] if tree is not None else []
    if not found or found[0].name != located.function.name:
        return None
    ast.increment_lineno(found[0], target.line - 1 - above)
    return Located(
        msgspec.structs.replace(target, file=file, end_line=end), located.tree, located.parents, found[0]
    )


def identity(located: Located, new_text: str) -> str:
    """The id of a candidate: it names the function, its original source and the new text of the file."""
    target = located.target
    digest = hashlib.sha256()
    for part in (target.file.path, target.qualname, located.source_of_function(), new_text):
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:6]
