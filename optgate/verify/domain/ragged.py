"""Rows of different lengths in nested sequences: whether a function takes them, and making them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optgate.guest.codec import Recipe
from optgate.verify.values import profiles, structure
from optgate.verify.values.kinds import NESTED, TRIED, USED, Dim, Kind, Option
from optgate.verify.values.observed import Place
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain
    from optgate.verify.domain.learn import Learner

NOTE = "rows of different lengths"
_PROBES = 14
_SLACK = 0.1
_SHARES = {USED: 0.4, TRIED: 0.05}
_RECTANGULAR = re.compile(r"matri|grid|board|table|image|img|mask|mat$|cells|pixels|frame", re.IGNORECASE)


def nested(kind: Kind) -> bool:
    """Whether a kind is a sequence of sequences."""
    return kind.tag in NESTED and kind.depth >= 2


def cut(value: Any, depth: int, chance: Chance) -> Any:
    """The value with its rows (at every level inside) shortened, emptied or continued at random."""
    if depth < 2:
        return value
    if isinstance(value, Recipe):
        return Recipe(value.kind, (cut(value.args[0], depth, chance), *value.args[1:]))
    rows = [cut(row, depth - 1, chance) for row in value]
    return type(value)([_resized(row, chance) for row in rows])


def _resized(row: Any, chance: Chance) -> Any:
    size = structure.extent(row, 0) or 0
    if not size:
        return row
    new = int(chance.pick((0, 1, size - 1, size, size, size + 1, size + 2, chance.py.randint(0, size))))
    return structure.take(row, 0, [place % size for place in range(new)])


def loosened(domain: Domain, options: Sequence[Option | None], values: list[Any], chance: Chance) -> str:
    """Give some nested arguments rows of different lengths; what is odd about that, if anything."""
    note = ""
    for place, (param, option) in enumerate(zip(domain.params, options, strict=True)):
        level = domain.ragged.get(param.name)
        if level is None or option is None or not nested(option.kind) or not chance.happens(_SHARES[level]):
            continue
        values[place] = cut(values[place], option.kind.depth, chance)
        note = NOTE if level >= TRIED else note
    return note


def settle(learner: Learner) -> None:
    """Find the parameters whose rows may differ in length without more failures than otherwise."""
    domain = learner.domain
    for place, (param, options) in enumerate(zip(domain.params, domain.options, strict=True)):
        if not any(nested(option.kind) for option in options) or _linked(domain, param.name):
            continue
        if _failures(learner, place, True) <= _failures(learner, place, False) + _SLACK:
            domain.ragged[param.name] = TRIED if _rectangular(domain, place) else USED


def _linked(domain: Domain, name: str) -> bool:
    """Whether the length of the rows is related to anything."""
    rows = Dim(name, 1)
    return any(rows in (link.left, link.right) for link in domain.links)


def _failures(learner: Learner, place: int, ragged: bool) -> float:
    """The share of ordinary calls that fail, with or without rows of different lengths."""
    domain, calls = learner.domain, []
    for _ in range(_PROBES):
        options = list(domain.choose(learner.maker.chance))
        some = [option for option in domain.options[place] if nested(option.kind)]
        options[place] = learner.maker.chance.pick(some)
        call = learner.maker.call("middle", profile=profiles.BENIGN, options=options)
        if ragged:
            call.values[place] = cut(call.values[place], some[0].kind.depth, learner.maker.chance)
        calls.append(call)
    places = learner.ask(calls, keep=False)
    return sum(found not in (Place.FINE, Place.OWN) for found in places) / len(places)


def _rectangular(domain: Domain, place: int) -> bool:
    """Whether the name, the other kinds or the body speak of rows of one length."""
    name = domain.params[place].name
    if _RECTANGULAR.search(name) or any(
        option.kind.tag == "array" and option.level < TRIED for option in domain.options[place]
    ):
        return True
    return any(map(_of_first_row(name), ast.walk(domain.source.function)))


def _of_first_row(name: str) -> Any:
    """A test for ``zip(*name)`` and ``len(name[0])``."""

    def test(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            return False
        first = node.args[0]
        inner = first.value if isinstance(first, ast.Starred | ast.Subscript) else None
        wanted = {"zip": ast.Starred, "len": ast.Subscript}.get(node.func.id)
        return wanted is not None and isinstance(first, wanted) and ast.unparse(inner or first) == name

    return test
