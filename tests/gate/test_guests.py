"""The budget of a run."""

from __future__ import annotations

import time

from optgate.gate.guests import Budget


def test_what_is_excused_is_not_charged() -> None:
    clock = Budget(1.0)
    with clock.excused():
        time.sleep(0.2)
    assert 0.95 < clock.remaining <= 1.0


def test_the_rest_never_falls_below_zero() -> None:
    clock = Budget(0.01)
    time.sleep(0.05)
    assert clock.remaining == 0.0
    assert clock.spent >= 0.05


def test_without_a_budget_there_is_always_time() -> None:
    assert Budget(None).remaining > 3600


def test_a_short_budget_is_not_spread_thin() -> None:
    assert 3.9 < Budget(10.0).share(10) <= 4.0
    assert 49.0 < Budget(100.0).share(2) <= 50.0
    assert 0.9 < Budget(1.0).share(10) <= 1.0
