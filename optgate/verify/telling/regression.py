"""A counterexample as a test: Python source that makes the call and asserts what the original did.

What cannot be asserted in plain source (a changed module, an object that has no expression) gives no test.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from optgate.guest.codec import Record, Shared
from optgate.verify.equal.compare import Difference
from optgate.verify.values import render, structure
from optgate.verify.values.calls import MISSING, Call, bind
from optgate.verify.values.kinds import Param
from optgate.verify.values.observed import bare, exception_of
from optgate.verify.values.spelling import tame

_PLAIN = (bool, int, float, complex, str, bytes)
_LONGEST = 20_000
_EFFECTS = {"stdout": "out", "stderr": "err"}
_SLACK = 4.0
_ALLOWED = (2.0**12, 2.0**6, 2.0**3)


def function(
    name: str,
    called: str,
    params: Sequence[Param],
    call: Call,
    expected: dict[str, Any] | None,
    actual: dict[str, Any] | None,
    difference: Difference,
) -> str:
    """A test function called ``name`` that holds for the original and not for the candidate.

    Args:
        name: The name of the test function.
        called: The name of the function under test.
        params: Its parameters.
        call: The input.
        expected: The decoded outcome of the original.
        actual: That of the candidate, None when it gave none.
        difference: How they differ.

    Returns:
        Source, or nothing when the difference cannot be asserted in source.
    """
    if expected is None or difference.where.startswith(("state", "rng", "logs")) or not tame(expected):
        return ""
    text = render.call(called, params, call.values)
    if expected.get("kind") == "raise":
        return raising(name, text, expected)
    body = Body(expected, actual if tame(actual) else None, difference)
    lines = body.bound(called, params, call.values) if body.needs_arguments else [f"result = {text}"]
    lines = body.surrounded(lines) + body.assertions()
    if not body.complete or sum(map(len, lines)) > _LONGEST:
        return ""
    fixture = "capsys" if difference.aspect in _EFFECTS else ""
    return "\n".join([f"def {name}({fixture}):", *(f"    {line}" for line in lines)]) + "\n"


def raising(name: str, text: str, expected: dict[str, Any]) -> str:
    """A test function for a call, written out in ``text``, that raises; its own message is matched."""
    _, message, own = exception_of(expected)
    full = str(expected["exception"][0]).replace(":", ".")
    match = f", match={'^' + re.escape(message) + '$'!r}" if own and "\n" not in message else ""
    return f"def {name}():\n    with pytest.raises({full}{match}):\n        {text}\n"


class Body:
    """The statements of one test, gathered; ``complete`` is false when the difference is not in them."""

    def __init__(
        self, expected: dict[str, Any], actual: dict[str, Any] | None, difference: Difference
    ) -> None:
        self.expected = expected
        self.actual = actual
        self.difference = difference
        self.complete = True
        self.names: list[str] = []

    @property
    def needs_arguments(self) -> bool:
        """Whether the arguments have to be looked at after the call."""
        return self.difference.where.startswith(("args", "kwargs")) or self.difference.aspect == "aliasing"

    def bound(self, called: str, params: Sequence[Param], values: Sequence[Any]) -> list[str]:
        """The arguments bound to names, an object passed twice once, and the call."""
        names: list[Any] = []
        lines = []
        for place, (param, value) in enumerate(zip(params, values, strict=True)):
            self.complete = self.complete and param.style not in ("var", "varkw") and not param.part
            if value is MISSING:
                names.append(MISSING)
                continue
            mutable = isinstance(value, list | dict | set | np.ndarray)
            first = next((i for i, one in enumerate(values[:place]) if mutable and one is value), None)
            if first is not None:
                names.append(names[first])
                continue
            names.append(_Name(f"{param.name}_" if param.name in (called, "result") else param.name))
            lines.append(f"{names[-1]} = {render.source(value)}")
        if not self.complete:
            return []
        args, kwargs = bind(params, names)
        self.names = [str(one) for one in (*args, *kwargs.values())]
        passed = [*map(str, args), *(f"{key}={value}" for key, value in kwargs.items())]
        return [*lines, f"result = {called}({', '.join(passed)})"]

    def surrounded(self, lines: list[str]) -> list[str]:
        """The statements with warnings watched where the difference is in them."""
        if self.difference.aspect != "warning" or not lines:
            return lines
        before = {bare(str(w[0] if isinstance(w, tuple) else w)) for w in self.expected.get("warnings") or []}
        lost = self.difference.text.endswith("is lost")
        if lost:
            head = [f"with pytest.warns({self.difference.text.partition(' ')[0]}):"]
        else:
            self.complete = self.complete and not before
            head = ["with warnings.catch_warnings():", '    warnings.simplefilter("error")']
        return [*lines[:-1], *head, f"    {lines[-1]}"]

    def assertions(self) -> list[str]:
        """What must hold after the call."""
        aspect = self.difference.aspect
        lines = self.result()
        if self.needs_arguments:
            lines += self.sharing()
        if self.needs_arguments and self.complete and aspect != "aliasing":
            after = [*self.expected.get("args", ()), *self.expected.get("kwargs", {}).values()]
            seen = [*(self.actual or {}).get("args", ()), *(self.actual or {}).get("kwargs", {}).values()]
            done = set()
            for place, (name, value) in enumerate(zip(self.names, after, strict=True)):
                if isinstance(_bare(value), list | dict | set | np.ndarray) and name not in done:
                    done.add(name)
                    lines += self.same(name, value, seen[place] if place < len(seen) else None)
        if aspect in _EFFECTS:
            lines.append(f"assert capsys.readouterr().{_EFFECTS[aspect]} == {self.expected.get(aspect)!r}")
        return lines

    def result(self) -> list[str]:
        """Assertions on the result; an unknown one is left out where the difference lies elsewhere."""
        value = self.expected.get("result")
        actual = (self.actual or {}).get("result")
        if isinstance(about := self.expected.get("lazy"), dict):
            return self.items(value, actual, about)
        elsewhere = self.needs_arguments or self.difference.aspect in (*_EFFECTS, "warning")
        if elsewhere and not writable(value):
            return []
        return self.same("result", value, actual)

    def items(self, value: Any, actual: Any, about: dict[str, Any]) -> list[str]:
        """Assertions on a returned iterator and what it yields."""
        kind = str(about.get("kind", "")).replace(":", ".").rpartition(".")[2]
        now = (self.actual or {}).get("lazy")
        other = isinstance(now, dict) and now.get("kind") == about.get("kind")
        if (
            "exception" in about
            or about.get("truncated")
            or (other and self.difference.where.startswith("lazy"))
        ):
            self.complete = False
        return [f'assert type(result).__name__ == "{kind}"', *self.same("list(result)", value, actual)]

    def same(self, name: str, expected: Any, actual: Any) -> list[str]:
        """Assertions that a value is what it was."""
        expected, actual = _unshared(expected), _unshared(actual)
        if isinstance(expected, Record):
            lines = [f"assert type({name}).__qualname__ == {expected.type_name.rpartition(':')[2]!r}"]
            other = actual.fields if isinstance(actual, Record) else {}
            for field, item in expected.fields.items():
                self.complete = self.complete and field.isidentifier()
                lines += self.same(f"{name}.{field}", item, other.get(field))
            return lines
        if not writable(expected):
            self.complete = False
            return []
        if expected is None or isinstance(expected, bool):
            return [f"assert {name} is {expected}"]
        text = render.source(expected)
        if type(expected) in (int, str, bytes):
            return [f"assert type({name}) is {type(expected).__name__}", f"assert {name} == {text}"]
        allowed = self.allowed(expected, actual)
        return [f"assert_same({name}, {text}{f', rtol={allowed:.0e}' if allowed else ''})"]

    def allowed(self, expected: Any, actual: Any) -> float:
        """The relative error that a value may have."""
        return tolerance(expected, actual)

    def sharing(self) -> list[str]:
        """Which arguments the result is, or shares its memory with."""
        before = [*self.expected.get("args", ()), *self.expected.get("kwargs", {}).values()]
        after = [*(self.actual or {}).get("args", ()), *(self.actual or {}).get("kwargs", {}).values()]
        one, other = self.expected.get("result"), (self.actual or {}).get("result")
        lines = []
        for place, name in enumerate(self.names):
            if place >= len(before) or place >= len(after):
                break
            was, now = one is before[place], other is after[place]
            if was != now:
                lines.append(f"assert result is {'' if was else 'not '}{name}")
            was, now = _shares(one, before[place]), _shares(other, after[place])
            if was != now:
                lines.append(f"assert {'' if was else 'not '}np.shares_memory(result, {name})")
        self.complete = self.complete and bool(lines or self.difference.aspect != "aliasing")
        return lines


class _Name(str):
    """A name that stands for an argument."""

    __slots__ = ()


def _bare(value: Any) -> Any:
    return _bare(value.value) if isinstance(value, Shared) else value


def _unshared(value: Any) -> Any:
    """The value with arrays in place of what says that they share memory."""
    value = _bare(value)
    if type(value) in (list, tuple):
        return type(value)(map(_unshared, value))
    return {key: _unshared(item) for key, item in value.items()} if type(value) is dict else value


def _shares(result: Any, argument: Any) -> bool:
    """Whether one is a view of the other's memory; the later one in an outcome says so."""
    one, other = _bare(result), _bare(argument)
    return any(
        isinstance(later, Shared) and later.first is first
        for later, first in ((result, other), (argument, one))
    )


def writable(value: Any) -> bool:
    """Whether ``render.source`` makes an expression of exactly this value."""
    value = _bare(value)
    if value is None or type(value) in _PLAIN:
        return True
    if type(value) in (list, tuple, set, frozenset):
        return all(map(writable, value))
    if type(value) is dict:
        return all(writable(key) and writable(item) for key, item in value.items())
    if type(value) is np.ndarray or isinstance(value, np.generic):
        wide = value.dtype.kind in "fc" and str(value.dtype) not in _FLOATS
        return value.dtype.kind in "biufcUS" and not wide and value.dtype.isnative
    return False


_FLOATS = ("float16", "float32", "float64", "complex64", "complex128")


def tolerance(expected: Any, actual: Any) -> float:
    """The relative error to allow: none where the result looks exact, else what tells both apart still."""
    numbers = structure.floats_in(expected)
    if not numbers or all(exact(part) for part in numbers):
        return 0.0
    epsilon = max(float(np.finfo(part.dtype).eps) for part in numbers)
    others = structure.floats_in(actual) if type(actual) is type(expected) else []
    if [(part.dtype, part.shape) for part in others] != [(part.dtype, part.shape) for part in numbers]:
        return float(_ALLOWED[0] * epsilon)
    gap = max(apart(one, other) for one, other in zip(numbers, others, strict=True))
    return next((factor * epsilon for factor in _ALLOWED if gap > _SLACK * factor * epsilon), 0.0)


def exact(part: Any) -> bool:
    """Whether floats look like the outcome of exact arithmetic."""
    finite = part[np.isfinite(part)]
    if np.any(np.abs(finite) >= 2**20):
        return False
    return bool(np.all(finite * 1024 == np.rint(finite * 1024)))


def apart(one: Any, other: Any) -> float:
    """The largest relative difference; infinite where only one is finite or zero."""
    with np.errstate(all="ignore"):
        gap = np.abs(one.astype(np.float64) - other.astype(np.float64))
        share = gap / np.abs(one.astype(np.float64))
    odd = np.isfinite(one) != np.isfinite(other)
    return float(np.max(np.where(odd, np.inf, np.where(gap == 0, 0.0, np.nan_to_num(share))), initial=0.0))
