"""What a function reaches by name in its own module: functions it may call, classes, and all their names."""

from __future__ import annotations

import dis
import types
from typing import Any, Iterator, Optional

_LIMIT = 200
"""Functions that are followed; a module where more are reached is not looked at further."""


class Reached:
    """The closure over names of a function's code.

    ``names`` are all names that the code uses, the function's own before those of the functions it
    reaches; ``stored`` those it binds in the module, ``kept`` those it binds as attributes. ``classes``
    are the owner of the function and the classes of the module that the code names.
    """

    def __init__(
        self, module: types.ModuleType, functions: list[types.FunctionType], owner: Optional[type]
    ) -> None:
        self.names: dict[str, None] = {}
        self.stored: set[str] = set()
        self.kept: set[str] = set()
        self.classes: list[type] = [] if owner is None else [owner]
        self._space = module.__dict__
        self._known = set(functions)
        pending = list(functions)
        while pending and len(self._known) <= _LIMIT:
            for function in pending:
                for code in _codes(function.__code__):
                    self._take(code)
            pending = [function for function in self._next() if function not in self._known]
            self._known.update(pending)

    def _take(self, code: types.CodeType) -> None:
        self.names.update(dict.fromkeys(code.co_names))
        for step in dis.get_instructions(code):
            if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                self.stored.add(step.argval)
            elif step.opname == "STORE_ATTR":
                self.kept.add(step.argval)

    def _next(self) -> Iterator[types.FunctionType]:
        """The functions of the module that the names so far lead to."""
        for name in self.names:
            found = self._space.get(name)
            if isinstance(found, types.FunctionType) and found.__globals__ is self._space:
                yield found
            elif isinstance(found, type) and self._own(found):
                self.classes.append(found)
        for cls in self.classes:
            for base in cls.__mro__[:-1]:
                for name, member in base.__dict__.items():
                    if name in self.names or name.startswith("__"):
                        yield from _functions(member)

    def _own(self, cls: type) -> bool:
        """Whether this is a class of the module that was not met before."""
        return cls.__module__ == self._space.get("__name__") and cls not in self.classes


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for item in code.co_consts:
        if isinstance(item, types.CodeType):
            yield from _codes(item)


def _functions(member: Any) -> Iterator[types.FunctionType]:
    """The functions of a member of a class: itself, or inside a static or class method or a property."""
    inside = [member, getattr(member, "__func__", None)]
    if isinstance(member, property):
        inside += [member.fget, member.fset]
    return (found for found in inside if isinstance(found, types.FunctionType))
