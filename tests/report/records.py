"""Records as a run makes them, built by hand."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from optgate.model import (
    Candidate,
    Counterexample,
    Decision,
    Finding,
    Inputs,
    Judged,
    Outcome,
    Report,
    SizePoint,
    SourceFile,
    Status,
    Target,
    Timing,
    Verdict,
)

SOURCE = """\
import math


def rms(xs):
    total = 0.0
    for x in xs:
        total += x * x
    return (total / len(xs)) ** 0.5
"""

PATCH = "\n".join(
    [
        "--- a/src/stats.py",
        "+++ b/src/stats.py",
        "@@ -1,8 +1,6 @@",
        " import math",
        "+import numpy as np",
        " ",
        " ",
        " def rms(xs):",
        "-    total = 0.0",
        "-    for x in xs:",
        "-        total += x * x",
        "-    return (total / len(xs)) ** 0.5",
        "+    return float(np.sqrt(np.dot(xs, xs) / len(xs)))",
        "",
    ]
)

FILE = SourceFile("/project", "src/stats.py", SOURCE.encode(), SOURCE)
TARGET = Target(FILE, "rms", 4, 4, 8)
FINDING = Finding("OPT102", "guarded-sum-loop", 6, 4, 7, "a loop adds up products")
INPUTS = Inputs(
    1204,
    1.0,
    1.8,
    {"tests": 32, "search": 1172},
    {"xs": "float64 or float32 1-D array (tests)"},
    counter="coverage 7.10 (ctrace)",
)
TIMING = Timing(
    Decision.ACCEPTED,
    "",
    7.8,
    7.1,
    8.6,
    2.1,
    "cpu",
    4,
    17,
    tuple(SizePoint(n, s, s - 0.1, s + 0.1) for n, s in ((10, 0.8), (100, 4.1), (1000, 6.0), (10_000, 7.8))),
)
EXAMPLE = Counterexample("rms(np.array([1e308, 1e308]))", "1.0e+308", "inf", "found after 38 inputs")

ACCEPTED = Judged(
    Candidate("k3f9a1", "rules:lift", SOURCE, "a dot product"),
    Decision.ACCEPTED,
    "",
    Verdict(Decision.ACCEPTED, "", INPUTS, 1.0, notes=("a RuntimeWarning is no longer raised",)),
    TIMING,
)
WRONG = Judged(
    Candidate("9c1d22", "rules:lift", SOURCE, "a dot product"),
    Decision.WRONG,
    "the results differ",
    Verdict(Decision.WRONG, "the results differ", INPUTS, 1.0, EXAMPLE),
)
SLOW = Judged(
    Candidate("5510aa", "external", SOURCE, "a comprehension"),
    Decision.NOT_FASTER,
    "it is not 5 % faster",
    Verdict(Decision.ACCEPTED, "", INPUTS, 1.0),
    replace(TIMING, decision=Decision.NOT_FASTER, speedup=0.93, low=0.9, high=0.97, crossover=None),
)

PROPOSED = Outcome(TARGET, (FINDING,), Status.PROPOSED, "", (WRONG, ACCEPTED), INPUTS, PATCH, "k3f9a1")
DISMISSED = replace(PROPOSED, dismissed="not on a hot path")
REJECTED = Outcome(TARGET, (FINDING,), Status.ALL_REJECTED, "the results differ", (WRONG,), INPUTS)
UNPROVEN = Outcome(TARGET, (FINDING,), Status.UNPROVEN, "line 7 was never reached", (), INPUTS)
REGRESSED = Outcome(TARGET, (FINDING,), Status.REGRESSED, "it takes 1.4 times as long as before")
LEFT = Outcome(TARGET, (FINDING,), Status.SKIPPED, "the budget ran out before it was judged", unfinished=True)


def report(*outcomes: Outcome, **others: Any) -> Report:
    """A run of 4.1 s."""
    return Report(outcomes, 4.1, **others)
