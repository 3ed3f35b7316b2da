"""What pyperf's runner says beside the gate's own measurement."""

import io
import json
import random
import time

import pyperf
import pytest

from optgate.model import Decision, GuestError, Timing
from optgate.timing import confirm, decision_size, record
from optgate.timing.alone import alone
from tests.timing.synthetic import series

ACCEPTED = Timing(Decision.ACCEPTED, "2x", 2.0, 1.9, 2.1, 0.8, "cpu", 3)


@pytest.fixture(autouse=True)
def _own_lock(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def document(seconds, *, spread=0.02, processes=6, seed=0):
    """What pyperf's own classes write for both sides."""
    rng = random.Random(seed)
    suite = []
    for side, mean in zip(("original", "candidate"), seconds, strict=True):
        runs = [
            pyperf.Run(
                [mean * rng.gauss(1, spread) for _ in range(4)],
                metadata={"name": f"mod.py::f [{side}]", "unit": "second"},
                collect_metadata=False,
            )
            for _ in range(processes)
        ]
        suite.append(pyperf.Benchmark(runs))
    text = io.StringIO()
    pyperf.BenchmarkSuite(suite).dump(text)
    return text.getvalue().encode()


def confirmed(answer, *, seconds=20.0, min_speedup=1.05, told=None):
    def run(arguments, left):
        assert "--processes" in arguments
        assert 0 < left <= seconds
        if isinstance(answer, Exception):
            raise answer
        return answer

    return confirm(
        ACCEPTED,
        run,
        min_speedup=min_speedup,
        deadline=time.monotonic() + seconds,
        progress=(told if told is not None else []).append,
    )


def test_when_both_find_it_faster_it_is_accepted():
    found = confirmed(document((2e-3, 1e-3)))
    assert found.decision is Decision.ACCEPTED
    assert found.confirmation.agrees
    assert found.confirmation.low < found.confirmation.speedup < found.confirmation.high
    assert found.confirmation.speedup == pytest.approx(2, rel=0.05)
    assert found.confirmation.processes == 6
    assert len(json.loads(found.confirmation.pyperf)["benchmarks"]) == 2


@pytest.mark.parametrize(
    ("seconds", "spread", "words"),
    [
        ((1e-3, 1e-3), 0.02, "disagrees"),
        ((1e-3, 0.98e-3), 0.001, "disagrees"),
        ((1e-3, 2e-3), 0.02, "disagrees"),
        ((1.1e-3, 1e-3), 0.2, "does not confirm it"),
    ],
    ids=["the same", "short of the threshold", "slower", "within chance"],
)
def test_when_they_disagree_it_is_declined_and_told(seconds, spread, words):
    found = confirmed(document(seconds, spread=spread))
    assert found.decision is Decision.NOT_FASTER
    assert f"pyperf's own runner {words}: " in found.reason
    assert "here 2x [1.9, 2.1]" in found.reason
    assert not found.confirmation.agrees
    assert found.confirmation.missing == ""


@pytest.mark.parametrize(
    "answer",
    [
        GuestError("pyperf did not end within 20 s"),
        b"",
        b"{}",
        b'{"benchmarks": [{"runs": 3, "metadata": {"name": "x"}}]}',
        b"\xff\xfe",
        document((1e-3, 1e-3), processes=1),
        document((1e-3, 1e-3)).replace(b"[candidate]", b"[elsewhere]"),
        json.dumps(
            {
                "benchmarks": [
                    {"metadata": {"name": "[original]"}, "runs": [{"values": [0.0]}, {"values": [-1]}]}
                ]
            }
        ).encode(),
    ],
)
def test_what_could_not_be_measured_is_told_and_confirms_nothing(answer):
    found = confirmed(answer)
    assert found.decision is Decision.ACCEPTED
    assert not found.confirmation.agrees
    assert found.confirmation.missing
    assert found.confirmation.speedup == 0


def test_it_is_told_what_is_waited_for(tmp_path):
    told = []
    with alone(time.monotonic() + 5, tmp_path / "optgate") as mine:
        assert mine
        found = confirmed(AssertionError("started"), seconds=0.2, told=told)
    assert told == ["waiting for another measurement on this machine"]
    assert "no time" in found.confirmation.missing
    confirmed(document((2e-3, 1e-3)), told=told)
    assert told[1:] == ["confirming with pyperf"]


def test_without_time_pyperf_is_not_started():
    found = confirmed(AssertionError("started"), seconds=1.0)
    assert "no time" in found.confirmation.missing


def test_identical_code_is_hardly_ever_confirmed():
    found = [confirmed(document((1e-3, 1e-3), spread=0.15, seed=seed)) for seed in range(100)]
    assert sum(one.decision is Decision.ACCEPTED for one in found) <= 5


def test_the_decision_size_is_read_from_the_stored_measurement():
    texts = record.documents([series(0, 1e5, 5e4), series(1, 1e5, 5e4)], "f", {"size": 4096})
    stored = Timing(Decision.ACCEPTED, "", 2, 2, 2, 1, "cpu", 2, original_pyperf=texts[0])
    assert decision_size(stored) == 4096
    assert decision_size(ACCEPTED) is None
