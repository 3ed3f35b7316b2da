"""The two files statement by statement: only the judged function may differ, and pure helpers may be new."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

from .constants import Constants
from .original import (
    Definition,
    Original,
    Piece,
    Refused,
    blocks,
    lines_of,
    original,
    pieces,
    scope_of,
)
from .policy import Known, first_refusal
from .regions import differing
from .scopes import BUILTIN_NAMES, Scope
from .uses import uses

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def compare(original_text: str, candidate_text: str, qualname: str) -> None:
    """Look at everything in which the candidate differs.

    Raises:
        Refused: Something in it is unsafe, or not for a candidate to change.
    """
    before = original(original_text)
    if qualname not in before.functions:
        raise Refused(f"the original has no function {qualname}")
    old, new, prefix = differing(before, candidate_text)
    comparison = _Comparison(before, qualname)
    comparison.block(old, new, prefix)
    if not comparison.found and not _untouched(old, new):
        raise Refused(f"the candidate has no function {qualname}")


def _untouched(old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    return not (Counter(piece.text for piece in old) - Counter(piece.text for piece in new))


class _Comparison:
    """Walks down to the judged function and screens what is new on the way."""

    def __init__(self, before: Original, qualname: str) -> None:
        self.before = before
        self.qualname = qualname
        self.known: Known = before.known(qualname)
        self.scope: Scope = before.scope.copy()
        self.constants = Constants(self.scope)
        self.found = False

    def block(self, old: Sequence[Piece], new: Sequence[Piece], prefix: str) -> None:
        """Compare the statements of a block of the module or of a class."""
        removed = _without(old, new)
        added = _without(new, old)
        for piece in added:
            if isinstance(piece.node, ast.Import | ast.ImportFrom):
                self.imported(piece)
        methods = {piece.node.name for piece in added if prefix and isinstance(piece.node, _Function)}
        self.known = self.known.with_methods(methods)
        for piece in added:
            self.added(piece, removed, prefix)
        for piece in removed:
            if not isinstance(piece.node, ast.Import | ast.ImportFrom) and not _documents(piece.node):
                raise Refused(
                    f"it removes or changes line {piece.first} of the original, outside {self.qualname}"
                )
        self.constants.complete()

    def added(self, piece: Piece, removed: list[Piece], prefix: str) -> None:
        """Judge one statement that the original does not have."""
        node = piece.node
        if isinstance(node, Definition):
            self.definition(piece, _taken(removed, node), prefix)
        elif isinstance(node, ast.Import | ast.ImportFrom) or _documents(node):
            return
        elif blocks(node) and (match := _same_header(removed, node)):
            lines = lines_of(piece.text)
            for one, two in zip(blocks(match.node), blocks(node), strict=True):
                offset = piece.first - node.lineno
                theirs = pieces(two, ["\n"] * (piece.first - 1) + lines, offset)
                ours = pieces(one, self.before.lines, match.first - match.node.lineno)
                self.block(ours, theirs, prefix)
        elif prefix or not self.constants.accepts(node, piece.first):
            what = "a class attribute" if prefix else "a statement that runs at import and is no constant"
            raise Refused(f"it adds {what} (line {piece.first})")
        elif not isinstance(node, ast.Expr):
            self.code(piece, "")

    def definition(self, piece: Piece, match: Piece | None, prefix: str) -> None:
        """A function or class: the judged one, one on the way to it, or a new helper."""
        node = piece.node
        assert isinstance(node, Definition)
        name = prefix + node.name
        if isinstance(node, ast.ClassDef):
            if match is None:
                raise Refused(f"it defines the class {name} (line {piece.first})")
            self.inside(piece, match, f"{name}.")
        elif name == self.qualname and match is not None:
            self.found = True
            assert isinstance(match.node, _Function)
            self.signature(match.node, node, piece)
            self.code(piece, name)
        elif match is not None:
            raise Refused(f"it changes {name}, which is not the function judged (line {piece.first})")
        else:
            self.helper(piece, name, inside=bool(prefix))

    def inside(self, piece: Piece, match: Piece, prefix: str) -> None:
        """A class of both files: its head stays, its body is compared."""
        one, two = match.node, piece.node
        assert isinstance(one, ast.ClassDef) and isinstance(two, ast.ClassDef)
        if _dumped(one.decorator_list, one.bases, one.keywords) != _dumped(
            two.decorator_list, two.bases, two.keywords
        ):
            raise Refused(f"it changes the head of the class {two.name} (line {piece.first})")
        shift = piece.first - _first_line(two)
        lines = [""] * (piece.first - 1) + lines_of(piece.text)
        shifted = match.first - _first_line(one)
        self.block(pieces(one.body, self.before.lines, shifted), pieces(two.body, lines, shift), prefix)

    def signature(self, old: _Function, new: _Function, piece: Piece) -> None:
        """The judged function takes what it took, is made as it was, and is decorated as it was."""
        if type(old) is not type(new) or _parameters(old.args) != _parameters(new.args):
            raise Refused(f"it changes the parameters of {new.name} (line {piece.first})")
        if _dumped(old.decorator_list) != _dumped(new.decorator_list):
            kept = [ast.dump(one) for one in old.decorator_list]
            self.decorators([one for one in new.decorator_list if ast.dump(one) not in kept], piece)

    def decorators(self, nodes: Sequence[ast.expr], piece: Piece) -> None:
        """New decorators: compilers that the file uses already."""
        for node in nodes:
            for use in uses([node], self.scope):
                if use.kind == "member" and use.key.startswith("numba.") and "numba" in self.known.packages:
                    break
            else:
                raise Refused(f"it adds the decorator {ast.unparse(node)} (line {piece.first})")

    def helper(self, piece: Piece, name: str, *, inside: bool) -> None:
        """A new function beside the judged one."""
        node = piece.node
        assert isinstance(node, _Function)
        if not inside:
            self.unused(node.name, piece)
        elif node.name.startswith("__") or name in self.before.functions:
            raise Refused(f"it adds the method {name} (line {piece.first})")
        plain = [one for one in node.decorator_list if not (inside and _dumped([one]) in _METHODS)]
        self.decorators(plain, piece)
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None and not self.constants.immutable(default):
                text = ast.unparse(default)
                raise Refused(f"{name} has the default {text}, which can keep state (line {piece.first})")
        self.code(piece, name)

    def imported(self, piece: Piece) -> None:
        """A new import."""
        self.code(piece, "")
        node = piece.node
        assert isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names:
            bound = (alias.asname or alias.name).partition(".")[0]
            if bound in BUILTIN_NAMES:
                raise Refused(f"it gives the builtin {bound} another meaning (line {piece.first})")
            origins = self.scope.origins.get(bound, ())
            if len(origins) > 1 or bound in self.before.scope.names:
                raise Refused(f"it gives {bound} another meaning in this file (line {piece.first})")

    def unused(self, name: str, piece: Piece) -> None:
        """A new name of the module means nothing yet.

        Raises:
            Refused: It does, or it means something to Python.
        """
        taken = name in self.before.scope.names or name in self.before.scope.origins
        if taken or name in BUILTIN_NAMES or name.startswith("__"):
            raise Refused(f"it gives {name} another meaning (line {piece.first})")

    def code(self, piece: Piece, name: str) -> None:
        """Screen the code of a statement."""
        found = uses([piece.node], scope_of(name, self.scope))
        reason, line = first_refusal(found, self.known)
        if reason:
            raise Refused(f"{reason} (line {line + piece.first - _first_line(piece.node)})")


def _without(pieces_: Sequence[Piece], others: Sequence[Piece]) -> list[Piece]:
    """The statements whose text is not among the others, as often as it is there."""
    left = Counter(piece.text for piece in others)
    found = []
    for piece in pieces_:
        if left[piece.text]:
            left[piece.text] -= 1
        else:
            found.append(piece)
    return found


def _taken(removed: list[Piece], node: Definition) -> Piece | None:
    """The definition of the same name that the candidate replaced, taken out of the list."""
    for piece in removed:
        other = piece.node
        alike = isinstance(other, ast.ClassDef) == isinstance(node, ast.ClassDef)
        if isinstance(other, Definition) and other.name == node.name and alike:
            removed.remove(piece)
            return piece
    return None


def _same_header(removed: list[Piece], node: ast.stmt) -> Piece | None:
    """The compound statement that differs only in its blocks, taken out of the list."""
    for piece in removed:
        if _header(piece.node) == _header(node):
            removed.remove(piece)
            return piece
    return None


def _header(node: ast.stmt) -> tuple[object, ...]:
    parts: list[object] = [type(node).__name__, [len(block) > 0 for block in blocks(node)]]
    for name, value in ast.iter_fields(node):
        if name == "handlers":
            parts += [(ast.dump(one.type) if one.type else "", one.name) for one in value]
        elif name == "cases":
            parts += [(ast.dump(one.pattern), ast.dump(one.guard) if one.guard else "") for one in value]
        elif name not in ("body", "orelse", "finalbody"):
            parts.append(_dumped(value if isinstance(value, list) else [value]))
        else:
            parts.append(bool(value))
    return tuple(parts)


def _documents(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _dumped(*groups: Sequence[object]) -> str:
    return repr(
        [[ast.dump(one) if isinstance(one, ast.AST) else repr(one) for one in group] for group in groups]
    )


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return int(decorators[0].lineno if decorators else node.lineno)


def _parameters(arguments: ast.arguments) -> list[object]:
    names = [
        [one.arg for one in group] for group in (arguments.posonlyargs, arguments.args, arguments.kwonlyargs)
    ]
    rest = [one.arg if one else "" for one in (arguments.vararg, arguments.kwarg)]
    return [*names, *rest, _dumped(arguments.defaults, arguments.kw_defaults)]


_METHODS = {_dumped([ast.parse(name).body[0].value]) for name in ("staticmethod", "classmethod")}  # type: ignore[attr-defined]
