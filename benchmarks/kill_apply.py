"""SIGKILL and SIGINT at every system call of ``optgate apply`` and ``apply --undo``.

    python benchmarks/kill_apply.py [--most N]

Four commands are cut: the apply of one file, the apply of three (one of them through a symbolic link), its
undo, and the putting back of an apply that was cut. Demanded after each: every file is wholly the old or the
new one; an interrupted command ends with status 130 and has changed nothing, or came to its end; the next
``apply`` (or ``apply --undo``) leaves all files new (old); no proposal is lost; no temporary file and no half
record is left. The modules are loaded beforehand, so that the steps are those of the command itself.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from common import verdict
from stepping import Ended, stepped

from optgate import patch, store
from optgate.__main__ import main as optgate
from optgate.config import Config
from optgate.model import Candidate, Decision, Judged, Outcome, SourceFile, Status, Target

OLD = (
    "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
    + "# a line\n" * 2000
)
NEW = "def f(xs):\n    return sum(xs)\n" + "# a line\n" * 2000
FILES = ("a.py", "pkg/b.py", "link.py")
MODE = 0o640


class Case(NamedTuple):
    """A command to cut, its project before, and the texts of its files before and after."""

    name: str
    command: tuple[str, ...]
    project: Path
    before: str
    after: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--most", type=int, default=0, help="kills per command and signal (default: every step)"
    )
    options = parser.parse_args()
    os.environ.update(LC_ALL="C", LANGUAGE="", COLUMNS="80")
    started, kills, wrong = time.monotonic(), 0, []
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as name:
        folder = Path(name).resolve()
        for case in _cases(folder):
            steps = _run(case, folder, 0).steps
            for number in (signal.SIGKILL, signal.SIGINT):
                chosen = _chosen(steps, options.most)
                found = [complaint for at in chosen for complaint in _cut(case, folder, at, number)]
                kills, wrong = kills + len(chosen), wrong + found
                print(
                    f"{case.name}: {len(chosen)} of {steps} steps, {number.name}, {len(found)} wrong",
                    flush=True,
                )
    for complaint in wrong[:20]:
        print(complaint)
    figure = f"{len(wrong)} wrong after {kills} kills in {time.monotonic() - started:.0f} s"
    return verdict(figure, "none", met=not wrong and kills > 0)


def _cases(folder: Path) -> Iterator[Case]:
    single, several = folder / "single", folder / "several"
    _load(folder / "load")
    _make(single, FILES[:1])
    _make(several, FILES)
    applied, half = folder / "applied", folder / "half"
    shutil.copytree(several, applied, symlinks=True)
    _quietly(applied, "apply")
    shutil.copytree(several, half, symlinks=True)
    _half_applied(half)
    yield Case("apply one file", ("apply",), single, OLD, NEW)
    yield Case("apply three files", ("apply",), several, OLD, NEW)
    yield Case("undo three files", ("apply", "--undo"), applied, NEW, OLD)
    yield Case("put back a cut apply", ("apply", "--undo"), half, OLD, OLD)


def _make(root: Path, names: Sequence[str]) -> None:
    (root / "pkg").mkdir(parents=True)
    (root / "pyproject.toml").touch()
    (root / "link.py").symlink_to("pkg/c.py")
    for name in names:
        (root / name).write_text(OLD)
        (root / name).chmod(MODE)
    with store.open(root, Config()) as shelf:
        for name in names:
            file = SourceFile(str(root), name, OLD.encode(), OLD)
            candidate = Candidate(f"id{names.index(name)}", "rules:lift", NEW, "a sum")
            judged = (Judged(candidate, Decision.ACCEPTED, ""),)
            target, text = Target(file, "f", 1, 1, 5), patch.diff(file, NEW)
            shelf.save(Outcome(target, (), Status.PROPOSED, "", judged, None, text, candidate.id))


def _load(root: Path) -> None:
    """Have this process import everything, by doing once what the children do."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    _make(root, FILES)
    os.chdir(root)
    with Path(os.devnull).open("w") as null, contextlib.redirect_stdout(null):
        for arguments in (("apply",), ("apply", "--undo"), ("apply", "nothing")):
            with contextlib.redirect_stderr(null):
                optgate(arguments)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _half_applied(root: Path) -> None:
    """Kill an apply when one of its files is replaced and the next one is about to be."""

    def kill(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and str(arguments[1]).endswith("b.py"):
            os.kill(os.getpid(), signal.SIGKILL)

    def apply() -> int:
        sys.addaudithook(kill)
        return optgate(("apply",))

    os.chdir(root)
    stepped(apply, root.with_name("output"))
    if _texts(root) != {OLD, NEW}:
        raise AssertionError("the apply was not cut between two files")


def _cut(case: Case, folder: Path, at: int, number: signal.Signals) -> list[str]:
    """Cut a command at a step; returns what is wrong afterwards."""
    ended = _run(case, folder, at, number)
    root = folder / "project"
    wrong = [] if _texts(root) <= {OLD, NEW} else ["a file is torn"]
    if number == signal.SIGINT:
        wrong += _interrupted(case, root, ended)
    wrong += _afterwards(case, root, next_is_undo=at % 2 == 0)
    return [f"{case.name}, {number.name} at step {at}: {one}\n    {ended.output.strip()}" for one in wrong]


def _interrupted(case: Case, root: Path, ended: Ended) -> list[str]:
    if ended.status not in (0, 130):
        return [f"status {ended.status}"]
    if case.before == case.after:
        return []
    expected = case.before if ended.status else case.after
    wrong = [] if _texts(root) == {expected} else [f"status {ended.status}, but the files do not say so"]
    return wrong + [f"left {path.name}" for path in _leftovers(root)]


def _afterwards(case: Case, root: Path, *, next_is_undo: bool) -> list[str]:
    wrong = []
    if next_is_undo:
        _quietly(root, "apply", "--undo")
        if len(_texts(root)) > 1:
            wrong.append("put back in part")
        _quietly(root, "apply", "--undo")
        if _texts(root) != {OLD}:
            wrong.append("undone in part")
    if _quietly(root, "apply") or _texts(root) != {NEW}:
        wrong.append("the next apply did not leave all files new: a proposal is lost")
    if not (root / "link.py").is_symlink() or {path.stat().st_mode & 0o777 for path in _files(root)} != {
        MODE
    }:
        wrong.append("a link or a mode is lost")
    return wrong + [f"left {path.name} in the end" for path in _leftovers(root)]


def _run(case: Case, folder: Path, at: int, number: int = signal.SIGKILL) -> Ended:
    root = folder / "project"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(case.project, root, symlinks=True)
    return stepped(_command(root, case.command), folder / "output", at=at, number=number)


def _command(root: Path, arguments: Sequence[str]) -> Callable[[], int]:
    os.chdir(root)
    return lambda: optgate(arguments)


def _quietly(root: Path, *arguments: str) -> int:
    """A command that nobody cuts, in a process of its own."""
    os.chdir(root)
    child = os.fork()
    if not child:
        status = 70
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            status = optgate(arguments)
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _chosen(steps: int, most: int) -> list[int]:
    if not most or steps <= most:
        return list(range(1, steps + 1))
    return sorted({1 + round(number * (steps - 1) / (most - 1)) for number in range(most)})


def _files(root: Path) -> list[Path]:
    return [root / name for name in FILES if (root / name).exists()]


def _texts(root: Path) -> set[str]:
    return {path.read_text() for path in _files(root)}


def _leftovers(root: Path) -> list[Path]:
    names = (".optgate-apply-*", "apply.pending", "apply.part", "apply.unreadable")
    return [path for name in names for path in root.rglob(name)]


if __name__ == "__main__":
    sys.exit(main())
