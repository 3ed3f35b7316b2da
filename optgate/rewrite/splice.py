"""Puts new statements and imports into the text of a file and checks that nothing else changed."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .imports import insertion_line
from .layout import render
from .source import Located, parse
from .trees import walk

_CLOSES = re.compile(rb"\s*\)*\s*:\s*(#.*)?$")


class Edit(NamedTuple):
    """A statement and what stands in its place; nothing to delete it.

    Where the old statement itself is among the new ones its lines stay as they are, and where a new one has
    the very body of the old one (the same list) only the lines of its header change.
    """

    old: ast.stmt
    new: tuple[ast.stmt, ...]

    @property
    def place(self) -> int | None:
        """Where among the new statements the old one stands, itself or with another header."""
        found = (number for number, new in enumerate(self.new) if new is self.old or _headed(new, self.old))
        return next(found, None)

    @property
    def lines(self) -> range:
        """The lines of the original that are written anew."""
        if self.place is None:
            return range(self.old.lineno, (self.old.end_lineno or self.old.lineno) + 1)
        return range(0) if self.old in self.new else range(self.old.lineno, header_end(self.old) + 1)

    @property
    def anchors(self) -> range:
        """The lines beside which something is put in: those of the header of a statement that stays."""
        return range(0) if self.place is None else range(self.old.lineno, header_end(self.old) + 1)


def _headed(new: ast.stmt, old: ast.stmt) -> bool:
    if type(new) is not type(old) or not hasattr(old, "body"):
        return False
    fields = ("body", "orelse")
    return all(getattr(new, field, None) is getattr(old, field, None) for field in fields)


def header_end(statement: ast.stmt) -> int:
    """The last line of the header of a compound statement, and of any other statement."""
    if not isinstance(statement, ast.For | ast.While | ast.If | ast.With):
        return statement.end_lineno or statement.lineno
    heads: list[ast.AST] = [
        node for node in ast.iter_child_nodes(statement) if not isinstance(node, ast.stmt)
    ]
    return max(getattr(part, "end_lineno", 0) or 0 for head in heads for part in walk(head))


def header_replaceable(located: Located, statement: ast.stmt) -> bool:
    """Whether the header of a compound statement has its lines for itself."""
    first, last = statement.lineno, header_end(statement)
    body: list[ast.stmt] = getattr(statement, "body", [])
    before = located.lines[first - 1].encode("utf-8", "surrogatepass")[: statement.col_offset]
    if before.strip() or not body or body[0].lineno <= last:
        return False
    return _closing(located, statement) is not None


def _closing(located: Located, statement: ast.stmt) -> re.Match[bytes] | None:
    """What follows the last expression of a header: the colon, perhaps a comment."""
    last = header_end(statement)
    ends = [
        part.end_col_offset or 0
        for node in ast.iter_child_nodes(statement)
        if not isinstance(node, ast.stmt)
        for part in walk(node)
        if isinstance(part, ast.expr) and part.end_lineno == last
    ]
    line = located.lines[last - 1].rstrip("\r\n").encode("utf-8", "surrogatepass")
    return _CLOSES.match(line[max(ends, default=0) :])


def replaceable(located: Located, statement: ast.stmt) -> bool:
    """Whether the statement has its lines for itself (no semicolon, no one-line suite around it)."""
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    before = located.lines[first - 1].encode("utf-8", "surrogatepass")[: statement.col_offset]
    if before.strip():
        return False
    tail = located.lines[last - 1].encode("utf-8", "surrogatepass")[statement.end_col_offset or 0 :].strip()
    return not tail or tail.startswith(b"#")


class _Piece(NamedTuple):
    """Lines ``first`` up to ``stop`` (1-based, exclusive) and those that take their place."""

    first: int
    stop: int
    written: list[str]


def _pieces(located: Located, edit: Edit) -> Iterator[_Piece]:
    first, stop = edit.old.lineno, (edit.old.end_lineno or edit.old.lineno) + 1
    if edit.place is None:
        yield _Piece(first, stop, _written(located, edit, edit.new))
        return
    behind, ahead = edit.new[edit.place + 1 :], edit.new[: edit.place]
    yield _Piece(stop, stop, _written(located, edit, behind))
    if edit.old not in edit.new:
        yield _Piece(first, header_end(edit.old) + 1, _header(located, edit))
    above = _above(located, first)
    yield _Piece(above, above, _written(located, edit, ahead))


def _above(located: Located, first: int) -> int:
    """The line of the first comment that stands right above a statement, or the statement's own."""
    indent = located.indent_of(first)
    while first > 1 and located.lines[first - 2].startswith(f"{indent}#"):
        first -= 1
    return first


def _written(located: Located, edit: Edit, statements: tuple[ast.stmt, ...]) -> list[str]:
    indent = located.indent_of(edit.old.lineno)
    return render(list(statements), indent, located.indent_unit, located.width)


def _header(located: Located, edit: Edit) -> list[str]:
    """The new header of a statement whose body stays; ``elif`` and a comment behind the colon are kept."""
    assert edit.place is not None
    fields = dict(ast.iter_fields(edit.new[edit.place])) | {"body": [ast.Pass()], "orelse": []}
    shown = type(edit.old)(**fields)
    lines = _written(located, edit, (shown,))[:-1]
    indent = located.indent_of(edit.old.lineno)
    if located.lines[edit.old.lineno - 1].lstrip().startswith("elif"):
        lines[0] = f"{indent}el{lines[0].lstrip()}"
    closing = _closing(located, edit.old)
    if closing is not None and closing[1]:
        lines[-1] += "  " + closing[1].decode("utf-8", "surrogatepass")
    return lines


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """One edit a statement: what several put beside it stands there together, in their order."""
    found: dict[int, Edit] = {}
    for edit in edits:
        earlier = found.get(id(edit.old))
        if earlier is None or earlier.place is None or edit.place is None:
            found.setdefault(id(edit.old), edit)
            continue
        kept = edit if earlier.old in earlier.new else earlier
        assert kept.place is not None
        ahead = earlier.new[: earlier.place] + edit.new[: edit.place]
        behind = earlier.new[earlier.place + 1 :] + edit.new[edit.place + 1 :]
        found[id(edit.old)] = Edit(edit.old, (*ahead, kept.new[kept.place], *behind))
    return list(found.values())


def splice(located: Located, edits: list[Edit], imports: list[str]) -> str | None:
    """The new text of the file, or nothing when it would not parse or more than the body changed."""
    lines = list(located.lines)
    newline = located.newline
    pieces = [piece for edit in edits for piece in _pieces(located, edit)]
    for piece in sorted(pieces, key=lambda piece: (piece.first, piece.stop), reverse=True):
        if piece.first == piece.stop and not piece.written:
            continue
        last = piece.stop - 1
        ends = newline if lines[last - 1].endswith(("\n", "\r")) else ""
        block = [line + newline for line in piece.written]
        if block and not ends:
            if piece.first == piece.stop:
                lines[last - 1] += newline
            block[-1] = piece.written[-1]
        lines[piece.first - 1 : last] = block
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


def head(function: ast.FunctionDef) -> tuple[str, str, list[str], list[str]]:
    """What a rewrite must keep: name, signature, decorators, docstring (its lines without indentation)."""
    returns = ast.dump(function.returns) if function.returns is not None else ""
    decorators = [ast.dump(decorator) for decorator in function.decorator_list]
    docstring = [line.strip() for line in (ast.get_docstring(function) or "").strip().splitlines()]
    return function.name, ast.dump(function.args) + returns, decorators, docstring
