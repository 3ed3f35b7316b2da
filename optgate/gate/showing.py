"""``--show-prompt``: what a model would be sent, without sending anything."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from optgate import store, verify
from optgate.config import Config
from optgate.gate.asking import brief, seen_in_use
from optgate.gate.corridor import select
from optgate.gate.evidence import Evidence
from optgate.gate.flagging import flagged
from optgate.gate.guests import Budget, Guests
from optgate.gate.judge import Case, time_spent
from optgate.model import Finding, GuestError, Progress, Target
from optgate.rewrite.llm import prompt, secrets


def prompts(
    cwd: Path,
    specs: Sequence[str],
    config: Config,
    *,
    budget: float | None,
    progress: Progress,
    refs: tuple[str, str] | None = None,
) -> tuple[str, ...]:
    """The first prompts for each flagged function, or why there would be none; no rewrite is run."""
    clock = Budget(budget)
    selection = select(cwd, specs, config, refs)
    told: list[str] = []
    with store.open(Path(selection.root), config) as shelf:
        guests = Guests(selection, config, clock, progress)
        named = {spec.partition("::")[2] for spec in specs} - {""}
        found = [one for one in flagged(selection, config, named) if not one[0].refused]
        evidence = Evidence([target for target, _ in found], guests, shelf, config)
        evidence.gather([target for target, _ in found])
        for target, findings in found:
            told += _of(target, findings, guests, evidence)
    return (*told, *guests.notes) if told or guests.notes else ("no slow loop found: nothing would be sent",)


def _of(target: Target, findings: tuple[Finding, ...], guests: Guests, evidence: Evidence) -> list[str]:
    """The prompts of one function."""
    config = guests.config
    given = evidence.of(target)
    if guests.interpreter is None:
        return []
    try:
        with guests.bench(target) as bench, bench.open(target.file.text) as original:
            deadline = time.monotonic() + verify.EXPLORE_SECONDS
            explored = verify.explore(
                target,
                original,
                seed=config.seed,
                deadline=deadline,
                timeout=config.verify.timeout,
                given=given,
            )
            if explored.unproven:
                return [f"{target.file.path}::{target.qualname}: nothing would be sent: {explored.unproven}"]
            case = Case(target, original, explored, bench, guests, config, deadline)
            hot = time_spent(case)
    except GuestError as error:
        return [f"{target.file.path}::{target.qualname}: nothing would be sent: {error}"]
    values = config.llm.send_values or not seen_in_use(given)
    about = brief(target, findings, explored, hot, values=values)
    wanted = [
        *(prompt.sample(about, n, counted=False) for n in range(config.llm.samples)),
        *(prompt.sample(about, config.llm.samples + n, counted=True) for n in range(config.llm.more_samples)),
    ]
    return [_shown(target, number, len(wanted), one) for number, one in enumerate(wanted, 1)]


def _shown(target: Target, number: int, count: int, one: prompt.Prompt) -> str:
    held = secrets.held(one.text)
    head = (
        f"--- {target.file.path}::{target.qualname}, {one.purpose} {number} of {count}, sha256 {one.digest}"
    )
    return f"{head}\n{f'NOT SENT: {held}' if held else one.text}\n"
