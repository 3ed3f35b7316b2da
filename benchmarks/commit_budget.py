"""Wall time from a staged function of some 30 lines to its verified proposal, with a cold store.

    python benchmarks/commit_budget.py [--runs N]

The kit (coverage for the project's interpreter) is installed beforehand, as it is not charged to the
budget; every run has a new repository and so an empty store. Demanded: every run ends within 10 s with the
function proposed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from common import environment, git, optgate, repository, run, verdict

MOST = 10.0

FUNCTION = '''\
"""Figures of a series of measurements."""

import numpy as np


def energy(samples: np.ndarray, weights: np.ndarray, floor: float = 0.0) -> float:
    """The weighted energy of ``samples`` above ``floor``, scaled by the sum of the weights.

    Samples at or below the floor do not count. No samples, or weights that sum to nothing, give 0.
    """
    if samples.ndim != 1 or weights.ndim != 1:
        raise ValueError("samples and weights are one-dimensional")
    if len(samples) != len(weights):
        raise ValueError("one weight a sample")
    if len(samples) == 0:
        return 0.0

    # the weights are relative
    scale = float(np.abs(weights).sum())
    if scale == 0.0:
        return 0.0

    total = 0.0
    for i in range(len(samples)):
        if samples[i] > floor:
            total += weights[i] * samples[i] * samples[i]
    return float(total / scale)
'''


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    command = [*optgate(), "run", "--python", sys.executable, "--output-format", "json", "--output-file"]
    took, states = [], []
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as temporary:
        environ = environment(Path(temporary) / "cache")
        report = Path(temporary) / "report.json"
        for turn in range(options.runs + 1):
            with repository({"README": "figures\n"}) as root:
                (root / "figures.py").write_text(FUNCTION)
                git(root, "add", "-A")
                done = run([*command, str(report)], cwd=root, env=environ)
            if done.status not in (0, 1):
                print(f"optgate run ended with status {done.status}:\n{done.output}")
                return 1
            if turn:
                (function,) = json.loads(report.read_text())["functions"]
                took.append(done.wall)
                states.append(function["status"])
                print(f"{done.wall:5.2f} s  {function['status']}  {function.get('reason') or ''}")
    met = max(took) < MOST and set(states) == {"proposed"}
    figure = (
        f"longest {max(took):.2f} s, median {statistics.median(took):.2f} s, {', '.join(sorted(set(states)))}"
    )
    return verdict(figure, f"proposed within {MOST:g} s", met=met)


if __name__ == "__main__":
    sys.exit(main())
