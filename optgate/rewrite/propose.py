"""Candidates of optgate's own rules: what they find in a function, in every combination worth judging."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from optgate.model import Candidate, Finding, Observed, Target

from .conditions import conditioned
from .idioms import builtin
from .imports import Imports
from .layout import remember_constants
from .lift import array, checked
from .lift.facts import Facts
from .lift.liveness import Liveness
from .lift.nodes import UnliftableError, name
from .lift.site import Lowering, Site
from .nest.lists import containers
from .part import ARRAY, BUILTIN, EXACT, FRAME, NUMBA, Part, alone, preparing, together
from .rules import registry
from .rules.view import View
from .source import Located, identity, locate, revised
from .splice import Edit, merged, replaceable, splice, stands_alone
from .trees import walk

LIMIT = 12
"""The most candidates of one function."""

STEPS = 6
"""Builtin parts that are put in before the last look for others."""

WORK = 1500
"""Nodes of syntax trees looked through for forms one upon the other: long functions get fewer looks."""

_REFUSED = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr, ast.Global, ast.Nonlocal)
_REFLECTIVE = frozenset({"locals", "vars", "eval", "exec", "globals"})
CHECKED = "checked"
"""Array code that leaves to the loop what is not finite: the careful variant with functions that raise."""

_WHOLE, _CONDITIONED = frozenset({ARRAY, EXACT}), 2
"""Array code differs from loops on unusual arguments; that many candidates get a test for those."""

_TARGETS = frozenset({ARRAY, EXACT, BUILTIN, FRAME, NUMBA})
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
    for node in walk(function):
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


def _found(
    located: Located, observed: Mapping[str, Sequence[Observed]], targets: frozenset[str] = _TARGETS
) -> _Found:
    """What the lifter and the rules find that is written in one of the targets."""
    remember_constants(located.function, located.lines)
    imports = Imports(located)
    facts = Facts(located.function, imports, observed)
    view = View(located, imports, facts, Liveness(located.function))
    lists, arrays = 0, 0
    parts: list[Part] = []
    for lifted, kind in _lifted(view, located.function.body, targets):
        parts += lifted
        lists, arrays = lists + (kind == "list"), arrays + (kind != "list")
    parts += registry.parts(view, targets)
    listed = (lists > 0 and not arrays) or not imports.numpy_known
    order = (FRAME, *((BUILTIN, ARRAY, EXACT) if listed else (ARRAY, EXACT, BUILTIN)), NUMBA)
    return _Found(parts, order, sum(1 for _ in view.loops()))


def _candidates(
    located: Located, flagged: set[int], observed: Mapping[str, Sequence[Observed]]
) -> tuple[Candidate, ...]:
    _, order, total = found = _found(located, observed)
    lines = _reached(located.function, flagged)
    parts = [part for part in found.parts if not flagged or part.reach & lines]
    made: dict[str, Candidate] = {}
    conditions = 0
    for chosen in together(parts, order):
        candidate = _candidate(located, chosen, total)
        if candidate is not None:
            made.setdefault(candidate.text, candidate)
            if observed and conditions < _CONDITIONED and any(part.target in _WHOLE for part in chosen):
                conditions += 1
                tested = conditioned(located.target, candidate, observed)
                made |= {tested.text: tested} if tested is not None else {}
    singles = (_candidate(located, chosen, total) for chosen in alone(parts, order))
    for further in itertools.chain(_stepwise(located, parts, observed, total), singles):
        if len(made) >= LIMIT:
            break
        if further is not None:
            made.setdefault(further.text, further)
    return tuple(made.values())[:LIMIT]


def _reached(function: ast.FunctionDef, flagged: set[int]) -> set[int]:
    """The lines with a finding, and those of the loops that begin there."""
    loops = [node for node in walk(function) if isinstance(node, ast.For | ast.While)]
    return flagged.union(
        *(range(loop.lineno, (loop.end_lineno or 0) + 1) for loop in loops if loop.lineno in flagged)
    )


def _stepwise(
    located: Located, parts: Sequence[Part], observed: Mapping[str, Sequence[Observed]], total: int
) -> Iterator[Candidate | None]:
    """Builtin forms one upon the other: what leaves a loop in a form that others can take comes first.

    Every step looks through the whole function again, so that their number falls with its length (``WORK``):
    past that the forms are proposed for themselves.
    """
    here, earlier, chosen = located, list[Part](), preparing(parts)
    looks = WORK // len(walk(located.function))
    while chosen and len(earlier) < STEPS:
        yield _renamed(located, _candidate(here, chosen, total, earlier))
        if not looks:
            return
        looks -= 1
        text = splice(here, merged(edit for part in chosen for edit in part.edits), [])
        between = revised(here, text) if text is not None else None
        if between is None:
            return
        reach = frozenset[int]().union(*(part.reach for part in chosen))
        lines = frozenset(range(min(reach), max(reach) + len(between.lines) - len(here.lines) + 1))
        earlier, here = [*earlier, *chosen], between
        found = [part for part in _found(between, observed, frozenset({BUILTIN})).parts if part.reach & lines]
        for final in together(found, (BUILTIN,)):
            yield _renamed(located, _candidate(here, final, total, earlier))
        chosen = preparing(found)


def _renamed(located: Located, candidate: Candidate | None) -> Candidate | None:
    if candidate is None:
        return None
    return msgspec.structs.replace(candidate, id=identity(located, candidate.text))


def _lifted(view: View, block: list[ast.stmt], targets: frozenset[str]) -> Iterator[tuple[list[Part], str]]:
    """The outermost loops that can be lifted, with what each walks; where one cannot, those inside."""
    for place, statement in enumerate(block):
        if isinstance(statement, ast.For | ast.While):
            site = Site(view.located, view.imports, view.facts, view.liveness, block, place)
            kind = _container(site)
            lowered = _lowered(site, kind, targets)
            if lowered:
                yield lowered, kind
                continue
        if isinstance(statement, ast.For | ast.While | ast.If | ast.With):
            yield from _lifted(view, statement.body, targets)
            if not isinstance(statement, ast.With):
                yield from _lifted(view, statement.orelse, targets)


def _lowered(site: Site, kind: str, targets: frozenset[str]) -> list[Part]:
    """The forms that one loop can be given."""
    if not replaceable(site.located, site.loop):
        return []
    makers: dict[str, Callable[[], Lowering]] = {
        ARRAY: lambda: array.lower(site, exact=False),
        EXACT: lambda: array.lower(site, exact=True),
        CHECKED: lambda: checked.lower(site),
        BUILTIN: lambda: builtin.lower(site),
    }
    if kind == "list" or targets == {BUILTIN}:
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
        known = {site.facts.kind(name(one)) for one in containers(site.loop)} - {"number"}
        return "list" if known == {"list"} else ""
    kinds = {site.facts.kind(name(store.base)) for store in kernel.stores}
    kinds |= {site.facts.kind(sequence) for sequence, _ in kernel.axis.walked}
    for expression in [*kernel.expressions(), *([kernel.exit.guard] if kernel.exit else [])]:
        for node in walk(expression):
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
