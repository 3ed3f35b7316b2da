"""How near the gate comes to what an expert writes, on functions as people write them.

Run as ``python -m benchmarks.expert_wins [--budget SECONDS] [--size N] [--patches] [NAME ...]``. Every
function of ``benchmarks/expert`` goes through the whole gate, as ``optgate run FILE::NAME`` does, in
a throwaway repository. What is accepted and the expert's version are then timed beside the original on the
same fresh arguments.
It prints a line a function, the reason of every candidate that was rejected, and the totals for arrays
and for lists. The exit status is 1 when a demand is missed.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import common
from benchmarks.expert import inputs
from optgate import config, gate
from optgate.model import Decision, Outcome

WINS, LEAST, SHARE = 24, 1.1, 0.8
ROUNDS = 15


class Row(NamedTuple):
    """One function: what the gate said, and speed-ups of its version and of the expert's."""

    container: str
    name: str
    status: str
    achieved: float
    expert: float
    rejected: tuple[str, ...]
    patch: str
    seconds: float

    @property
    def hopeless(self) -> bool:
        """Whether there is no win to be had."""
        return self.name in inputs.HOPELESS

    @property
    def share(self) -> float:
        """Achieved / expert, with 1 for what was not proposed."""
        return (self.achieved or 1.0) / self.expert


def main() -> int:
    """Print the table and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--budget", type=float, default=40.0, help="seconds for a function")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--patches", action="store_true", help="print what is proposed")
    options = parser.parse_args()
    rows = []
    for row in judged(options.names, options.budget, options.size):
        rows.append(row)
        _show(row, patches=options.patches)
    missed = [_totals(rows, container) for container in ("arrays", "lists")]
    wins = sum(not row.hopeless and row.achieved >= LEAST for row in rows)
    proposed = [row.name for row in rows if row.hopeless and row.achieved]
    missed.append(common.verdict(f"{wins} of {len(rows)} won", f"{WINS} of 30", met=wins >= WINS))
    missed.append(common.verdict(f"proposed without need: {proposed}", "none", met=not proposed))
    return max(missed)


def judged(names: Sequence[str], budget: float, size: int) -> Iterator[Row]:
    """The functions one after the other; all of them when none is named."""
    for container in ("arrays", "lists"):
        module = importlib.import_module(f"benchmarks.expert.{container}")
        file = Path(str(module.__file__))
        makers: dict[str, inputs.Maker] = getattr(inputs, container.upper())
        with common.repository({file.name: file.read_text()}) as root, tempfile.TemporaryDirectory() as cache:
            os.environ["XDG_CACHE_HOME"] = cache
            for name, maker in makers.items():
                if not names or name in names:
                    started = time.monotonic()
                    outcome = _outcome(root, f"{file.name}::{name}", budget)
                    yield _row(container, name, outcome, maker, size, time.monotonic() - started)


def _outcome(root: Path, spec: str, budget: float) -> Outcome:
    settings = config.load(root, {"python": sys.executable}, {})
    report = gate.run(root, [spec], settings, budget=budget, progress=lambda _: None)
    [outcome] = report.outcomes
    return outcome


def _row(container: str, name: str, outcome: Outcome, maker: inputs.Maker, size: int, seconds: float) -> Row:
    module = importlib.import_module(f"benchmarks.expert.{container}")
    experts = importlib.import_module(f"benchmarks.expert.{container}_expert")
    original, expert = getattr(module, name), getattr(experts, name, None)
    accepted = [one for one in outcome.judged if one.candidate.id == outcome.proposal]
    rivals = [_loaded(one.candidate.text, name) for one in accepted] + ([expert] if expert else [])
    speeds = _speeds(original, rivals, maker, size)
    rejected = tuple(
        f"{one.decision}: {one.reason} [{one.candidate.summary}]"
        for one in outcome.judged
        if one.decision is not Decision.ACCEPTED
    )
    status = f"{outcome.status}" + (f" ({outcome.reason})" if outcome.reason and not outcome.judged else "")
    achieved = speeds[0] if accepted else 0.0
    return Row(
        container,
        name,
        status,
        achieved,
        speeds[-1] if expert else 1.0,
        rejected,
        outcome.patch or "",
        seconds,
    )


def _loaded(text: str, name: str) -> Callable[..., Any]:
    module = types.ModuleType("proposed")
    exec(compile(text, "proposed.py", "exec"), module.__dict__)
    function: Callable[..., Any] = getattr(module, name)
    return function


def _speeds(
    original: Callable[..., Any], rivals: Sequence[Callable[..., Any]], maker: inputs.Maker, size: int
) -> list[float]:
    """Original CPU time / rival's: the least of interleaved rounds, each on fresh arguments of one seed."""
    functions = [original, *rivals]
    least = [math.inf] * len(functions)
    for round_ in range(ROUNDS):
        for place, function in enumerate(functions):
            least[place] = min(least[place], _seconds(function, maker, size, round_))
    return [least[0] / seconds for seconds in least[1:]]


def _seconds(function: Callable[..., Any], maker: inputs.Maker, size: int, seed: int) -> float:
    spent, calls = 0.0, 0
    while spent < 0.01 and calls < 200:
        arguments = maker(size, np.random.default_rng(seed + calls))
        started = time.thread_time()
        function(*arguments)
        spent += time.thread_time() - started
        calls += 1
    return spent / calls


def _show(row: Row, *, patches: bool) -> None:
    achieved = f"{row.achieved:8.2f}x" if row.achieved else "       - "
    print(
        f"{row.container:7} {row.name:24} {achieved} of {row.expert:8.2f}x  {row.share:5.2f}  "
        f"{row.seconds:5.1f} s  {row.status}",
        flush=True,
    )
    for reason in row.rejected:
        print(f"        {reason}")
    if patches and row.patch:
        print(row.patch, flush=True)


def _totals(rows: Sequence[Row], container: str) -> int:
    chosen = [row for row in rows if row.container == container and not row.hopeless]
    if not chosen:
        return 0
    wins = sum(row.achieved >= LEAST for row in chosen)
    mean = math.exp(math.fsum(math.log(row.share) for row in chosen) / len(chosen))
    print(f"{container}: {wins} of {len(chosen)} won")
    return common.verdict(
        f"{container}: achieved / expert, geometric mean {mean:.2f}", f"{SHARE}", met=mean >= SHARE
    )


if __name__ == "__main__":
    sys.exit(main())
