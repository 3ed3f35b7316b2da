"""The earlier version of a changed function: found by its name, or by its shape where it was renamed.

Files are followed by git's own rename detection. Inside the changed files a function whose name is new is
taken for the one that is gone from them and is most alike: its syntax tree without names of its own,
docstrings and annotations, compared by the longest common blocks (``difflib``).
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from optgate.model import SourceFile, Target
from optgate.select.functions import Definition, definitions, loops, parse
from optgate.select.selection import Former, Selection
from optgate.select.source import UnjudgeableError, read, targets

ALIKE = 0.6
"""From this share of common blocks on, a function that is gone and one that is new are taken for the same."""

_ARRAYS = ("numpy", "pandas", "scipy", "polars", "torch")
_LEAST_TOKENS = 12
_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)

Shape = tuple[str, ...]


class Earlier(msgspec.Struct, frozen=True):
    """What a changed function was.

    ``target`` is that version under the path and name of today, ``path`` and ``qualname`` what they were.
    ``same`` says that only comments, docstrings or annotations changed, ``loops`` that the version of today
    repeats work, ``looped`` that the earlier one did, ``arrays`` that the file works with arrays.
    """

    target: Target
    path: str
    qualname: str
    same: bool
    loops: bool
    looped: bool
    arrays: bool

    @property
    def renamed(self) -> bool:
        """Whether the function had another name."""
        return self.qualname != self.target.qualname


class _Old(NamedTuple):
    former: Former
    text: str
    definition: Definition
    shape: Shape


def earlier(selection: Selection) -> dict[Target, Earlier]:
    """The earlier versions of the selected functions, of those that had one; refused ones are left out."""
    return dict(_paired(selection))


def _paired(selection: Selection) -> Iterator[tuple[Target, Earlier]]:
    olds = [old for former in selection.former for old in _functions(former)]
    here = {(old.former.path, old.definition.qualname): old for old in olds}
    gone = _gone(selection, olds)
    trees: dict[str, dict[int, Definition]] = {}
    for target in selection.targets:
        path = target.file.path
        if target.refused:
            continue
        if path not in trees:
            trees[path] = {
                one.def_line: one for one in definitions(parse(target.file.text), target.file.text)
            }
        now = trees[path].get(target.def_line)
        if now is None:
            continue
        old = here.get((path, target.qualname))
        if old is None:
            old = _most_alike(now, gone)
            if old is not None:
                gone.remove(old)
        if old is not None and (made := _made(selection.root, target, now, old)) is not None:
            yield target, made


def _functions(former: Former) -> Iterator[_Old]:
    """The functions of a file as it was; none where it cannot be read."""
    try:
        text = read("", former.old_path, former.raw).text
        found = definitions(parse(text), text)
    except (UnjudgeableError, *_ERRORS):
        return
    for definition in found:
        if not definition.refused:
            yield _Old(former, text, definition, shape(definition.node))


def _gone(selection: Selection, olds: Sequence[_Old]) -> list[_Old]:
    """The functions whose names are no longer in their files."""
    left: set[tuple[str, str]] = set()
    for file in selection.whole:
        left |= {(file.path, target.qualname) for target in targets(file)}
    return [old for old in olds if (old.former.path, old.definition.qualname) not in left]


def _most_alike(now: Definition, gone: Sequence[_Old]) -> _Old | None:
    """The function that a new one most likely was."""
    mine = shape(now.node)
    best: tuple[float, _Old] | None = None
    for old in gone:
        if min(len(mine), len(old.shape)) < _LEAST_TOKENS:
            continue
        if old.definition.qualname.count(".") != now.qualname.count("."):
            continue
        matcher = difflib.SequenceMatcher(None, old.shape, mine, autojunk=False)
        least = ALIKE if best is None else best[0]
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        ratio = matcher.ratio() + (0.1 if old.definition.qualname == now.qualname else 0.0)
        if ratio >= ALIKE and (best is None or ratio > best[0]):
            best = ratio, old
    return None if best is None else best[1]


def _made(root: str, target: Target, now: Definition, old: _Old) -> Earlier | None:
    """The earlier version under the name of today."""
    text = old.text
    if old.definition.qualname != target.qualname:
        text = renamed(text, old.definition, target.qualname)
    file = SourceFile(root, target.file.path, text.encode("utf-8", "surrogatepass"), text)
    try:
        found = [one for one in targets(file) if one.qualname == target.qualname and not one.refused]
    except UnjudgeableError:
        return None
    if len(found) != 1:
        return None
    return Earlier(
        found[0],
        old.former.old_path,
        old.definition.qualname,
        old.shape == shape(now.node),
        loops(now),
        loops(old.definition),
        any(word in target.file.text for word in _ARRAYS),
    )


def renamed(text: str, definition: Definition, qualname: str) -> str:
    """The text with a function, and the classes around it, under another name; the old one stays known.

    Names before the last dot are followed as far as there are as many of them.
    """
    lines = text.splitlines(keepends=True)
    before, after = definition.qualname.split("."), qualname.split(".")
    aliases = []
    body: Sequence[ast.AST] = parse(text).body
    for depth, (old, new) in enumerate(zip(before, after, strict=True)):
        last = depth == len(before) - 1
        node = definition.node if last else _class(body, old)
        if node is None:
            return text
        if old != new:
            head, _, rest = lines[node.lineno - 1].partition(old)
            lines[node.lineno - 1] = head + new + rest
            prefix = ".".join(after[:depth])
            aliases.append(f"{prefix + '.' if prefix else ''}{old} = {'.'.join(after[: depth + 1])}\n")
        body = getattr(node, "body", ())
    whole = "".join(lines)
    return whole + ("" if whole.endswith("\n") else "\n") + "".join(aliases)


def _class(body: Sequence[ast.AST], name: str) -> ast.ClassDef | None:
    return next((node for node in body if isinstance(node, ast.ClassDef) and node.name == name), None)


def shape(function: ast.AST) -> Shape:
    """The function as words: its syntax tree without its own name, docstrings and annotations."""
    own = getattr(function, "name", "")
    words: list[str] = []
    pending: list[object] = [function]
    while pending:
        node = pending.pop()
        if not isinstance(node, ast.AST):
            words.append(repr(node))
            continue
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            node = ast.Assign([node.target], node.value)
        words.append(type(node).__name__)
        for field in reversed(node._fields):
            value = getattr(node, field, None)
            if (
                field in ("annotation", "returns", "type_comment", "ctx", "kind", "type_params")
                or value is None
            ):
                continue
            if field == "body" and isinstance(value, list):
                value = _told(value)
            if field in ("name", "id") and value == own:
                continue
            pending += reversed(value) if isinstance(value, list) else [value]
    return tuple(words)


def _told(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without a docstring and bare annotations."""
    return [
        one
        for one in body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        and not (isinstance(one, ast.AnnAssign) and one.value is None)
    ]
