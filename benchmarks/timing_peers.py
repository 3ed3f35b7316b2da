"""The ways of comparing two versions of a function that are tried side by side: optgate's and the field's."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from timing_ledger import Trial

from optgate.guest import codec
from optgate.host.discovery import discover
from optgate.host.workbench import Workbench
from optgate.model import Candidate, Decision, Observation, SourceFile, Timing
from optgate.timing import SEEDS, measure

THRESHOLD = 1.05
PREPARING = 0.3
"""Seconds that verification would take at least, in which the seeds of the first sets are prepared."""
LOOP_SECONDS = 20e-9
"""Seconds that one turn of ``SPIN`` takes, about."""

SPIN = """\
from itertools import repeat
def f(n):
    total = 0
    for _ in repeat(None, n * {turns} // 1000):
        total ^= 1
    return n
"""


class Work(NamedTuple):
    """Two versions of ``f`` and the sizes it is called with, the largest of which the others time."""

    original: str
    candidate: str
    sizes: tuple[int, ...]


def spin(effect: float, microseconds: float, ladder: int = 1) -> Work:
    """An original with ``effect`` times the work of the candidate, at ``ladder`` sizes up to that length."""
    most = max(1, round(microseconds * 1e-6 / LOOP_SECONDS))
    sizes = sorted({max(1, most // 8**step) for step in range(ladder)})
    return Work(SPIN.format(turns=round(1000 * effect)), SPIN.format(turns=1000), tuple(sizes))


def timed(
    original: str,
    candidate: str,
    sized: Sequence[tuple[int, bytes]],
    seconds: float,
    seed: int,
    *,
    trusted: bool = True,
) -> Timing:
    """Optgate's measurement as the gate makes it: seeds are prepared while verification would run."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "work.py").write_text(original)
        interpreter = discover(root, sys.executable, {}).interpreter
        assert interpreter is not None
        file = SourceFile(str(root), "work.py", original.encode(), original)
        with Workbench(interpreter, None, file, "f", overlays={}) as bench, bench.open(original):
            bench.prepare(SEEDS)
            time.sleep(PREPARING)
            with bench.quiet():
                return measure(
                    original,
                    Candidate("x", "rules:benchmark", candidate, "", trusted=trusted),
                    bench.open,
                    sized,
                    reseeded=bench.reseeded,
                    name="work",
                    min_speedup=THRESHOLD,
                    deadline=time.monotonic() + seconds,
                    seed=seed,
                    differs=by_result,
                    progress=lambda _: None,
                )


def by_result(call: bytes, before: Observation, after: Observation) -> str:
    """Compares results alone, so that a memory is not known by what it leaves in the module."""
    results = [codec.decode(one.outcome).get("result") for one in (before, after)]
    return "" if results[0] == results[1] else "another result"


def by_optgate(work: Work, seconds: float, seed: int) -> Trial:
    sized = [(n, codec.encode_call((n,), {})) for n in work.sizes]
    return by_optgate_with((work.original, work.candidate), sized, seconds, seed)


def by_optgate_with(
    sides: tuple[str, str],
    sized: Sequence[tuple[int, bytes]],
    seconds: float,
    seed: int,
    *,
    trusted: bool = True,
) -> Trial:
    """Two texts with encoded inputs of their own."""
    timing = timed(*sides, sized, seconds, seed, trusted=trusted)
    return Trial(timing.decision is Decision.ACCEPTED, timing.seconds, timing.reason)


def by_timeit(work: Work, seconds: float, seed: int) -> Trial:
    """The least of five repeats, original then candidate, faster when beyond 5 %."""
    started = time.monotonic()
    n, best = work.sizes[-1], []
    for text in (work.original, work.candidate):
        space: dict[str, Callable[[int], int]] = {}
        exec(text, space)
        number = max(1, round(seconds / 10 / (n * LOOP_SECONDS)))
        best.append(min(timeit.repeat(lambda: space["f"](n), number=number, repeat=5)))  # noqa: B023
    return Trial(best[0] / best[1] >= THRESHOLD, time.monotonic() - started)


def by_pyperf(work: Work, seconds: float, seed: int) -> Trial:
    """One after the other, three processes each; faster when its t-test says so, by over 5 % of the mean."""
    started = time.monotonic()
    pyperf = [sys.executable, "-m", "pyperf"]
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / f"{number}.json") for number in range(2)]
        for output, text in zip(files, (work.original, work.candidate), strict=True):
            command = [*pyperf, "timeit", "--quiet", "--processes", "3", "--values", "3", "--warmups", "1"]
            command += ["--min-time", str(seconds / 24), "--name", "work", "--output", output]
            subprocess.run(
                [*command, "--setup", text, f"f({work.sizes[-1]})"], check=True, capture_output=True
            )
        compare = [*pyperf, "compare_to", "--min-speed", str(round(100 * THRESHOLD - 100)), *files]
        done = subprocess.run(compare, check=True, capture_output=True, text=True)
    return Trial("faster" in done.stdout, time.monotonic() - started)


PYTEST = """\
{text}
def test_work(benchmark):
    benchmark(f, {n})
"""


def by_pytest_benchmark(work: Work, seconds: float, seed: int) -> Trial:
    """One after the other in a process each; faster when the medians differ by over 5 %."""
    started = time.monotonic()
    medians = []
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate((work.original, work.candidate)):
            file, output = Path(folder, f"test_work{number}.py"), Path(folder, f"{number}.json")
            file.write_text(PYTEST.format(text=text, n=work.sizes[-1]))
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder]
            command += ["-p", "no:xdist", f"--benchmark-max-time={seconds / 2}"]
            subprocess.run(
                [*command, f"--benchmark-json={output}", str(file)],
                check=True,
                capture_output=True,
                cwd=folder,
            )
            medians.append(json.loads(output.read_text())["benchmarks"][0]["stats"]["median"])
    return Trial(medians[0] / medians[1] >= THRESHOLD, time.monotonic() - started)


METHODS = {
    "optgate": by_optgate,
    "timeit": by_timeit,
    "pyperf": by_pyperf,
    "pytest-benchmark": by_pytest_benchmark,
}


def methods(names: str) -> list[str]:
    """The methods asked for, without those that are not installed (said on standard error)."""
    chosen = names.split(",")
    if "pytest-benchmark" in chosen and importlib.util.find_spec("pytest_benchmark") is None:
        print("pytest-benchmark is not installed (pip install .[bench]): left out", file=sys.stderr)
        chosen.remove("pytest-benchmark")
    return chosen


@contextlib.contextmanager
def neighbours(busy: bool) -> Iterator[None]:
    """One process that computes without end on each core, where ``busy``."""
    count = (os.cpu_count() or 1) if busy else 0
    endless = f"import os\nwhile os.getppid() == {os.getpid()}:\n    sum(range(100000))\n"
    children = [subprocess.Popen([sys.executable, "-c", endless]) for _ in range(count)]
    try:
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()
