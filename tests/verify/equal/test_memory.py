"""The memory of both sides on the largest timed input."""

from __future__ import annotations

from optgate.guest import codec
from optgate.model import Decision
from optgate.verify.equal.memory import footprint
from tests.verify.conftest import Bench

SUM = """
import numpy as np

def f(x: np.ndarray) -> float:
    total = 0.0
    for v in x:
        total += v * v
    return float(total)
"""
HOG = """
import numpy as np

def f(x: np.ndarray) -> float:
    wide = [x] * {times}
    return float((np.array(wide)[:1] ** 2).sum())
"""


def sizes(n: int) -> list[tuple[int, bytes]]:
    import numpy as np

    return [(size, codec.encode_call((np.ones(size),), {})) for size in (1, n)]


def test_four_times_the_memory_rejects_when_it_is_much(bench: Bench) -> None:
    bench.start(SUM)
    found = footprint(sizes(1_000_000), bench.original, bench.side(HOG.format(times=12)))
    assert found.reason.startswith("needs ")
    assert "x the memory" in found.reason and "n=1,000,000" in found.reason


def test_four_times_of_little_does_not(bench: Bench) -> None:
    bench.start(SUM)
    assert footprint(sizes(1000), bench.original, bench.side(HOG.format(times=12))).reason == ""
    assert footprint(sizes(1000), bench.original, bench.side(HOG.format(times=12))).notes == ()


def test_half_as_much_again_is_noted(bench: Bench) -> None:
    bench.start(SUM)
    found = footprint(sizes(500_000), bench.original, bench.side(HOG.format(times=2)))
    assert found.reason == ""
    assert len(found.notes) == 1 and "x the memory" in found.notes[0]


def test_running_out_of_memory_rejects(bench: Bench) -> None:
    bench.start(SUM)
    side = bench.side("def f(x):\n    return bytes(1 << 45)\n")
    assert footprint(sizes(10), bench.original, side).reason.startswith("runs out of memory at n=10")


def test_what_cannot_be_measured_is_said(bench: Bench) -> None:
    bench.start(SUM)
    side = bench.side("def f(x):\n    raise ValueError('no')\n")
    found = footprint(sizes(10), bench.original, side)
    assert found.reason == "" and "not measured" in found.notes[0]


def test_a_hog_is_unsafe(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(x: np.ndarray) -> int:
        hits = 0
        for v in x:
            if v > 0.5:
                hits += 1
        return hits
    """
    hog = """
    import numpy as np

    def f(x: np.ndarray) -> int:
        buffer = np.zeros((max(len(x), 1), 200))
        buffer[:len(x), 0] = x > 0.5
        return int(buffer[:, 0].sum())
    """
    verdict = bench.start(text).judge(hog)
    assert verdict.decision is Decision.UNSAFE, verdict.reason
    assert "x the memory" in verdict.reason
