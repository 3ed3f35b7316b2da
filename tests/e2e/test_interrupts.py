"""Signals in the middle of each part of a run: status, processes, temporary files, the user's files.

Random moments are in ``benchmarks/interrupts.py``.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX

SLEEP = "import os, pathlib, time\npathlib.Path(os.environ['TMPDIR'], 'here').touch()\ntime.sleep(60)\n"
CAPTURED = (
    f"from stats import running_total\n\n\ndef test_it():\n    {SLEEP.replace(chr(10), chr(10) + '    ')}\n"
)
NEXT = "from optgate.host import leftovers\nwith leftovers.private_folder('judge'): pass\n"
"""What the next run does first: it removes what a killed one has left."""

ENDS = [
    ((signal.SIGINT,), 130),
    ((signal.SIGINT, signal.SIGINT), 130),
    ((signal.SIGTERM,), 143),
    ((signal.SIGHUP,), 129),
    ((signal.SIGKILL,), -9),
]


def belonging(mark: str) -> list[str]:
    """The processes that hold something open, or stand, under a folder, or were started with it."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            told = Path(f"/proc/{entry}/cmdline").read_bytes() + os.fsencode(
                os.readlink(f"/proc/{entry}/cwd")
            )
        except OSError:
            continue
        if os.fsencode(mark) in told and int(entry) != os.getpid():
            found.append(entry)
    return found


def until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def arranged(repo: Repo, tmp_path: Path, phase: str) -> tuple[dict[str, str], list[str], Callable[[], bool]]:
    """A repository in which a run stands still in one phase: environment, arguments, whether it is there."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    env = {**repo.env, "TMPDIR": str(temporary)}
    repo.write("stats.py", PREFIX)
    there = lambda: bool(list(temporary.rglob("here")))  # noqa: E731
    arguments = ["run"]
    if phase == "selection":
        tools = tmp_path / "tools"
        tools.mkdir()
        flag = tmp_path / "git-started"
        (tools / "git").write_text(f"#!/bin/sh\ncd {temporary}\ntouch {flag}\nexec sleep 60\n")
        (tools / "git").chmod(0o755)
        env["PATH"] = f"{tools}{os.pathsep}{env['PATH']}"
        there = flag.exists
    elif phase == "import":
        repo.write("stats.py", "import time\n\ntime.sleep(60)\n" + PREFIX)
        there = lambda: bool(list(temporary.glob("optgate-judge-*/side-1")))  # noqa: E731
    elif phase == "capture":
        repo.write("test_stats.py", CAPTURED)
    elif phase == "search":
        repo.write("stats.py", PREFIX.replace("    total = 0.0", "    time.sleep(0.05)\n    total = 0.0", 1))
        repo.write("stats.py", "import time\n" + (repo.path / "stats.py").read_text())
        there = lambda: bool(list(temporary.glob("optgate-judge-*/side-1")))  # noqa: E731
    repo.git("add", "-A")
    return env, arguments, there


PHASES = ["selection", "import", "capture", "search"]
CASES = [(phase, *end) for phase in PHASES for end in ENDS if phase == "search" or end in (ENDS[0], ENDS[-1])]


@pytest.mark.parametrize(("phase", "numbers", "status"), CASES)
def test_a_signal_leaves_nothing(
    repo: Repo, tmp_path: Path, phase: str, numbers: tuple[int, ...], status: int
) -> None:
    env, arguments, there = arranged(repo, tmp_path, phase)
    before = repo.snapshot()
    gate = subprocess.Popen(
        [sys.executable, "-m", "optgate", *arguments],
        cwd=repo.path,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert until(there), gate.poll()
    time.sleep(0.1 if phase == "selection" else 0.0)
    for number in numbers:
        gate.send_signal(number)
        time.sleep(0.02)
    said = gate.communicate(timeout=20)[1]
    early = -numbers[0] if phase == "selection" else status
    assert gate.returncode in (status, early)
    assert "Traceback" not in said
    killed = signal.SIGKILL in numbers
    if not (killed and phase == "selection"):
        assert until(lambda: not belonging(str(tmp_path / "tmp")), 2.0 if killed else 0.2)
        if killed:
            subprocess.run([sys.executable, "-c", NEXT], env=env, check=True)
        assert list((tmp_path / "tmp").iterdir()) == []
    assert repo.snapshot() == before
