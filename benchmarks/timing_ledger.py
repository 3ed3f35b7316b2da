"""Trials that can be broken off and taken up again, and the table of what came out of them."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple


class Trial(NamedTuple):
    """One comparison: was the second version called faster, in how many seconds, and what was said."""

    faster: bool
    seconds: float
    said: str = ""


class Ledger:
    """Runs trials, each under a name of its own, until the minutes are over.

    With a file every trial is written to it as it ends, and those already in it are not run again.
    """

    def __init__(self, path: Path | None, minutes: float) -> None:
        self._path = path
        self._until = time.monotonic() + 60 * minutes
        self._known: dict[str, Trial] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                name, *rest = json.loads(line)
                self._known[name] = Trial(*rest)

    def trial(self, name: str, run: Callable[[], Trial]) -> Trial | None:
        """What came out of a trial; None where there is no time left to run it."""
        if name not in self._known:
            if time.monotonic() > self._until:
                return None
            found = self._known[name] = run()
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([name, *found]) + "\n")
        return self._known[name]


class Row(NamedTuple):
    """A line of the table: what was tried, by which method, in how many trials, and what is asked of it."""

    what: str
    method: str
    trials: Sequence[Trial]
    wanted: int
    asked: str = ""


def table(rows: Sequence[Row]) -> None:
    """Print what came out, a row a case and method."""
    print(f"\n{'case':32} {'method':17} {'trials':>7} {'faster':>11} {'mean s':>7} {'max s':>6}  asked")
    for what, method, trials, wanted, asked in rows:
        done = f"{len(trials)}/{wanted}" if len(trials) < wanted else str(wanted)
        if not trials:
            print(f"{what:32} {method:17} {done:>7} {'-':>11} {'-':>7} {'-':>6}  {asked}")
            continue
        hits = sum(trial.faster for trial in trials)
        share = f"{hits} ({hits / len(trials):.0%})"
        mean, most = statistics.fmean(one.seconds for one in trials), max(one.seconds for one in trials)
        print(f"{what:32} {method:17} {done:>7} {share:>11} {mean:7.2f} {most:6.2f}  {asked}")
    print(flush=True)
