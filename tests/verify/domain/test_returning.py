"""What a function asks of a number to return at all is learned, so that the search is not spent waiting."""

from __future__ import annotations

from optgate.model import Decision
from tests.verify.conftest import Bench

TURNS = """
def f(jobs, quantum):
    queue = [[name, left] for name, left in jobs]
    clock = 0
    done = {}
    while queue:
        job = queue.pop(0)
        if job[1] > quantum:
            clock += quantum
            job[1] -= quantum
            queue.append(job)
        else:
            clock += job[1]
            done[job[0]] = clock
    return done
"""
TURNS_TWO = TURNS.replace("queue.pop(0)", "queue[0]").replace(
    "        if job[1]", "        del queue[0]\n        if job[1]"
)


def test_a_step_that_must_be_positive(bench: Bench) -> None:
    explored = bench.start(TURNS).explore()
    assert explored.unproven == ""
    assert explored.state is not None
    asked = set(explored.state.conditions["quantum"])
    assert "positive" in asked or {"not zero", "not negative"} <= asked
    verdict = bench.judge(TURNS_TWO, seconds=6.0)
    assert verdict.decision is Decision.ACCEPTED, verdict


def test_nothing_is_asked_of_a_function_that_returns(bench: Bench) -> None:
    explored = bench.start("def f(n: int):\n    return n * n\n").explore()
    assert explored.state is not None
    assert explored.state.conditions == {}
