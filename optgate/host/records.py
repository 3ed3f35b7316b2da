"""What is put into one frame of a session, and what is read from one."""

from __future__ import annotations

from collections.abc import Sequence

from optgate.guest import codec, frames
from optgate.host.channel import Broken
from optgate.model import Observation

BATCH_BYTES = 1 << 24


def batch(inputs: Sequence[bytes], first: int) -> int:
    """How many inputs from ``first`` on fit into one frame; at least one."""
    size = count = 0
    for call in inputs[first:]:
        size += len(call) + 8
        if count and size > BATCH_BYTES:
            break
        count += 1
    return count


def records(payload: bytes) -> list[Observation]:
    """The observations in a frame.

    Raises:
        Broken: They are not as the guest writes them.
    """
    found = []
    head, start = frames.RECORD, 0
    while start < len(payload):
        if len(payload) - start < head.size:
            raise Broken("half an observation")
        kind, seconds, outcome, marks, operands = head.unpack_from(payload, start)
        if kind >= len(frames.KINDS):
            raise Broken("an observation of no kind")
        one = start + head.size
        two, three = one + outcome, one + outcome + marks
        start = three + operands
        if start > len(payload):
            raise Broken("half an observation")
        parts = payload[one:two], payload[two:three], payload[three:start]
        found.append(Observation(frames.KINDS[kind], parts[0], seconds, parts[1], parts[2]))
    return found


def said(payload: bytes) -> str:
    """The text in a frame.

    Raises:
        Broken: There is none.
    """
    try:
        return str(codec.decode(payload))
    except codec.Malformed as error:
        raise Broken("an answer that cannot be read") from error
