"""From a file to its findings."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from optgate.model import Finding, Level, SourceFile, Target
from optgate.syntax import parse

from . import families, frames  # noqa: F401
from .body import Body
from .estimate import Estimate, estimate
from .flow import accesses
from .infer import Inference
from .registry import Note, Rule, Scan, Spot, first_match, looked, scanners
from .shape import Loop, read
from .silence import Ignores
from .tags import Tags, aliases
from .unused import unused
from .walk import Function, Place, compiled, functions, loops, owners

_NOT_NUMERIC = frozenset({"str", "bytes", "dict", "set", "object", "number"})


def find(
    target: Target, *, select: Sequence[str] = (), ignore: Sequence[str] = (), notes: bool = False
) -> tuple[Finding, ...]:
    """The findings of one function, in the order of their lines.

    ``select`` and ``ignore`` are codes or their beginnings (``OPT2``); an empty ``select`` means all. Notes
    are left out unless ``notes`` asks for them, or ``select`` names their whole code. A file that does not
    parse has no findings.
    """
    checked = _Checked.of(target.file)
    if checked is None:
        return ()
    for qualname, function in functions(checked.tree):
        if qualname == target.qualname and function.lineno == target.def_line:
            found = checked.findings(function)
            checked.close()
            return tuple(finding for finding in found if _wanted(finding, select, ignore, notes=notes))
    return ()


def check_source(
    file: SourceFile, *, select: Sequence[str] = (), ignore: Sequence[str] = (), notes: bool = False
) -> list[tuple[str, tuple[Finding, ...]]]:
    """Qualified name and findings of every function of a file that has any; the file is parsed once."""
    return examine(file, select=select, ignore=ignore, notes=notes).functions


class Examined(NamedTuple):
    """Functions with findings, and findings about the comments that silence (OPT900), wherever they stand."""

    functions: list[tuple[str, tuple[Finding, ...]]]
    comments: tuple[Finding, ...] = ()


def examine(
    file: SourceFile,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    notes: bool = False,
    reasons: bool = False,
) -> Examined:
    """As ``check_source``, with the comments that silence nothing; ``reasons``: or give no reason."""
    checked = _Checked.of(file)
    if checked is None:
        return Examined([])
    answer = []
    for qualname, function in functions(checked.tree):
        found = tuple(f for f in checked.findings(function) if _wanted(f, select, ignore, notes=notes))
        if found:
            answer.append((function.lineno, qualname, found))
    checked.close()
    comments = tuple(
        one for one in unused(checked.ignores, reasons=reasons) if _wanted(one, select, ignore, notes=notes)
    )
    return Examined([(qualname, found) for _, qualname, found in sorted(answer)], comments)


def silenced(target: Target, code: str) -> bool:
    """Whether a comment on the ``def`` of a function silences a code."""
    return Ignores(target.file.text).silence(code, {target.def_line})


def _wanted(finding: Finding, select: Sequence[str], ignore: Sequence[str], *, notes: bool) -> bool:
    if finding.level is Level.NOTE and not notes and finding.code not in select:
        return False
    chosen = not select or any(prefix == "ALL" or finding.code.startswith(prefix) for prefix in select)
    return chosen and not any(finding.code.startswith(prefix) for prefix in ignore)


class _Checked:
    """A parsed file with what all its functions share."""

    def __init__(self, file: SourceFile, tree: ast.Module) -> None:
        self.tree = tree
        self.lines = file.text.splitlines() if "\f" not in file.text else file.text.split("\n")
        self.ignores = Ignores(file.text)
        self.scanners = scanners(file.text)
        self.inference = Inference(tree, file.text)
        self._aliases: dict[str, str] | None = None
        self._helpers: dict[str, Function] | None = None

    @classmethod
    def of(cls, file: SourceFile) -> _Checked | None:
        """The parsed file; nothing when it does not parse."""
        try:
            return cls(file, parse(file.text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def tags(self, function: Function) -> Tags:
        """The tags of a function, with the module's imports and functions."""
        if self._aliases is None or self._helpers is None:
            self._aliases = aliases(self.tree)
            self._helpers = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}
        return Tags(function, self._aliases, self._helpers)

    def findings(self, function: Function) -> list[Finding]:
        """The findings of one function and the functions nested in it; none for what is nested too deep."""
        if isinstance(function, ast.AsyncFunctionDef) or compiled(function):
            return []
        try:
            return self._findings(function)
        except RecursionError:
            return []

    def _findings(self, function: Function) -> list[Finding]:
        found = list(self._scanned(function)) if self.scanners else []
        taken = {finding.line for finding in found}
        for finding in self._looped(function):
            if finding.line not in taken:
                taken.add(finding.line)
                found.append(finding)
        return sorted(found, key=lambda finding: (finding.line, finding.column))

    def _scanned(self, function: Function) -> Iterator[Finding]:
        """The findings of the rules for whole functions."""
        last = function.end_lineno or function.lineno
        first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
        text = "\n".join(self.lines[first - 1 : last])
        wanted = [(rule, look) for rule, look, words in self.scanners if words.function(text)]
        for owner in owners(function) if wanted else ():
            yield from self._of(owner, function, wanted)

    def _of(self, owner: Function, function: Function, wanted: list[tuple[Rule, Scan]]) -> Iterator[Finding]:
        tags = self.tags(owner)
        for rule, look in wanted:
            for spot, message in look(owner, tags):
                told = self._told(rule, spot, message, {spot.lineno, function.lineno, owner.lineno})
                if told is not None:
                    yield told

    def _looped(self, function: Function) -> Iterator[Finding]:
        """The findings about loops: whole kernels first, then statements outside those."""
        tags: dict[Function, Tags] = {}
        done: set[int] = set()
        taken: list[tuple[int, int]] = []
        bodies: list[Place] = []
        end = 0
        for place in loops(function):
            if place.function not in tags:
                tags[place.function] = self.tags(place.function)
            if place.loop.lineno > end:
                bodies.append(place)
                end = place.loop.end_lineno or place.loop.lineno
            if id(place.loop) in done:
                continue
            finding, inner = self._finding(function, place, tags[place.function])
            done |= inner
            if finding is not None:
                taken.append((finding.line, finding.end_line))
                yield finding
        for place in bodies:
            for finding in self._inside(function, place, tags[place.function]):
                if not any(first <= finding.line <= last for first, last in taken):
                    yield finding

    def _finding(self, function: Function, place: Place, tags: Tags) -> tuple[Finding | None, set[int]]:
        """The finding about a loop as a kernel, and the loops inside it that it speaks for."""
        loop = read(place, tags)
        matched = first_match(loop) if loop is not None else None
        if loop is None or matched is None or (tags.symbolic and not _on_arrays(loop)):
            return None, set()
        if self._refuted(loop):
            return None, {id(node) for node in loop.inner}
        lines = {place.loop.lineno, function.lineno, place.function.lineno}
        headers = max((event.nest for event in loop.events), key=len)
        told = self._told(*matched[:1], place.loop, matched[1], lines, estimate(headers, place.loop, tags))
        return told, {id(node) for node in loop.inner}

    def _inside(self, function: Function, place: Place, tags: Tags) -> Iterator[Finding]:
        """The findings about statements in an outermost loop."""
        body = Body(place, tags)
        for rule, spot, message in looked(body):
            lines = {spot.lineno, place.loop.lineno, function.lineno, place.function.lineno}
            around = [body.header(loop) for loop in body.around(spot)]
            told = self._told(rule, spot, message, lines, estimate(around, place.loop, tags))
            if told is not None:
                yield told

    def _told(
        self, rule: Rule, spot: Spot, message: str, lines: set[int], cost: Estimate | None = None
    ) -> Finding | None:
        """The finding, unless a comment on one of the lines silences it."""
        if self.ignores.silence(rule.code, lines):
            return None
        end = spot.end_lineno or spot.lineno
        level = Level.NOTE if isinstance(message, Note) else Level.FINDING
        return Finding(
            rule.code,
            rule.name,
            spot.lineno,
            spot.col_offset,
            end,
            str(message),
            level,
            rule.why,
            cost.told if cost else "",
            cost.score if cost else 0.0,
        )

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


def _on_arrays(loop: Loop) -> bool:
    """Whether the loop walks, reads or fills arrays for sure."""
    read = [part for event in loop.events for node in (event.value, event.target) for part in accesses(node)]
    names = {one.base for one in read} | {ast.unparse(source) for source in loop.header.sources}
    return any(name.isidentifier() and loop.tags.is_array(ast.Name(name)) for name in names)


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
