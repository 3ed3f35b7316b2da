"""How deep both sides recurse on the smallest and the largest input that is timed."""

from __future__ import annotations

from collections.abc import Sequence

from optgate.model import GuestError, Session
from optgate.verify.equal.memory import LONGEST, Footprint

NOTED = 100
"""Frames: calls that nest less deeply than that are not worth a word."""

_GROWN = 2


def recursion(
    sized: Sequence[tuple[int, bytes]], original: Session, side: Session, *, seconds: float = LONGEST
) -> Footprint:
    """Compare how deep calls nest on the largest input with how deep they do on the smallest.

    A call is watched for at most ``seconds``.

    A recursion that the original does not have ends at Python's limit on inputs a little longer than those
    that were tried: it is noted where it grows, and rejects where the limit is met.
    """
    (small, first), (large, last) = (pick(sized, key=lambda pair: pair[0]) for pick in (min, max))
    try:
        after = side.deepest(last, timeout=seconds)
    except GuestError as error:
        if "RecursionError" in str(error):
            return Footprint(f"recurses too deeply at n={large:,}, where the original returns")
        return Footprint(notes=(f"the depth of recursion was not measured: {error}",))
    if after <= NOTED:
        return Footprint()
    try:
        shallow = side.deepest(first, timeout=seconds)
        before = original.deepest(last, timeout=seconds)
    except GuestError as error:
        return Footprint(notes=(f"the depth of recursion was not measured: {error}",))
    if after < _GROWN * before or after < _GROWN * shallow:
        return Footprint()
    return Footprint(
        notes=(
            f"recurses with the size of its input: {after:,} calls deep at n={large:,} ({shallow:,} at "
            f"n={small:,}), where the original needs {before:,}",
        )
    )
