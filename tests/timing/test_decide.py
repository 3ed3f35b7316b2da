import math
import random

import pytest

from optgate.timing.decide import MOST_PROCESSES, Call, look
from optgate.timing.interval import Estimate, trimmed


def steady(mean, count=3, error=0.001):
    return [Estimate(mean + 0.0005 * (i % 2), error, 40) for i in range(count)]


def decide_on(seed, effect, *, noise=0.05, between=0.012, most=MOST_PROCESSES):
    """One simulated measurement: pairs of processes with heavy-tailed noise, a look after each."""
    rng = random.Random(seed)

    def process(mean, pairs):
        placed = rng.gauss(mean, between)
        spikes = (
            rng.choice((-1, 1)) * rng.expovariate(2) if rng.random() < 0.05 else 0 for _ in range(pairs)
        )
        return trimmed([rng.gauss(placed, noise) + spike for spike in spikes])

    estimates, controls = [], []
    for number in range(1, most + 1):
        estimates.append(process(effect, 40))
        controls.append(process(0, 14))
        seen = look(estimates, controls, 1.05, final=number == most)
        if seen.call is not Call.OPEN:
            break
    return seen.call, number


def test_one_pair_of_processes_is_never_enough():
    assert look(steady(3.0, 1), [], 1.05, final=True).call is Call.OPEN


@pytest.mark.parametrize(
    ("speedup", "call"),
    [(2.0, Call.FASTER), (1.2, Call.FASTER), (1.05, Call.OPEN), (1.0, Call.SHORT), (0.5, Call.SHORT)],
)
def test_the_whole_interval_decides(speedup, call):
    assert look(steady(math.log(speedup), 8), steady(0.0, 8), 1.05, final=False).call is call


def test_the_last_look_is_less_strict_than_the_earlier_ones():
    estimates = [Estimate(mean, 0.002, 40) for mean in (0.08, 0.1, 0.12, 0.11)]
    assert look(estimates, [], 1.05, final=False).call is Call.OPEN
    assert look(estimates, [], 1.05, final=True).call is Call.FASTER


def test_drift_shown_by_the_control_must_be_cleared_as_well():
    assert look(steady(0.1, 6), steady(0.0, 6), 1.05, final=True).call is Call.FASTER
    seen = look(steady(0.1, 6), steady(0.06, 6), 1.05, final=True)
    assert (seen.call, seen.drift) == (Call.OPEN, pytest.approx(0.06, abs=0.001))
    assert look(steady(0.7, 6), steady(0.06, 6), 1.05, final=True).call is Call.FASTER


def test_gross_drift_refuses_everything():
    assert look(steady(2.0, 6), steady(0.3, 6), 1.05, final=True).call is Call.OPEN


def test_identical_code_is_never_called_faster():
    calls = [decide_on(seed, 0.0)[0] for seed in range(300)]
    assert Call.FASTER not in calls
    assert calls.count(Call.SHORT) > 290


def test_exactly_at_the_threshold_errors_stay_within_the_level():
    calls = [decide_on(seed, math.log(1.05))[0] for seed in range(300)]
    assert calls.count(Call.FASTER) / 300 < 0.06


def test_ten_per_cent_is_found_and_twice_as_fast_at_once():
    ten = [decide_on(seed, math.log(1.1))[0] for seed in range(100)]
    twice = [decide_on(seed, math.log(2)) for seed in range(100)]
    assert ten.count(Call.FASTER) > 95
    assert {call for call, _ in twice} == {Call.FASTER}
    assert sorted(number for _, number in twice)[50] <= 3
