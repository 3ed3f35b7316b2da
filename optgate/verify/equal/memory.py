"""The memory both sides need on the largest input that is timed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from optgate.model import GuestError, Memory, Session

MOST_TIMES = 4.0
NOTED_TIMES = 1.5
MOST_MORE = 16 << 20
"""Bytes: below them more memory never rejects, however small the original's share was."""

NOTED_MORE = 1 << 20
LONGEST = 5.0
"""Seconds that measuring one call may take."""


class Footprint(msgspec.Struct, frozen=True):
    """What is to be said of the memory: ``reason`` rejects, ``notes`` do not; ``peaks`` where measured."""

    reason: str = ""
    notes: tuple[str, ...] = ()
    peaks: Memory | None = None


def footprint(
    sized: Sequence[tuple[int, bytes]], original: Session, side: Session, *, seconds: float = LONGEST
) -> Footprint:
    """Compare the peaks of one call on the largest input, in at most ``seconds`` a call.

    Arguments count on both sides, as the ratio of what little a loop allocates says nothing at small sizes;
    more than four times the memory rejects where it is at least 16 MiB more.
    """
    size, call = max(sized, key=lambda pair: pair[0])
    try:
        before = original.peak(call, timeout=seconds) + len(call)
    except GuestError as error:
        return Footprint(notes=(f"memory was not measured: {error}",))
    try:
        after = side.peak(call, timeout=seconds) + len(call)
    except GuestError as error:
        if "MemoryError" in str(error):
            return Footprint(f"runs out of memory at n={size:,}, where the original needs {mib(before)}")
        return Footprint(notes=(f"memory was not measured: {error}",))
    peaks = Memory(size, before, after)
    times = after / max(before, 1)
    text = f"{times:.1f}x the memory ({mib(after)}, was {mib(before)}, at n={size:,})"
    if times > MOST_TIMES and after - before > MOST_MORE:
        return Footprint(f"needs {text}", peaks=peaks)
    if times > NOTED_TIMES and after - before > NOTED_MORE:
        return Footprint(notes=(f"needs {text}",), peaks=peaks)
    return Footprint(peaks=peaks)


def mib(count: int) -> str:
    """Bytes as they are read fastest."""
    return f"{count / 2**20:.1f} MiB" if count >= 1 << 18 else f"{count / 2**10:.1f} KiB"
