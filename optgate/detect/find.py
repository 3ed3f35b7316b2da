"""From a file to its findings."""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Iterator, Sequence

from optgate.model import Finding, SourceFile, Target

from . import families, frames  # noqa: F401
from .infer import Inference
from .registry import Rule, Spot, first_match, scanned
from .shape import Loop, read
from .silence import silenced, silences
from .tags import Tags, aliases
from .walk import Function, Place, functions, loops, owners

_FRAMES = re.compile(r"pandas|iterrows|itertuples|\.i?loc\[|\.i?at\[|\.apply\(|\bconcat\(")
"""Words of which one stands in every file that works on data frames."""

_NOT_NUMERIC = frozenset({"str", "bytes", "dict", "set", "object", "number"})


def find(target: Target, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The findings of one function, in the order of their lines.

    ``select`` and ``ignore`` are codes or their beginnings (``OPT2``); an empty ``select`` means all. A file
    that does not parse has no findings.
    """
    checked = _Checked.of(target.file)
    if checked is None:
        return ()
    for qualname, function in functions(checked.tree):
        if qualname == target.qualname and function.lineno == target.def_line:
            found = checked.findings(function)
            checked.close()
            return tuple(finding for finding in found if _wanted(finding.code, select, ignore))
    return ()


def check_source(
    file: SourceFile, *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> list[tuple[str, tuple[Finding, ...]]]:
    """Qualified name and findings of every function of a file that has any; the file is parsed once."""
    checked = _Checked.of(file)
    if checked is None:
        return []
    answer = []
    for qualname, function in functions(checked.tree):
        found = tuple(f for f in checked.findings(function) if _wanted(f.code, select, ignore))
        if found:
            answer.append((function.lineno, qualname, found))
    checked.close()
    return [(qualname, found) for _, qualname, found in sorted(answer)]


def _wanted(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    chosen = not select or any(prefix == "ALL" or code.startswith(prefix) for prefix in select)
    return chosen and not any(code.startswith(prefix) for prefix in ignore)


class _Checked:
    """A parsed file with what all its functions share."""

    def __init__(self, file: SourceFile, tree: ast.Module) -> None:
        self.tree = tree
        self.silent = silenced(file.text)
        self.framed = _FRAMES.search(file.text) is not None
        self.inference = Inference(tree, file.text)
        self._aliases: dict[str, str] | None = None

    @classmethod
    def of(cls, file: SourceFile) -> _Checked | None:
        """The parsed file; nothing when it does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(file, ast.parse(file.text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @property
    def aliases(self) -> dict[str, str]:
        """Import aliases of the module."""
        if self._aliases is None:
            self._aliases = aliases(self.tree)
        return self._aliases

    def findings(self, function: Function) -> list[Finding]:
        """The findings of one function and the functions nested in it."""
        if isinstance(function, ast.AsyncFunctionDef):
            return []
        tags: dict[Function, Tags] = {}
        found = list(self._framed(function)) if self.framed else []
        taken = {finding.line for finding in found}
        for place in loops(function):
            if place.function not in tags:
                tags[place.function] = Tags(place.function, self.aliases)
            finding = self._finding(function, place, tags[place.function])
            if finding is not None and finding.line not in taken:
                found.append(finding)
        return sorted(found, key=lambda finding: (finding.line, finding.column))

    def _framed(self, function: Function) -> Iterator[Finding]:
        """The findings about data frames."""
        for owner in owners(function):
            for rule, spot, message in scanned(owner, Tags(owner, self.aliases)):
                told = self._told(rule, spot, message, {spot.lineno, function.lineno, owner.lineno})
                if told is not None:
                    yield told

    def _finding(self, function: Function, place: Place, tags: Tags) -> Finding | None:
        loop = read(place, tags)
        matched = first_match(loop) if loop is not None else None
        if loop is None or matched is None:
            return None
        lines = {place.loop.lineno, function.lineno, place.function.lineno}
        told = self._told(matched[0], place.loop, matched[1], lines)
        return None if told is None or self._refuted(loop) else told

    def _told(self, rule: Rule, spot: Spot, message: str, lines: set[int]) -> Finding | None:
        """The finding, unless a comment on one of the lines silences it."""
        if any(silences(self.silent.get(line), rule.code) for line in lines):
            return None
        end = spot.end_lineno or spot.lineno
        return Finding(rule.code, rule.name, spot.lineno, spot.col_offset, end, message)

    def _refuted(self, loop: Loop) -> bool:
        """Whether astroid knows that what the loop walks holds no numbers by position."""
        return any(
            not loop.tags.kind(source) and _inferable(source, loop.tags)
            and self.inference.kind(source, source.lineno) in _NOT_NUMERIC
            for source in loop.header.sources
        )  # fmt: skip

    def close(self) -> None:
        """Let go of astroid's caches."""
        self.inference.close()


def _inferable(source: ast.expr, tags: Tags) -> bool:
    """Whether astroid may know more: attributes of ``self``, results of the module's own functions."""
    if isinstance(source, ast.Attribute):
        return isinstance(source.value, ast.Name) and source.value.id == "self"
    if not isinstance(source, ast.Name) or source.id in tags.parameters:
        return False
    called = [value.func for value in tags.assigned.get(source.id, ()) if isinstance(value, ast.Call)]
    return any(
        (
            isinstance(function, ast.Name)
            and function.id not in tags.imported
            and not hasattr(builtins, function.id)
        )
        or (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id == "self"
        )
        for function in called
    )
