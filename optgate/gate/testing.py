"""Regression tests for proposals, written when these are applied: what the function does, pinned."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate.applying import accepted
from optgate.gate.guests import Budget, Guests
from optgate.model import GuestError, Outcome, UsageError

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Progress
    from optgate.patch import Change
    from optgate.store import Store

SECONDS = 60.0
"""The longest that the tests of all proposals may take to be found."""

_WITHOUT = "apply it without --with-test"


def with_tests(
    cwd: Path, config: Config, progress: Progress
) -> Callable[[Sequence[Outcome], Store], list[Change]]:
    """What ``apply`` calls to get a file of tests for each proposal.

    The original and the proposal run once more on the known inputs and on those that the search finds; a test
    is made of each that both agree on, the ones first that tell deliberate mistakes from the original.

    Raises:
        UsageError: No interpreter of the project was found, the function does not run there, or nothing of
            what it does can be written as source.
    """
    from optgate import select

    def changes(outcomes: Sequence[Outcome], shelf: Store) -> list[Change]:
        root = select.root(cwd)
        guests = Guests(select.Selection(str(root)), config, Budget(SECONDS), progress)
        found: list[Change] = []
        for outcome in outcomes:
            taken = {change.path for change in found}
            found.append(_change(outcome, guests, shelf, taken))
        return found

    return changes


def _change(outcome: Outcome, guests: Guests, shelf: Store, taken: set[str]) -> Change:
    from optgate import host, patch
    from optgate.gate.keeping import placed
    from optgate.report import regression

    target = placed(outcome, guests.root).target
    interpreter = guests.interpreter
    if interpreter is None:
        raise UsageError(f"no test can be made: {guests.notes[-1]}", _WITHOUT)
    guests.progress(f"making tests for {target.qualname}")
    try:
        tests = _pins(outcome, guests, shelf)
    except GuestError as error:
        raise UsageError(f"no test could be made for {target.qualname}: {error}", _WITHOUT) from None
    if not tests:
        raise UsageError(
            f"no test could be made for {target.qualname}: what it takes or gives has no Python source",
            _WITHOUT,
        )
    home = host.home_of_tests(interpreter, guests.root, target)
    if home.path in taken:
        raise UsageError(f"two tests would be called {home.path}", "apply the proposals one by one")
    text = regression.pinning(target, home.module, tests, home.style)
    return patch.Change(home.path, "", text.encode("utf-8"))


def _pins(outcome: Outcome, guests: Guests, shelf: Store) -> tuple[str, ...]:
    from optgate import verify
    from optgate.gate.evidence import Evidence
    from optgate.gate.keeping import placed

    target, config = placed(outcome, guests.root).target, guests.config
    evidence = Evidence([target], guests, shelf, config)
    evidence.gather([target])
    failing = [call for one in outcome.judged if one.verdict for call in one.verdict.failing]
    with guests.bench(target) as bench, bench.open(target.file.text) as original:
        explored = verify.explore(
            target,
            original,
            seed=config.seed,
            deadline=time.monotonic() + verify.EXPLORE_SECONDS,
            timeout=config.verify.timeout,
            given=evidence.of(target),
            signed_zero=config.verify.signed_zero,
        )
        if explored.unproven:
            raise GuestError(explored.unproven)
        explored.remember(failing)
        with bench.open(accepted(outcome).text) as side:
            return verify.pins(explored, target, original, side)
