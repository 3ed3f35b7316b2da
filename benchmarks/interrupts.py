"""Commands ended from outside at random moments: status, processes and folders left behind, files changed.

    python benchmarks/interrupts.py [--runs N] [--seed N]

Every run has a cold store, a folder for temporary files of its own, and a real repository with a staged
function and a test of it. Signals are SIGINT, SIGINT twice, SIGTERM, SIGHUP and SIGKILL to the command alone;
moments are drawn evenly from the time the command takes undisturbed. This process adopts what the command
leaves behind, so nothing that goes on is overlooked. After SIGKILL the processes have to end by themselves,
and the folders to be gone once the command has been started again. Demanded: none of it, ever.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from common import environment, git, optgate, repository, verdict

GRACE = 2.0
"""Seconds within which what a killed command has started is to be gone."""

AT_ONCE = 0.1
LATE = 30.0

FUNCTION = '''\
import numpy as np


def running_total(values: np.ndarray) -> np.ndarray:
    """The sums of all prefixes of a float64 vector."""
    totals = np.zeros(len(values))
    total = 0.0
    for i in range(len(values)):
        total += values[i]
        totals[i] = total
    return totals
'''
TEST = """\
import subprocess
import sys

import numpy as np

from stats import running_total


def test_total():
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.2)"], check=True)
    assert running_total(np.ones(3))[-1] == 3
"""
FASTER = FUNCTION.partition("    totals =")[0] + "    return np.cumsum(values)\n"
FILES = {"stats.py": FUNCTION.replace("float64", "flat"), "test_stats.py": TEST, ".gitignore": "faster.py\n"}

COMMANDS: dict[str, Sequence[str]] = {
    "run": ("run",),
    "run --fix": ("run", "--fix"),
    "hook": ("hook", "pre-commit"),
    "verify": ("verify", "stats.py::running_total", "--candidate", "faster.py"),
    "check": ("check", "."),
    "help": ("apply", "--help"),
}
WEIGHTS = (8, 3, 5, 5, 2, 1)
KINDS: dict[str, Sequence[int]] = {
    "SIGINT": (signal.SIGINT,),
    "SIGINT twice": (signal.SIGINT, signal.SIGINT),
    "SIGTERM": (signal.SIGTERM,),
    "SIGHUP": (signal.SIGHUP,),
    "SIGKILL": (signal.SIGKILL,),
}


class Ended(NamedTuple):
    """How a command ended: negative for a signal; seconds; what it said; what was wrong afterwards."""

    status: int
    seconds: float
    said: str
    wrong: tuple[str, ...]


class Place:
    """A repository to run commands in, and what is to be found there after each."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root = root
        self.scratch = scratch
        self.temporary = scratch / "tmp"
        self.temporary.mkdir()
        (scratch / "home").mkdir()
        self.env = {
            **environment(),
            "TMPDIR": str(self.temporary),
            "OPTGATE_PYTHON": sys.executable,
            "OPTGATE_CACHE_DIR": str(scratch / "store"),
            "PYTHONFAULTHANDLER": "1",
        }

    def fresh(self) -> None:
        """The repository as every run finds it."""
        subprocess.run(["rm", "-rf", str(self.scratch / "store")], check=True)
        (self.root / "stats.py").write_text(FUNCTION)
        (self.root / "faster.py").write_text(FASTER)
        git(self.root, "add", "stats.py")

    def state(self) -> Mapping[str, bytes]:
        """Every file of the work tree, and the index."""
        found = {
            str(path): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.root).parts
        }
        return found | {"index": (self.root / ".git/index").read_bytes()}

    def run(self, command: Sequence[str], kind: Sequence[int] = (), after: float = 0.0) -> Ended:
        """Run a command; send it signals after so many seconds, the second a moment after the first."""
        self.fresh()
        before = self.state()
        started = time.monotonic()
        child = self._started(command)
        try:
            child.wait(after if kind else LATE)
        except subprocess.TimeoutExpired:
            for number in kind:
                child.send_signal(number)
                time.sleep(random.uniform(0, 0.05) if len(kind) > 1 else 0)
        wrong = self._awaited(child, kind)
        said = child.stderr.read().decode(errors="replace") if child.stderr else ""
        seconds = time.monotonic() - started
        if signal.SIGKILL in kind:
            subprocess.run(
                [*optgate(), *command], cwd=self.root, env=self.env, capture_output=True, check=False
            )
        left = sorted(path.name for path in self.temporary.iterdir())
        if left:
            wrong.append(f"left in the folder for temporary files: {', '.join(left)}")
            subprocess.run(["rm", "-rf", *(str(self.temporary / name) for name in left)], check=True)
        ended = child.returncode not in (0, 1)
        if ended and signal.SIGKILL not in kind and self.state() != before:
            wrong.append("a file was changed")
        before_us = child.returncode < 0 and "optgate/" not in said
        if not before_us and any(word in said for word in ("Traceback", "internal error", "ignored in")):
            wrong.append(f"said: {said}")
        return Ended(child.returncode, seconds, said, tuple(wrong))

    def _started(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*optgate(), *command],
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _awaited(self, child: subprocess.Popen[bytes], kind: Sequence[int]) -> list[str]:
        """Wait for the command, and see that what it had started is gone."""
        wrong = []
        try:
            child.wait(LATE)
        except subprocess.TimeoutExpired:
            wrong.append(f"did not end within {LATE:.0f} s")
            child.kill()
            child.wait()
        deadline = time.monotonic() + (GRACE if signal.SIGKILL in kind else AT_ONCE)
        while (left := list(orphans())) and time.monotonic() < deadline:
            time.sleep(0.005)
        for pid, name in left:
            wrong.append(f"process {pid} left: {name}")
            os.kill(pid, signal.SIGKILL)
        return wrong


def orphans() -> Iterator[tuple[int, str]]:
    """The processes this one has by now, those that have ended put away."""
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        try:
            if os.waitpid(int(pid), os.WNOHANG)[0]:
                continue
            name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (ChildProcessError, OSError):
            continue
        yield int(pid), name


def expected(kind: Sequence[int], ended: Ended) -> bool:
    """Whether the status is one that the moment allows.

    Before the first line of optgate runs, the interpreter dies of the signal itself, which a shell shows as
    the same status; after the last one the command has ended as it would have.
    """
    number = kind[0]
    if number == signal.SIGKILL:
        return ended.status in (-number, 0, 1)
    return ended.status in (128 + number, 0, 1) or (
        ended.status == -number and "interrupted" not in ended.said
    )


def adopt() -> None:
    """Become the parent of what a command leaves behind."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    adopt()
    draw = random.Random(options.seed)
    statuses: Counter[str] = Counter()
    failures: list[dict[str, object]] = []
    with repository(FILES) as root, tempfile.TemporaryDirectory(prefix="interrupts-") as scratch:
        place = Place(root, Path(scratch))
        took = {name: place.run(command).seconds for name, command in COMMANDS.items()}
        took = {name: min(took[name], place.run(command).seconds) for name, command in COMMANDS.items()}
        print({name: round(seconds, 2) for name, seconds in took.items()}, flush=True)
        for number in range(options.runs):
            [name] = draw.choices(list(COMMANDS), WEIGHTS)
            kind = draw.choice(list(KINDS))
            after = draw.uniform(0, took[name])
            ended = place.run(COMMANDS[name], KINDS[kind], after)
            statuses[f"{kind}: {ended.status}"] += 1
            if ended.wrong or not expected(KINDS[kind], ended):
                failures.append(
                    {"run": number, "command": name, "kind": kind, "after": after, **ended._asdict()}
                )
                print(json.dumps(failures[-1]), flush=True)
    print(dict(sorted(statuses.items())))
    figure = f"{len(failures)} of {options.runs} interrupted commands left something behind or ended wrongly"
    return verdict(figure, "0", met=not failures)


if __name__ == "__main__":
    sys.exit(main())
