"""Seeded series of readings, as a set of processes would give them."""

import random

from optgate.timing.batches import Input, Reading, Series

OVERHEAD = 150_000.0
"""Nanoseconds of one request, seen only from outside."""


def series(
    seed,
    original,
    candidate,
    *,
    pairs=40,
    claimed=None,
    unseen=None,
    noise=0.03,
    loops=5,
):
    """Readings of a candidate that takes ``candidate`` ns a call and claims to take ``claimed``.

    ``unseen`` is the pair of times of a call with inputs that were not seen before.
    """
    rng = random.Random(seed)

    def reading(true, told):
        factor = rng.gauss(1, noise)
        outside = true * factor + (OVERHEAD + rng.gauss(0, 10_000)) / loops
        return Reading(told * factor, outside)

    told = candidate if claimed is None else claimed
    rounds = [(reading(original, original), reading(candidate, told)) for _ in range(pairs)]
    controls = [(reading(original, original), reading(original, original)) for _ in range(pairs // 3)]
    tours = [tuple(reading(time, time) for time in unseen) for _ in range(4)] if unseen else []
    warmup = (reading(original, original), reading(candidate, told))
    return Series((Input(100, b"call", loops),), [rounds], [controls], warmup, tours)
