"""The judgement of one function: find inputs, then verify and time candidate after candidate."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from optgate import rewrite, timing, verify
from optgate.gate.benchmarking import confirmed
from optgate.gate.guests import Guests, absent
from optgate.gate.looking import first_look
from optgate.gate.sources import proposed
from optgate.model import (
    Candidate,
    Decision,
    Finding,
    Given,
    GuestError,
    Hot,
    Judged,
    Outcome,
    Session,
    SideInfo,
    Status,
    Target,
    Usage,
    Verdict,
)

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.host import Workbench

LEAST_SECONDS = 1.0
"""With less than this left nothing is started: the function is left for a longer budget."""

TIMING_SECONDS = 8.0
"""The longest a single measurement may take; a clear case takes a fraction of it."""

AHEAD = 1.3
"""So many times the measured speed-up of an accepted candidate another has to show to be judged as well."""

SMALLEST = 64
"""Elements below which being slower is reported and never rejects: there a call costs microseconds."""

COMPILED = "numba"
"""The source of candidates that are compiled before they are judged."""

NO_RULE = "no rule has a faster form for it yet"

OUT_OF_BUDGET = "the budget ran out before it was judged"


class Case(NamedTuple):
    """A function on the workbench: its original side is open and inputs for it are found."""

    target: Target
    original: Session
    explored: verify.Exploration
    bench: Workbench
    guests: Guests
    config: Config
    deadline: float


def judge(
    target: Target,
    findings: tuple[Finding, ...],
    candidates: Sequence[Candidate],
    guests: Guests,
    config: Config,
    *,
    seconds: float,
    given: Sequence[Given] = (),
    learnt: Sequence[Candidate] = (),
) -> Outcome:
    """Verify and time the candidates of one function, for at most ``seconds``, until one is accepted.

    ``given`` are inputs known beforehand, ``learnt`` rewrites that were accepted for functions of the same
    shape: they come first. A model, where there is one, is asked when nothing else is accepted.
    """

    def end(status: Status, reason: str) -> Outcome:
        return Outcome(target, findings, status, reason)

    if target.refused:
        return end(Status.SKIPPED, target.refused)
    if not (candidates or learnt or guests.asker):
        return end(Status.NO_CANDIDATE, rewrite.why_not(target, findings) or NO_RULE)
    if guests.interpreter is None:
        return end(Status.SKIPPED, "no interpreter of this project was found (static findings only)")
    if seconds < LEAST_SECONDS:
        return Outcome(target, findings, Status.SKIPPED, OUT_OF_BUDGET, unfinished=True)
    deadline = time.monotonic() + seconds
    try:
        with guests.bench(target) as bench, bench.open(target.file.text) as original:
            guests.stand(original.info.layers)
            guests.progress(f"finding inputs for {target.qualname}")
            exploring = min(seconds / 4, verify.EXPLORE_SECONDS)
            explored = verify.explore(
                target,
                original,
                seed=config.seed,
                deadline=time.monotonic() + exploring,
                timeout=config.verify.timeout,
                given=given,
                signed_zero=config.verify.signed_zero,
            )
            if explored.unproven:
                return end(Status.UNPROVEN, explored.unproven)
            case = Case(target, original, explored, bench, guests, config, deadline)
            return settle(case, findings, candidates, learnt, given)
    except GuestError as error:
        return end(Status.ERROR, "; ".join(part for part in (str(error), error.hint) if part))


def settle(
    case: Case,
    findings: tuple[Finding, ...],
    candidates: Sequence[Candidate],
    learnt: Sequence[Candidate],
    given: Sequence[Given],
) -> Outcome:
    """Judge what was learnt, then what the rules write, then what a model does, until one is accepted."""
    target = case.target
    hot = time_spent(case)
    judged = judge_all(case, learnt)
    if accepts(judged):
        return msgspec.structs.replace(conclude(target, findings, judged), hot=hot)
    rules = all(candidate.trusted for candidate in candidates)
    if rules:
        candidates = proposed(target, findings, case.guests, case.explored.observed) or candidates
    if any(candidate.source == COMPILED for candidate in candidates):
        case.bench.warm = case.explored.inputs
    heats, beaten = first_look(case, timing.ranked(target, candidates, hot), rules=rules)
    speeds = {heat.candidate.id: heat.speed for heat in heats}
    judged = (*judge_all(case, [heat.candidate for heat in heats], speeds), *beaten, *judged)
    usage: Usage | None = None
    if case.guests.asker and not accepts(judged):
        written, usage = case.guests.asker.rounds(case, findings, hot, given)
        judged = (*written, *judged)
    outcome = conclude(target, findings, judged)
    return msgspec.structs.replace(outcome, hot=hot, usage=usage)


def time_spent(case: Case) -> Hot | None:
    """Where the original's time goes on an input as it is used with, None where that cannot be told."""
    if case.explored.typical is None:
        return None
    return timing.where(case.original, case.target, *case.explored.typical)


def judge_all(
    case: Case, candidates: Sequence[Candidate], speeds: Mapping[str, float] | None = None
) -> tuple[Judged, ...]:
    """Judge the candidates in their order until one is accepted.

    After that only those go on whose ``speeds`` in a first look (by identity) are far ahead of what was
    measured: then the look had put the accepted one too far in front.

    The first that differs only on kinds of arguments which nothing but trial speaks for is tried once more
    with the original statements kept for those.
    """
    judged: list[Judged] = []
    waiting, guard = list(candidates), True
    while waiting:
        candidate = waiting.pop(0)
        if case.deadline - time.monotonic() < LEAST_SECONDS:
            judged.append(Judged(candidate, Decision.UNPROVEN, OUT_OF_BUDGET))
            continue
        number, total = len(judged) + 1, len(judged) + 1 + len(waiting)
        case.guests.progress(f"judging candidate {number} of {total} for {case.target.qualname}")
        judged.append(judge_one(case, candidate))
        if judged[-1].decision is Decision.ACCEPTED:
            waiting = ahead(judged[-1], waiting, speeds or {})
        elif guard and outside(judged[-1]):
            again = rewrite.guarded(case.target, candidate, case.explored.observed)
            waiting[:0] = [again] if again is not None else []
            guard = again is None
    return tuple(judged)


def ahead(accepted: Judged, waiting: Sequence[Candidate], speeds: Mapping[str, float]) -> list[Candidate]:
    """Those of the candidates that looked far faster than what was measured of the accepted one."""
    return [one for one in waiting if speeds.get(one.id, 0.0) > AHEAD * measured(accepted)]


def measured(judged: Judged) -> float:
    """The speed-up of an accepted candidate, 0 for any other."""
    if judged.decision is not Decision.ACCEPTED or judged.timing is None:
        return 0.0
    return judged.timing.speedup


def outside(judged: Judged) -> bool:
    """Whether one of optgate's own rewrites differs from the original outside the inferred domain alone."""
    shown = judged.verdict is not None and judged.verdict.counterexample is not None
    return shown and judged.decision is Decision.UNPROVEN and judged.candidate.trusted


def judge_one(case: Case, candidate: Candidate) -> Judged:
    """Verification first, then timing: what is not shown to behave the same is never timed."""
    target, config = case.target, case.config
    if reason := unsafe(target, candidate) or exposed(case, candidate):
        return Judged(candidate, Decision.UNSAFE, reason)
    try:
        case.bench.prepare(timing.SEEDS)
        with case.bench.open(candidate.text) as side:
            verdict = verified(case, candidate, side)
            verdict = msgspec.structs.replace(verdict, notes=(*verdict.notes, *compiling(side.info)))
        case.explored.remember(verdict.failing)
        if verdict.decision is not Decision.ACCEPTED:
            return Judged(candidate, verdict.decision, verdict.reason, verdict)
        case.guests.progress(f"timing {target.qualname}")
        now = time.monotonic()
        with case.bench.quiet():
            timed = timing.measure(
                target.file.text,
                candidate,
                case.bench.open,
                verdict.sized,
                reseeded=case.bench.reseeded,
                name=f"{target.file.path}::{target.qualname}",
                min_speedup=config.min_speedup,
                deadline=min(case.deadline, now + TIMING_SECONDS),
                seed=config.seed,
                progress=case.guests.progress,
                differs=verify.differs,
                smallest=SMALLEST,
                used=case.explored.used,
            )
    except GuestError as error:
        return Judged(candidate, Decision.ERROR, str(error))
    if timed.decision is Decision.ACCEPTED and config.rigorous:
        timed = confirmed(target, candidate, verdict, timed, case.guests, case.deadline)
    return Judged(candidate, timed.decision, timed.reason, verdict, timed)


def verified(case: Case, candidate: Candidate, side: Session) -> Verdict:
    """The verdict on a candidate that is open as ``side``, in the better part of the time that is left."""
    now = time.monotonic()
    return verify.judge(
        case.explored,
        case.target,
        candidate,
        case.original,
        side,
        seed=case.config.seed,
        deadline=now + (case.deadline - now) * 0.6,
        min_branch_coverage=case.config.min_branch_coverage,
        min_strength=case.config.min_strength,
    )


def accepts(judged: Sequence[Judged]) -> bool:
    """Whether one of the candidates is accepted."""
    return any(one.decision is Decision.ACCEPTED for one in judged)


def compiling(info: SideInfo) -> tuple[str, ...]:
    """What is to be said of a candidate that is compiled when it is called."""
    if not info.signatures:
        return ()
    kinds = "1 kind" if info.signatures == 1 else f"{info.signatures} kinds"
    return (
        f"compiled in {info.compiling:.1f} s for {kinds} of arguments, at the first call with each; "
        "that is not in the times below, and every process pays it anew",
        "branches were counted in the body interpreted: compiled code cannot be watched",
    )


def unsafe(target: Target, candidate: Candidate) -> str:
    """Why a candidate may not run at all, or nothing; optgate's own rules are trusted."""
    return "" if candidate.trusted else rewrite.screen(target.file.text, candidate.text, target.qualname)


def exposed(case: Case, candidate: Candidate) -> str:
    """Why a candidate that optgate did not write may not run here, or nothing: the walls have to be whole."""
    missing = absent(case.original.info.layers)
    if candidate.trusted or case.config.allow_unsandboxed or not missing:
        return ""
    return (
        f"it was not run, because nothing here would contain it ({'; '.join(missing)}); "
        "--allow-unsandboxed runs it all the same"
    )


def beside(proposed: Judged, one: Judged) -> Judged:
    """A candidate beside the one that is proposed: of several that are accepted only that one stays so."""
    if one is proposed or one.decision is not Decision.ACCEPTED:
        return one
    reason = f"it behaves the same and is faster too, but {proposed.candidate.id} is faster still"
    return msgspec.structs.replace(one, decision=Decision.NOT_FASTER, reason=reason)


def conclude(target: Target, findings: tuple[Finding, ...], judged: tuple[Judged, ...]) -> Outcome:
    """The outcome of a function from what became of its candidates."""
    from optgate import patch

    if not judged:
        return Outcome(target, findings, Status.NO_CANDIDATE, rewrite.why_not(target, findings) or NO_RULE)
    fastest = sorted(judged, key=lambda one: -measured(one))
    first = {one.decision: one for one in reversed(fastest)}
    if accepted := first.get(Decision.ACCEPTED):
        return Outcome(
            target,
            findings,
            Status.PROPOSED,
            judged=tuple(beside(accepted, one) for one in judged),
            inputs=accepted.verdict.inputs if accepted.verdict else None,
            patch=patch.diff(target.file, accepted.candidate.text),
            proposal=accepted.candidate.id,
        )
    order = (
        (Decision.NOT_FASTER, Status.NOT_FASTER),
        (Decision.SLOWER_SMALL, Status.NOT_FASTER),
        (Decision.UNPROVEN, Status.UNPROVEN),
        (Decision.WRONG, Status.ALL_REJECTED),
        (Decision.UNSAFE, Status.ALL_REJECTED),
        (Decision.ERROR, Status.ALL_REJECTED),
    )
    status, best = next((status, first[decision]) for decision, status in order if decision in first)
    return Outcome(
        target,
        findings,
        status,
        best.reason,
        judged=judged,
        inputs=best.verdict.inputs if best.verdict else None,
        unfinished=any(one.reason == OUT_OF_BUDGET for one in judged),
    )
