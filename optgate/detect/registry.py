"""The register of rules: a rule is one small module whose docstring is its documentation."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .shape import Loop
from .tags import Tags
from .walk import Function

Match = Callable[[Loop], str | None]
"""Looks at one loop; a sentence about it when the rule's pattern stands there."""

Spot = ast.stmt | ast.expr
Scan = Callable[[Function, Tags], Iterator[tuple[Spot, str]]]
"""Looks through one function; the places where the rule's pattern stands, each with a sentence about it."""


class Rule(NamedTuple):
    """What ``optgate explain`` prints about one code. ``documentation`` is markdown."""

    code: str
    name: str
    summary: str
    documentation: str


_matchers: dict[str, tuple[int, Rule, Match]] = {}
_scans: dict[str, tuple[Rule, Scan]] = {}


def _rule(code: str, name: str, module: str) -> Rule:
    documentation = (sys.modules[module].__doc__ or "").strip()
    return Rule(code, name, documentation.partition("\n")[0], documentation)


def rule(code: str, name: str, rank: int) -> Callable[[Match], Match]:
    """Register the decorated function; summary and documentation come from its module's docstring.

    Rules are tried in the order of their ``rank``: the more specific pattern has the lower one.
    """

    def register(match: Match) -> Match:
        _matchers[code] = (rank, _rule(code, name, match.__module__), match)
        return match

    return register


def scan(code: str, name: str) -> Callable[[Scan], Scan]:
    """Register the decorated function, a rule for what is no loop over numbers (loops over data frames)."""

    def register(look: Scan) -> Scan:
        _scans[code] = (_rule(code, name, look.__module__), look)
        return look

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of its code."""
    known = {code: found for code, (_, found, _) in _matchers.items()}
    known |= {code: found for code, (found, _) in _scans.items()}
    return tuple(known[code] for code in sorted(known))


def scanned(function: Function, tags: Tags) -> Iterator[tuple[Rule, Spot, str]]:
    """What the rules that look through whole functions find, each rule in turn."""
    for code in sorted(_scans):
        found, look = _scans[code]
        for spot, message in look(function, tags):
            yield found, spot, message


def first_match(loop: Loop) -> tuple[Rule, str] | None:
    """The first rule, in the order of rank, whose pattern the loop is, and its message."""
    for _, found, match in sorted(_matchers.values(), key=lambda entry: (entry[0], entry[1].code)):
        message = match(loop)
        if message:
            return found, message
    return None
