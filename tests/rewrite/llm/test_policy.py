"""Which questions are asked, and when no more are: over the real SDK and a scripted server."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from optgate.config import Llm
from optgate.model import Candidate, Counterexample, Decision, Inputs, Judged, Timing, Usage, Verdict
from optgate.rewrite.llm.budget import Purse
from optgate.rewrite.llm.cache import Replies
from optgate.rewrite.llm.client import Client
from optgate.rewrite.llm.endpoint import Endpoint
from optgate.rewrite.llm.policy import Policy
from optgate.rewrite.llm.prompt import Brief
from tests.rewrite.harness import target_of
from tests.rewrite.llm.server import Said, Script, failure, fenced, model, reply, user_text

ORIGINAL = """\
def total(values):
    result = 0
    for value in values:
        result += value
    return result
"""
TARGET = target_of(ORIGINAL, "total")
Judge = Callable[[Candidate], Judged]


class Talk(NamedTuple):
    """A conversation that is over: the batches of candidates, the requests, what it took, and the policy."""

    batches: list[list[Candidate]]
    asked: list[str]
    usage: Usage
    policy: Policy


def talk(
    folder: Path, script: Script, judge: Judge, *, seconds: float = 20.0, spent: float = 0.0, **settings: Any
) -> Talk:
    """Let the policy converse with a scripted model, with ``judge`` in place of the verifier."""
    wanted = Llm(model="scripted", **settings)
    with model(script) as running:
        client = Client(Endpoint(running.url, "key"), wanted)
        purse = Purse(wanted, time.monotonic() + seconds, spent)
        policy = Policy(
            Brief(TARGET), client, Replies(folder, running.url, wanted), purse, lambda texts: None
        )
        rewrites = policy.rewrites(lambda one: one.verdict.counterexample.call)
        batches: list[list[Candidate]] = []
        batch = next(rewrites, None)
        while batch is not None:
            batches.append(batch)
            try:
                batch = rewrites.send(judged(batch, judge))
            except StopIteration:
                batch = None
        return Talk(batches, [user_text(request) for request in running.asked], purse.usage, policy)


def judged(batch: Sequence[Candidate], judge: Judge) -> list[Judged]:
    """As the gate does it: nothing after the first accepted."""
    found = []
    for candidate in batch:
        found.append(judge(candidate))
        if found[-1].decision is Decision.ACCEPTED:
            break
    return found


def wrong(candidate: Candidate, tried: int = 10) -> Judged:
    inputs = Inputs(tried, 1.0, 0.1, {}, {})
    example = Counterexample("total([7])", "7", "8")
    return Judged(
        candidate, Decision.WRONG, "no", Verdict(Decision.WRONG, "no", inputs, counterexample=example)
    )


def accepted(candidate: Candidate) -> Judged:
    timing = Timing(Decision.ACCEPTED, "", 4.0, 3.9, 4.1, 1.0, "cpu", 4)
    return Judged(candidate, Decision.ACCEPTED, "", Verdict(Decision.ACCEPTED, ""), timing)


def never_the_same() -> Script:
    numbers = itertools.count()

    def script(request: dict[str, Any]) -> Said:
        return reply(fenced(f"def total(values):\n    return sum(values) + {next(numbers)}\n"))

    return script


def purposes(asked: Sequence[str]) -> str:
    """A letter a request: repair, refinement, sample (capital with line counts)."""
    words = {"It differs from the original": "r", "faster still": "f"}
    return "".join(next((letter for word, letter in words.items() if word in text), "s") for text in asked)


def test_samples_first_then_repairs_then_more_samples_up_to_the_cap(tmp_path: Path) -> None:
    done = talk(tmp_path, never_the_same(), wrong)
    assert purposes(done.asked) == "ssssrrrssss"
    assert len(set(done.asked[:4])) == 4
    assert all("total([7])" in text for text in done.asked[4:7])
    assert [len(batch) for batch in done.batches] == [4, 1, 1, 1, 4]
    assert (done.usage.calls, done.usage.reason) == (11, "")


def test_a_rewrite_is_repaired_twice_at_most(tmp_path: Path) -> None:
    done = talk(tmp_path, never_the_same(), wrong, samples=1, more_samples=0, repair_rounds=8)
    assert purposes(done.asked) == "srr"


def test_the_nearest_miss_is_repaired_first(tmp_path: Path) -> None:
    numbers = itertools.count()
    done = talk(
        tmp_path,
        never_the_same(),
        lambda one: wrong(one, 100 if next(numbers) == 2 else 5),
        samples=4,
        more_samples=0,
        repairs=1,
        repair_rounds=1,
    )
    best = done.batches[0][2].text.splitlines()[1].strip()
    assert best in done.asked[4]


def test_one_refinement_by_contrast_of_slow_and_fast(tmp_path: Path) -> None:
    done = talk(tmp_path, never_the_same(), accepted)
    assert purposes(done.asked) == "ssssf"
    assert "result += value" in done.asked[4]
    assert "return sum(values)" in done.asked[4]


def test_a_refinement_that_is_no_better_ends_it(tmp_path: Path) -> None:
    numbers = itertools.count()
    done = talk(
        tmp_path,
        never_the_same(),
        lambda one: wrong(one) if next(numbers) else accepted(one),
        refinements=3,
        samples=1,
    )
    assert purposes(done.asked) == "sf"


@pytest.mark.parametrize(
    ("settings", "calls", "reason"),
    [
        ({"max_calls": 5}, 5, "the cap of 5 calls was reached"),
        ({"max_calls": 0}, 0, "the cap of 0 calls was reached"),
        ({"max_tokens": 300}, 4, "the cap of 300 tokens was reached"),
        ({"max_usd": 0.01, "input_price": 30.0, "output_price": 60.0}, 4, "the cap of $0.01 was reached"),
        ({"spent": 1.0, "input_price": 1.0}, 0, "the cap of $1 was reached"),
        ({"seconds": 0.0}, 0, "the time for the model was up"),
    ],
)
def test_caps_hold_and_are_named(tmp_path: Path, settings: dict[str, Any], calls: int, reason: str) -> None:
    done = talk(tmp_path, never_the_same(), wrong, **settings)
    assert (len(done.asked), done.usage.calls) == (calls, calls)
    assert done.usage.reason == reason
    assert done.policy.trouble == ""


def test_what_it_took_is_counted(tmp_path: Path) -> None:
    prices = {"input_price": 2.0, "output_price": 10.0}
    done = talk(tmp_path, never_the_same(), accepted, refinements=0, **prices)
    assert (done.usage.input_tokens, done.usage.output_tokens) == (400, 40)
    assert done.usage.usd == pytest.approx(4 * (100 * 2.0 + 10 * 10.0) / 1e6)


def test_replies_that_are_the_same_are_judged_once(tmp_path: Path) -> None:
    code = fenced("def total(values):\n    return sum(values)\n")
    done = talk(tmp_path, lambda request: reply(code), wrong, more_samples=0, repairs=0)
    assert [len(batch) for batch in done.batches] == [1]


def test_the_original_sent_back_is_no_candidate(tmp_path: Path) -> None:
    done = talk(tmp_path, lambda request: reply(fenced(ORIGINAL)), wrong)
    assert done.batches == []
    assert len(done.asked) == 8
    assert len(done.policy.remarks) == 8


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    with model(never_the_same()) as running:
        wanted = Llm(model="scripted", samples=2, more_samples=0, repairs=0)
        for calls in (2, 0):
            client = Client(Endpoint(running.url, "key"), wanted)
            purse = Purse(wanted, time.monotonic() + 20)
            policy = Policy(
                Brief(TARGET), client, Replies(tmp_path, running.url, wanted), purse, lambda texts: None
            )
            rewrites = policy.rewrites(lambda one: "")
            batch = next(rewrites)
            rewrites.close()
            assert len(batch) == 2
            assert (purse.usage.calls, purse.usage.replayed) == (calls, 2 - calls)


def test_trouble_for_one_of_several_leaves_the_others(tmp_path: Path) -> None:
    numbers = itertools.count()

    def script(request: dict[str, Any]) -> Said:
        if "smallest edit" in user_text(request):
            return Said(200, b'{"choices": [{"mess')
        return reply(fenced(f"def total(values):\n    return sum(values) + {next(numbers)}\n"))

    done = talk(tmp_path, script, accepted, refinements=0, concurrency=1)
    assert [len(batch) for batch in done.batches] == [3]
    assert len(done.policy.remarks) == 1
    assert done.policy.trouble == ""


def test_hopeless_trouble_ends_it_at_once(tmp_path: Path) -> None:
    done = talk(tmp_path, lambda request: failure(401, "bad key"), wrong, concurrency=1)
    assert done.batches == []
    assert len(done.asked) == 1
    assert done.policy.hopeless
    assert "refused the key" in done.usage.reason
