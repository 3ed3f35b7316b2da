import json
import subprocess
import sys

import pytest

from optgate.timing import record
from tests.timing.synthetic import series

METADATA = {"verdict": "accepted", "reason": "2x [1.9, 2.1], 3 processes", "speedup": 2.0, "processes": 3}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pyperf")
    measured = [series(seed, 1e5, 5e4, pairs=20 + seed) for seed in range(3)]
    texts = record.documents(measured, "pkg/mod.py::f", METADATA)
    paths = [folder / "original.json", folder / "candidate.json"]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


def pyperf(*args):
    return subprocess.run(
        [sys.executable, "-m", "pyperf", *map(str, args)], capture_output=True, text=True, check=False
    )


def test_compare_to_reads_both_and_finds_the_ratio(files):
    done = pyperf("compare_to", *files)
    assert done.returncode == 0, done.stderr
    assert "2.0" in done.stdout
    assert "faster" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["stats", "hist", "check", "show", "metadata"])
def test_the_other_commands_read_each(files, command):
    for path in files:
        done = pyperf(command, path)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""


def test_both_have_one_run_a_process_and_equally_many_values(files):
    original, candidate = (json.loads(path.read_text()) for path in files)
    counts = [[len(run["values"]) for run in side["benchmarks"][0]["runs"]] for side in (original, candidate)]
    assert counts[0] == counts[1] == [20, 21, 22]


def test_the_verdict_is_in_the_metadata(files):
    for path, side in zip(files, ("original", "candidate"), strict=True):
        shown = pyperf("metadata", path).stdout
        assert "optgate_verdict: accepted" in shown
        assert f"optgate_side: {side}" in shown
        assert "name: pkg/mod.py::f" in shown
