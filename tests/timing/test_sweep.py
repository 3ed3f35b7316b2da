import pytest

from optgate.model import SizePoint
from optgate.timing.sweep import Sweep


def made(*rows):
    """Rows of (n, original ns, candidate ns); intervals of 2 %."""
    points = tuple(SizePoint(n, a / b, a / b / 1.02, a / b * 1.02) for n, a, b in rows)
    times = {n: (float(a), float(b)) for n, a, b in rows}
    return Sweep(points, times, {p.n: (p, times[p.n][1] - times[p.n][0]) for p in points})


QUADRATIC_TO_LINEAR = made(*((n, 100 + n * n * 10, 5000 + n * 20) for n in (1, 4, 16, 64, 256, 1024, 4096)))


@pytest.mark.parametrize(
    ("sweep", "crossover"),
    [
        pytest.param(QUADRATIC_TO_LINEAR, 64, id="crosses between 16 and 64"),
        pytest.param(made((1, 200, 100), (64, 400, 100)), 1, id="always faster"),
        pytest.param(made((1, 200, 100), (64, 100, 400)), None, id="slower at the largest"),
        pytest.param(made((1, 2, 1), (8, 1, 2), (64, 4, 1)), 64, id="slower in the middle"),
        pytest.param(made((1, 100, 101), (64, 400, 100)), 1, id="not surely slower"),
        pytest.param(made(), None, id="nothing observed"),
    ],
)
def test_crossover_is_the_smallest_size_from_which_it_is_not_slower(sweep, crossover):
    assert sweep.crossover == crossover


@pytest.mark.parametrize(
    ("sweep", "between"),
    [
        pytest.param(QUADRATIC_TO_LINEAR, (16, 64), id="between two sizes"),
        pytest.param(made((1, 200, 100), (64, 400, 100)), (None, 1), id="always faster"),
        pytest.param(
            made((1, 100, 200), (8, 100, 101), (64, 400, 100)), (1, 64), id="a size between is open"
        ),
        pytest.param(made((1, 200, 100), (64, 100, 400)), (64, None), id="slower at the largest"),
    ],
)
def test_the_crossover_is_told_as_a_range(sweep, between):
    assert sweep.between == between


@pytest.mark.parametrize(
    ("sweep", "slower"),
    [
        pytest.param(QUADRATIC_TO_LINEAR, [16], id="only sizes that count"),
        pytest.param(made((64, 1000, 1900)), [], id="less than a microsecond more"),
        pytest.param(made((64, 1000, 2100)), [64], id="more than a microsecond more"),
        pytest.param(made((64, 1e6, 1.04e6)), [], id="within the tolerance"),
        pytest.param(made((64, 1e6, 1.10e6)), [64], id="beyond the tolerance"),
    ],
)
def test_slower_sizes_are_those_that_cost_noticeably_more(sweep, slower):
    assert [point.n for point in sweep.slower(16)] == slower


@pytest.mark.parametrize(
    ("used", "saved", "slower"),
    [
        pytest.param(None, 1e6, [64], id="every size counts"),
        pytest.param(frozenset({64}), 1e6, [64], id="seen in use"),
        pytest.param(frozenset({16, 4096}), 1e6, [], id="outweighed"),
        pytest.param(frozenset(), 1e6, [], id="nothing seen in use"),
        pytest.param(frozenset(), 2e4, [64], id="little saved"),
    ],
)
def test_a_size_nobody_uses_does_not_count_when_far_more_is_saved(used, saved, slower):
    sweep = made((64, 4000, 8000))
    assert [point.n for point in sweep.slower(16, used, saved)] == slower
    assert [point.n for point in sweep.told(16, used, saved)] == ([] if slower else [64])


def test_a_large_size_counts_whoever_uses_it():
    sweep = made((64, 4000, 3000), (1000, 4000, 8000))
    assert [point.n for point in sweep.slower(16, frozenset(), 1e9)] == [1000]


def test_slopes_show_the_change_of_complexity():
    quadratic = QUADRATIC_TO_LINEAR.slope(0)
    assert quadratic.value == pytest.approx(2.0, abs=0.05)
    assert quadratic.low < 2.0 < quadratic.high < 2.2
    linear = made(*((n, n, n) for n in (1, 100, 1000, 10000))).slope(1)
    assert (linear.value, linear.low, linear.high) == pytest.approx((1.0, 1.0, 1.0))
    assert made((1, 10, 10), (2, 20, 20)).slope(0) is None


def test_of_two_sweeps_the_milder_figure_holds():
    first = made((16, 1000, 5000), (64, 400, 100), (256, 1000, 3000))
    again = made((16, 1000, 900), (256, 1000, 9000))
    milder = first.milder(again)
    assert [point.n for point in milder.slower(16)] == [256]
    assert milder.points == (again.points[0], *first.points[1:])
    assert milder.times[16] == (1000.0, 900.0)
