import pytest

from optgate.model import Lap
from optgate.timing.plan import clock_of, decision_size, spread_out

US, MS = 1e3, 1e6


@pytest.mark.parametrize(
    ("costs", "size"),
    [
        pytest.param({1: US, 16: 2 * US, 256: 500 * US, 4096: 9 * MS}, 256, id="largest of at most a ms"),
        pytest.param({1: US, 8: 2 * US, 256: 3 * MS, 4096: 90 * MS}, 256, id="tiny sizes do not count"),
        pytest.param({0: US, 1: US, 8: 2 * US}, 8, id="only tiny sizes"),
        pytest.param({64: 30 * MS, 256: 120 * MS}, 64, id="all slow"),
        pytest.param({64: US, 256: US}, 256, id="all quick"),
    ],
)
def test_the_decision_size_is_chosen_for_power(costs, size):
    assert decision_size(costs, 16) == size


def lap(thread, wall, *, cpu=0, switches=0, loops=1):
    return Lap(loops, int(thread), int(wall), int(cpu), switches, b"")


@pytest.mark.parametrize(
    ("single", "several", "clock"),
    [
        pytest.param([lap(100 * US, 101 * US)], [], "cpu", id="busy"),
        pytest.param([lap(100 * US, 9 * MS), lap(100 * US, 105 * US)], [], "cpu", id="interrupted once"),
        pytest.param([lap(100 * US, 300 * US)] * 3, [], "cpu", id="machine under load"),
        pytest.param([lap(50 * US, 1100 * US, switches=1)] * 3, [], "wall", id="sleeps"),
        pytest.param([lap(50 * US, 1100 * US)] * 3, [], "wall", id="waits without telling"),
        pytest.param(
            [lap(MS, MS, cpu=1.2 * MS)] * 3,
            [lap(9 * MS, 9 * MS, cpu=18 * MS, loops=9)] * 3,
            "wall",
            id="helper threads",
        ),
        pytest.param(
            [lap(MS, MS, cpu=1.2 * MS)] * 3,
            [lap(9 * MS, 9 * MS, cpu=9.3 * MS, loops=9)] * 3,
            "cpu",
            id="one thread",
        ),
    ],
)
def test_the_clock_follows_what_the_code_does(single, several, clock):
    assert clock_of(single, several) == clock


def test_many_sizes_are_thinned_with_both_ends_kept():
    sizes = list(range(1, 41))
    thinned = spread_out(sizes, 10)
    assert (thinned[0], thinned[-1], len(set(thinned))) == (1, 40, 10)
    assert spread_out([3, 7], 10) == [3, 7]
