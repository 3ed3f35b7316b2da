"""The format of the verification corpora: one module per function, with rewrites of it.

A module ``NAME.py`` holds the original and, on the module's level, rewrites of it: ``right_*`` behave the
same, ``wrong_*`` do not. The original is the function ``NAME``, or what a comment says that begins a line:

    # judged: Welford.push

Then the rewrites are functions on the module's level too; each takes the place of that method, decorators
included. Everything else in the module (imports, constants, helpers, classes) belongs to every side. A file
``test_NAME.py`` beside it holds tests of the original.
"""

from __future__ import annotations

import ast
import re
import types
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

_JUDGED = re.compile(r"^# judged: *([\w.]+) *$", re.M)


@dataclass(frozen=True)
class Case:
    """An original and its rewrites, each as the text of a whole module."""

    name: str
    qualname: str
    text: str
    rewrites: dict[str, str]
    tests: Path | None = None


def cases(folder: Path, only: str = "") -> list[Case]:
    """Every module of the folder and of its subfolders, or those whose name holds ``only``."""
    paths = [path for path in sorted(folder.rglob("*.py")) if not path.name.startswith("test_")]
    return [load(path) for path in paths if only.partition(".")[0] in path.stem]


def load(path: Path) -> Case:
    """Read one module of a corpus.

    Raises:
        ValueError: It holds no original, or no rewrite.
    """
    text = path.read_text()
    named = _JUDGED.search(text)
    qualname = named.group(1) if named else path.stem
    body = ast.parse(text).body
    rewrites = {node.name: node for node in filter(_is_rewrite, body)}
    rest = [node for node in body if not _is_rewrite(node)]
    if not rewrites:
        raise ValueError(f"{path}: no right_* or wrong_*")
    try:
        texts = {name: _replaced(rest, qualname, node) for name, node in rewrites.items()}
    except LookupError as error:
        raise ValueError(f"{path}: no {qualname}") from error
    tests = path.with_name(f"test_{path.name}")
    return Case(path.stem, qualname, _text(rest), texts, tests if tests.exists() else None)


def _is_rewrite(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return isinstance(node, functions) and node.name.startswith(("right_", "wrong_"))


def _replaced(body: list[ast.stmt], qualname: str, rewrite: ast.stmt) -> str:
    """The module with the function ``qualname`` replaced by the rewrite under its name."""
    tree = ast.parse(_text(body))
    owner: list[ast.stmt] = tree.body
    *classes, name = qualname.split(".")
    for step in classes:
        holder = owner[_place(owner, step, ast.ClassDef)]
        assert isinstance(holder, ast.ClassDef)
        owner = holder.body
    taken = _place(owner, name, ast.FunctionDef | ast.AsyncFunctionDef)
    fresh = ast.parse(ast.unparse(rewrite)).body[0]
    assert isinstance(fresh, ast.FunctionDef | ast.AsyncFunctionDef)
    fresh.name = name
    owner[taken] = fresh
    return _text(tree.body)


def _place(body: list[ast.stmt], name: str, kind: type | types.UnionType) -> int:
    for index, node in enumerate(body):
        if isinstance(node, kind) and getattr(node, "name", "") == name:
            return index
    raise LookupError(name)


def _text(body: list[ast.stmt]) -> str:
    return ast.unparse(ast.Module(body, [])) + "\n"
