"""How long the property tests run: a few seconds by default, ``OPTGATE_FUZZ=100`` times that on request.

By default the examples are the same every time; on request they are new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("OPTGATE_FUZZ", "1"))


def fuzz(examples: int) -> settings:
    """So many examples of a property, times the factor."""
    return settings(
        max_examples=examples * FACTOR,
        deadline=None,
        derandomize=FACTOR == 1,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.function_scoped_fixture,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
