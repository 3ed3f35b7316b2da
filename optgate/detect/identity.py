"""What a finding is about, told by content: the same after lines moved, a reformatting, another comment."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Iterator, Sequence

from optgate.model import Finding, SourceFile

_LEFT_OUT = frozenset({"ctx", "kind", "type_comment"})
"""Fields that say nothing, or not the same in every version of Python."""


def identities(file: SourceFile, findings: Sequence[Finding]) -> tuple[str, ...]:
    """For each finding a digest (16 hex digits) of what stands at its place; empty where nothing does.

    It is taken from the syntax tree, in a form of its own that no version of Python changes: layout, quotes
    and comments do not count, docstrings neither.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ("",) * len(findings)
    wanted = {(one.line, one.column, one.end_line) for one in findings}
    digests: dict[tuple[int, int, int], str] = {}
    for node in ast.walk(tree):
        place = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0), getattr(node, "end_lineno", 0))
        if place in wanted and place not in digests:
            digests[place] = _digest(node)
    return tuple(digests.get((one.line, one.column, one.end_line), "") for one in findings)


def _digest(node: ast.AST) -> str:
    try:
        return hashlib.sha256("\0".join(_words(node)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    except RecursionError:
        return ""


def _words(value: object) -> Iterator[str]:
    """The tree as words; what is absent or empty is left out."""
    if isinstance(value, ast.AST):
        yield f"({type(value).__name__}"
        for name, part in ast.iter_fields(value):
            if name in _LEFT_OUT or part is None or part == []:
                continue
            yield name
            yield from _words(_plain(value, name, part))
        if isinstance(value, ast.Constant) and value.value is None:
            yield "None"
        yield ")"
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    else:
        yield f"{type(value).__name__} {value!r}"


def _plain(node: ast.AST, name: str, part: object) -> object:
    """A field without what says nothing: docstrings, and how the text of an f-string is cut in pieces."""
    if isinstance(node, ast.JoinedStr):
        return list(_joined(node.values))
    return _without_docstring(node, part) if name == "body" else part


def _joined(values: list[ast.expr]) -> Iterator[object]:
    text = ""
    for value in values:
        if isinstance(value, ast.Constant):
            text += str(value.value)
            continue
        yield from (text, value) if text else (value,)
        text = ""
    if text:
        yield text


def _without_docstring(node: ast.AST, body: object) -> object:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or not node.body:
        return body
    match node.body[0]:
        case ast.Expr(value=ast.Constant(value=str())):
            return node.body[1:]
    return body
