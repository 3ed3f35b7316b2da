"""Values that arguments share: keys that are looked up, members that are looked for, keys of records."""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from optgate.verify.values import structure
from optgate.verify.values.kinds import NESTED, STATED, Kind, Link, Option
from optgate.verify.values.profiles import Chance

if TYPE_CHECKING:
    from optgate.verify.domain.domain import Domain

LOOKUPS = ("key", "among")
WITHOUT_KEY = "a dictionary without a key that is read"
_STEP = re.compile(r"@(\d+)|\['([^']*)'\]")
_KEYED = (dict, collections.OrderedDict, collections.Counter, collections.defaultdict)
_CALL_SHARE = 0.75
_SHARE = 0.6
_BARE_SHARE = 0.3
Steps = tuple[int | str, ...]


def lookups(links: Iterable[Link], names: Iterable[str]) -> list[tuple[str, Steps, str, Steps, bool]]:
    """Where values of one argument are looked up in another.

    Each entry has the argument that is changed and the steps in it, the one that the values come from
    with its steps, and whether these are keys only. Whole arguments come before what is inside them.
    """
    found = []
    for link in sorted(links, key=lambda link: (link.relation, link.left, link.right)):
        if link.relation in LOOKUPS:
            left, right = _place(link.left.param, names), _place(link.right.param, names)
            if left and right and left[0] != right[0]:
                found.append((*left, *right, link.relation == "key"))
    return sorted(dict.fromkeys(found), key=lambda entry: len(entry[1]))


def _place(path: str, names: Iterable[str]) -> tuple[str, Steps] | None:
    """The argument in a path such as ``rows@1['k']``, and the steps from there: 1, ``k``."""
    holders = [name for name in names if path == name or path[len(name) :][:1] in ("@", "[")]
    name = max((name for name in holders if path.startswith(name)), key=len, default="")
    rest = path[len(name) :]
    if not name or _STEP.sub("", rest):
        return None
    return name, tuple(int(depth) if depth else key for depth, key in _STEP.findall(rest))


def share(
    domain: Domain,
    options: Sequence[Option | None],
    values: list[Any],
    chance: Chance,
    most: float = _CALL_SHARE,
) -> None:
    """Let values be looked up where they stand: in most calls, in these often all of them."""
    places = {param.name: place for place, param in enumerate(domain.params)}
    for name, steps, other, others, keys_only in domain.lookups:
        bounded = domain.below(name) and type(values[places[other]]) not in _KEYED
        if bounded or not chance.happens(most):
            continue
        pool = list(_members(_at(values[places[other]], others), keys_only))
        option = options[places[name]]
        if pool and keys_only and not steps and option and option.level > STATED and not option.kind.items:
            values[places[name]] = chance.pick(pool)
        elif pool:
            each = 1.0 if chance.happens(max(most - 0.5, 0.0) * 2) else _SHARE
            change = functools.partial(_known, pool=pool, chance=chance, bare=not keys_only, each=each)
            values[places[name]] = _over(values[places[name]], steps, change)


def _known(old: Any, pool: Sequence[Any], chance: Chance, bare: bool, each: float) -> Any:
    """A member of the pool that has the type of the old value, or that value."""
    alike = [value for value in pool if type(value) is type(old)]
    if not alike or not chance.happens(each):
        return old
    value = chance.pick(alike)
    recased = bare and type(value) is str and each < 1.0 and chance.happens(_BARE_SHARE)
    return value.strip().lower() if recased else value


def _at(value: Any, steps: Steps) -> list[Any]:
    """What stands at the end of some steps."""
    if not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return _at(value[step], rest) if isinstance(value, dict) and step in value else []
    if step == 0:
        return _at(value, rest)
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, *structure.SEQUENCES)):
        return []
    return [found for item in inside for found in _at(item, (step - 1, *rest))]


def _members(value: Any, keys_only: bool) -> Iterable[Any]:
    """The single values in a value; of dictionaries the keys."""
    if isinstance(value, dict):
        yield from value
    elif isinstance(value, structure.SEQUENCES):
        for item in value:
            yield from _members(item, keys_only)
    elif isinstance(value, set | frozenset):
        yield from () if keys_only else sorted(value, key=repr)
    elif not keys_only:
        yield value


def _over(value: Any, steps: Steps, change: Callable[[Any], Any]) -> Any:
    """The value with the single ones at the end of some steps changed."""
    if not steps:
        return _changed(value, change)
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        known = isinstance(value, dict) and step in value
        return {**value, step: _over(value[step], rest, change)} if known else value
    if step == 0:
        return _over(value, rest, change)
    if type(value) is dict:
        return {key: _over(item, (step - 1, *rest), change) for key, item in value.items()}
    if isinstance(value, structure.SEQUENCES):
        return type(value)([_over(item, (step - 1, *rest), change) for item in value])
    return value


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, structure.SEQUENCES):
        return type(value)([_changed(item, change) for item in value])
    if isinstance(value, set | frozenset):
        return type(value)(map(change, sorted(value, key=repr)))
    if type(value) is dict:
        return {change(key): item for key, item in value.items()}
    return change(value) if isinstance(value, int | float | str) else value


def needed(kind: Kind) -> bool:
    """Whether a kind is a record with keys that are always there, or a sequence of such."""
    if kind.tag == "record":
        return len(kind.choices) < len(kind.names)
    return kind.tag in NESTED and bool(kind.items) and not kind.fixed and needed(kind.items[0])


def drop(options: Sequence[Option | None], values: list[Any], chance: Chance) -> str:
    """Take a key out of one record of one argument; what is odd about that, if there is a record."""
    places = [place for place, option in enumerate(options) if option and needed(option.kind)]
    if not places:
        return ""
    place = chance.pick(places)
    option = options[place]
    assert option is not None
    kind, path, value = option.kind, [], values[place]
    while kind.tag != "record":
        if not isinstance(value, structure.SEQUENCES) or not value:
            return ""
        path.append(chance.py.randrange(len(value)))
        kind, value = kind.items[0], value[path[-1]]
    key = chance.pick([name for name in kind.names if name not in kind.choices])
    if not isinstance(value, dict) or key not in value:
        return ""
    fewer = {name: item for name, item in value.items() if name != key}
    values[place] = structure.replace(values[place], tuple(path), fewer)
    return WITHOUT_KEY
