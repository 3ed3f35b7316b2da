"""Why a function has no candidate of the rules: which loop was looked at, and what was in the way."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from optgate.model import Finding, Target

from .imports import Imports
from .lift import array
from .lift.facts import Facts
from .lift.liveness import Liveness
from .lift.nodes import UnliftableError
from .lift.site import Site
from .source import Located, locate
from .splice import replaceable, stands_alone
from .trees import walk

WHOLE = {
    ast.Yield: "it is a generator",
    ast.YieldFrom: "it is a generator",
    ast.Await: "it waits for something",
    ast.NamedExpr: "it has an assignment expression (`:=`)",
    ast.Global: "it assigns a global name",
    ast.Nonlocal: "it assigns a name of the function around it",
}
"""What keeps the rules from a whole function."""

REFLECTIVE = frozenset({"locals", "vars", "eval", "exec", "globals"})
"""Functions that see the names of their caller."""

_NODES = {
    "AsyncFor": "`async for` in it",
    "ClassDef": "`class` in it",
    "Delete": "`del` in it",
    "FunctionDef": "`def` in it",
    "Import": "`import` in it",
    "ImportFrom": "`import` in it",
    "Starred": "a starred expression in it",
    "GeneratorExp": "a generator expression in it",
    "ListComp": "a comprehension in it",
    "SetComp": "a comprehension in it",
    "DictComp": "a comprehension in it",
    "JoinedStr": "a formatted string in it",
    "List": "a list in it",
    "Tuple": "a tuple in it",
    "Dict": "a dictionary in it",
    "Set": "a set in it",
    "Expr": "a call for its effect",
    "For": "another loop in it that is not understood",
    "While": "another loop in it that is not understood",
}


def refused(located: Located) -> str:
    """What keeps the rules from the whole function, or nothing."""
    for node in walk(located.function):
        if isinstance(node, tuple(WHOLE)):
            return next(reason for kind, reason in WHOLE.items() if isinstance(node, kind))
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called in REFLECTIVE:
            return f"it calls `{called}`, which sees its names"
        if called == located.function.name:
            return "it calls itself"
    return ""


def why_not(target: Target, findings: Sequence[Finding]) -> str:
    """A sentence on why the rules have no other form for a function, as far as they can say; or nothing."""
    located = locate(target)
    if located is None:
        return ""
    if reason := refused(located):
        return f"no rule rewrites it: {reason}"
    if not stands_alone(located, located.lines[target.line - 1 : target.end_line]):
        return "no rule rewrites it: its lines hold other code as well"
    lines = {finding.line for finding in findings}
    try:
        sites = list(_sites(located, lines))
        return next((f"no rule has a faster form for {told}" for told in map(_told, sites)), "")
    except RecursionError:
        return ""


def _sites(located: Located, lines: set[int]) -> Iterator[Site]:
    """The loops on the lines of findings, or around them; all of them where there is none."""
    imports = Imports(located)
    facts = Facts(located.function, imports, {})
    liveness = Liveness(located.function)
    found = [
        (block, place, loop)
        for node in walk(located.function)
        for block in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(block, list)
        for place, loop in enumerate(block)
        if isinstance(loop, ast.For | ast.While)
    ]
    flagged = [one for one in found if one[2].lineno in lines] or [
        one for one in found if any(one[2].lineno <= line <= (one[2].end_lineno or 0) for line in lines)
    ]
    for block, place, _ in flagged or found:
        yield Site(located, imports, facts, liveness, block, place)


def _told(site: Site) -> str:
    line = site.loop.lineno
    if not replaceable(site.located, site.loop):
        return f"the loop on line {line}: it shares its lines with other statements"
    try:
        site.read()
        array.lower(site, exact=True)
    except UnliftableError as error:
        word = str(error)
        return f"the loop on line {line}: {_NODES.get(word) or _keyword(word)}"
    return f"the loop on line {line}"


def _keyword(word: str) -> str:
    """A refusal as it stands, or the keyword of the statement it names by its node."""
    if hasattr(ast, word) and word.isidentifier():
        return f"`{word.lower()}` in it"
    return word
