"""Profiles of data: what stands in them turns up as it does in data."""

from __future__ import annotations

import numpy as np

from optgate.verify.values.profiles import Chance, floats


def test_special_values_stand_alone_and_in_gaps() -> None:
    chance, longest = Chance(1), []
    for _ in range(200):
        missing = np.isnan(floats(chance, "special", 8, (), 1e308))
        run = best = 0
        for gone in missing:
            run = run + 1 if gone else 0
            best = max(best, run)
        longest.append(best)
    assert {0, 1, 2, 3} <= set(longest)
