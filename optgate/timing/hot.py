"""Where the time of the original goes, by loop and by line, and which candidates change what takes it."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence

from optgate.model import Candidate, GuestError, Hot, Profile, Session, Spent, Target

SECONDS = 0.2
"""The longest that watching a call may take."""

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def where(session: Session, target: Target, n: int, call: bytes, *, seconds: float = SECONDS) -> Hot | None:
    """Where the time goes in one call with an input of size ``n``; None where it cannot be told.

    Args:
        session: The original.
        target: The function.
        n: The size of the input.
        call: The input, encoded.
        seconds: The longest it may take.
    """
    try:
        profile = session.profile(call, timeout=seconds)
    except GuestError:
        return None
    total = sum(one.seconds for one in profile.lines)
    if not total:
        return None
    lines = tuple(
        Spent(one.line, one.line, one.hits, one.seconds / total)
        for one in profile.lines
        if target.line <= one.line <= target.end_line
    )
    return Hot(n, profile.seconds, _loops(target, lines, profile), lines, profile.whole)


def _loops(target: Target, lines: Sequence[Spent], profile: Profile) -> tuple[Spent, ...]:
    """The loops of the function with what their lines took; the longest first."""
    found = []
    for node in ast.walk(ast.parse(target.file.text)):
        if isinstance(node, _LOOPS) and target.line <= node.lineno <= target.end_line:
            end = node.end_lineno or node.lineno
            share = sum(one.share for one in lines if node.lineno <= one.line <= end)
            if share:
                found.append(Spent(node.lineno, end, _through(node, profile), min(1.0, share)))
    return tuple(sorted(found, key=lambda one: (-one.share, one.line)))


def _through(node: ast.For | ast.AsyncFor | ast.While, profile: Profile) -> int:
    """How often the body ran: the steps into it from the head, where it has one that is come back to."""
    first = node.body[0].lineno
    if first == node.lineno:
        last = 0 if isinstance(node, ast.While) else 1
        return max(0, sum(one.hits for one in profile.lines if one.line == first) - last)
    entered = sum(
        hits for before, line, hits in profile.steps if line == first and node.lineno <= before < first
    )
    if entered:
        return entered
    return sum(one.hits for one in profile.lines if one.line == first)


def ranked(target: Target, candidates: Sequence[Candidate], hot: Hot | None) -> list[Candidate]:
    """The candidates, those first that change the lines where most of the time goes.

    Shares that differ by less than a tenth are alike: then the order they came in stays.
    """
    if hot is None:
        return list(candidates)
    return sorted(candidates, key=lambda one: -round(share(target, one, hot), 1))


def share(target: Target, candidate: Candidate, hot: Hot) -> float:
    """The share of the time that goes to lines of the original which the candidate changes."""
    before = target.file.lines
    matcher = difflib.SequenceMatcher(None, before, candidate.text.splitlines(keepends=True), autojunk=False)
    changed = {
        line
        for tag, start, end, _, _ in matcher.get_opcodes()
        if tag in ("replace", "delete")
        for line in range(start + 1, end + 1)
    }
    return sum(one.share for one in hot.lines if one.line in changed)
