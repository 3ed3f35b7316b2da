"""The register of rules: a rule is one small module whose docstring is its documentation."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .body import Body
from .shape import Loop
from .tags import Tags
from .walk import Function

Match = Callable[[Loop], str | None]
"""Looks at one loop; a sentence about it when the rule's pattern stands there."""

Spot = ast.stmt | ast.expr
Look = Callable[[Body], Iterator[tuple[Spot, str]]]
"""Looks through everything inside an outermost loop."""

Scan = Callable[[Function, Tags], Iterator[tuple[Spot, str]]]
"""Looks through one function; the places where the rule's pattern stands, each with a sentence about it."""


class Rule(NamedTuple):
    """What ``optgate explain`` prints about one code. ``documentation`` is markdown."""

    code: str
    name: str
    summary: str
    documentation: str

    @property
    def why(self) -> str:
        """The first sentence on why it matters, on one line."""
        section = self.documentation.partition("## Why it matters\n")[2].partition("\n## ")[0]
        told = " ".join(section.split())
        return re.split(r"(?<=[.;]) (?=[A-Z`])", told)[0]


class Trigger(NamedTuple):
    """Words without which a rule for whole functions finds nothing: one of ``file``, and one of ``own``.

    ``file`` are looked for in the file, ``own`` in the function's text. With ``calls``, more than
    that many times a function defined in it must be called or defined.
    """

    file: tuple[str, ...]
    own: tuple[str, ...] = ()
    calls: int = 0

    def function(self, text: str) -> bool:
        """Whether the rule may find something in a function with this text."""
        names = re.findall(r"\bdef (\w+)", text) if self.calls else ()
        if self.calls and not any(text.count(f"{name}(") > self.calls for name in names):
            return False
        return not self.own or any(word in text for word in self.own)


FRAMES = Trigger(("pandas", "iterrows", "itertuples", "loc[", "iat[", ".at[", ".apply(", "concat("))
"""What every file has that works on data frames."""


class Note(str):
    """A sentence about what rarely pays: told when it is asked for, by its code or by ``notes``."""

    __slots__ = ()


_matchers: dict[str, tuple[int, Rule, Match]] = {}
_nests: dict[str, tuple[int, Rule, Match]] = {}
_scans: dict[str, tuple[Rule, Scan, Trigger]] = {}
_looks: dict[str, tuple[int, Rule, Look]] = {}


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


def nest(code: str, name: str, rank: int) -> Callable[[Match], Match]:
    """Register the decorated function as ``rule`` does, for loops with loops in them.

    Several patterns may share a code when one of them is a ``rule``.
    """

    def register(match: Match) -> Match:
        _nests[code] = (rank, _rule(code, name, match.__module__), match)
        return match

    return register


def inside(code: str, name: str, rank: int = 50) -> Callable[[Look], Look]:
    """Register the decorated function, a rule for single statements or expressions inside a loop.

    Of several findings on a line the one with the lowest ``rank`` stays.
    """

    def register(look: Look) -> Look:
        _looks[code] = (rank, _rule(code, name, look.__module__), look)
        return look

    return register


def scan(code: str, name: str, trigger: Trigger = FRAMES) -> Callable[[Scan], Scan]:
    """Register the decorated function, a rule for what is no loop over numbers (loops over data frames).

    Files and functions without the words of ``trigger`` are not looked through.
    """

    def register(look: Scan) -> Scan:
        _scans[code] = (_rule(code, name, look.__module__), look, trigger)
        return look

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of its code."""
    known = {code: found for code, (_, found, _) in (*_nests.items(), *_matchers.items())}
    known |= {code: found for code, (_, found, _) in _looks.items()}
    known |= {code: found for code, (found, _, _) in _scans.items()}
    return tuple(known[code] for code in sorted(known))


def scanners(text: str) -> list[tuple[Rule, Scan, Trigger]]:
    """The rules that look through whole functions and may find something in a file of this text."""
    return [entry for _, entry in sorted(_scans.items()) if any(word in text for word in entry[2].file)]


def looked(body: Body) -> Iterator[tuple[Rule, Spot, str]]:
    """What the rules for single statements find inside a loop."""
    for _, found, look in sorted(_looks.values(), key=lambda entry: (entry[0], entry[1].code)):
        for spot, message in look(body):
            yield found, spot, message


def first_match(loop: Loop) -> tuple[Rule, str] | None:
    """The first rule, in the order of rank, whose pattern the loop is, and its message."""
    known = _nests if loop.nested else _matchers
    for _, found, match in sorted(known.values(), key=lambda entry: (entry[0], entry[1].code)):
        message = match(loop)
        if message:
            return found, message
    return None
