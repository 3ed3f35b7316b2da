import math
import random
import statistics

import pytest
from scipy import stats
from scipy.special import stdtrit

from optgate.timing.interval import Estimate, combine, stratified, t_quantile, trimmed


@pytest.mark.parametrize("degrees", range(1, 20))
@pytest.mark.parametrize("probability", [0.9, 0.975, 0.995, 0.9995])
def test_t_quantile_is_that_of_student(degrees, probability):
    assert t_quantile(degrees, probability) == pytest.approx(stdtrit(degrees, probability), rel=1e-9)


def test_trimmed_mean_is_that_of_scipy_and_ignores_outliers():
    values = [random.Random(3).gauss(0.2, 0.05) for _ in range(50)]
    assert trimmed(values).mean == pytest.approx(stats.trim_mean(values, 0.2))
    assert trimmed([*values[:-1], 1e6]).mean == pytest.approx(trimmed(values).mean, abs=0.01)


def test_error_of_the_trimmed_mean_is_its_spread_over_samples():
    rng = random.Random(5)
    estimates = [trimmed([rng.gauss(0, 1) for _ in range(40)]) for _ in range(800)]
    assert statistics.fmean(e.error for e in estimates) == pytest.approx(
        statistics.stdev(e.mean for e in estimates), rel=0.1
    )


def test_one_value_says_nothing_about_its_error():
    assert trimmed([0.5]) == Estimate(0.5, math.inf, 1)
    interval = combine([trimmed([0.5])], 0.05)
    assert (interval.low, interval.high) == (-math.inf, math.inf)


def test_no_values_are_refused():
    with pytest.raises(ValueError, match="no values"):
        trimmed([])


def test_stratified_counts_every_input_alike():
    many, few = [0.0, 0.01] * 20, [1.0, 1.01]
    assert stratified([many, few]).mean == pytest.approx(0.505)
    assert stratified([[0.0], [1.0], [0.5]]).error > 0.1


@pytest.mark.parametrize("count", [2, 3, 6, 20])
def test_agreement_never_makes_the_interval_narrower_than_the_known_spread(count):
    interval = combine([Estimate(0.1, 0.005, 30)] * count, 0.05)
    known = math.sqrt(count * 0.01**2 + count * 0.005**2) / count
    assert interval.high - interval.center == pytest.approx(statistics.NormalDist().inv_cdf(0.975) * known)


def test_spread_between_processes_widens_it_as_a_t_interval():
    means = [0.0, 0.2, 0.1, 0.4]
    interval = combine([Estimate(mean, 0.0, 30) for mean in means], 0.05)
    half = stdtrit(3, 0.975) * statistics.stdev(means) / 2
    assert interval.center == pytest.approx(statistics.fmean(means))
    assert interval.high - interval.center == pytest.approx(half)


def test_a_disturbed_process_counts_for_less():
    calm = [Estimate(0.10 + 0.001 * i, 0.002, 50) for i in range(5)]
    interval = combine([*calm, Estimate(-0.2, 0.05, 50)], 0.05)
    assert interval.center == pytest.approx(0.10, abs=0.005)
    assert interval.low > 0.05


@pytest.mark.parametrize("count", [2, 4, 8])
def test_the_interval_covers_the_truth_as_often_as_it_says(count):
    rng = random.Random(count)
    covered = 0
    trials = 1500
    for _ in range(trials):
        errors = [rng.choice((0.005, 0.02)) for _ in range(count)]
        estimates = [Estimate(rng.gauss(0, math.hypot(0.02, error)), error, 40) for error in errors]
        covered += combine(estimates, 0.05).holds(0.0)
    assert covered / trials > 0.93
