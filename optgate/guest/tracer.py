"""Arguments that write down what is done to them, and to whatever is taken out of them."""

from __future__ import annotations

import dis
import operator
import sys
from types import FrameType
from typing import Any, Callable, Iterator

from . import tracer_methods as methods
from .tracer_log import DEEPEST, Log, Path, known_keys

COMPUTED, COMPARED = "~", "?"
_MOST_PATHS = 4
_OPCODE = dis.opmap
_CONSTANTS = {_OPCODE[name] for name in ("LOAD_CONST", "LOAD_SMALL_INT") if name in _OPCODE}
_CACHE = _OPCODE.get("CACHE", 0)
_CLASSES = {kind.__name__: kind for kind in (list, dict, str, int, float, tuple, set)}


def _instruction(frame: FrameType, back: int = 0) -> tuple[int, int]:
    """The instruction at which a frame stands, or one before it, with its argument."""
    code, at = frame.f_code.co_code, frame.f_lasti
    while at > 0 and code[at] == _CACHE:
        at -= 2
    at -= 2 * back
    return (code[at], code[at + 1]) if 0 <= at < len(code) - 1 else (0, 0)


def _plain(value: Any) -> bool:
    return type(value) in (int, float, str, bool)


class Tracer:
    """Stands for the values at some paths: for one, or for what was computed from several."""

    __slots__ = ("_log", "_number", "_paths")

    def __init__(self, log: Log, paths: tuple[Path, ...]) -> None:
        self._log = log
        self._paths = paths
        log.made += 1
        self._number = log.made

    # what is inside

    def __iter__(self) -> Iterator[Any]:
        opcode, argument = _instruction(sys._getframe(1))
        if opcode == _OPCODE["UNPACK_SEQUENCE"]:
            note(self, "unpack", argument)
            return iter([child(self, f"[{place}]") for place in range(argument)])
        if opcode == _OPCODE["UNPACK_EX"]:
            note(self, "iter")
            return iter([child(self, "[]") for _ in range((argument & 255) + (argument >> 8) + 1)])
        note(self, "iter")
        return iter([child(self, "[]") for _ in range(self._log.count)])

    def __reversed__(self) -> Iterator[Any]:
        note(self, "iter")
        note(self, "reversed")
        return iter([child(self, "[]") for _ in range(self._log.count)])

    def __len__(self) -> int:
        note(self, "len")
        return self._log.count

    def __contains__(self, item: Any) -> bool:
        note(self, "contains", item if _plain(item) else "")
        if type(item) is Tracer:
            note(item, "member", "|".join(map("".join, self._paths)))
        return self._log.decide(sys._getframe(1))

    def __getitem__(self, key: Any) -> Any:
        return self._at(key, _instruction(sys._getframe(1), 1)[0] in _CONSTANTS)

    def __setitem__(self, key: Any, value: Any) -> None:
        note(self, "store")
        self._at(key, False)

    def __delitem__(self, key: Any) -> None:
        note(self, "remove")
        self._at(key, False)

    def _at(self, key: Any, constant: bool) -> Any:
        if type(key) is str:
            note(self, "key", key)
            return child(self, f"[{key!r}]")
        if type(key) is int and constant:
            note(self, "at", key)
            return child(self, f"[{key}]")
        if type(key) is slice:
            note(self, "slice", ":".join(str(b) if type(b) is int else "" for b in (key.start, key.stop)))
            for bound in (key.start, key.stop, key.step):
                if type(bound) is Tracer:
                    note(bound, "index")
            return self
        if type(key) is tuple:
            note(self, "tupled", len(key))
            inside = key
        else:
            note(self, "looked up" if type(key) is Tracer else "indexed")
            inside = tuple(key) if type(key) is list else (key,)
        for one in inside:
            if type(one) is Tracer:
                for path in self._paths:
                    note(one, "chooses" if type(key) is list else "index of", path)
        return child(self, "[]")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        note(self, "attr", name)
        if name == "dtype" and "numpy" in sys.modules:
            return sys.modules["numpy"].dtype("float64")
        return self if name == "T" else child(self, f".{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102  a protocol of the language
        holders = [path for path in self._paths if path[-1].startswith(".")]
        if not holders:
            note(self, "called", len(args))
            return child(self, "()")
        name = holders[0][-1][1:]
        holder = Tracer(self._log, tuple(path[:-1] for path in holders))
        note(holder, "method", name)
        return methods.result(holder, name, args, sys._getframe(1))

    # numbers and truth

    def __bool__(self) -> bool:
        note(self, "truth")
        return self._log.decide(sys._getframe(1))

    def __index__(self) -> int:
        note(self, "index")
        return self._log.count

    def __int__(self) -> int:
        note(self, "int")
        return self._log.count

    def __float__(self) -> float:
        note(self, "float")
        return self._log.count + 0.5

    def __round__(self, digits: Any = None) -> Any:
        note(self, "float")
        return self._log.count if digits is None else computed(self)

    def __floor__(self) -> int:
        return int(self.__float__())

    __trunc__ = __ceil__ = __floor__

    def __hash__(self) -> int:
        note(self, "hash")
        for key in known_keys(sys._getframe(1)):
            for path in self._paths:
                self._log.add(path, "among", key)
        return self._number

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __str__(self) -> str:
        return "1"

    __repr__ = __str__

    def __format__(self, form: str) -> str:
        return "1"

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        frame = sys._getframe(1)
        names = frame.f_code.co_names
        if frame.f_code.co_filename != self._log.path or "isinstance" not in names:
            return Tracer
        known = [name for name in names if name in _CLASSES]
        for name in known:
            note(self, "class", name)
        return _CLASSES.get(self._log.chance.choice([*known, ""]), Tracer)

    # numpy

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        numpy = sys.modules["numpy"]
        if _instruction(sys._getframe(1))[0] == _OPCODE["STORE_SUBSCR"]:
            return numpy.array(self.__float__())
        note(self, "array", str(dtype or ""))
        made = numpy.empty(self._log.count, dtype=object)
        for place in range(self._log.count):
            made[place] = child(self, "[]")
        return made if dtype is None else made.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        note(self, "ufunc", ufunc.__name__)
        if kwargs.get("out"):
            return kwargs["out"][0]
        found = computed(*[one for one in inputs if type(one) is Tracer] or [self])
        return (found,) * ufunc.nout if ufunc.nout > 1 and method == "__call__" else found

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        for one in args:
            if type(one) is Tracer:
                note(one, "numpy", func.__name__)
        return computed(self)


def note(tracer: Tracer, fact: str, detail: Any = "") -> None:
    """Write down what was done to a tracer.

    Raises:
        Enough: It was too much.
    """
    tracer._log.step()
    for path in tracer._paths:
        tracer._log.add(path, fact, detail)


def child(tracer: Tracer, step: str) -> Tracer:
    """What is found in a tracer."""
    return Tracer(tracer._log, tuple((*path, step) for path in tracer._paths if len(path) < DEEPEST))


def computed(*operands: Any, step: str = COMPUTED) -> Tracer:
    """What is computed from tracers, and from other values."""
    found = [one for one in operands if type(one) is Tracer]
    paths = {path if path[-1] == step else (*path, step): None for one in found for path in one._paths}
    return Tracer(found[0]._log, tuple(paths)[:_MOST_PATHS])


def _arithmetic(name: str) -> Callable[..., Any]:
    def method(self: Tracer, other: Any = None) -> Any:
        note(self, "joined" if type(other) in (str, list, tuple) else "arith", _word(name, other))
        if type(other) is Tracer:
            note(other, "arith", name)
        return computed(self, other, step="/" if name == "truediv" else COMPUTED)

    return method


def _word(name: str, other: Any) -> str:
    return type(other).__name__ if type(other) in (str, list, tuple) else name


def _comparison(name: str) -> Callable[..., Any]:
    fact = "equal" if name in ("eq", "ne") else "order"

    def method(self: Tracer, other: Any) -> Any:
        note(self, fact, other if _plain(other) else "")
        return computed(self, other, step=COMPARED)

    return method


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    for _form in (f"__{_name}__", f"__r{_name}__"):
        setattr(Tracer, _form, _arithmetic(_name))
for _name in ("and", "or", "xor", "lshift", "rshift"):
    for _form in (f"__{_name}__", f"__r{_name}__"):
        setattr(Tracer, _form, _arithmetic("bits"))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Tracer, f"__{_name}__", _arithmetic("bits" if _name == "invert" else _name))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    assert hasattr(operator, _name)
    setattr(Tracer, f"__{_name}__", _comparison(_name))
