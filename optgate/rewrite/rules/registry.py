"""The register of rewrite rules: a rule is one small module that finds its pattern and writes another form.

A rule is a function of a ``View`` that yields ``Part`` records; its module's docstring is its documentation
(pattern, why, before, after, known differences). Rules never raise on code they do not know: what a helper
refuses with ``UnliftableError`` ends that rule for that function.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..lift.nodes import UnliftableError
from ..part import BUILTIN, Part
from .view import View

Apply = Callable[[View], Iterator[Part]]


class Rule(NamedTuple):
    """A registered rule; ``codes`` are the findings it answers, ``documentation`` is markdown.

    ``targets`` are those that its parts may be written in.
    """

    name: str
    codes: tuple[str, ...]
    documentation: str
    apply: Apply
    targets: frozenset[str]


_rules: dict[str, Rule] = {}


def rewrites(name: str, *codes: str, targets: Sequence[str] = (BUILTIN,)) -> Callable[[Apply], Apply]:
    """Register the decorated function as the rule ``name`` for findings with these codes."""

    def register(apply: Apply) -> Apply:
        documentation = (sys.modules[apply.__module__].__doc__ or "").strip()
        _rules[name] = Rule(name, codes, documentation, apply, frozenset(targets))
        return apply

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, by name."""
    from optgate.rewrite import rules as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return tuple(_rules[name] for name in sorted(_rules))


def parts(view: View, targets: frozenset[str]) -> Iterator[Part]:
    """What the rules find in a function that is written in one of the targets."""
    for rule in rules():
        if not targets & rule.targets:
            continue
        try:
            yield from (part for part in rule.apply(view) if part.target in targets)
        except UnliftableError:
            continue
