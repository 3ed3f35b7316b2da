"""Puts new statements and imports into the text of a file and checks that nothing else changed."""

from __future__ import annotations

import ast
import textwrap
from typing import NamedTuple

from .imports import insertion_line
from .layout import render
from .source import Located, parse


class Edit(NamedTuple):
    """A statement and what stands in its place; nothing to delete it."""

    old: ast.stmt
    new: tuple[ast.stmt, ...]


def replaceable(located: Located, statement: ast.stmt) -> bool:
    """Whether the statement has its lines for itself (no semicolon, no one-line suite around it)."""
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    before = located.lines[first - 1].encode("utf-8", "surrogatepass")[: statement.col_offset]
    if before.strip():
        return False
    tail = located.lines[last - 1].encode("utf-8", "surrogatepass")[statement.end_col_offset or 0 :].strip()
    return not tail or tail.startswith(b"#")


def splice(located: Located, edits: list[Edit], imports: list[str]) -> str | None:
    """The new text of the file, or nothing when it would not parse or more than the body changed."""
    lines = list(located.lines)
    newline = located.newline
    for edit in sorted(edits, key=lambda edit: edit.old.lineno, reverse=True):
        first, last = edit.old.lineno, edit.old.end_lineno or edit.old.lineno
        indent = located.indent_of(first)
        written = render(list(edit.new), indent, located.indent_unit, located.width)
        ends = newline if lines[last - 1].endswith(("\n", "\r")) else ""
        block = [line + newline for line in written]
        if block and not ends:
            block[-1] = written[-1]
        lines[first - 1 : last] = block
    end = located.target.end_line + len(lines) - len(located.lines)
    if not stands_alone(located, lines[located.target.line - 1 : end]):
        return None
    return "".join(with_imports(located.tree, lines, imports, newline))


def with_imports(tree: ast.Module, lines: list[str], imports: list[str], newline: str) -> list[str]:
    """The lines with import statements added to the leading import block."""
    if not imports:
        return lines
    lines = list(lines)
    after, parted = insertion_line(tree)
    block = [statement + newline for statement in imports]
    if after and not lines[after - 1].endswith(("\n", "\r")):
        lines[after - 1] += newline
    if after == 0:
        after = _leading_comments(lines)
        block.append(newline)
    elif parted:
        block.insert(0, newline)
        if after < len(lines) and lines[after].strip():
            block.append(newline)
    return [*lines[:after], *block, *lines[after:]]


def _leading_comments(lines: list[str]) -> int:
    count = 0
    while count < len(lines) and lines[count].startswith("#"):
        count += 1
    return count


def stands_alone(located: Located, lines: list[str]) -> bool:
    """Whether the lines are one function with the original's name, signature, decorators and docstring.

    The lines around it are the file's own; where this holds for the original's lines too, nothing but the
    function's body (and added imports) can differ, and the file parses as it did.
    """
    tree = parse(textwrap.dedent("".join(lines)))
    if tree is None:
        tree = parse("if True:\n" + "".join(lines))
        body = tree.body[0].body if tree is not None and isinstance(tree.body[0], ast.If) else []
    else:
        body = tree.body
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        return False
    return head(body[0]) == head(located.function)


def head(function: ast.FunctionDef) -> tuple[str, str, list[str], str | None]:
    """What a rewrite must keep: name, signature, decorators, docstring."""
    returns = ast.dump(function.returns) if function.returns is not None else ""
    decorators = [ast.dump(decorator) for decorator in function.decorator_list]
    return function.name, ast.dump(function.args) + returns, decorators, ast.get_docstring(function)
