"""How much work a finding stands for: the nesting, what is known of the trip counts, the work of a pass.

Nothing is run: where a trip count is not written in the source, ``ASSUMED`` passes are taken for ranking,
and the sentence says what the count depends on.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from typing import NamedTuple

from .header import Header
from .tags import Tags

ASSUMED = 1000
"""Passes of a loop of unknown length, for ranking alone."""

_WORK = (ast.BinOp, ast.Compare, ast.Call, ast.Subscript, ast.UnaryOp, ast.Assign, ast.AugAssign)


class Estimate(NamedTuple):
    """A sentence for people and a number for ranking: the decimal logarithm of the operations of a call."""

    told: str
    score: float


def estimate(headers: Sequence[Header | None], loop: ast.For | ast.While, tags: Tags) -> Estimate:
    """What a loop with these headers, the outermost first, costs in a call."""
    operations = sum(isinstance(node, _WORK) for node in ast.walk(loop))
    passes = [_passes(header, tags) for header in headers]
    counts = [known if known is not None else ASSUMED for known in passes]
    score = math.log10(max(1, operations) * math.prod(max(1, count) for count in counts))
    named = " x ".join(
        str(known) if known is not None else header.told() if header is not None else "unknown"
        for known, header in zip(passes, headers, strict=True)
    )
    depth = "1 loop" if len(passes) == 1 else f"{len(passes)} nested loops"
    return Estimate(f"{depth}: {named} passes over {operations} operations", round(score, 2))


def _passes(header: Header | None, tags: Tags) -> int | None:
    """The number of passes, where the source tells it."""
    if header is None or header.kind != "range":
        return None
    bounds = [tags.integer(bound) for bound in header.bounds]
    known = [bound for bound in bounds if bound is not None]
    if len(known) != len(bounds) or (len(known) == 3 and not known[2]):
        return None
    return len(range(*known))
