"""What is remembered of a function, and for how long a run it holds."""

from __future__ import annotations

import sys
from pathlib import Path

from optgate import config
from optgate.gate import corridor
from optgate.model import Outcome, Status

SLOW = '''\
import time


def total(values: list[int]) -> int:
    """A sum, after a while."""
    time.sleep(0.02)
    found = 0
    for value in values:
        found += value
    return found
'''


def judged(project: Path, budget: float | None) -> Outcome:
    settings = config.load(project, {"python": sys.executable}, {})
    [outcome] = corridor.run(
        project, ("mod.py",), settings, budget=budget, progress=lambda phrase: None
    ).outcomes
    return outcome


def test_what_was_judged_in_a_hurry_holds_for_runs_that_are_as_short(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text(SLOW)
    first = judged(tmp_path, 2.0)
    assert first.status is not Status.PROPOSED
    assert 0 < first.hurried <= 2.0
    again = judged(tmp_path, 2.0)
    assert again.cached
    assert (again.status, again.reason) == (first.status, first.reason)
    assert not judged(tmp_path, 4.0).cached
