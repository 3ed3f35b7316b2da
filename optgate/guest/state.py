"""Mutable data outside the arguments that the target function refers to by name."""

from __future__ import annotations

import copy
import dis
import functools
import types
from typing import Any, Callable, Iterator, Optional

from . import codec

SMALL = 1 << 14
"""Bytes of encoding over which a value is not watched: it would have to be encoded after every call."""
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
        self.copy = _copied(self.value)

    @property
    def watched(self) -> bool:
        """Whether the value can be compared and restored."""
        if isinstance(self.value, _SKIPPED) or self.before is None:
            return False
        return self.value is _ABSENT or self.before == _encoded(self.copy)

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
            _refill(self.value, _copied(self.copy))
        return not self.changed()


def _encoded(value: Any) -> Optional[bytes]:
    try:
        return codec.encode(value, limit=SMALL)
    except codec.TooLarge:
        return None


def _copied(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001  the value's own ``__deepcopy__`` ran
        return None


def _refill(value: Any, fresh: Any) -> None:
    """Make a mutable object equal to ``fresh`` in place, so that others who hold it see it restored."""
    if isinstance(value, (list, bytearray)):
        value[:] = fresh
    elif isinstance(value, (dict, set)):
        value.clear()
        value.update(fresh)
    elif hasattr(value, "dtype") and getattr(value, "shape", None) == getattr(fresh, "shape", ()):
        value[...] = fresh
    elif hasattr(value, "extend") and hasattr(value, "clear"):
        value.clear()
        value.extend(fresh)
    elif hasattr(value, "__dict__"):
        vars(value).clear()
        vars(value).update(vars(fresh))


class State:
    """All slots of the target (several function objects may share its code); made before the first call."""

    def __init__(
        self, module: types.ModuleType, functions: list[types.FunctionType], owner: Optional[type]
    ) -> None:
        codes = [code for function in functions for code in _codes(function.__code__)]
        names = sorted({name for code in codes for name in code.co_names})
        stored = {
            step.argval
            for code in codes
            for step in dis.get_instructions(code)
            if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL")
        }
        found = [*_globals(module.__dict__, names, stored), *_class(owner, names)]
        for function in functions:
            found += [*_closure(function), *_defaults(function)]
        self.slots = [slot for slot in found if slot.watched]

    def changes(self) -> dict[str, Any]:
        """What the call that just ended changed, as name of the place to its new value."""
        return {slot.name: slot.get() for slot in self.slots if slot.changed()}

    def restore(self) -> bool:
        """Put every changed place back; whether that succeeded."""
        restored = [slot.restore() for slot in self.slots if slot.changed()]
        return all(restored)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for item in code.co_consts:
        if isinstance(item, types.CodeType):
            yield from _codes(item)


def _globals(space: dict[str, Any], names: list[str], stored: set[str]) -> Iterator[Slot]:
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


def _class(owner: Optional[type], names: list[str]) -> Iterator[Slot]:
    for cls in owner.__mro__[:-1] if owner else ():
        for name in names:
            if name in cls.__dict__ and not hasattr(cls.__dict__[name], "__get__"):
                read = functools.partial(cls.__dict__.get, name, _ABSENT)
                yield Slot(f"class {cls.__qualname__}.{name}", read, functools.partial(setattr, cls, name))


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
