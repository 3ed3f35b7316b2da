"""The register of rules: a rule is one small module whose docstring is its documentation."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

from .shape import Loop

Match = Callable[[Loop], str | None]
"""Looks at one loop; a sentence about it when the rule's pattern stands there."""


class Rule(NamedTuple):
    """What ``optgate explain`` prints about one code. ``documentation`` is markdown."""

    code: str
    name: str
    summary: str
    documentation: str


_matchers: dict[str, tuple[int, Rule, Match]] = {}


def rule(code: str, name: str, rank: int) -> Callable[[Match], Match]:
    """Register the decorated function; summary and documentation come from its module's docstring.

    Rules are tried in the order of their ``rank``: the more specific pattern has the lower one.
    """

    def register(match: Match) -> Match:
        documentation = (sys.modules[match.__module__].__doc__ or "").strip()
        summary = documentation.partition("\n")[0]
        _matchers[code] = (rank, Rule(code, name, summary, documentation), match)
        return match

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of its code."""
    return tuple(_matchers[code][1] for code in sorted(_matchers))


def first_match(loop: Loop) -> tuple[Rule, str] | None:
    """The first rule, in the order of rank, whose pattern the loop is, and its message."""
    for _, found, match in sorted(_matchers.values(), key=lambda entry: (entry[0], entry[1].code)):
        message = match(loop)
        if message:
            return found, message
    return None
