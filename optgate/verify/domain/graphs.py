"""Mappings whose values name keys of the mapping itself, as graphs and trees kept in dictionaries do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optgate.verify.values.kinds import MAPPINGS, NESTED, Kind, Option
from optgate.verify.values.profiles import Chance

_SHARE = 0.6
_EACH = 0.75
_ACYCLIC = 0.5


def connect(options: Sequence[Option | None], values: list[Any], chance: Chance) -> None:
    """Let what stands in the values of a mapping be keys of it where the kinds agree, in most calls."""
    for place, option in enumerate(options):
        value = values[place]
        if (
            option is not None
            and type(value) is dict
            and names_itself(option.kind)
            and chance.happens(_SHARE)
        ):
            values[place] = {key: _linked(inner, list(value), chance) for key, inner in value.items()}


def unwind(options: Sequence[Option | None], values: list[Any], chance: Chance) -> None:
    """Leave no cycle in half of the mappings that name their own keys: what is walked to its end has none."""
    for place, option in enumerate(options):
        value = values[place]
        if option is None or type(value) is not dict or not names_itself(option.kind):
            continue
        if chance.happens(_ACYCLIC):
            ranked = list(value)
            chance.py.shuffle(ranked)
            rank = {key: number for number, key in enumerate(ranked)}
            values[place] = {key: _later(inner, rank[key], rank) for key, inner in value.items()}


def _later(inner: Any, own: int, rank: dict[Any, int]) -> Any:
    """What stands under a key, without the keys that do not come after it."""
    if type(inner) is dict:
        return {key: item for key, item in inner.items() if rank.get(key, len(rank)) > own}
    if isinstance(inner, list | tuple | set | frozenset):
        return type(inner)([item for item in inner if rank.get(item, len(rank)) > own])
    return inner


def names_itself(kind: Kind) -> bool:
    """Whether the values of a mapping hold elements, or keys, of the kind of its own keys."""
    if kind.tag not in MAPPINGS or len(kind.items) < 2:
        return False
    key, inner = kind.items[:2]
    holds = inner.tag in (*MAPPINGS, *NESTED, "set", "frozenset") and bool(inner.items) and not inner.fixed
    return holds and inner.items[0] == key


def _linked(inner: Any, keys: list[Any], chance: Chance) -> Any:
    def other(old: Any) -> Any:
        return chance.pick(keys) if chance.happens(_EACH) else old

    if type(inner) is dict:
        return {other(key): item for key, item in inner.items()}
    if isinstance(inner, list | tuple | set | frozenset):
        return type(inner)([other(item) for item in inner])
    return inner
