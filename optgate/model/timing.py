"""What measurements found."""

from __future__ import annotations

import msgspec

from optgate.model.verdict import Decision


class SizePoint(msgspec.Struct, frozen=True):
    """The speed-up at one input size ``n`` (original time / candidate time), with its interval."""

    n: int
    speedup: float
    low: float
    high: float


class Confirmation(msgspec.Struct, frozen=True):
    """What pyperf's own runner measured of an accepted candidate, each side in processes of its own.

    ``speedup``, ``low`` and ``high`` are original time / candidate time with a 95 % interval, 0 where
    ``missing`` says why nothing was measured. ``agrees`` is whether pyperf calls the candidate faster too.
    ``processes`` are those of one side, ``pyperf`` is the runner's JSON document with both.
    """

    agrees: bool
    speedup: float = 0.0
    low: float = 0.0
    high: float = 0.0
    seconds: float = 0.0
    processes: int = 0
    missing: str = ""
    pyperf: str = ""


class Slope(msgspec.Struct, frozen=True):
    """The log-log slope of time over input size, with its 95 % interval: 1 for linear, 2 for quadratic."""

    value: float
    low: float
    high: float


class Timing(msgspec.Struct, frozen=True):
    """A paired measurement. ``speedup`` is original time / candidate time, ``low`` and ``high`` its interval.

    ``decision`` is ``ACCEPTED`` (faster beyond the threshold), ``NOT_FASTER`` (also when inconclusive;
    ``reason`` tells which), ``SLOWER_SMALL`` or ``ERROR``. ``crossover`` is the smallest size from which
    the candidate is not slower; ``crossover_between`` holds the largest size at which it is surely slower and
    the one from which it is surely faster at all, either None where there is none. ``slopes`` are those of
    original and candidate, None where too few sizes tell them.
    ``original_pyperf`` and ``candidate_pyperf`` are pyperf JSON documents.
    """

    decision: Decision
    reason: str
    speedup: float
    low: float
    high: float
    seconds: float
    clock: str
    processes: int
    crossover: int | None = None
    sizes: tuple[SizePoint, ...] = ()
    original_pyperf: str = ""
    candidate_pyperf: str = ""
    crossover_between: tuple[int | None, int | None] = (None, None)
    slopes: tuple[Slope | None, Slope | None] = (None, None)
    confirmation: Confirmation | None = None


class LineTime(msgspec.Struct, frozen=True):
    """How often a line (1-based) ran, and the seconds it took with everything it called."""

    line: int
    hits: int
    seconds: float


class Profile(msgspec.Struct, frozen=True):
    """The lines of the function in one call that takes ``seconds`` when nothing watches it.

    ``steps`` are how often one line was followed by another in the same frame: (before, line, hits).
    ``whole`` is false where watching ended before the call did.
    """

    seconds: float
    lines: tuple[LineTime, ...]
    steps: tuple[tuple[int, int, int], ...] = ()
    whole: bool = True


class Spent(msgspec.Struct, frozen=True):
    """A share (0 to 1) of the time of a call and the ``hits``: of one line, or of a loop.

    A loop's lines are ``line`` to ``end_line``, and its hits are how often its body ran.
    """

    line: int
    end_line: int
    hits: int
    share: float


class Hot(msgspec.Struct, frozen=True):
    """Where the time of the original goes, in a call of ``seconds`` with an input of size ``n``."""

    n: int
    seconds: float
    loops: tuple[Spent, ...]
    lines: tuple[Spent, ...]
    whole: bool = True


class Reach(msgspec.Struct, frozen=True):
    """What a measurement of ``seconds`` decides nine times in ten: differences from ``least`` on (0.03: 3 %).

    ``processes`` is the number of sets of processes that fit. ``least`` is infinite where too few do.
    """

    seconds: float
    processes: int
    least: float


class Noise(msgspec.Struct, frozen=True):
    """A function against itself.

    ``difference`` is what it seemed to differ from itself by, and ``margin`` half its 95 % interval.
    ``between`` is the standard deviation from one set of processes to the next, ``within`` the standard
    error of one set (all log ratios); ``load`` is the machine's load average of the last minute, or None.
    """

    seconds: float
    processes: int
    difference: float
    margin: float
    between: float
    within: float
    load: float | None
    reach: tuple[Reach, ...]
