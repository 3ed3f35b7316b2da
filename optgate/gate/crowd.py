"""The files of a check, looked at one after the other, or in several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from multiprocessing.sharedctypes import Synchronized

    from optgate.config import Config
    from optgate.gate.flagging import Flag
    from optgate.select import Files

SHARE = 16
"""Files that a process takes at a time."""

WORTH = 200
"""Files from which on several processes are started without being asked for."""


class Seen(NamedTuple):
    """A file: its functions with findings, comments that silence nothing, and why it was skipped."""

    flags: list[Flag]
    comments: list[Flag]
    skipped: tuple[tuple[str, str], ...]
    left_alone: tuple[tuple[str, str], ...]


class Wish(NamedTuple):
    """What is looked at, and how: ``notes`` asks for what rarely pays too."""

    files: Files
    config: Config
    notes: bool = False


def examine(wish: Wish, jobs: int | None) -> list[Seen]:
    """What is in each of the files, in their order, whatever the number of processes.

    Without ``jobs`` it is that of the processors for many files, else one.

    Raises:
        RuntimeError: A process ended before its work did.
    """
    paths = wish.files.paths
    many = (_processors() if len(paths) >= WORTH else 1) if jobs is None else jobs
    many = min(many, -(-len(paths) // SHARE))
    return _crowd(wish, many) if many > 1 else [_look(wish, path) for path in paths]


def _look(wish: Wish, path: str) -> Seen:
    from optgate import select
    from optgate.gate.flagging import by_file

    selection = select.single(wish.files, path)
    comments: list[Flag] = []
    flags = [
        flag
        for found in by_file(selection, wish.config, comments=comments, strays=True, notes=wish.notes)
        for flag in found
        if flag[1]
    ]
    return Seen(flags, comments, selection.skipped, selection.left_alone)


def _crowd(wish: Wish, many: int) -> list[Seen]:
    from optgate import detect  # noqa: F401  loaded once, before the processes part

    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    turn = context.Value("q", 0)
    workers: list[BaseProcess] = []
    readers: list[Connection] = []
    found: dict[int, list[Seen]] = {}
    try:
        for _ in range(many):
            reader, writer = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(wish, turn, writer), daemon=True)
            worker.start()
            writer.close()
            workers.append(worker)
            readers.append(reader)
        _collect(readers, found)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()
    if len(found) < -(-len(wish.files.paths) // SHARE):
        raise RuntimeError("a process of `check --jobs` ended before its work did")
    return [one for number in sorted(found) for one in found[number]]


def _collect(readers: Sequence[Connection], found: dict[int, list[Seen]]) -> None:
    """Take the shares as they come, until every process has closed its end."""
    left = list(readers)
    while left:
        ready = wait(left)
        for reader in [one for one in left if one in ready]:
            try:
                number, share = reader.recv()
            except EOFError:
                left.remove(reader)
            else:
                found[number] = share


def _work(wish: Wish, turn: Synchronized[int], writer: Connection) -> None:
    """Take shares until none is left; a parent that is gone ends the work."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    with suppress(BrokenPipeError):
        while True:
            with turn.get_lock():
                number = turn.value
                turn.value += 1
            share = wish.files.paths[number * SHARE : (number + 1) * SHARE]
            if not share:
                break
            writer.send((number, [_look(wish, path) for path in share]))
    writer.close()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
