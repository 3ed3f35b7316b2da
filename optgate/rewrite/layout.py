"""How generated statements look: quotes and numbers as in the source, lines within the file's width."""

from __future__ import annotations

import ast
import copy

from .trees import walk


class _Verbatim(ast.NodeTransformer):
    """Puts back how the author wrote a constant where Python's own writing differs (``1e-3``, ``0xFF``)."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A generator as the only argument needs no brackets of its own."""
        self.generic_visit(node)
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            return ast.Name(f"{ast.unparse(node.func)}{ast.unparse(node.args[0])}", ast.Load())
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """The constants of a formatted text are no expressions of their own."""
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        written = getattr(node, "written", "")
        if written and written != repr(node.value) and "\n" not in written:
            return ast.Name(written, ast.Load())
        return node


def remember_constants(function: ast.AST, lines: list[str]) -> None:
    """Note on every constant of one line how it is written in the source."""
    for node in walk(function):
        if isinstance(node, ast.Constant) and node.lineno == node.end_lineno:
            encoded = lines[node.lineno - 1].encode("utf-8", "surrogatepass")
            piece = encoded[node.col_offset : node.end_col_offset]
            node.written = piece.decode("utf-8", "replace")  # type: ignore[attr-defined]


def render(statements: list[ast.stmt], indent: str, unit: str, width: int) -> list[str]:
    """The lines (without ends) of the statements at an indentation."""
    lines: list[str] = []
    for statement in statements:
        shown = _Verbatim().visit(copy.deepcopy(statement))
        for line in ast.unparse(ast.fix_missing_locations(shown)).split("\n"):
            bare = line.lstrip(" ")
            depth = (len(line) - len(bare)) // 4
            lines.extend(_wrap(indent + unit * depth, unit, bare, width))
    return lines


def _wrap(indent: str, unit: str, line: str, width: int) -> list[str]:
    if len(indent.expandtabs(4)) + len(line) <= width:
        return [indent + line]
    opened = _outer_bracket(line)
    if opened is None:
        return [indent + line]
    start, end = opened
    inner = line[start + 1 : end]
    head, tail = line[: start + 1], line[end:]
    if len((indent + unit).expandtabs(4)) + len(inner) <= width:
        return [indent + head, indent + unit + inner, indent + tail]
    parts = _split(inner, (",",))
    if len(parts) > 1 and len(_split(inner, (" for ",))) == 1:
        body = [piece for part in parts for piece in _wrap(indent + unit, unit, part + ",", width)]
    else:
        parts = _split(inner, (" for ", " if ", " else "))
        body = [piece for part in parts for piece in _wrap(indent + unit, unit, part, width)]
    return [indent + head, *body, indent + tail]


def _outer_bracket(line: str) -> tuple[int, int] | None:
    """The last top-level bracket pair of a line that is long enough to be worth breaking."""
    depth, start, best, quote = 0, 0, None, ""
    for place, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([{":
            if depth == 0:
                start = place
            depth += 1
        elif char in ")]}":
            depth -= 1
            index = (
                line[start] == "[" and start > 0 and (line[start - 1].isalnum() or line[start - 1] in "_)]")
            )
            longer = best is None or place - start >= best[1] - best[0]
            if depth == 0 and place - start > 15 and not index and longer:
                best = (start, place)
    return best


def _split(text: str, marks: tuple[str, ...]) -> list[str]:
    """The pieces between marks that stand outside brackets; words stay with the piece they begin."""
    parts, depth, last = [], 0, 0
    for place, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0 and any(text.startswith(mark, place) for mark in marks):
            parts.append(text[last:place].strip())
            last = place + 1
    parts.append(text[last:].strip())
    return parts
