"""Arguments of about ``n`` elements for every function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Maker = Callable[[int, np.random.Generator], tuple[Any, ...]]


def _side(n: int) -> int:
    return max(4, round(n**0.5))


ARRAYS: dict[str, Maker] = {
    "count_outliers": lambda n, rng: (rng.normal(size=n), 1.5),
    "moving_average": lambda n, rng: (rng.normal(size=n), 10),
    "autocorrelation": lambda n, rng: (rng.normal(size=n), 10),
    "to_gray": lambda n, rng: (rng.random((_side(n // 3), _side(n // 3), 3)),),
    "box_blur": lambda n, rng: (rng.random((_side(n), _side(n))),),
    "portfolio_variance": lambda n, rng: (rng.random(_side(n)), rng.random((_side(n), _side(n)))),
    "max_drawdown": lambda n, rng: (np.exp(np.cumsum(rng.normal(0, 0.01, n))),),
    "smooth": lambda n, rng: (rng.normal(size=n), 0.3),
    "histogram": lambda n, rng: (rng.normal(size=n), 20, -2.0, 2.0),
    "distance_matrix": lambda n, rng: (rng.random((_side(n), 3)),),
    "nearest": lambda n, rng: (rng.random(n), rng.random(n), 0.5, 0.5),
    "zero_crossings": lambda n, rng: (rng.normal(size=n),),
    "path_length": lambda n, rng: (rng.uniform(-60, 60, n), rng.uniform(-90, 90, n)),
    "softmax_rows": lambda n, rng: (rng.normal(size=(_side(n), _side(n))),),
    "bisect_level": lambda n, rng: (np.sort(rng.random(n)), 0.5),
}

LISTS: dict[str, Maker] = {
    "variance": lambda n, rng: (rng.normal(size=n).tolist(),),
    "word_counts": lambda n, rng: ([f"word{k}" for k in rng.integers(0, n // 5 + 1, n)],),
    "polygon_area": lambda n, rng: (rng.random(n).tolist(), rng.random(n).tolist()),
    "multiply": lambda n, rng: (rng.random((_side(n), _side(n))).tolist(),) * 2,
    "deduplicate": lambda n, rng: (rng.integers(0, n // 2 + 1, n).tolist(),),
    "log_returns": lambda n, rng: (rng.uniform(1.0, 9.0, n).tolist(),),
    "simple_moving_average": lambda n, rng: (rng.random(n).tolist(), 10),
    "common_subsequence": lambda n, rng: tuple("".join(rng.choice(list("acgt"), _side(n))) for _ in "ab"),
    "normalise_rows": lambda n, rng: (rng.random((_side(n), _side(n))).tolist(),),
    "correlation": lambda n, rng: (rng.random(n).tolist(), rng.random(n).tolist()),
    "totals_by_group": lambda n, rng: ([f"key{k}" for k in rng.integers(0, 30, n)], rng.random(n).tolist()),
    "present_value": lambda n, rng: (rng.random(n).tolist(), 0.03),
    "in_both": lambda n, rng: (rng.integers(0, n, n).tolist(), rng.integers(0, n, n).tolist()),
    "balanced": lambda n, rng: ("([{}])" * (n // 6),),
    "collatz_steps": lambda n, rng: (int(rng.integers(n, 2 * n)),),
}

HOPELESS = frozenset({"bisect_level", "balanced", "collatz_steps"})
"""Functions without any possible win."""
