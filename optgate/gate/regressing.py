"""Changed functions against their earlier versions: the same inputs, the same timing, the roles changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from optgate.gate.codes import CHANGED, SLOWER
from optgate.gate.flagging import ignored
from optgate.model import (
    Candidate,
    Decision,
    Finding,
    Given,
    GuestError,
    Judged,
    Level,
    Outcome,
    Session,
    Status,
    Target,
    Verdict,
)

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.gate.guests import Guests
    from optgate.host import Workbench
    from optgate.select import Earlier, Selection
    from optgate.verify import Exploration

SOURCE = "head"
"""The source of an earlier version among candidates."""

LEAST_SECONDS = 1.0
TIMING_SECONDS = 8.0
SMALLEST = 64
"""As for candidates: too little to begin with, the longest measurement, and the sizes that count."""

NO_TIME = 0.3
"""Seconds before the deadline from which on nothing more was begun."""

OUT_OF_BUDGET = "the budget ran out before it was compared with its earlier version"

NOT_THE_SAME = "it does not behave as the function does that it may have been"
OTHERWISE = "its behaviour changed, so its speed is not compared with what it was"

_LONGEST = 90


class Pair(NamedTuple):
    """A changed function and what it was; ``overlays`` are the other files as they were, ``since`` when."""

    target: Target
    earlier: Earlier
    overlays: dict[str, bytes]
    since: str

    @property
    def head(self) -> Candidate:
        """The earlier version as a candidate for the function as it is now."""
        target, was = self.target, self.earlier.target
        own = ("".join(one.file.lines[one.line - 1 : one.end_line]) for one in (target, was))
        parts = "\0".join((target.file.path, target.qualname, *own))
        digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
        return Candidate(digest[:6], SOURCE, was.file.text, f"as it was at {self.since}")


def pairs(selection: Selection, config: Config, *, staged: bool) -> list[Pair]:
    """The selected functions to be compared with what they were.

    A commit has little time: of what is ``staged``, functions are compared that loop in files with arrays,
    or in which a pattern is or was found; otherwise all that loop or looped, or stand in files with arrays.
    """
    from optgate import detect, select

    if not config.regressions or not selection.former:
        return []
    overlays = {os.path.join(selection.root, one.old_path): one.raw for one in selection.former}  # noqa: PTH118
    return [
        Pair(target, earlier, overlays, selection.base)
        for target, earlier in select.earlier(selection).items()
        if not earlier.same
        and (_urgent(target, earlier) if staged else earlier.loops or earlier.looped or earlier.arrays)
        and _wanted(SLOWER[0], target, config)
        and not detect.silenced(target, SLOWER[0])
    ]


def _urgent(target: Target, earlier: Earlier) -> bool:
    """Whether a commit waits for the comparison."""
    from optgate import detect

    return earlier.loops and (
        earlier.arrays or bool(detect.find(target)) or bool(detect.find(earlier.target))
    )


def _wanted(code: str, target: Target, config: Config) -> bool:
    """Whether the configuration asks for a code in the file of a function."""
    chosen = not config.select or any(prefix == "ALL" or code.startswith(prefix) for prefix in config.select)
    left_out = (*config.ignore, *ignored(target.file.path, config))
    return chosen and not any(code.startswith(prefix) for prefix in left_out)


def compare(pair: Pair, guests: Guests, *, seconds: float, given: Sequence[Given]) -> Outcome:
    """What became of one function, in at most ``seconds``.

    ``REGRESSED`` where it behaves the same and is slower beyond the threshold. Another behaviour is
    ``SKIPPED`` with a note, everything else has the reason why there is nothing to tell.
    """
    target = pair.target
    if guests.interpreter is None:
        return Outcome(target, (), Status.ERROR, "no interpreter of this project was found")
    if seconds < LEAST_SECONDS:
        return Outcome(target, (), Status.SKIPPED, OUT_OF_BUDGET, unfinished=True)
    deadline = time.monotonic() + seconds
    try:
        variants = {pair.earlier.target.file.text: pair.overlays}
        with guests.bench(target, variants) as bench:
            return _Comparison(pair, guests, bench, deadline).outcome(given)
    except GuestError as error:
        return Outcome(
            target, (), Status.ERROR, f"it could not be compared with its earlier version: {error}"
        )


class _Comparison:
    """One function and its earlier version on the workbench."""

    def __init__(self, pair: Pair, guests: Guests, bench: Workbench, deadline: float) -> None:
        self.pair = pair
        self.guests = guests
        self.config = guests.config
        self.bench = bench
        self.deadline = deadline
        self.head = pair.head

    def outcome(self, given: Sequence[Given]) -> Outcome:
        """Find inputs for the earlier version, compare the two on them, and time both."""
        from optgate import timing, verify

        target, was = self.pair.target, self.pair.earlier.target
        self.guests.progress(f"comparing {target.qualname} with what it was")
        with self.bench.open(was.file.text) as before:
            self.guests.stand(before.info.layers)
            now = time.monotonic()
            explored = verify.explore(
                was,
                before,
                seed=self.config.seed,
                deadline=now + min((self.deadline - now) / 4, verify.EXPLORE_SECONDS),
                timeout=self.config.verify.timeout,
                given=given,
                signed_zero=self.config.verify.signed_zero,
            )
            if explored.unproven:
                return Outcome(target, (), Status.UNPROVEN, explored.unproven)
            self.bench.prepare(timing.SEEDS)
            verdict = self._verdict(explored, before)
            if verdict.late and self.deadline - time.monotonic() > LEAST_SECONDS:
                sized = explored.sized(before, self.config.seed, self.deadline)
                verdict = msgspec.structs.replace(verdict, sized=sized)
        if verdict.late or verdict.decision is Decision.ACCEPTED:
            return self._timed(verdict)
        if verdict.decision is Decision.WRONG:
            if self.pair.earlier.renamed or verdict.counterexample is None:
                return Outcome(target, (), Status.UNPROVEN, NOT_THE_SAME)
            judged = Judged(self.head, Decision.WRONG, verdict.reason, verdict)
            return told(Outcome(target, (), Status.SKIPPED, "", (judged,), verdict.inputs), self.pair)
        if self._spent():
            return Outcome(target, (), Status.SKIPPED, OUT_OF_BUDGET, unfinished=True)
        return Outcome(target, (), Status.UNPROVEN, verdict.reason)

    def _verdict(self, explored: Exploration, before: Session) -> Verdict:
        """Whether the function behaves as its earlier version did."""
        from optgate import verify

        target = self.pair.target
        changed = Candidate(self.head.id, "changed", target.file.text, "as it is now")
        with self.bench.open(target.file.text) as side:
            now = time.monotonic()
            return verify.judge(
                explored,
                self.pair.earlier.target,
                changed,
                before,
                side,
                seed=self.config.seed,
                deadline=now + (self.deadline - now) * 0.6,
                min_branch_coverage=self.config.min_branch_coverage,
                min_strength=0.0,
            )

    def _timed(self, verdict: Verdict) -> Outcome:
        """Both against the clock: the function as it is now has the part of the original."""
        from optgate import timing, verify

        target = self.pair.target
        self.guests.progress(f"timing {target.qualname} and what it was")
        with self.bench.quiet():
            timed = timing.measure(
                target.file.text,
                self.head,
                self.bench.open,
                verdict.sized,
                reseeded=self.bench.reseeded,
                name=f"{target.file.path}::{target.qualname}",
                min_speedup=self.config.max_slowdown,
                deadline=min(self.deadline, time.monotonic() + TIMING_SECONDS),
                seed=self.config.seed,
                progress=self.guests.progress,
                differs=verify.differs,
                smallest=SMALLEST,
                allow_slower_small=True,
            )
        slower = timed.decision is Decision.ACCEPTED
        judged = Judged(self.head, timed.decision, timed.reason, verdict, timed)
        if slower or verdict.late:
            return told(Outcome(target, (), Status.REGRESSED, "", (judged,), verdict.inputs), self.pair)
        if self._spent():
            return Outcome(target, (), Status.SKIPPED, OUT_OF_BUDGET, unfinished=True)
        reason = f"not slower, or not surely: {timed.reason or 'no difference'}"
        return Outcome(target, (), Status.NOT_FASTER, reason, (judged,), verdict.inputs)

    def _spent(self) -> bool:
        """Whether the answer is what it is for lack of time."""
        return time.monotonic() > self.deadline - NO_TIME


def told(outcome: Outcome, pair: Pair) -> Outcome:
    """A regression or another behaviour with its finding and its reason; any other outcome as it is."""
    head = next((one for one in outcome.judged if one.candidate.source == SOURCE), None)
    if head is None or head.verdict is None:
        return outcome
    if outcome.status is Status.REGRESSED:
        reason, message, code, level = _loss(pair, head, head.verdict), "", SLOWER, Level.FINDING
    elif outcome.status is Status.SKIPPED and (example := head.verdict.counterexample):
        reason, code, level = OTHERWISE, CHANGED, Level.NOTE
        message = f"it does not behave as at {pair.since}: {_short(example.call)} gave "
        message += f"{_short(example.expected)}, now {_short(example.actual)}"
    else:
        return outcome
    line = pair.target.def_line
    finding = Finding(*code, line, 0, line, message or reason, level=level)
    return msgspec.structs.replace(outcome, findings=(finding,), reason=reason)


def _loss(pair: Pair, head: Judged, verdict: Verdict) -> str:
    """How much slower a function is, in a sentence."""
    if head.decision is not Decision.ACCEPTED or head.timing is None:
        call = verdict.counterexample.call if verdict.counterexample else "a call"
        return f"{_short(call)} does not return in time any more; it did at {_since(pair)}"
    bounds = f"[{head.timing.low:.2f}, {head.timing.high:.2f}]"
    reason = f"it takes {head.timing.speedup:.2f} times as long as at {_since(pair)} {bounds}"
    if verdict.inputs and not verdict.late:
        reason += f"; it behaves the same on {verdict.inputs.count:,} inputs"
    return reason


def _since(pair: Pair) -> str:
    """The commit of the earlier version, and where it was there if that was elsewhere."""
    if pair.earlier.path != pair.target.file.path:
        return f"{pair.since} ({pair.earlier.path}::{pair.earlier.qualname})"
    return f"{pair.since} ({pair.earlier.qualname})" if pair.earlier.renamed else pair.since


def recalled(stored: Outcome, pair: Pair) -> Outcome:
    """A stored answer for the function where it stands now."""
    return told(msgspec.structs.replace(stored, target=pair.target, cached=True), pair)


def joined(outcome: Outcome, compared: Outcome) -> Outcome:
    """The outcome of a flagged function with what the comparison with its earlier version told."""
    if compared.status is Status.REGRESSED and not compared.dismissed:
        return msgspec.structs.replace(compared, findings=(*compared.findings, *outcome.findings))
    noted = () if compared.dismissed else compared.findings
    return msgspec.structs.replace(
        outcome,
        findings=(*outcome.findings, *noted),
        unfinished=outcome.unfinished or compared.unfinished,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2 - 2]} … {line[-_LONGEST // 2 + 2 :]}"
