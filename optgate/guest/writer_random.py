"""``random.Random`` in the encoder: its whole state; imported once ``random`` is."""

from __future__ import annotations

import random

from .values import Recipe
from .writer import LIVE, TABLE, Writer, live, record


def _write(w: Writer, value: random.Random) -> None:
    if w.call:
        live(w, value)
    else:
        record(w, value, "random:Random", {"state": value.getstate()})


def _recipe(value: random.Random, home: str) -> Recipe:
    fresh = Recipe("call", ("random:Random", [0], {}))
    return Recipe("after", (fresh, [["setstate", [value.getstate()], {}]]))


TABLE[random.Random] = _write
LIVE[random.Random] = _recipe
