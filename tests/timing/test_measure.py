"""The measurement as a whole, with both sides in real processes."""

import json
import time

import pytest

from optgate.guest import codec
from optgate.model import Decision, GuestError
from optgate.timing.alone import alone
from tests.timing.conftest import by_result, floats, sized

LOOP = """\
def f(xs):
    total = 0.0
    for x in xs:
        total += x * x
    return total
"""

TWICE = """\
def f(xs):
    total = 0.0
    for _ in range(2):
        total = 0.0
        for x in xs:
            total += x * x
    return total
"""

LOWEST = """\
def f(xs):
    low = xs[0]
    for x in xs:
        low = x if x < low else low
    return low
"""


def test_twice_the_work_is_found_twice_as_slow(timed):
    timing = timed(TWICE, LOOP)
    sides = [json.loads(text) for text in (timing.original_pyperf, timing.candidate_pyperf)]
    assert timing.decision is Decision.ACCEPTED
    assert 1.6 < timing.low <= timing.speedup <= timing.high < 2.5
    assert timing.clock == "cpu"
    assert 2 <= timing.processes <= 20
    assert [point.n for point in timing.sizes] == [1, 4, 16, 64, 256, 1024, 4096]
    assert timing.crossover == 1
    assert f"{timing.processes} processes, cpu" in timing.reason
    counts = [[len(run["values"]) for run in side["benchmarks"][0]["runs"]] for side in sides]
    assert counts[0] == counts[1]
    assert len(counts[0]) == timing.processes
    assert {side["metadata"]["optgate_verdict"] for side in sides} == {"accepted"}
    assert 2 <= sides[0]["metadata"]["optgate_hash_seeds"] <= timing.processes


def test_identical_code_is_not_faster(timed):
    timing = timed(LOOP, LOOP, seconds=3.0)
    assert timing.decision is Decision.NOT_FASTER
    assert 0.9 < timing.speedup < 1.1


def test_slower_code_is_not_faster(timed):
    timing = timed(LOOP, TWICE)
    assert timing.decision is Decision.NOT_FASTER
    assert timing.speedup < 0.7
    assert "short of the 1.05x asked for" in timing.reason


def test_an_argument_that_is_sorted_in_place_is_copied_for_every_call(timed):
    sorting = "def f(xs):\n    xs.sort()\n    return xs[0]\n"
    timing = timed(LOWEST, sorting, inputs=sized((1024,)), differs=by_result)
    assert timing.decision is Decision.NOT_FASTER
    assert timing.speedup < 0.9


def test_waiting_is_measured_by_the_wall_clock(timed):
    sleeping = "import time\ndef f(xs):\n    time.sleep({})\n    return len(xs)\n"
    timing = timed(sleeping.format(0.002), sleeping.format(0.0005), inputs=sized((16, 64)))
    assert timing.decision is Decision.ACCEPTED
    assert timing.clock == "wall"
    assert timing.speedup > 1.5


FOUR_TIMES = TWICE.replace("range(2)", "range(4)")

SETUP_COST = LOOP.replace("    total = 0.0\n", "    for _ in range(1500):\n        pass\n    total = 0.0\n")


def test_what_costs_more_at_small_sizes_is_refused_unless_allowed(timed):
    refused = timed(FOUR_TIMES, SETUP_COST, inputs=sized((16, 64, 1024, 4096), each=2))
    assert refused.decision is Decision.SLOWER_SMALL
    assert refused.low > 1.05
    assert refused.crossover is not None
    assert 64 <= refused.crossover <= 4096
    assert "of size 16" in refused.reason
    accepted = timed(FOUR_TIMES, SETUP_COST, inputs=sized((16, 4096), each=1), allow_slower_small=True)
    assert accepted.decision is Decision.ACCEPTED
    assert "slower only for n <= " in accepted.reason


def test_a_small_loss_at_a_size_nobody_uses_is_told_and_does_not_refuse(timed):
    inputs, setup = sized((16, 64, 4096), each=2), SETUP_COST.replace("1500", "700")
    accepted = timed(FOUR_TIMES, setup, inputs=inputs, used=frozenset({4096}))
    assert accepted.decision is Decision.ACCEPTED
    assert "slower only for n <= " in accepted.reason
    refused = timed(FOUR_TIMES, setup, inputs=inputs, used=frozenset({16, 4096}))
    assert refused.decision is Decision.SLOWER_SMALL
    assert "of size 16" in refused.reason


def test_one_long_argument_beside_a_short_one_counts_like_two_long_ones(timed):
    slow = "def f(xs, ys):\n    return [sum([x * y + 0.0 + 0.0 + 0.0 for y in ys]) for x in xs]\n"
    setup = "def f(xs, ys):\n    return [sum([x * y for y in ys], 0 * sum(range(60))) for x in xs]\n"
    calls = [(120, 120), (120, 1), (1, 120)]
    inputs = [(120, codec.encode_call((floats(one, 1), floats(other, 2)), {})) for one, other in calls]
    timing = timed(slow, setup, inputs=inputs, differs=by_result, used=frozenset({120}))
    assert timing.decision is Decision.SLOWER_SMALL
    assert timing.low > 1.05
    assert "on an input of size 120" in timing.reason


def test_sizes_that_do_not_count_are_told_and_never_refuse(timed):
    timing = timed(FOUR_TIMES, SETUP_COST, smallest=64, inputs=sized((1, 16, 4096), each=2))
    assert timing.decision is Decision.ACCEPTED
    assert timing.sizes[0].n == 1
    assert timing.sizes[0].high < 0.2
    assert "slower only for n <= 16, faster from 4096 on" in timing.reason


MEMO = f"""\
_seen = {{}}
def f(xs):
    key = len(xs), xs[0], xs[-1]
    if key not in _seen:
        _seen[key] = g(xs)
    return _seen[key]
{LOOP.replace("def f", "def g")}
"""

FORGED = f"""\
import sys
class Clock:
    now = 0
    @classmethod
    def tick(cls):
        cls.now += 1000
        return cls.now
    perf_counter_ns = tick
for _name, _module in list(sys.modules.items()):
    if _name.endswith("timed") and hasattr(_module, "_cpu_clock"):
        _module._cpu_clock = Clock.tick
        _module.time = Clock
{LOOP}
"""

DRIFTING = f"""\
{LOOP.replace("def f", "def g")}
def f(xs):
    g.calls = getattr(g, "calls", 0) + 1
    return g(xs) if g.calls < 50 else 0.0
"""


POSING = f"""\
import sys
{LOOP.replace("def f", "def g")}
def f(xs):
    return 0.0 if "loop" in sys._getframe(1).f_code.co_name else g(xs)
"""


SEARCH = """\
def f(xs):
    for i in range(len(xs)):
        if xs[i] > 0.5:
            return i
    return -1
"""

LARGEST_FIRST = SEARCH.replace("    for", "    if max(xs) <= 0.5:\n        return -1\n    for", 1)


def test_an_input_that_leaves_early_is_not_averaged_away(timed):
    calls = [(n, codec.encode_call(([value] * n,), {})) for n in (1000, 4000) for value in (0.0, 0.0, 1.0)]
    assert timed(SEARCH, LARGEST_FIRST, inputs=calls[:2] + calls[3:5]).decision is Decision.ACCEPTED
    mixed = [calls[0], calls[2], calls[3], calls[5]]
    timing = timed(SEARCH, LARGEST_FIRST, inputs=mixed, seconds=2.0)
    assert timing.decision is not Decision.ACCEPTED


def test_a_candidate_that_behaves_differently_when_timed_is_an_error(timed):
    timing = timed(LOOP, POSING)
    assert timing.decision is Decision.ERROR
    assert "the candidate gave another outcome" in timing.reason


TOO_LARGE = f"""\
{LOOP.replace("def f", "def g")}
def f(xs):
    return g(xs) if len(xs) <= 1024 else 0.0
"""

POSING_IN_A_ROW = f"""\
import functools, sys
{TWICE.replace("def f", "def g")}
g = functools.lru_cache(None)(g)
def f(xs):
    if "each" in sys._getframe(1).f_code.co_name:
        return 0.0
    return g(tuple(xs))
"""


def test_a_candidate_that_is_wrong_on_an_input_that_only_timing_uses_is_wrong(timed):
    timing = timed(TWICE, TOO_LARGE)
    assert timing.decision is Decision.WRONG
    assert "of size 4096" in timing.reason
    assert timing.speedup == 0.0


def test_a_candidate_that_knows_the_tours_of_unseen_inputs_is_an_error(timed):
    timing = timed(TWICE, POSING_IN_A_ROW, inputs=sized((64,)), trusted=False, differs=by_result)
    assert timing.decision is Decision.ERROR
    assert "in a row" in timing.reason


def test_a_memory_of_results_is_no_speed_up(timed):
    timing = timed(LOOP, MEMO, trusted=False, seconds=5.0, differs=by_result)
    assert timing.decision in (Decision.ERROR, Decision.NOT_FASTER)
    assert timing.speedup < 1.1 or any(
        said in timing.reason for said in ("seen before", "inconclusive", "disagrees")
    )


KEYED = """\
{before}
def f(xs{default}):
    key = tuple(xs)
    if key not in {memory}:
        {memory}[key] = {body}
    return {memory}[key]
"""

REMEMBERING = {
    "module global": {"before": "seen = {}", "default": "", "memory": "seen"},
    "default argument": {"before": "", "default": ", seen={}", "memory": "seen"},
    "attribute of the function": {"before": "class Seen(dict): pass", "default": "", "memory": "f.seen"},
    "class": {"before": "class Kept:\n    seen = {}", "default": "", "memory": "Kept.seen"},
}


@pytest.mark.parametrize("where", REMEMBERING)
def test_a_memory_of_calls_of_a_microsecond_is_no_speed_up(timed, where):
    short = "def f(xs):\n    return sum(sorted(xs)) + max(xs) - min(xs)\n"
    text = KEYED.format(body="sum(sorted(xs)) + max(xs) - min(xs)", **REMEMBERING[where])
    if "f.seen" in text:
        text += "f.seen = {}\n"
    timing = timed(short, text, inputs=sized((16,)), trusted=False, seconds=1.5, differs=by_result)
    assert timing.decision is not Decision.ACCEPTED
    assert timing.speedup < 1.1 or any(
        said in timing.reason for said in ("seen before", "inconclusive", "disagrees")
    )


def test_what_a_candidate_of_somebody_else_gains_on_new_inputs_is_credited(timed):
    short = "def f(xs):\n    total = 0.0\n    for x in xs:\n        total += x\n    return total\n"
    timing = timed(short, "def f(xs):\n    return sum(xs, 0.0)\n", inputs=sized((16,)), trusted=False)
    assert timing.decision is Decision.ACCEPTED


def test_an_outcome_in_the_order_of_hashes_may_change_with_the_seed(timed):
    ordered = "def f(xs):\n    for _ in range({}):\n        n = list({{str(x) for x in xs}})\n    return n\n"
    timing = timed(ordered.format(2), ordered.format(1), inputs=sized((64,)))
    assert timing.decision is Decision.ACCEPTED


def test_a_forged_clock_is_no_speed_up(timed):
    timing = timed(LOOP, FORGED, trusted=False, seconds=4.0)
    assert timing.decision in (Decision.ERROR, Decision.NOT_FASTER)
    assert "clock disagrees" in timing.reason or "not confirmed by the gate's own clock" in timing.reason


def test_an_honest_candidate_of_somebody_else_is_accepted(timed):
    timing = timed(TWICE, LOOP, trusted=False, seconds=16.0)
    assert timing.decision is Decision.ACCEPTED
    assert timing.low > 1.5


@pytest.mark.parametrize(
    ("original", "candidate", "side"),
    [
        pytest.param(LOOP, DRIFTING, "candidate", id="of the candidate"),
        pytest.param(DRIFTING, LOOP, "original", id="of the original"),
    ],
)
def test_an_outcome_that_changes_is_an_error(timed, original, candidate, side):
    timing = timed(original, candidate)
    assert timing.decision is Decision.ERROR
    assert f"the {side} gave another outcome" in timing.reason


SPIN = """\
import time
def f(xs):
    end = time.thread_time() + {}
    while time.thread_time() < end:
        pass
"""


@pytest.mark.parametrize(
    ("original", "candidate", "seconds"),
    [
        pytest.param(SPIN.format(60), SPIN.format(0.1), 1.0, id="the original never returns"),
        pytest.param(SPIN.format(0.01), SPIN.format(60), 1.0, id="the candidate never returns"),
        pytest.param(SPIN.format(0.3), SPIN.format(0.1), 1.0, id="calls are long"),
        pytest.param(SPIN.format(0.01), SPIN.format(60), 0.3, id="even the first call is too long"),
        pytest.param(TWICE, LOOP, 0.3, id="hardly any time"),
    ],
)
def test_the_deadline_holds(timed, original, candidate, seconds):
    started = time.monotonic()
    timing = timed(original, candidate, seconds=seconds)
    assert timing.seconds < seconds + 0.5
    assert time.monotonic() - started < seconds + 3
    assert timing.decision in (Decision.NOT_FASTER, Decision.ACCEPTED)
    if timing.decision is Decision.NOT_FASTER:
        assert timing.reason.startswith("inconclusive")


def test_a_machine_that_is_measuring_already_is_waited_for_no_longer_than_the_deadline(timed, tmp_path):
    told = []
    with alone(time.monotonic() + 5, tmp_path / "cache" / "optgate") as mine:
        assert mine
        timing = timed(TWICE, LOOP, seconds=0.5, progress=told.append)
    assert told == ["waiting for another measurement on this machine"]
    assert timing.decision is Decision.NOT_FASTER
    assert "another measurement held this machine" in timing.reason
    assert timing.seconds < 0.7


def test_without_inputs_nothing_is_faster(timed):
    timing = timed(TWICE, LOOP, inputs=[])
    assert timing.decision is Decision.NOT_FASTER
    assert timing.speedup == 0.0
    assert "no input" in timing.reason


def test_a_candidate_that_cannot_be_imported_is_reported(timed):
    with pytest.raises(GuestError):
        timed(LOOP, "import no_such_module_anywhere\n" + LOOP)


def test_a_candidate_that_dies_is_reported(timed):
    with pytest.raises(GuestError):
        timed(LOOP, "import os\ndef f(xs):\n    os._exit(0)\n")


def test_random_numbers_do_not_count_as_a_changing_outcome(timed):
    drawing = "import random\n" + TWICE.replace("return total", "return total + random.random()")
    timing = timed(drawing, drawing.replace("range(2)", "range(1)"))
    assert timing.decision is Decision.ACCEPTED


def test_a_single_input_of_odd_size_is_enough(timed):
    timing = timed(TWICE, LOOP, inputs=[(300, codec.encode_call((floats(300, 1),), {}))])
    assert timing.decision is Decision.ACCEPTED
    assert [point.n for point in timing.sizes] == [300]
