"""Making a differing input small: fewer elements, smaller linked shapes, plainer values, fewer arguments."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.domain.domain import Domain
from optgate.verify.equal.duel import Trial
from optgate.verify.values import structure
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import NESTED, NONE, Dim, Kind, array

_BATCH = 120
_ROUNDS = 60
_SINGLE = 24
Run = Callable[[Sequence[Call]], list[Trial]]


def shrink(trial: Trial, domain: Domain, run: Run, *, deadline: float) -> Trial:
    """The smallest input found, before the deadline, that differs in the same way within the domain."""
    best = trial
    for _ in range(_ROUNDS):
        better = None
        proposals = sorted(_unique(proposals_for(best.call, domain), domain), key=measure)
        for start in range(0, len(proposals), _BATCH):
            if time.monotonic() > deadline:
                return best
            batch = proposals[start : start + _BATCH]
            better = next((one for one in run(batch) if same(one, trial)), None)
            if better:
                break
        if better is None:
            return best
        best = better
    return best


def same(one: Trial, other: Trial) -> bool:
    """Whether two trials differ in the same class, the first at least as firmly as the second."""
    a, b = one.difference, other.difference
    if a is None or b is None or not one.counted:
        return False
    return a.aspect == b.aspect and a.weaker == b.weaker and one.call.level <= other.call.level


def measure(call: Call) -> tuple[int, int]:
    """How large and how plain an input is; smaller is better."""
    objects = [value for value in call.values if isinstance(value, list | np.ndarray)]
    shared = len(objects) - len({id(value) for value in objects})
    total = sum(structure.count(value) for value in call.values if value is not MISSING and value is not None)
    return total, sum(map(_plainness, call.values)) + 50 * shared


def _plainness(value: Any) -> int:
    if value is MISSING:
        return -2
    if value is None:
        return -1
    if isinstance(value, np.ndarray):
        odd = 0 if value.flags.c_contiguous and value.flags.writeable else 40
        if value.size > 64:
            return odd + 6 * int(np.count_nonzero(value)) + 20 * value.ndim
        return odd + sum(_plainness(item) for item in value.ravel().tolist()) + sum(value.shape)
    if isinstance(value, list | tuple | set | frozenset):
        return 1 + sum(map(_plainness, value))
    if isinstance(value, dict):
        return 1 + sum(map(_plainness, value.values())) + sum(map(_plainness, value))
    if isinstance(value, Recipe):
        return 5 + sum(map(_plainness, value.args))
    if isinstance(value, str):
        return 2 * len(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return 30
        plain = min(abs(int(value)).bit_length(), 60) + 1 if value == int(value) else 8 + len(repr(value))
        return 0 if value == 0 else 2 * plain + (value < 0)
    return 10


def proposals_for(call: Call, domain: Domain) -> Iterator[Call]:
    """Smaller or plainer inputs, one step from this one."""
    yield from _without(call, domain)
    yield from _flatter(call, domain)
    yield from _shorter(call, domain)
    yield from _plainer(call, domain)
    yield from _together(call)


def _with(call: Call, index: int, value: Any) -> Call:
    """The call with one argument exchanged; shared arguments stay shared."""
    old = call.values[index]
    shared = isinstance(old, list | np.ndarray)
    return call.changed(
        [value if i == index or (shared and v is old) else v for i, v in enumerate(call.values)]
    )


def _without(call: Call, domain: Domain) -> Iterator[Call]:
    for index, value in enumerate(call.values):
        if value is MISSING:
            continue
        if not domain.params[index].required:
            yield _with(call, index, MISSING)
        if value is not None and any(option.kind is NONE for option in domain.options[index]):
            yield _with(call, index, None)
        if isinstance(value, np.ndarray | list) and any(v is value for v in call.values[:index]):
            values = list(call.values)
            values[index] = value.copy()
            yield call.changed(values)


def _flatter(call: Call, domain: Domain) -> Iterator[Call]:
    """Arrays without their last dimension, where the domain has such arrays too."""
    for index, value in enumerate(call.values):
        if isinstance(value, np.ndarray) and value.ndim > 1 and value.shape[-1]:
            kind = array(str(value.dtype), value.ndim - 1)
            if any(option.kind == kind for option in domain.options[index]):
                yield _with(call, index, np.ascontiguousarray(value[..., 0]))


def _fixed(kind: Kind, axis: int) -> bool:
    """Whether what stands at one dimension of a kind is a tuple of fixed length."""
    for _ in range(axis):
        if not kind.items or kind.tag not in NESTED or kind.fixed:
            return False
        kind = kind.items[0]
    return kind.tag == "tuple" and kind.fixed


def _shorter(call: Call, domain: Domain) -> Iterator[Call]:
    """Cut linked dimensions jointly."""
    done: set[Any] = set()
    places = {param.name: index for index, param in enumerate(domain.params)}
    groups = domain.groups(call.options, "loose" if call.odd else "") if call.options else {}
    pinned = {groups[dim] for dim, _ in domain.pinned() if dim in groups}
    for index, value in enumerate(call.values):
        for axis in range(4):
            size = structure.extent(value, axis)
            dim = Dim(domain.params[index].name, axis)
            group: Any = groups.get(dim, dim)
            option = call.options[index]
            fixed = option is not None and _fixed(option.kind, axis)
            if not size or fixed or group in pinned or (group, size) in done:
                continue
            done.add((group, size))
            linked = [d for d, number in groups.items() if number == group] or [dim]
            for keep in _cuts(size):
                values = list(call.values)
                changed: dict[int, Any] = {}
                for one in linked:
                    place = places[one.param]
                    old = values[place]
                    if structure.extent(old, one.axis) == size:
                        if id(old) in changed and old is not call.values[place]:
                            continue
                        values[place] = structure.take(old, one.axis, keep)
                yield call.changed(values)


def _cuts(size: int) -> Iterator[list[int]]:
    """Which entries to keep: none, halves, all but a part, all but one."""
    everything = list(range(size))
    yield []
    for few in (1, 2, 3):
        if few < size:
            yield everything[:few]
            yield everything[-few:]
    part = size // 2
    while part:
        for start in range(0, size, part) if size // part <= _SINGLE else ():
            yield everything[:start] + everything[start + part :]
        part //= 2


def _plainer(call: Call, domain: Domain) -> Iterator[Call]:
    """Simpler values in place."""
    for index, value in enumerate(call.values):
        if isinstance(value, np.ndarray):
            yield from (_with(call, index, new) for new in _arrays(value))
        elif isinstance(value, list | tuple):
            yield from (_with(call, index, structure.over_floats(value, change)) for change in _COARSER)
        if value is MISSING or value is None:
            continue
        paths = list(structure.paths(value)) if structure.count(value) <= _SINGLE * 4 else []
        found: set[Any] = set()
        for path in paths:
            old = structure.get(value, path)
            for new in _simpler(old):
                yield _with(call, index, structure.replace(value, path, new))
            key = repr(old)
            if len(paths) > 1 and key not in found:
                found.add(key)
                for new in _simpler(old):
                    yield _with(call, index, _everywhere(value, paths, old, new))


def _together(call: Call) -> Iterator[Call]:
    """Numbers that stand in more than one argument, changed in all of them."""
    places: dict[str, tuple[Any, dict[int, list[Any]]]] = {}
    for index, value in enumerate(call.values):
        if value is MISSING or structure.count(value) > _SINGLE * 4:
            continue
        for path in structure.paths(value):
            old = structure.get(value, path)
            if isinstance(old, int | float):
                places.setdefault(repr(old), (old, {}))[1].setdefault(index, []).append(path)
    for old, by_argument in places.values():
        for new in _simpler(old) if len(by_argument) > 1 else ():
            values = list(call.values)
            for index, paths in by_argument.items():
                values[index] = _everywhere(values[index], paths, old, new)
            yield call.changed(values)


def _everywhere(value: Any, paths: Sequence[Any], old: Any, new: Any) -> Any:
    for path in paths:
        here = structure.get(value, path)
        if type(here) is type(old) and repr(here) == repr(old):
            value = structure.replace(value, path, new)
    return value


def _rounded(values: Any) -> Any:
    return np.where(np.isfinite(values), np.rint(values), values)


def _zeros(values: Any) -> Any:
    return np.where(np.isfinite(values), 0.0, values)


def _signs(values: Any) -> Any:
    return np.where(np.isfinite(values), np.sign(values), values)


_COARSER = (_rounded, _zeros, _signs)


def _arrays(value: Any) -> Iterator[Any]:
    """The array in plain layout, all zero, all one, or rounded."""
    yield np.array(value, order="C")
    if value.dtype.kind in "iufb" and value.size:
        yield np.zeros(value.shape, value.dtype)
        yield np.ones(value.shape, value.dtype)
        yield np.full(value.shape, value.flat[0], value.dtype)
    if value.dtype.kind == "f":
        for change in _COARSER:
            yield change(value).astype(value.dtype)


def _simpler(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        if value:
            yield False
    elif isinstance(value, int):
        yield from (
            one
            for one in (0, 1, 2, value // 2, -value, value - 1 if value > 0 else value + 1)
            if _less(one, value)
        )
    elif isinstance(value, float):
        options = [0.0, 1.0, 2.0, -value]
        if abs(value) < 1e15:
            options += [float(round(value)), float(int(value / 2)), round(value, 1)]
        elif not math.isnan(value):
            options += [1e308 if value > 0 else -1e308, 1e200 if value > 0 else -1e200]
        yield from (one for one in options if _less(one, value))
    elif isinstance(value, str) and value:
        yield from ("", value[:-1], value[1:])
        if value != "a" * len(value):
            yield "a" * len(value)


def _less(one: float, other: float) -> bool:
    return _plainness(one) < _plainness(other)


def _unique(calls: Iterator[Call], domain: Domain) -> list[Call]:
    seen: set[bytes] = set()
    found = []
    for call in calls:
        data = call.encoded(domain.params)
        if data not in seen:
            seen.add(data)
            found.append(call)
    return found
