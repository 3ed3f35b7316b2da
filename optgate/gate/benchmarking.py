"""A comparison as a script for pyperf: to be handed out, and to be run for a second opinion."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.discreet import discreet
from optgate.model import UsageError

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.gate.guests import Guests
    from optgate.model import Candidate, Outcome, Target, Timing, Verdict

SECONDS = 45.0
"""The longest that a second opinion may take."""


def confirmed(
    target: Target, candidate: Candidate, verdict: Verdict, timed: Timing, guests: Guests, deadline: float
) -> Timing:
    """The timing of an accepted candidate with what pyperf's own runner makes of it."""
    import time

    from optgate import host, timing
    from optgate.gate.guests import kit_folder

    interpreter = guests.interpreter
    assert interpreter is not None
    if guests.overlays:
        return timing.unconfirmed(timed, "other files of the project differ from what is staged")
    source = _arguments(verdict, timed)
    if source is None:
        return timing.unconfirmed(timed, "the input has no Python source")
    text = _script(target, candidate, source, Path(target.file.root).resolve(), quiet=False)

    def run(arguments: Sequence[str], seconds: float) -> bytes:
        return host.run_script(
            interpreter,
            guests.root,
            text,
            tuple(arguments),
            cache_dir=kit_folder(),
            seconds=seconds,
            permits=guests.permits,
        ).document

    return timing.confirm(
        timed,
        run,
        min_speedup=guests.config.min_speedup,
        deadline=min(deadline, time.monotonic() + SECONDS),
        progress=guests.progress,
    )


def as_pyperf_script(cwd: Path, id: str, config: Config) -> str:
    """The script for a candidate that was timed; the home folder is written as ``~``.

    Raises:
        UsageError: No candidate with this id was timed, or its input has no Python source.
    """
    from optgate.gate import root
    from optgate.gate.desk import show

    outcome = show(cwd, id, config)
    for one in outcome.judged:
        if one.candidate.id.startswith(id) and one.timing and one.timing.processes and one.verdict:
            source = _arguments(one.verdict, one.timing)
            if source is None:
                raise UsageError(
                    f"the input that {id} was timed with cannot be written as Python source",
                    f"`optgate show {id} --pyperf FOLDER` writes what was measured",
                )
            return _script(outcome.target, one.candidate, source, root(cwd).resolve(), quiet=True)
    raise UsageError(f"{id} was not timed", "`optgate show` says what became of it")


def export_pyperf(cwd: Path, id: str, folder: Path, config: Config) -> list[Path]:
    """Write the measurement behind a candidate as two pyperf files, ``original.json`` and ``candidate.json``.

    What pyperf's own runner measured, if it did, is written as ``rigorous.json``.

    Raises:
        UsageError: The candidate is unknown, was never timed, or the folder cannot be written.
    """
    from optgate.gate.desk import show

    for one in show(cwd, id, config).judged:
        if one.timing and one.timing.original_pyperf and one.candidate.id.startswith(id):
            try:
                return _written(folder, one.timing)
            except OSError as error:
                raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
    raise UsageError(f"{id} was not timed", "optgate show says what became of it")


def keep_pyperf(cwd: Path, outcome: Outcome, config: Config) -> dict[str, str]:
    """Write what was measured into the cache, for the commands of pyperf.

    Returns:
        The folder of each candidate that was timed, by its id, as seen from ``cwd``; without those that
        cannot be written.
    """
    from optgate.gate import root

    kept: dict[str, str] = {}
    for one in outcome.judged:
        if one.timing and one.timing.original_pyperf:
            folder = root(cwd) / config.cache_dir / "pyperf" / one.candidate.id
            with contextlib.suppress(OSError):
                _written(folder, one.timing)
                kept[one.candidate.id] = os.path.relpath(folder, cwd)
    return kept


def _written(folder: Path, timed: Timing) -> list[Path]:
    texts = {"original": timed.original_pyperf, "candidate": timed.candidate_pyperf}
    if timed.confirmation and timed.confirmation.pyperf:
        texts["rigorous"] = timed.confirmation.pyperf
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return [folder / f"{name}.json" for name in texts]


def _arguments(verdict: Verdict, timed: Timing) -> tuple[str, int] | None:
    """The decision input as Python source, and its size; the largest input where its size is not known."""
    from optgate import timing, verify

    size = timing.decision_size(timed)
    known = [n for n, _ in verdict.sized]
    if size not in known:
        size = max(known, default=0)
    for n, call in verdict.sized:
        if n == size and (source := verify.arguments(call)):
            return source, n
    return None


def _script(target: Target, candidate: Candidate, source: tuple[str, int], root: Path, *, quiet: bool) -> str:
    from optgate import timing
    from optgate.guest import loader

    def told(path: str) -> str:
        return discreet(path) if quiet else path

    path = str(root / target.file.path)
    place = loader.locate(path, str(root), target.file.text)
    roots = [told(folder) for folder in place.roots]
    return timing.script(
        f"{target.file.path}::{target.qualname}",
        loader.Place(place.name, told(place.source_root), roots),
        told(path),
        target.qualname,
        (target.file.text, candidate.text),
        timing.Arguments(*source),
    )
