"""Inputs known beforehand as evidence: what a function is called with says what it is for.

Calls seen in use (tests, doctests, ``__main__``) or handed over (``inputs`` of the configuration) are the
strongest evidence for the domain. What failed an earlier candidate is only an input, tried first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from optgate.guest import codec
from optgate.guest.codec import Recipe
from optgate.model import FAILED, SUGGESTED, Given
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.seen import (
    GIVEN_TAG,
    alike,
    as_seen,
    filled,
    inner,
    kind_of,
    label,
    merged,
    of_strings,
    plain,
)
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, Call, whole
from optgate.verify.values.kinds import GIVEN, NONE, STR, TRIED, USED, Dim, Kind, Link, Option, Param

SOURCES = ("tests", "doctests", "main", "inputs")
"""Where evidence comes from, in the order in which it is named."""

_INPUTS = (FAILED, SUGGESTED)
_MOST_KINDS = 8
_MOST_POOL = 64
_MOST_NUMBERS = 24
_WORDS = {"main": "__main__"}


class Offered:
    """Given inputs as calls of one function.

    ``evidence`` are those that say what the function is for, ``failed`` those that failed a candidate;
    ``dropped`` counts those that do not fit its parameters any more.
    """

    def __init__(self, params: Sequence[Param], given: Iterable[Given]) -> None:
        self.params = params
        self.evidence: list[Call] = []
        self.failed: list[Call] = []
        self.dropped = 0
        for one in given:
            self.add(one)

    def add(self, one: Given) -> None:
        """Take in one given input."""
        values = decoded(self.params, one.call)
        if values is None:
            self.dropped += one.source not in _INPUTS
        elif one.source in _INPUTS:
            self.failed.append(Call(values, (None,) * len(values), one.source, level=TRIED))
        else:
            options = tuple(
                None if value is MISSING else Option(_kind(param, value), GIVEN, one.source)
                for param, value in zip(self.params, values, strict=True)
            )
            self.evidence.append(Call(values, options, one.source, level=GIVEN))


def decoded(params: Sequence[Param], data: bytes) -> list[Any] | None:
    """A value per parameter, or None when the call cannot be read or does not fit the parameters."""
    try:
        args, kwargs = codec.decode_call(data)
    except codec.Malformed:
        return None
    return unbound(params, args, kwargs)


def unbound(params: Sequence[Param], args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any] | None:
    """The reverse of ``calls.bind``: a value per parameter, None when the arguments do not fit."""
    left, named = list(args), dict(kwargs)
    found: dict[str, Any] = {}
    for param in _own(params):
        value: Any = MISSING
        if param.style == "var":
            value, left = tuple(left), []
        elif param.style == "varkw":
            value, named = named, {}
        elif left and param.style in ("posonly", "pos"):
            value = left.pop(0)
        elif param.style != "posonly":
            value = named.pop(param.name, MISSING)
        if value is MISSING and param.required:
            return None
        found[param.name] = MISSING if param.style in ("var", "varkw") and not value else value
    return None if left or named else _placed(params, found)


def _own(params: Sequence[Param]) -> list[Param]:
    """The parameters of the function itself, objects in place of their parts."""
    found: list[Param] = []
    for param in params:
        outer = param
        while outer.part is not None:
            outer = outer.part.holder
        if outer not in found:
            found.append(outer)
    return found


def _placed(params: Sequence[Param], found: dict[str, Any]) -> list[Any]:
    """The values at the places of the parameters; an object that is made of parts stands at the first."""
    values: list[Any] = [found.get(param.name, MISSING) for param in params]
    apart = [name for name in found if all(param.name != name for param in params)]
    for name in apart:
        for place, value in whole(params, name, found[name]):
            values[place] = value
    return values


def _kind(param: Param, value: Any) -> Kind:
    """The kind of an argument; of the variable ones, that of a tuple of one kind of element."""
    if param.style == "varkw" or (isinstance(value, Recipe) and value.kind == "whole"):
        return as_seen(inner(value))
    if param.style == "var":
        items = merged(map(kind_of, value))
        return Kind("tuple", (filled(items[0]),)) if len(items) == 1 else as_seen(value)
    return filled(kind_of(value))


class Evidence:
    """What calls on which the original returned say of its domain."""

    def __init__(self, domain: Domain, calls: Sequence[Call]) -> None:
        self.domain = domain
        self.calls = calls

    def inform(self) -> None:
        """Put what was seen first among the options, and what was only a guess and looks different last."""
        domain = self.domain
        for place, param in enumerate(domain.params):
            values = [(call.values[place], call.origin) for call in self.calls]
            values = [(value, origin) for value, origin in values if value is not MISSING]
            if values:
                domain.options[place] = self.options(param, domain.options[place], values)
        self.relations()
        self.pools()

    def options(
        self, param: Param, known: Sequence[Option], values: Sequence[tuple[Any, str]]
    ) -> list[Option]:
        """The options of one parameter from the values seen and the options known without them."""
        origins: dict[Kind, set[str]] = {}
        for kind, origin in self.kinds(param, values):
            origins.setdefault(kind, set()).add(origin)
        words = {option.kind: option.why for option in known if option.level < TRIED}
        found = [Option(kind, GIVEN, _why(where, words.get(kind, ""))) for kind, where in origins.items()][
            :_MOST_KINDS
        ]
        for option in known:
            if option.kind in origins:
                continue
            guess = option.level == USED and option.kind is not NONE
            firm = not guess or any(alike(option.kind, kind) for kind in origins)
            found.append(option if firm else Option(option.kind, TRIED, option.why))
        return sorted(found, key=lambda option: option.level)

    def kinds(self, param: Param, values: Sequence[tuple[Any, str]]) -> list[tuple[Kind, str]]:
        """The kinds of values with their origins, the most frequent first."""
        if param.style in ("var", "varkw"):
            seen = [(_kind(param, value), origin) for value, origin in values]
        elif any(isinstance(value, Recipe) and value.kind == "whole" for value, _ in values):
            seen = [(as_seen(inner(value)), origin) for value, origin in values]
        else:
            seen = [(kind_of(value), origin) for value, origin in values]
        texts = of_strings([value for value, _ in values if type(value) is str])
        chosen = merged(kind for kind, _ in seen)
        found = []
        for kind in chosen:
            mine = [origin for one, origin in seen if one == kind or _covers(kind, one)]
            found += [(texts if kind == STR else filled(kind), origin) for origin in mine]
        return found

    def relations(self) -> None:
        """Which equal extents every call has, and which some call does not have."""
        domain = self.domain
        for left, right in itertools.combinations(range(len(domain.params)), 2):
            for axis in range(3):
                pairs = [
                    (one, other)
                    for call in self.calls
                    if (one := structure.extent(plain(call.values[left]), axis)) is not None
                    and (other := structure.extent(plain(call.values[right]), axis)) is not None
                ]
                names = domain.params[left].name, domain.params[right].name
                link = Link("same", Dim(names[0], axis), Dim(names[1], axis), "trial")
                if any(one != other for one, other in pairs):
                    domain.refuted.add(link)
                elif len({one for one, _ in pairs}) > 1:
                    domain.confirmed.add(link)

    def pools(self) -> None:
        """The values that were seen: objects as they are, numbers and strings for other inputs too."""
        for call in self.calls:
            for value in call.values:
                for one in _objects(value):
                    pool = self.domain.seen.setdefault(label(one), [])
                    if len(pool) < _MOST_POOL:
                        pool.append(one)
        for call in self.calls:
            for value in call.values:
                self.domain.learn_constants(itertools.islice(_constants(value), _MOST_NUMBERS))

    def alone(self) -> None:
        """Leave only what was seen: where the original takes nothing that was made up."""
        domain = self.domain
        for place, options in enumerate(domain.options):
            domain.options[place] = [option for option in options if option.level == GIVEN]
        domain.relate(domain.links - domain.refuted)


def _covers(kind: Kind, one: Kind) -> bool:
    """Whether values of ``one`` were counted to ``kind``: an empty list to lists, a pair to tuples."""
    return kind.tag == one.tag and not kind.fixed and (one.fixed or not one.items)


def _why(origins: set[str], known: str) -> str:
    """``tests``, ``tests and usage``, ``tests, __main__ and annotation``."""
    words = [_WORDS.get(source, source) for source in SOURCES if source in origins]
    words += [known] if known and known != "trial" else []
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _objects(value: Any) -> Iterable[Any]:
    """The values in a value that no kind describes."""
    if value is MISSING:
        return
    if (isinstance(value, Recipe) and value.kind == "whole") or kind_of(value).tag == GIVEN_TAG:
        yield inner(value)
    elif type(value) in (list, tuple):
        for item in value:
            yield from _objects(item)


def _constants(value: Any) -> Iterable[int | float | str]:
    """Single numbers and strings, and those of short arrays and lists."""
    if type(value) in (int, float, str):
        yield value
    elif type(value) is np.ndarray and value.dtype.kind in "iuf" and value.size <= _MOST_NUMBERS:
        yield from value.ravel().tolist()
    elif type(value) in (list, tuple) and len(value) <= _MOST_NUMBERS:
        for item in value:
            if type(item) in (int, float, str):
                yield item
