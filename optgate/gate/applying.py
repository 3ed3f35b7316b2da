"""Stored proposals into the work tree, and out of it again: the files and what the store says, together."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate import root

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Candidate, Outcome
    from optgate.patch import Change, Recovery, Stop
    from optgate.store import Store


def apply(
    cwd: Path,
    ids: Sequence[str],
    config: Config,
    stop: Stop = lambda: None,
    tests: Callable[[Sequence[Outcome], Store], Sequence[Change]] | None = None,
) -> list[str]:
    """Write proposals into the work tree, all or none; the index is left alone.

    Args:
        cwd: Where the command was started.
        ids: The proposals; empty for every open one.
        config: The decoded configuration.
        stop: Called between the steps; what it raises has everything put back first.
        tests: Makes files with tests for the proposals, which are written with them (``testing.with_tests``).

    Returns:
        The paths written, relative to the project root. Without ``ids`` every open proposal is applied.

    Raises:
        UsageError: A proposal is unknown, or its file was edited since it was judged.
        OptgateError: The files, or the record for undo, cannot be written.
    """
    from optgate import patch, store

    top = root(cwd)
    with store.open(top, config) as shelf:
        chosen = [shelf.find(id) for id in ids] if ids else shelf.proposals()
        changes = patch.prepare(top, [(one.target.file, accepted(one).text) for one in chosen])
        if not changes:
            return []
        if tests is not None:
            changes += tests(chosen, shelf)
        proposals = [outcome.proposal for outcome in chosen]
        try:
            with patch.applying(top, changes, top / config.cache_dir, proposals, stop):
                for id in proposals:
                    shelf.close_proposal(id)
                stop()
        except BaseException:
            for id in proposals:
                shelf.reopen_proposal(id)
            raise
    return [change.path for change in changes]


def undo(cwd: Path, config: Config, stop: Stop = lambda: None) -> list[str]:
    """Put back what the last apply wrote, all files or none, and open its proposals again.

    Returns:
        The paths put back, relative to the project root; empty where there is nothing to undo.

    Raises:
        UsageError: A file was edited since.
        OptgateError: The files cannot be written.
    """
    from optgate import patch, store

    top = root(cwd)
    with store.open(top, config) as shelf, patch.undoing(top, top / config.cache_dir, stop) as done:
        if done is None:
            return []
        try:
            for id in done.proposals:
                shelf.reopen_proposal(id)
            stop()
        except BaseException:
            _close(shelf, done.proposals)
            raise
        return [entry.path for entry in done.entries]


def cut(cwd: Path, config: Config) -> bool:
    """Whether an apply was interrupted and is not put back yet; costs one look at the disk."""
    from optgate import patch

    return patch.is_pending(root(cwd) / config.cache_dir)


def recover(cwd: Path, config: Config) -> list[str]:
    """Put back an apply that was interrupted; returns what there is to tell, a line each.

    Raises:
        OptgateError: The record of it cannot be read, or a file cannot be written.
    """
    from optgate import patch, store

    top = root(cwd)
    folder = top / config.cache_dir
    if not patch.is_pending(folder):
        return []
    with store.open(top, config) as shelf, patch.recovering(top, folder) as found:
        if found is None:
            return []
        if found.kind == "apply":
            for id in found.proposals:
                shelf.reopen_proposal(id)
        else:
            _close(shelf, found.proposals)
        return _told(found, top)


def _close(shelf: Store, proposals: Sequence[str]) -> None:
    from optgate.model import UsageError

    for id in proposals:
        with contextlib.suppress(UsageError):
            shelf.close_proposal(id)


def _told(found: Recovery, top: Path) -> list[str]:
    files = ", ".join(found.restored)
    lines = [f"an interrupted {found.kind} {f'was put back: {files}' if files else 'had changed no file'}"]
    for path, kept in found.edited:
        place = os.path.relpath(kept, top)
        lines.append(f"{path} was edited since and is left as it is; its text from before is in {place}")
    return lines


def accepted(outcome: Outcome) -> Candidate:
    """The proposed candidate of a stored outcome.

    Raises:
        UsageError: The outcome proposes nothing.
    """
    from optgate.model import UsageError

    for one in outcome.judged:
        if one.candidate.id == outcome.proposal:
            return one.candidate
    raise UsageError(
        f"nothing was proposed for {outcome.target.qualname}: {outcome.reason or outcome.status}",
        "only accepted candidates can be applied or dismissed",
    )
