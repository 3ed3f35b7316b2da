"""What is put into one frame of a session, and what is read from one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from optgate.guest import codec, frames
from optgate.host.channel import Broken
from optgate.model import Observation

BATCH_BYTES = 1 << 24

RUN_BYTES = 1 << 29
"""Bytes of all that a side may answer to the inputs of one request of the gate."""

_LAYERS = 64
TEXT = 4000
"""Characters of the longest text of a guest that is shown."""


def batch(inputs: Sequence[bytes], first: int) -> int:
    """How many inputs from ``first`` on fit into one frame; at least one."""
    size = count = 0
    for call in inputs[first:]:
        size += len(call) + 8
        if count and size > BATCH_BYTES:
            break
        count += 1
    return count


def records(payload: bytes, most: int) -> list[Observation]:
    """The observations in a frame, ``most`` of them at most.

    Raises:
        Broken: They are not as the guest writes them, or more.
    """
    found: list[Observation] = []
    head, start = frames.RECORD, 0
    while start < len(payload):
        if len(found) >= most:
            raise Broken("more observations than calls")
        if len(payload) - start < head.size:
            raise Broken("half an observation")
        kind, seconds, outcome, marks, operands = head.unpack_from(payload, start)
        if kind >= len(frames.KINDS) or not 0 <= seconds < math.inf:
            raise Broken("an observation of no kind, or of no time")
        one = start + head.size
        two, three = one + outcome, one + outcome + marks
        start = three + operands
        if start > len(payload):
            raise Broken("half an observation")
        parts = payload[one:two], payload[two:three], payload[three:start]
        found.append(Observation(frames.KINDS[kind], parts[0], seconds, parts[1], parts[2]))
    return found


def bounded(seen: Sequence[Observation], before: int) -> list[Observation]:
    """The observations after ``before`` bytes of others of the same run; what exceeds the bound is unread."""
    kept = []
    for one in seen:
        before += size(one)
        kept.append(one if before <= RUN_BYTES else Observation("unreadable", b"", one.seconds))
    return kept


def size(one: Observation) -> int:
    """Bytes of an observation."""
    return len(one.outcome) + len(one.marks) + len(one.operands)


def said(payload: bytes) -> str:
    """The text in a frame, shortened.

    Raises:
        Broken: There is none.
    """
    return text(told(payload))


def text(value: Any) -> str:
    """What a guest gave as a text, which may be anything, shortened.

    Raises:
        Broken: It is no text.
    """
    if type(value) is not str:
        raise Broken("an answer without a text")
    return value if len(value) <= TEXT else f"{value[:TEXT]} … ({len(value) - TEXT} more characters)"


def told(payload: bytes) -> Any:
    """The value in a frame.

    Raises:
        Broken: There is none.
    """
    try:
        return codec.decode(payload)
    except codec.Malformed as error:
        raise Broken("an answer that cannot be read") from error


class Failure(msgspec.Struct, frozen=True):
    """Why an import failed, as the guest says: exception, place in the project, what it printed.

    ``missing`` is the module that could not be found, ``absent`` whether the function is not there.
    """

    type: str
    message: str
    line: int
    file: str
    missing: str | None
    absent: bool
    text: str


class Ready(msgspec.Struct, frozen=True):
    """What a guest says of itself once the module is imported."""

    python: str
    numpy: str
    layers: list[str]
    signatures: int = 0
    compiling: float = 0.0


def ready(payload: bytes) -> Ready:
    """What a guest says of itself.

    Raises:
        Broken: The frame does not say so in the guest's form.
    """
    try:
        found = msgspec.convert(told(payload), Ready)
    except msgspec.ValidationError as error:
        raise Broken("a guest that does not say what it is") from error
    layers = [text(one) for one in found.layers[:_LAYERS]]
    compiling = found.compiling if 0 <= found.compiling < 1e6 else 0.0
    return Ready(text(found.python), text(found.numpy), layers, max(0, found.signatures), compiling)


def failure(payload: bytes) -> Failure:
    """Why an import failed, every text shortened.

    Raises:
        Broken: The frame does not say so in the guest's form.
    """
    try:
        found = msgspec.convert(told(payload), Failure)
    except msgspec.ValidationError as error:
        raise Broken("no reason for a failure") from error
    return Failure(
        type=text(found.type),
        message=text(found.message),
        line=found.line,
        file=text(found.file),
        missing=None if found.missing is None else text(found.missing),
        absent=found.absent,
        text=text(found.text),
    )
