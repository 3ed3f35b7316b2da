import math
import re

import pytest

from optgate.timing import doubt
from optgate.timing.decide import FINAL, INTERIM, Call
from tests.timing.synthetic import series


def several(count=4, **options):
    return [series(seed, **options) for seed in range(count)]


@pytest.mark.parametrize("speedup", [1.1, 2.0, 10.0, 100.0])
def test_an_honest_candidate_is_confirmed_from_outside(speedup):
    honest = several(original=1e5, candidate=1e5 / speedup)
    assert doubt.forged(honest) == ""
    assert doubt.outside(honest, 1.05, FINAL) is Call.FASTER


@pytest.mark.parametrize("claimed", [1e5 / 432, 1e5 / 3, 1e5 / 1.2])
def test_a_forged_clock_is_noticed(claimed):
    cheat = several(original=1e5, candidate=1e5 / 1.01, claimed=claimed)
    assert "the clock disagrees" in doubt.forged(cheat)
    assert re.search(r" 1(\.0\d)?x outside", doubt.forged(cheat))


def test_a_claim_just_beyond_the_threshold_must_be_seen_from_outside():
    cheat = several(6, original=1e5, candidate=1e5, claimed=1e5 / 1.06)
    assert doubt.outside(cheat, 1.05, INTERIM) is not Call.FASTER
    assert doubt.outside(cheat, 1.05, FINAL) is Call.SHORT


def test_one_set_of_processes_proves_nothing_either_way():
    one = several(1, original=1e5, candidate=1e4, claimed=10.0, unseen=(1e5, 1e5))
    assert doubt.outside(one, 1.05, FINAL) is Call.OPEN
    assert doubt.forged(one) == ""
    assert doubt.remembering([series(1, 1e5, 1e3)], 1.05, FINAL) is Call.OPEN


@pytest.mark.parametrize(
    ("unseen", "call"),
    [
        pytest.param((1.1e5, 1.15e5), Call.SHORT, id="as slow as the original"),
        pytest.param((1.1e5, 4e4), Call.FASTER, id="less gain but enough"),
        pytest.param((1.1e5, 1.1e5 / 1.06), Call.OPEN, id="too close to tell"),
        pytest.param((900.0, 900.0), Call.SHORT, id="short calls"),
        pytest.param(None, Call.OPEN, id="not measured"),
    ],
)
def test_a_memory_shows_on_inputs_that_were_not_seen(unseen, call):
    measured = several(original=1e5, candidate=2e3, unseen=unseen)
    assert doubt.remembering(measured, 1.05, INTERIM) is call


def test_the_speed_up_on_unseen_inputs_is_an_interval_around_the_truth():
    interval = doubt.unseen(several(original=1e5, candidate=1e3, unseen=(2e5, 1e5)), FINAL)
    assert interval.low < math.log(2) < interval.high
    assert interval.high - interval.low < 0.1
