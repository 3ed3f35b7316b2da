"""Version specifiers, as far as ``required-version`` needs them."""

from __future__ import annotations

import re
from collections.abc import Callable

from optgate.model import UsageError

_CLAUSE = re.compile(r"(==|>=|<=|!=|~=|<|>)?\s*(\d{1,9}(?:\.\d{1,9})*)", re.ASCII)


def as_specifier(spec: str) -> str:
    """What an installer takes: a bare version with ``==`` before it."""
    return spec if spec.lstrip()[:1] in "=<>!~" else f"=={spec}"


def satisfies(version: str, spec: str, place: Callable[[], str]) -> bool:
    """Whether a release satisfies every clause of a version specifier (``>=0.1,<1``; bare: exactly).

    Raises:
        UsageError: It is no specifier; begins with ``place()``.
    """
    have = _release(version)
    for clause in spec.split(","):
        match = _CLAUSE.fullmatch(clause.strip())
        if match is None:
            raise UsageError(
                f"{place()}: `required-version` is no version specifier: {spec!r}",
                "write for instance '>=0.1,<0.3'",
            )
        operator, want = match[1] or "==", _release(match[2])
        series = tuple(int(part) for part in match[2].split(".")[:-1])
        holds = {
            "==": have == want,
            "!=": have != want,
            ">=": have >= want,
            "<=": have <= want,
            ">": have > want,
            "<": have < want,
            "~=": have >= want and have[: len(series)] == series,
        }
        if not holds[operator]:
            return False
    return True


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a version, padded so that 1.0 equals 1.0.0."""
    numbers = [int(part) for part in re.findall(r"\d+", version.split("+", maxsplit=1)[0])[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))
