"""Objects that their own module and qualified name identify, and the judged module, whose names do not.

The two sides hold different texts of the judged module, so a function of it is not the same on both
because it is called the same.
"""

from __future__ import annotations

import sys
import types
from typing import Any

_judged: set[str] = set()
_UFUNC_MODULES = ("numpy", "scipy.special")
_OF_CLASSES = (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)


def judge(module: str) -> None:
    """Say that the module of this name is judged in this process: its functions are not known by name."""
    _judged.add(module)


def judged(name: str) -> bool:
    """Whether ``name`` (``module:qualname``) lies in a judged module."""
    return name.partition(":")[0] in _judged


def type_name(cls: type) -> str:
    """``module:qualname`` of a class, read past anything its metaclass might define."""
    module = type.__getattribute__(cls, "__module__")
    qualname = type.__getattribute__(cls, "__qualname__")
    return f"{module}:{qualname}"


def resolves(cls: type) -> bool:
    """Whether the class is what its module and qualified name say, so that the name identifies it."""
    module = type.__getattribute__(cls, "__module__")
    return _found(module, type.__getattribute__(cls, "__qualname__")) is cls


def _found(module: Any, qualname: str) -> Any:
    found: Any = sys.modules.get(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found


def name_of(value: Any) -> str:
    """``module:qualname`` of a class or function that is found again under that name, else ``""``.

    A function of a private module in C counts as one of the public module that has it too.
    """
    if isinstance(value, type):
        return type_name(value) if resolves(value) else ""
    qualname = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if type(qualname) is not str:
        return ""
    module = getattr(value, "__module__", None)
    modules: tuple[Any, ...] = (module.lstrip("_"), module) if type(module) is str else ()
    if isinstance(value, _OF_CLASSES):
        modules = (value.__objclass__.__module__,)
    elif module is None and type(value).__name__ == "ufunc":
        modules = _UFUNC_MODULES
    for name in modules:
        if type(name) is str and _found(name, qualname) is value:
            return f"{name}:{qualname}"
    return ""
