"""Candidates of optgate's own rules: the loops of a function lifted, in every combination worth judging."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from optgate.model import Candidate, Finding, Target

from .idioms import builtin
from .imports import Imports
from .layout import remember_constants
from .lift import array
from .lift.facts import Facts
from .lift.liveness import Liveness
from .lift.nodes import UnliftableError
from .lift.site import Lowering, Site
from .source import Located, identity, locate
from .splice import Edit, replaceable, splice, stands_alone

LIMIT = 8
"""The most candidates of one function."""

PLAIN, EXACT, BUILTIN = "array", "array exact", "builtin"

_REFUSED = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr, ast.Global, ast.Nonlocal)
_REFLECTIVE = frozenset({"locals", "vars", "eval", "exec", "globals"})


class _Lifted:
    """One loop with its lowerings by variant, and the kind of container it walks."""

    def __init__(self, site: Site, variants: dict[str, Lowering], kind: str) -> None:
        self.site = site
        self.variants = variants
        self.kind = kind

    def best(self, preferred: str) -> Lowering:
        """The lowering of the preferred variant, or the nearest there is."""
        order = [preferred, *_order(self.kind)]
        return next(self.variants[variant] for variant in order if variant in self.variants)


def propose(target: Target, findings: Sequence[Finding]) -> tuple[Candidate, ...]:
    """Rewrites of the target, the most promising first; at most ``LIMIT``, each a whole new file.

    Only loops with a finding in them are rewritten; without any findings every loop is tried. A function that
    cannot be lifted, or that is not there, has no candidates; nothing is raised.
    """
    if target.refused:
        return ()
    located = locate(target)
    if located is None or _refuses(located.function):
        return ()
    if not stands_alone(located, located.lines[target.line - 1 : target.end_line]):
        return ()
    try:
        return _candidates(located, {finding.line for finding in findings})
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


def _candidates(located: Located, flagged: set[int]) -> tuple[Candidate, ...]:
    remember_constants(located.function, located.lines)
    imports = Imports(located)
    facts = Facts(located.function, imports)
    liveness = Liveness(located.function)

    def site(block: list[ast.stmt], place: int) -> Site:
        return Site(located, imports, facts, liveness, block, place)

    loops = _lift_block(located.function.body, site)
    lifted = [loop for loop in loops if not flagged or _holds(loop.site.loop, flagged)]
    if not lifted:
        return ()
    found: dict[str, Candidate] = {}
    for chosen in _combinations(lifted, imports.numpy_known):
        candidate = _candidate(located, chosen, len(lifted))
        if candidate is not None:
            found.setdefault(candidate.text, candidate)
        if len(found) == LIMIT:
            break
    return tuple(found.values())


def _holds(loop: ast.stmt, lines: set[int]) -> bool:
    """Whether one of the lines is inside the loop."""
    return any(loop.lineno <= line <= (loop.end_lineno or loop.lineno) for line in lines)


def _lift_block(block: list[ast.stmt], site: Callable[[list[ast.stmt], int], Site]) -> Iterator[_Lifted]:
    """Lift the outermost loops that can be; where one cannot, the loops inside it."""
    for place, statement in enumerate(block):
        if isinstance(statement, ast.For | ast.While):
            lifted = _lift(site(block, place))
            if lifted is not None:
                yield lifted
                continue
        if isinstance(statement, ast.For | ast.While | ast.If | ast.With):
            yield from _lift_block(statement.body, site)
            if not isinstance(statement, ast.With):
                yield from _lift_block(statement.orelse, site)


def _lift(site: Site) -> _Lifted | None:
    if not replaceable(site.located, site.loop):
        return None
    variants: dict[str, Lowering] = {}
    makers: dict[str, Callable[[], Lowering]] = {
        PLAIN: lambda: array.lower(site, exact=False),
        EXACT: lambda: array.lower(site, exact=True),
        BUILTIN: lambda: builtin.lower(site),
    }
    taken = set(site.taken)
    for variant, make in makers.items():
        site.taken = set(taken)
        try:
            variants[variant] = make()
        except UnliftableError:
            continue
    kind = _container(site)
    if kind == "list":
        variants.pop(PLAIN, None)
        variants.pop(EXACT, None)
    return _Lifted(site, variants, kind) if variants else None


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


def _order(kind: str) -> tuple[str, str, str]:
    return (BUILTIN, PLAIN, EXACT) if kind == "list" else (PLAIN, EXACT, BUILTIN)


def _combinations(lifted: list[_Lifted], numpy_known: bool) -> Iterator[list[tuple[_Lifted, Lowering]]]:
    """Choices of lowerings: all loops by each variant first, then each loop alone."""
    listed = all(loop.kind == "list" for loop in lifted)
    variants = _order("list" if listed or not numpy_known else "array")
    for variant in variants:
        if any(variant in loop.variants for loop in lifted):
            yield [(loop, loop.best(variant)) for loop in lifted]
    if len(lifted) > 1:
        for variant in variants:
            for loop in lifted:
                if variant in loop.variants:
                    yield [(loop, loop.variants[variant])]


def _candidate(located: Located, chosen: list[tuple[_Lifted, Lowering]], total: int) -> Candidate | None:
    edits: list[Edit] = []
    removed: dict[int, ast.stmt] = {}
    imports: list[str] = []
    words: list[str] = []
    probes: list[str] = []
    for loop, lowering in chosen:
        edits.append(Edit(loop.site.loop, tuple(lowering.statements)))
        removed.update({id(statement): statement for statement in lowering.removed})
        imports += [statement for statement in lowering.imports if statement not in imports]
        words += [word for word in lowering.words if word not in words]
        probes += lowering.probes
    if any(not replaceable(located, statement) for statement in removed.values()):
        return None
    edits += [Edit(statement, ()) for statement in removed.values()]
    text = splice(located, edits, imports)
    if text is None or text == located.file.text:
        return None
    arrays = any(lowering.target == "array" for _, lowering in chosen)
    source = "rules:lift" if arrays else "rules:builtin"
    loops = f"{len(chosen)} of {total} loops" if total > 1 else "the loop"
    how = "array operations" if arrays else "builtins"
    care = ", careful variant" if any(lowering.exact for _, lowering in chosen) else ""
    summary = f"{loops} as {how}: {', '.join(words) or 'rewritten'}{care}"
    return Candidate(identity(located, text), source, text, summary, True, tuple(dict.fromkeys(probes)))
