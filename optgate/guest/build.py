"""Building the objects of recipes, in the process that calls the judged function."""

from __future__ import annotations

import functools
import importlib
import sys
import types
from typing import Any

from .loader import find
from .values import Recipe, produce


def build(recipe: Recipe, module: types.ModuleType) -> Any:
    """A new object of a recipe, whose dotted paths without a module of their own lead into ``module``.

    Recipes inside were built before. Raises whatever making the object raises.
    """
    kind, args = recipe.kind, recipe.args
    if kind == "iter":
        return iter(args[0])
    if kind == "generator":
        return produce(iter(args[0]))
    if kind == "after":
        for method, positional, named in args[1]:
            getattr(args[0], method)(*positional, **named)
        return args[0]
    found = _named(args[0], module)
    if kind == "instance":
        return _instance(found, args[1])
    return found(*args[1], **args[2]) if kind == "call" else found


def _named(path: str, module: types.ModuleType) -> Any:
    """What a path names: ``qualname`` in ``module``, ``module:qualname`` in any module."""
    name, colon, qualname = path.partition(":")
    if not colon:
        return find(module, path)
    return find(sys.modules.get(name) or importlib.import_module(name), qualname)


def _instance(cls: type, attributes: dict[str, Any]) -> Any:
    value: Any = object.__new__(cls)
    for name, item in attributes.items():
        if _intercepted(cls, name):
            value.__dict__[name] = item
        else:
            object.__setattr__(value, name, item)
    return value


@functools.lru_cache(maxsize=4096)
def _intercepted(cls: type, name: str) -> bool:
    """Whether storing the attribute would run a property or the like instead."""
    for base in cls.__mro__:
        if name in base.__dict__:
            found = base.__dict__[name]
            return hasattr(type(found), "__set__") and not isinstance(found, types.MemberDescriptorType)
    return False
