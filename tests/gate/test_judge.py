"""Which candidates are judged after one is accepted, and which of several is proposed."""

from __future__ import annotations

from optgate.gate.judge import AHEAD, ahead, conclude, measured
from optgate.model import Candidate, Decision, Judged, SourceFile, Target, Timing

TEXT = "def f(xs):\n    return sum(xs)\n"
TARGET = Target(SourceFile("/project", "m.py", TEXT.encode(), TEXT), "f", 1, 1, 2)
FIRST, SECOND, THIRD = (
    Candidate(name, "rules:test", TEXT.replace("sum(xs)", name), name) for name in ("one", "two", "three")
)


def judged(candidate: Candidate, decision: Decision, speedup: float) -> Judged:
    timing = Timing(decision, "", speedup, speedup, speedup, 0.1, "cpu", 3)
    return Judged(candidate, decision, "", timing=timing)


def test_only_what_looked_far_faster_than_was_measured_is_judged_after_an_accepted_one() -> None:
    accepted = judged(FIRST, Decision.ACCEPTED, 2.0)
    speeds = {"two": 2.0 * AHEAD + 0.1, "three": 2.0 * AHEAD - 0.1}
    assert ahead(accepted, [SECOND, THIRD], speeds) == [SECOND]
    assert ahead(accepted, [SECOND, THIRD], {}) == []


def test_only_accepted_candidates_have_a_speed() -> None:
    assert measured(judged(FIRST, Decision.ACCEPTED, 2.0)) == 2.0
    assert measured(judged(FIRST, Decision.SLOWER_SMALL, 2.0)) == 0.0
    assert measured(Judged(FIRST, Decision.WRONG, "")) == 0.0


def test_the_fastest_of_two_accepted_ones_is_proposed() -> None:
    slow, fast = judged(FIRST, Decision.ACCEPTED, 1.1), judged(SECOND, Decision.ACCEPTED, 3.0)
    wrong = Judged(THIRD, Decision.WRONG, "another value")
    for order in ((slow, wrong, fast), (fast, wrong, slow)):
        outcome = conclude(TARGET, (), order)
        assert outcome.proposal == "two"
        found = {one.candidate.id: one for one in outcome.judged}
        assert found["two"].decision is Decision.ACCEPTED
        assert found["one"].decision is Decision.NOT_FASTER
        assert "two is faster still" in found["one"].reason
