"""Watching functions without changing what they are: modules are met as they are imported.

A function object keeps its identity, signature, defaults and closure; its ``__code__`` alone is exchanged for
one that tells the recorder and goes on to the code it had. So whoever holds the function already is
watched too.
"""

from __future__ import annotations

import builtins
import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import types
import warnings
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import loader
from .capture_record import Recorder

Seen = Callable[[Tuple[Any, ...], Dict[str, Any]], None]


class Watch:
    """The targets by file: ``{absolute path: [(qualified name, its recorder)]}``; ``met`` are those found."""

    def __init__(self, targets: Dict[str, List[Tuple[str, Recorder]]]) -> None:
        self._targets = targets
        self.met: Dict[int, str] = {}

    def install(self) -> None:
        """Look at every module imported from source from now on, whoever imports it and under which name."""
        execute = importlib.machinery.SourceFileLoader.exec_module
        watch = self

        def exec_module(self: Any, module: types.ModuleType) -> None:
            execute(self, module)
            watch.loaded(module, self.path)

        importlib.machinery.SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign]

    def loaded(self, module: types.ModuleType, path: str) -> None:
        """A module has been executed."""
        for qualname, recorder in self._targets.get(os.path.realpath(path), ()):
            recorder.home = module.__name__
            try:
                problem = _watch(module, qualname, recorder)
            except Exception as error:  # noqa: BLE001  a decorator's own object may refuse anything
                problem = f"it cannot be watched ({type(error).__name__})"
            self.met[recorder.number] = problem


class First(importlib.abc.MetaPathFinder):
    """Finds what stands in the copy of the project before anything that was installed can."""

    def __init__(self, roots: List[str]) -> None:
        self._roots = roots

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]] = None, target: Optional[types.ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """The specification of a top-level module of the project, or None."""
        if path is not None:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, self._roots)
        return found if found is not None and found.origin is not None else None


def _watch(module: types.ModuleType, qualname: str, recorder: Recorder) -> str:
    """Watch the function; returns why that is not possible, or nothing."""
    owner_name, _, name = qualname.rpartition(".")
    owner = loader.find(module, owner_name) if owner_name else module
    found = vars(owner).get(loader.stored_as(owner, name))
    if found is None:
        return "the module has no such function"
    seen: Seen = recorder.seen
    if isinstance(found, classmethod):
        seen = _without_class(recorder)
    inner = found.__func__ if isinstance(found, (staticmethod, classmethod)) else found
    while isinstance(inner, functools._lru_cache_wrapper):
        inner = inner.__wrapped__
    if isinstance(inner, types.FunctionType):
        recorder.stop.append(_exchange(inner, seen))
        return ""
    if owner is module and callable(inner) and not isinstance(inner, type):
        setattr(module, name, Stand(inner, seen))
        return ""
    return f"a {type(inner).__name__} cannot be watched"


def _without_class(recorder: Recorder) -> Seen:
    def seen(args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> None:
        recorder.seen(args[1:], kwargs)

    return seen


class Stand:
    """Stands in for a callable object whose code cannot be exchanged, a ``np.vectorize`` for instance."""

    def __init__(self, inner: Any, seen: Seen) -> None:
        self.__dict__["_optgate_inner"] = inner
        self.__dict__["_optgate_seen"] = seen

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """That of the object it stands in for."""
        return type(self._optgate_inner)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Tell, then call."""
        self._optgate_seen(args, kwargs)
        return self._optgate_inner(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_optgate_inner"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["_optgate_inner"], name, value)


def _exchange(function: types.FunctionType, seen: Seen) -> Callable[[], None]:
    """Have ``seen`` told of every call of ``function``; what is returned undoes it."""
    code = function.__code__
    copied = types.FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    copied.__kwdefaults__ = function.__kwdefaults__
    mark = f"_optgate_{id(copied):x}"
    text = _teller(code, mark)
    setattr(builtins, mark + "_seen", functools.partial(_tell, function, seen, _bare(function)))
    setattr(builtins, mark, copied)
    names: Dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, code.co_filename, "exec", dont_inherit=True), names)
    told = names["outer"](*code.co_freevars).__code__
    told = told.replace(co_firstlineno=code.co_firstlineno, co_name=code.co_name)
    if sys.version_info >= (3, 11):
        told = told.replace(co_qualname=code.co_qualname)
    function.__code__ = told

    def undo() -> None:
        if function.__code__ is told:
            function.__code__ = code

    return undo


def _teller(code: types.CodeType, mark: str) -> str:
    """The text of a function of the same parameters and closure that tells and goes on."""
    names = list(code.co_varnames)
    count, only = code.co_argcount, code.co_kwonlyargcount
    plain, named = names[:count], names[count : count + only]
    rest = names[count + only :]
    several = rest.pop(0) if code.co_flags & inspect.CO_VARARGS else ""
    others = rest.pop(0) if code.co_flags & inspect.CO_VARKEYWORDS else ""
    declared, handed = list(plain), list(plain)
    if code.co_posonlyargcount:
        declared.insert(code.co_posonlyargcount, "/")
    if several:
        declared.append("*" + several)
        handed.append("*" + several)
    elif named:
        declared.append("*")
    declared += named
    handed += [f"{name}={name}" for name in named]
    if others:
        declared.append("**" + others)
        handed.append("**" + others)
    inside = "".join(f"{name}, " for name in plain)
    return (
        f"def outer({', '.join(code.co_freevars)}):\n"
        f"    def told({', '.join(declared)}):\n"
        f"        if 0: ({''.join(name + ', ' for name in code.co_freevars)})\n"
        f"        {mark}_seen(({inside}), {several or '()'}, "
        f"{{{', '.join(f'{name!r}: {name}' for name in named)}}}, {others or '{}'})\n"
        f"        return {mark}({', '.join(handed)})\n"
        f"    return told\n"
    )


def _bare(function: types.FunctionType) -> Tuple[Tuple[str, ...], int]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount], code.co_posonlyargcount


def _tell(
    function: types.FunctionType,
    seen: Seen,
    parameters: Tuple[Tuple[str, ...], int],
    plain: Tuple[Any, ...],
    rest: Tuple[Any, ...],
    named: Dict[str, Any],
    others: Dict[str, Any],
) -> None:
    """Put a call together again: what has its default value was, as far as one can tell, not given."""
    only = function.__kwdefaults__ or {}
    kwargs = {name: value for name, value in named.items() if only.get(name, _tell) is not value}
    kwargs.update(others)
    if rest:
        seen((*plain, *rest), kwargs)
        return
    names, positional = parameters
    defaults = function.__defaults__ or ()
    given = [True] * (len(plain) - len(defaults))
    given += [value is not default for value, default in zip(plain[len(given) :], defaults)]  # noqa: B905
    first = given.index(False) if False in given else len(given)
    if True in given[first:positional]:
        first = max(place for place in range(positional) if given[place]) + 1
    args = plain[:first]
    later = {names[place]: plain[place] for place in range(first, len(plain)) if given[place]}
    seen(args, {**later, **kwargs})
