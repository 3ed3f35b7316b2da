import math
import random
import statistics

import pytest

from optgate.model import GuestError
from optgate.timing import decide, noise
from optgate.timing.alone import alone
from optgate.timing.interval import Estimate


def test_the_noise_is_measured_on_this_machine(bench, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = bench(noise.PROBE)
    place._qualname = "probe"
    found = noise.noise(place.open, seconds=1.0)
    assert found.processes >= 2
    assert abs(found.difference) < 0.5
    assert found.margin > 0
    assert [one.seconds for one in found.reach] == [1.0, 3.0, 10.0]
    least = [one.least for one in found.reach]
    assert least == sorted(least, reverse=True)
    assert least[-1] < math.inf


def test_another_measurement_holds_the_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with alone(math.inf), pytest.raises(GuestError, match="another measurement"):
        noise.noise(lambda text: pytest.fail("nothing is to be opened"), seconds=0.1)


def decided(spread, error, sets, log_speedup, seed):
    rng = random.Random(seed)
    drawn = [Estimate(rng.gauss(log_speedup, math.hypot(spread, error)), error, 40) for _ in range(sets)]
    return decide.look(drawn, [], 1.05, final=True).call is decide.Call.FASTER


@pytest.mark.parametrize("spread", [0.01, 0.04])
def test_what_it_can_decide_is_what_the_method_decides(spread):
    rng = random.Random(1)
    drawn = [Estimate(rng.gauss(0, math.hypot(spread, 0.005)), 0.005, 40) for _ in range(400)]
    found = noise._summary(drawn, [0.25] * 400, 100.0)
    for reach in found.reach:
        log_speedup = math.log(1.05) + math.log1p(reach.least)
        hits = [decided(spread, 0.005, reach.processes, log_speedup, seed) for seed in range(300)]
        assert 0.8 <= statistics.fmean(hits) <= 1.0
        half = math.log(1.05) + math.log1p(reach.least) / 3
        assert (
            statistics.fmean(decided(spread, 0.005, reach.processes, half, seed) for seed in range(300)) < 0.6
        )


def test_too_little_time_decides_nothing():
    assert noise._reach(0.3, 0.2, 0.01, 0.01).least == math.inf
