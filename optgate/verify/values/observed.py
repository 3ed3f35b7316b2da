"""What an observation of the original says about its input: inside the domain, or not."""

from __future__ import annotations

import enum
from typing import Any

from optgate.guest import codec
from optgate.model import Observation
from optgate.verify.values.forms import well_formed

WEAK = frozenset(
    {
        "IndexError",
        "KeyError",
        "ZeroDivisionError",
        "OverflowError",
        "ValueError",
        "UnboundLocalError",
        "StopIteration",
        "FloatingPointError",
        "LinAlgError",
    }
)
"""Exceptions that an input may raise by accident and that still belong to the behaviour."""

_KIND_MESSAGES = (
    "too many indices",
    "truth value of an array",
    "setting an array element",
    "inhomogeneous",
    "only integers",
    "must be integers",
)


class Place(enum.Enum):
    """Where an input lies, judged by what the original did with it."""

    FINE = "returned"
    OWN = "raised by the function's own raise or assert"
    WEAK = "raised by accident"
    OUTSIDE = "outside the domain"
    SLOW = "did not return in time"
    LOST = "crashed or could not be read"


def place(observation: Observation) -> Place:
    """Where the input of an observation of the original lies."""
    if observation.kind == "return":
        return Place.FINE
    if observation.kind == "raise":
        name, message, own = exception(observation)
        if own:
            return Place.OWN
        if name in WEAK and not any(part in message for part in _KIND_MESSAGES):
            return Place.WEAK
        return Place.OUTSIDE
    return Place.SLOW if observation.kind == "timeout" else Place.LOST


def outcome(observation: Observation) -> dict[str, Any] | None:
    """The decoded outcome, or None when it cannot be read."""
    try:
        decoded = codec.decode(observation.outcome)
    except codec.Malformed:
        return None
    return decoded if isinstance(decoded, dict) and well_formed(decoded) else None


def exception(observation: Observation) -> tuple[str, str, bool]:
    """Bare type name, message and whether the function's own code raised it."""
    decoded = outcome(observation) or {}
    return exception_of(decoded)


def exception_of(decoded: dict[str, Any]) -> tuple[str, str, bool]:
    """The same from a decoded outcome."""
    raised = decoded.get("exception")
    if not isinstance(raised, tuple) or len(raised) != 3:
        return "", "", False
    return bare(str(raised[0])), str(raised[1]), bool(raised[2])


def bare(name: str) -> str:
    """A class name without its module."""
    return name.replace(":", ".").rpartition(".")[2]


def operands(observation: Observation) -> list[Any]:
    """The numbers and strings that were compared during the call."""
    if not observation.operands:
        return []
    try:
        pairs = codec.decode(observation.operands)
    except codec.Malformed:
        return []
    if not isinstance(pairs, tuple | list):
        return []
    return [value for pair in pairs if isinstance(pair, tuple | list) for value in pair]
