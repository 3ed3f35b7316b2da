"""Arguments seen while the project's own tests, doctests and ``__main__`` blocks run on a private copy."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from optgate.guest import codec, frames, loader
from optgate.guest.capture_record import SLOTS
from optgate.host import capture_copy, leftovers
from optgate.host.capture_reach import Reach, Reached
from optgate.host.capture_run import Ran, Supervisor
from optgate.host.capture_sources import Sources
from optgate.host.capture_told import Told
from optgate.host.channel import Broken
from optgate.host.discovery import Interpreter
from optgate.host.permits import NOTHING_MORE, Permits
from optgate.model import Given, Progress, Target

LIMITS = {"memory": 4 << 30, "cpu": 600, "file": 64 << 20, "files": 256}
"""As ``Workbench`` has them: bytes, seconds, bytes of a file, open descriptors."""

Key = tuple[str, str]
"""A function: posix path relative to the root, and qualified name."""


class Capture(msgspec.Struct, frozen=True):
    """What was seen.

    ``calls`` has an entry for every target, by ``(target.file.path, target.qualname)``: at most ``SLOTS``
    distinct calls, of every run some. ``notes`` are lines for the user: what ran, what was left out and why.
    """

    calls: dict[Key, tuple[Given, ...]]
    notes: tuple[str, ...] = ()


def capture(
    interpreter: Interpreter,
    root: Path,
    targets: Sequence[Target],
    *,
    overlays: Mapping[str, bytes],
    seconds: float,
    permits: Permits = NOTHING_MORE,
    progress: Progress | None = None,
) -> Capture:
    """Run what can reach the targets and keep the arguments they are called with.

    Nothing of the project is changed: everything runs on a private copy of its files, in processes that are
    all gone when this returns. Never raises because of what the project's code does; then it is in the notes.

    Args:
        interpreter: The project's interpreter.
        root: The project root; ``target.file.path`` is relative to it.
        targets: Functions of one or more files, run for together.
        overlays: Contents that count instead of those on disk, by absolute or root-relative path.
        seconds: Wall time for everything, the copy included; what was seen until then is kept.
        permits: What the tests may do beyond reading and changing the copy; processes and threads they may.
        progress: Called with the file that runs.
    """
    deadline = time.monotonic() + seconds
    sources = Sources(root, targets, overlays)
    reach = Reach(sources)
    judged = [target for target in targets if not target.refused]
    reached = [reach.of(target) for target in judged]
    units = list(_units(judged, reached))
    told = Told([target.qualname for target in judged])
    seen: dict[Key, list[list[Given]]] = defaultdict(list)
    if units and not hasattr(os, "fork"):
        told.problem("nothing was run: this platform cannot fork processes")
    elif units:
        with leftovers.private_folder("capture") as private:
            run = _Runs(interpreter, sources, judged, private, deadline, told, permits)
            for unit, ran in run.of(units, reach.config.options, progress):
                for number, calls in ran.calls.items():
                    seen[_key(judged[number])].append([Given(call, unit.source) for call in calls])
    return Capture({_key(target): _chosen(seen[_key(target)]) for target in targets}, told.notes())


def _key(target: Target) -> Key:
    return target.file.path, target.qualname


def reaching(
    root: Path, targets: Sequence[Target], *, overlays: Mapping[str, bytes]
) -> dict[Key, tuple[tuple[str, str], ...]]:
    """The files whose running can call each target, most promising first, as ``(path, sha256)``.

    Test files with their ``conftest.py``, and the target's own file where it has doctests or a ``__main__``
    block; empty when nothing is worth running, and ``capture`` would start no process. Static and cheap. A
    capture holds as long as this and the function itself stay the same.
    """
    reach = Reach(Sources(root, targets, overlays))
    return {_key(target): () if target.refused else reach.files(target) for target in targets}


class _Unit(msgspec.Struct, frozen=True):
    """Something to run: a file, as ``tests``, ``doctests`` or ``main``; ``qualnames`` for doctests."""

    source: str
    path: str
    qualnames: tuple[str, ...] = ()


def _units(targets: Sequence[Target], reached: Sequence[Reached]) -> Iterator[_Unit]:
    """What is quick and close to the functions first: doctests, tests, ``__main__`` blocks."""
    documented: dict[str, list[str]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for target, found in zip(targets, reached, strict=True):
        if found.doctests:
            documented[target.file.path].append(target.qualname)
        for rank, path in enumerate(found.tests):
            ranks[path] = min(rank, ranks.get(path, rank))
    for path, qualnames in documented.items():
        yield _Unit("doctests", path, tuple(qualnames))
    for path in sorted(ranks, key=lambda path: (ranks[path], path)):
        yield _Unit("tests", path)
    for path in dict.fromkeys(main for found in reached for main in found.mains):
        yield _Unit("main", path)


class _Runs:
    """The runs of one capture, in its private folder."""

    def __init__(
        self,
        interpreter: Interpreter,
        sources: Sources,
        targets: Sequence[Target],
        private: Path,
        deadline: float,
        told: Told,
        permits: Permits,
    ) -> None:
        self._interpreter = interpreter
        self._sources = sources
        self._targets = targets
        self._private = private
        self._copied = self._private / "copy" / (sources.root.name or "project")
        self._deadline = deadline
        self._told = told
        self._permits = permits

    def of(
        self, units: Sequence[_Unit], options: Sequence[str], progress: Progress | None
    ) -> Iterator[tuple[_Unit, Ran]]:
        """Run one unit after the other while there is time."""
        pending = list(units)
        try:
            order = self._order(any(unit.source == "tests" for unit in units))
            with Supervisor(self._interpreter, str(self._private), order, self._deadline) as supervisor:
                while pending and self._left() > 0:
                    unit = pending.pop(0)
                    call = self._call(unit, options, supervisor.has_pytest)
                    if call is None:
                        self._told.without_pytest()
                        continue
                    if progress is not None:
                        progress(f"running {unit.path} for the arguments it uses")
                    ran = supervisor.run(*call, seconds=self._share(last=not pending))
                    self._told.ran(unit.source, unit.path, ran)
                    yield unit, ran
        except (Broken, TimeoutError, OSError) as error:
            self._told.problem(f"running the tests ended early: {error or type(error).__name__}")
        self._told.unreached(len(pending))

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _share(self, *, last: bool) -> float:
        """The seconds for the next unit: half of those left, so that one that hangs leaves some to others."""
        left = self._left()
        return left if last else max(left / 2, min(left, 1.0))

    def _order(self, tests: bool) -> dict[str, Any]:
        """Make the copy, and say what the processes need to know of it."""
        copied = self._copied
        copied.mkdir(parents=True)
        (self._private / "tmp").mkdir()
        for note in capture_copy.copy(self._sources, copied, self._deadline):
            self._told.problem(note)
        roots: list[str] = []
        warm = ["pytest"] if tests else []
        for target in self._targets:
            try:
                place = loader.locate(str(copied / target.file.path), str(copied), target.file.text)
                warm += loader.imported(target.file.text)
            except SyntaxError:
                continue
            roots += place.roots
        return {
            "root": str(copied),
            "private": str(self._private),
            "roots": list(dict.fromkeys(roots)),
            "targets": [(str(copied / target.file.path), target.qualname) for target in self._targets],
            "warm": list(dict.fromkeys(warm)),
            "limits": LIMITS,
            "walls": self._permits.walls(str(Path(frames.__file__).parent)),
        }

    def _call(self, unit: _Unit, options: Sequence[str], has_pytest: bool) -> tuple[str, list[Any]] | None:
        """The guest's method and its arguments; None for what needs pytest where there is none."""
        path = str(self._copied / unit.path)
        if unit.source == "doctests":
            return "doctests", [path, list(unit.qualnames)]
        if unit.source == "main":
            return "main", [path]
        if has_pytest:
            return "tests", [path, list(options)]
        return ("unittests", [path]) if b"unittest" in self._sources.read(unit.path) else None


def _chosen(runs: Sequence[Sequence[Given]]) -> tuple[Given, ...]:
    """At most ``SLOTS`` distinct calls that can be read, one of each run in turn."""
    found: dict[bytes, Given] = {}
    queues = [iter(run) for run in runs]
    while queues and len(found) < SLOTS:
        for queue in list(queues):
            given = next(queue, None)
            if given is None:
                queues.remove(queue)
            elif given.call not in found and _readable(given.call) and len(found) < SLOTS:
                found[given.call] = given
    return tuple(found.values())


def _readable(call: bytes) -> bool:
    try:
        codec.decode_call(call)
    except codec.Malformed:
        return False
    return True
