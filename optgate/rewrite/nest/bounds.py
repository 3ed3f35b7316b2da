"""Signs of integer forms over loop ranges, by putting in the ends of the ranges."""

from __future__ import annotations

from typing import NamedTuple

from ..lift.linear import Linear


class Range(NamedTuple):
    """A variable with its lowest and highest value, where they are known."""

    name: str
    low: Linear | None
    high: Linear | None


def never_zero(form: Linear, ranges: list[Range]) -> bool:
    """Whether the form is surely not zero; ``ranges`` name inner variables first, ends may use later ones."""
    lowest, highest = _end(form, ranges, up=False), _end(form, ranges, up=True)
    return (lowest is not None and lowest > 0) or (highest is not None and highest < 0)


def _end(form: Linear, ranges: list[Range], up: bool) -> int | None:
    for variable in ranges:
        factor, rest = form.without(variable.name)
        if factor:
            end = variable.high if (factor > 0) == up else variable.low
            if end is None:
                return None
            form = rest.plus(end, factor)
    return form.constant if form.is_constant else None
