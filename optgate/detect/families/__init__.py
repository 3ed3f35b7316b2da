"""The pattern families; importing a module registers its rule."""

from __future__ import annotations

from . import (  # noqa: F401
    any_all,
    append_filter,
    append_map,
    arg_extreme,
    count,
    cumulative_product,
    extreme,
    first_match,
    last_match,
    map_by_index,
    prefix_sum,
    product,
    running_extreme,
    sums,
)
