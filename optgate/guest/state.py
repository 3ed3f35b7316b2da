"""Mutable data outside the arguments that the target function refers to by name."""

from __future__ import annotations

import copy
import copyreg
import functools
import random
import sys
import types
from typing import Any, Callable, Iterable, Iterator, Optional

from . import codec, instances
from .build import build
from .reached import Reached

SMALL = 1 << 14
"""Bytes of encoding over which a value is not watched: it would have to be encoded after every call."""
MOST = 1 << 16
"""Bytes of encoding that all the values watched have together."""
_ABSENT = codec.Opaque("absent")
_FROZEN = frozenset((int, float, complex, str, bytes, bool, range, type(None), codec.Opaque))
_SKIPPED = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)


class Slot:
    """One place: how to read and write it, and what it held before the first call."""

    def __init__(self, name: str, get: Callable[[], Any], put: Callable[[Any], None]) -> None:
        self.name = name
        self.get = get
        self.put = put
        self.value = get()
        self.before = _encoded(self.value)
        self.copied: Optional[Callable[[Any], Any]] = None
        self.copy: Any = None
        if self.before is not None and not isinstance(self.value, _SKIPPED):
            self._copy()

    def _copy(self) -> None:
        """Keep a copy, made in the first of the known ways that gives an equal object."""
        for copied in (_same,) if self.value is _ABSENT else (copy.deepcopy, _rebuilt):
            try:
                self.copy = copied(self.value)
            except Exception:  # noqa: BLE001, S112  the value's own ``__deepcopy__`` ran
                continue
            if self.value is _ABSENT or _encoded(self.copy) == self.before:
                self.copied = copied
                return

    @property
    def watched(self) -> bool:
        """Whether the value can be compared and restored."""
        return self.copied is not None

    def changed(self) -> bool:
        """Whether the place holds something else than before the first call."""
        value = self.get()
        if value is self.value and type(value) in _FROZEN:
            return False
        return value is _ABSENT or self.value is _ABSENT or _encoded(value) != self.before

    def restore(self) -> bool:
        """Put back what was there; whether that succeeded."""
        if self.get() is not self.value:
            self.put(self.value)
        if self.changed():
            assert self.copied is not None
            _refill(self.value, self.copied(self.copy))
        return not self.changed()


def _encoded(value: Any) -> Optional[bytes]:
    try:
        return codec.encode(value, limit=SMALL)
    except codec.TooLarge:
        return None


def _rebuilt(value: Any) -> Any:
    """A copy by way of the codec: ``deepcopy`` loses part of the random generators of numpy 1.

    Raises:
        Unsupported: the codec cannot send the object.
    """
    (found,), _ = codec.decode_call(
        codec.capture_call((value,), {}, ""), build=lambda recipe: build(recipe, sys)
    )
    return found


def _refill(value: Any, fresh: Any) -> None:
    """Make a mutable object equal to ``fresh`` in place, so that others who hold it see it restored."""
    if isinstance(value, (list, bytearray)):
        value[:] = fresh
    elif isinstance(value, (dict, set)):
        value.clear()
        value.update(fresh)
    elif _reseeded(value, fresh):
        return
    elif hasattr(value, "dtype") and getattr(value, "shape", None) == getattr(fresh, "shape", ()):
        value[...] = fresh
    elif hasattr(value, "extend") and hasattr(value, "clear"):
        value.clear()
        value.extend(fresh)
    else:
        _refill_attributes(value, fresh)


def _reseeded(value: Any, fresh: Any) -> bool:
    """Let a random generator go on where ``fresh`` stands; whether ``value`` is one."""
    if isinstance(value, random.Random):
        value.setstate(fresh.getstate())
        return True
    numpy = sys.modules.get("numpy.random")
    if numpy is None:
        return False
    if isinstance(value, numpy.Generator):
        value.bit_generator.state = fresh.bit_generator.state
    elif isinstance(value, numpy.BitGenerator):
        value.state = fresh.state
    elif isinstance(value, numpy.RandomState):
        value.set_state(fresh.get_state(legacy=False))
    else:
        return False
    return True


def _refill_attributes(value: Any, fresh: Any) -> None:
    """Give an instance the attributes of another, each where its class keeps it."""
    found = instances.attributes(fresh, type(fresh))
    if found is None:
        found = dict(getattr(fresh, "__dict__", {}))
    for name in copyreg._slotnames(type(value)):  # type: ignore[attr-defined]
        if name in found:
            object.__setattr__(value, name, found.pop(name))
        elif hasattr(value, name):
            object.__delattr__(value, name)
    if hasattr(value, "__dict__"):
        vars(value).clear()
        vars(value).update(found)


class State:
    """All slots of the target (several function objects may share its code); made before the first call.

    They are those of its own code and of what it reaches by name in its module: functions, its class's
    methods, classes. Together they are at most ``MOST`` bytes when encoded, the nearest first.
    """

    def __init__(
        self, module: types.ModuleType, functions: list[types.FunctionType], owner: Optional[type]
    ) -> None:
        reached = Reached(module, functions, owner)
        found = [slot for function in functions for slot in (*_closure(function), *_defaults(function))]
        found += _globals(module.__dict__, reached.names, reached.stored)
        for cls in reached.classes:
            found += _class(cls, reached.names, reached.kept)
        self.slots: list[Slot] = []
        room = MOST
        for slot in {slot.name: slot for slot in found}.values():
            if slot.watched and len(slot.before or b"") <= room:
                room -= len(slot.before or b"")
                self.slots.append(slot)

    def changes(self) -> dict[str, Any]:
        """What the call that just ended changed, as name of the place to its new value."""
        return {slot.name: slot.get() for slot in self.slots if slot.changed()}

    def restore(self) -> bool:
        """Put every changed place back; whether that succeeded."""
        restored = [slot.restore() for slot in self.slots if slot.changed()]
        return all(restored)


def _globals(space: dict[str, Any], names: Iterable[str], stored: set[str]) -> Iterator[Slot]:
    def put(name: str, value: Any) -> None:
        if value is _ABSENT:
            space.pop(name, None)
        else:
            space[name] = value

    for name in names:
        if name in stored or type(space.get(name)) not in _FROZEN:
            read = functools.partial(space.get, name, _ABSENT)
            yield Slot(f"global {name}", read, functools.partial(put, name))


def _closure(function: types.FunctionType) -> Iterator[Slot]:
    def get(cell: Any) -> Any:
        try:
            return cell.cell_contents
        except ValueError:
            return _ABSENT

    def put(cell: Any, value: Any) -> None:
        if value is _ABSENT:
            del cell.cell_contents
        else:
            cell.cell_contents = value

    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):  # noqa: B905
        yield Slot(f"closure {name}", functools.partial(get, cell), functools.partial(put, cell))


def _class(cls: type, names: Iterable[str], kept: set[str]) -> Iterator[Slot]:
    """The attributes of a class and its bases that are named, and those that may come to be."""

    def put(owner: type, name: str, value: Any) -> None:
        if value is _ABSENT:
            delattr(owner, name)
        else:
            setattr(owner, name, value)

    for base in cls.__mro__[:-1]:
        for name in names:
            there = name in base.__dict__
            if hasattr(base.__dict__[name], "__get__") if there else base is not cls or name not in kept:
                continue
            read = functools.partial(_attribute, base, name)
            yield Slot(f"class {base.__qualname__}.{name}", read, functools.partial(put, base, name))


def _attribute(cls: type, name: str) -> Any:
    return cls.__dict__.get(name, _ABSENT)


def _defaults(function: types.FunctionType) -> Iterator[Slot]:
    """Default values and attributes of the function: mutable objects, refilled but never replaced."""

    def keep(value: Any) -> None:
        return None

    values = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    for number, value in enumerate(values):
        if type(value) not in _FROZEN:
            yield Slot(f"default {number}", functools.partial(_same, value), keep)
    yield Slot("attributes", functools.partial(getattr, function, "__dict__"), keep)


def _same(value: Any) -> Any:
    return value
