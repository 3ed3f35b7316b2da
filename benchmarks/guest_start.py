"""What the walls cost: starting a guest from the warm mother, and a call in it, with them and without.

    python benchmarks/guest_start.py [--starts N] [--calls N] [--most-ms MS]

Two gates are kept warm beside each other and start guests by turns; before one of them stands a filter by
which the kernel answers as one that has neither Landlock nor filters. A start goes from the request to the
guest's answer that the module is imported. Calls are taken by the guest's own CPU clock, in batches of 2,000.
Status 1 when a start takes more than ``--most-ms`` longer.

A busy machine adds to both; the minimum says what the work itself takes, the median what is met in practice.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from optgate import host
from optgate.guest import codec
from optgate.model import SourceFile

CHECKOUT = Path(__file__).resolve().parents[1]
WITHOUT = CHECKOUT / "tests" / "e2e" / "without.py"
LOOPS = 2_000
SOURCE = """import numpy as np


def f(x):
    total = 0.0
    for value in x:
        total += value
    return total
"""


def serve() -> None:
    """The gate of one kind: a line in (``start`` or ``call``), a line of JSON out."""
    call = codec.encode_call((np.linspace(0.0, 1.0, 100),), {})
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as folder:
        found = host.discover(Path(folder), sys.executable, os.environ).interpreter
        assert found is not None
        file = SourceFile(folder, "mod.py", SOURCE.encode(), SOURCE)
        with host.Workbench(found, None, file, "f", overlays={}) as bench:
            with bench.open(SOURCE) as side:
                print(json.dumps(side.info.layers), flush=True)
            for line in sys.stdin:
                began = time.perf_counter()
                with bench.open(SOURCE) as side:
                    took = (time.perf_counter() - began) * 1e3
                    if line.strip() == "call":
                        laps = [side.lap(call, LOOPS, fresh=False, timeout=60.0) for _ in range(6)]
                        took = min(lap.thread for lap in laps) / LOOPS / 1e3
                print(json.dumps(took), flush=True)


class Gate:
    """A gate in a process of its own."""

    def __init__(self, *front: str) -> None:
        self._process = subprocess.Popen(
            [*front, sys.executable, __file__, "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        self.layers = self._line()

    def _line(self) -> object:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, what: str) -> float:
        """Milliseconds of a start, or microseconds of a call in a fresh guest."""
        assert self._process.stdin is not None
        print(what, file=self._process.stdin, flush=True)
        took = self._line()
        assert isinstance(took, float)
        return took

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def row(what: str, unit: str, bare: list[float], walled: list[float]) -> float:
    """Print one comparison; the difference of the medians."""
    figures = [(min(found), statistics.median(found)) for found in (bare, walled)]
    figures.append((figures[1][0] - figures[0][0], figures[1][1] - figures[0][1]))
    cells = "".join(f"{least:11.3f} {middle:11.3f}" for least, middle in figures)
    print(f"{what} ({unit}){len(bare):8}{cells}")
    return figures[2][1]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--calls", type=int, default=20, help="fresh guests in which calls are timed")
    parser.add_argument("--most-ms", type=float, default=20.0)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return 0
    gates = [Gate(sys.executable, str(WITHOUT), "both"), Gate()]
    for name, gate in zip(("without", "with"), gates, strict=True):
        print(f"{name:8}{gate.layers}")
    starts: list[list[float]] = [[], []]
    calls: list[list[float]] = [[], []]
    for what, count, found in (("start", arguments.starts, starts), ("call", arguments.calls, calls)):
        for _ in range(count):
            for gate, taken in zip(gates, found, strict=True):
                taken.append(gate.ask(what))
    for gate in gates:
        gate.close()
    print(f"\n{'':18}{'without the walls':>23}{'with them':>23}{'difference':>23}")
    print(f"{'':10}{'number':>8}" + f"{'min':>11} {'median':>11}" * 3)
    gap = row("start", "ms", *starts)
    row("call ", "us", *calls)
    print(f"\ndemanded: a start at most {arguments.most_ms:g} ms longer; the median is {gap:.1f} ms longer")
    return int(gap > arguments.most_ms)


if __name__ == "__main__":
    sys.exit(main())
