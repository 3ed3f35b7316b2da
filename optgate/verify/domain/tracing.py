"""What tracers tell of a function's parameters, held against what its source suggests."""

from __future__ import annotations

from optgate.model import GuestError, Session
from optgate.verify.domain.domain import Domain, for_style
from optgate.verify.domain.infer import Inference
from optgate.verify.evidence import traced, traced_kinds
from optgate.verify.evidence.traced import Seen
from optgate.verify.values.kinds import (
    NONE,
    STATED,
    STR,
    TRIED,
    USED,
    Dim,
    Kind,
    Link,
    Option,
    Param,
    sequence,
)

_ROUNDS = 16
_SECONDS = 0.1
_WEAK = ("default", "usage", "name", "trial")


def inform(domain: Domain, inference: Inference, session: Session, *, seed: int) -> None:
    """Call the function with tracers and correct the options that rest on its usage or its names alone."""
    places = [
        place
        for place, param in enumerate(domain.params)
        if param.style not in ("calls", "varkw")
        and all(option.level > STATED or option.why in _WEAK for option in domain.options[place])
    ]
    if not places:
        return
    try:
        facts = session.trace(traced.calls(domain.params), rounds=_ROUNDS, seed=seed, timeout=_SECONDS)
    except GuestError:
        return
    seen = traced.tree(facts)
    for place in places:
        param = domain.params[place]
        if param.name in seen:
            _note_nothing(seen[param.name], inference, param.name, 0)
            found = corrected(param, domain.options[place], seen[param.name])
            domain.options[place] = found
    _relate(domain, seen, places)


def _note_nothing(seen: Seen, inference: Inference, name: str, depth: int) -> None:
    """Mark the places inside that the source compares with None, which no tracer can see."""
    for step, inside in seen.inside.items():
        if step in traced.ELEMENTS:
            inside.nothing = "none" in inference.facts(name, depth + 1)
            _note_nothing(inside, inference, name, depth + 1)


def corrected(param: Param, options: list[Option], seen: Seen) -> list[Option]:
    """The options of a parameter that allow what was done; new ones where none of them does.

    The others are left to trial, but for fractions where a whole number is needed: those are accepted
    wherever the number is not used.
    """
    if param.style == "var":
        seen = seen.element
    kinds = [(_single(option.kind) if param.style == "var" else option.kind) for option in options]
    fine = [kind is NONE or traced_kinds.allows(kind, seen) for kind in kinds]
    firm = [option for option, good in zip(options, fine, strict=True) if good and option.level < TRIED]
    found = [
        option if good else Option(option.kind, TRIED, "trial")
        for option, good in zip(options, fine, strict=True)
        if good or seen.shape != "whole"
    ]
    known = any(option.kind is not NONE for option in firm)
    if not seen.shape and not seen.element.shape:
        return list(options)
    if not known or seen.mixed:
        made = [Option(kind, USED, "usage") for kind in traced_kinds.kinds(seen)]
        found = [one for one in found if one.kind not in [new.kind for new in made]]
        found = list(for_style(param, made)) + found
    elif seen.spelled and not param.name.endswith("s"):
        found = [Option(one.kind, TRIED, "trial") for one in found if one.kind != STR]
        found.append(Option(traced_kinds.spelling(seen), USED, "usage"))
    return sorted(found, key=lambda option: option.level)


def _single(kind: Kind) -> Kind:
    return kind.items[0] if kind.tag == "tuple" and len(kind.items) == 1 else kind


def _relate(domain: Domain, seen: dict[str, Seen], places: list[int]) -> None:
    """Relations that tracers show: elements that are indices of their own list, names of columns."""
    for place in places:
        param = domain.params[place]
        mine = seen.get(param.name)
        if mine is None:
            continue
        if mine.shape == "sequence" and (param.name,) in map(tuple, mine.element.told("index of")):
            domain.links = {link for link in domain.links if link.left.param != param.name}
            own = Dim(param.name, 0)
            domain.links.add(Link("below", own, own))
            odd = [one for one in mine.element.told("equal") if type(one) is int and one < 0]
            if odd:
                domain.sentinels[param.name] = odd
        if "text" in (mine.shape, mine.element.shape):
            domain.indexing.discard(param.name)
            domain.links = {
                link for link in domain.links if link.left.param != param.name or link.relation != "below"
            }
        if mine.shape == "table":
            domain.links = {
                link for link in domain.links if param.name not in (link.left.param, link.right.param)
            }
        named = Kind("str", choices=traced_kinds.COLUMNS)
        for made, paths in (
            (named, mine.told("index of")),
            (sequence(named), mine.element.told("chooses")),
        ):
            holders = {path[0] for path in paths}
            if any(holder in seen and seen[holder].shape == "table" for holder in holders):
                kept = [
                    Option(one.kind, TRIED, "trial") for one in domain.options[place] if one.kind is not NONE
                ]
                nothing = [one for one in domain.options[place] if one.kind is NONE]
                domain.options[place] = [Option(made, USED, "usage"), *nothing, *kept]
