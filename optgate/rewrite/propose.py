"""Candidates of optgate's own rules: what they find in a function, in every combination worth judging."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from optgate.model import Candidate, Finding, Observed, Target

from .idioms import builtin
from .imports import Imports
from .layout import remember_constants
from .lift import array, checked
from .lift.facts import Facts
from .lift.liveness import Liveness
from .lift.nodes import UnliftableError
from .lift.site import Lowering, Site
from .part import ARRAY, BUILTIN, EXACT, FRAME, NUMBA, Part, combinations
from .rules import registry
from .rules.view import View
from .source import Located, identity, locate
from .splice import Edit, merged, replaceable, splice, stands_alone

LIMIT = 10
"""The most candidates of one function."""

_REFUSED = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr, ast.Global, ast.Nonlocal)
_REFLECTIVE = frozenset({"locals", "vars", "eval", "exec", "globals"})
CHECKED = "checked"
"""Array code that leaves to the loop what is not finite: the careful variant with functions that raise."""

_SOURCES = {ARRAY: "rules:lift", EXACT: "rules:lift", FRAME: "rules:frame", NUMBA: "numba"}
_HOW = {ARRAY: "array operations", EXACT: "array operations", FRAME: "column operations", NUMBA: "numba"}


def propose(
    target: Target, findings: Sequence[Finding], observed: Mapping[str, Sequence[Observed]] | None = None
) -> tuple[Candidate, ...]:
    """Rewrites of the target, the most promising first; at most ``LIMIT``, each a whole new file.

    Only loops with a finding in them are rewritten; without any findings every loop is tried. ``observed``
    says what the parameters really hold. A function that cannot be lifted, or that is not there, has no
    candidates; nothing is raised.
    """
    if target.refused:
        return ()
    located = locate(target)
    if located is None or _refuses(located.function):
        return ()
    if not stands_alone(located, located.lines[target.line - 1 : target.end_line]):
        return ()
    try:
        return _candidates(located, {finding.line for finding in findings}, observed or {})
    except RecursionError:
        return ()


def _refuses(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, _REFUSED):
            return True
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called in _REFLECTIVE or called == function.name:
            return True
    return False


class _Found(NamedTuple):
    """The parts of a function, and the targets in the order of preference."""

    parts: list[Part]
    order: tuple[str, ...]
    loops: int


def _found(located: Located, observed: Mapping[str, Sequence[Observed]]) -> _Found:
    remember_constants(located.function, located.lines)
    imports = Imports(located)
    facts = Facts(located.function, imports, observed)
    view = View(located, imports, facts, Liveness(located.function))
    lists, arrays = 0, 0
    parts: list[Part] = []
    for lifted, kind in _lifted(view, located.function.body):
        parts += lifted
        lists, arrays = lists + (kind == "list"), arrays + (kind != "list")
    parts += registry.parts(view)
    listed = (lists > 0 and not arrays) or not imports.numpy_known
    order = (FRAME, *((BUILTIN, ARRAY, EXACT) if listed else (ARRAY, EXACT, BUILTIN)), NUMBA)
    return _Found(parts, order, sum(1 for _ in view.loops()))


def _candidates(
    located: Located, flagged: set[int], observed: Mapping[str, Sequence[Observed]]
) -> tuple[Candidate, ...]:
    _, order, total = found = _found(located, observed)
    parts = [part for part in found.parts if not flagged or part.reach & flagged]
    made: dict[str, Candidate] = {}
    looked = False
    for chosen in combinations(parts, order):
        candidate = _candidate(located, chosen, total)
        if candidate is not None:
            made.setdefault(candidate.text, candidate)
        if not looked and _may_go_on(chosen):
            looked = True
            for further in _further(located, chosen, observed, total):
                made.setdefault(further.text, further)
        if len(made) >= LIMIT:
            break
    return tuple(made.values())[:LIMIT]


def _may_go_on(chosen: Sequence[Part]) -> bool:
    """Whether builtin forms leave loops that may take another form now."""
    return any(part.anchors for part in chosen) and all(part.target == BUILTIN for part in chosen)


def _further(
    located: Located, chosen: Sequence[Part], observed: Mapping[str, Sequence[Observed]], total: int
) -> Iterator[Candidate]:
    """The same with other builtin forms that the loops it leaves can take now."""
    text = splice(located, merged(edit for part in chosen for edit in part.edits), [])
    if text is None:
        return
    target = located.target
    raw = text.encode(target.file.encoding, "surrogatepass" if target.file.encoding == "utf-8" else "replace")
    file = msgspec.structs.replace(target.file, text=text, raw=raw)
    shift = len(file.lines) - len(located.lines)
    between = locate(msgspec.structs.replace(target, file=file, end_line=target.end_line + shift))
    if between is None:
        return
    reach = frozenset[int]().union(*(part.reach for part in chosen))
    lines = frozenset(range(min(reach), max(reach) + shift + 1))
    done = {part.words for part in chosen}
    parts = [
        part
        for part in _found(between, observed).parts
        if part.target == BUILTIN and part.reach & lines and part.words not in done
    ]
    for further in combinations(parts, (BUILTIN,)):
        candidate = _candidate(between, further, total, chosen)
        if candidate is not None:
            yield msgspec.structs.replace(candidate, id=identity(located, candidate.text))
        return


def _lifted(view: View, block: list[ast.stmt]) -> Iterator[tuple[list[Part], str]]:
    """The outermost loops that can be lifted, with what each walks; where one cannot, those inside."""
    for place, statement in enumerate(block):
        if isinstance(statement, ast.For | ast.While):
            site = Site(view.located, view.imports, view.facts, view.liveness, block, place)
            kind = _container(site)
            lowered = _lowered(site, kind)
            if lowered:
                yield lowered, kind
                continue
        if isinstance(statement, ast.For | ast.While | ast.If | ast.With):
            yield from _lifted(view, statement.body)
            if not isinstance(statement, ast.With):
                yield from _lifted(view, statement.orelse)


def _lowered(site: Site, kind: str) -> list[Part]:
    """The forms that one loop can be given."""
    if not replaceable(site.located, site.loop):
        return []
    makers: dict[str, Callable[[], Lowering]] = {
        ARRAY: lambda: array.lower(site, exact=False),
        EXACT: lambda: array.lower(site, exact=True),
        CHECKED: lambda: checked.lower(site),
        BUILTIN: lambda: builtin.lower(site),
    }
    if kind == "list":
        makers = {BUILTIN: makers[BUILTIN]}
    parts = []
    taken = set(site.taken)
    for variant, make in makers.items():
        site.taken = set(taken)
        try:
            parts.append(_part(site, make(), EXACT if variant is CHECKED else variant))
        except UnliftableError:
            continue
    return parts


def _part(site: Site, lowering: Lowering, variant: str) -> Part:
    """A lowering as a part of a rewrite.

    Raises:
        UnliftableError: A statement that has to go shares its lines with others.
    """
    if not all(replaceable(site.located, statement) for statement in lowering.removed):
        raise UnliftableError("a statement shares its line")
    removed = {id(statement): Edit(statement, ()) for statement in lowering.removed}
    edits = (Edit(site.loop, tuple(lowering.statements)), *removed.values())
    return Part(edits, variant, tuple(lowering.words), tuple(lowering.imports), tuple(lowering.probes))


def _container(site: Site) -> str:
    """The kind of container the loop reads: ``array`` or ``list`` when all that is known says so."""
    try:
        kernel, _ = site.read()
    except UnliftableError:
        return ""
    kinds = {site.facts.kind(sequence) for sequence, _ in kernel.axis.walked}
    for expression in [*kernel.expressions(), *([kernel.exit.guard] if kernel.exit else [])]:
        for node in ast.walk(expression):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
                kinds.add(site.facts.kind(node.value))
    kinds.discard("number")
    return kinds.pop() if len(kinds) == 1 else ""


def _candidate(
    located: Located, chosen: Sequence[Part], total: int, earlier: Sequence[Part] = ()
) -> Candidate | None:
    """The candidate of some parts, in a file in which earlier ones have been put already."""
    edits = merged(edit for part in chosen for edit in part.edits)
    chosen = [*earlier, *chosen]
    imports = list(dict.fromkeys(statement for part in chosen for statement in part.imports))
    words = list(dict.fromkeys(word for part in chosen for word in part.words))
    probes = dict.fromkeys(probe for part in chosen for probe in part.probes)
    text = splice(located, edits, imports)
    if text is None or text == located.file.text:
        return None
    targets = [part.target for part in chosen]
    leading = next((target for target in _HOW if target in targets), "")
    count = min(total, sum(part.loops for part in chosen))
    loops = f"{count} of {total} loops" if total > 1 else "the loop"
    care = ", careful variant" if EXACT in targets else ""
    summary = f"{loops} as {_HOW.get(leading, 'builtins')}: {', '.join(words) or 'rewritten'}{care}"
    source = _SOURCES.get(leading, "rules:builtin")
    return Candidate(identity(located, text), source, text, summary, True, tuple(probes))
