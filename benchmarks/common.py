"""What the benchmark scripts share: processes with their CPU time, throwaway repositories, the verdict."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Spent(NamedTuple):
    """What a command took in seconds, its children included, and how it ended."""

    cpu: float
    wall: float
    status: int
    output: str


def optgate() -> list[str]:
    """The command as it is installed beside this interpreter, else as a module."""
    script = Path(sys.executable).with_name("optgate")
    return [str(script)] if script.exists() else [sys.executable, "-m", "optgate"]


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Spent:
    """Run a command and take its CPU time (user and system, of itself and the children it waited for)."""
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        child = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Spent(usage.ru_utime + usage.ru_stime, wall, child.returncode, text)


def environment(cache: Path | None = None) -> dict[str, str]:
    """This environment without git's and optgate's own variables; ``cache`` replaces the user's cache."""
    dropped = ("GIT_", "OPTGATE_", "VIRTUAL_ENV", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | ({"XDG_CACHE_HOME": str(cache)} if cache else {})


@contextmanager
def repository(files: Mapping[str, str]) -> Iterator[Path]:
    """A git repository with ``files`` committed, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as folder:
        root = Path(folder).resolve()
        git(root, "init", "--quiet")
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        git(root, "add", "-A")
        git(root, "commit", "--quiet", "--message", "first")
        yield root


def git(root: Path, *arguments: str) -> None:
    """Run git as somebody without a configuration."""
    someone = [
        "-c",
        "user.name=Someone",
        "-c",
        "user.email=someone@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run(["git", *someone, *arguments], cwd=root, env=environment(), check=True)


def verdict(figure: str, bound: str, *, met: bool) -> int:
    """Print the figure beside what is demanded; the exit status of the script."""
    print(f"{'ok    ' if met else 'MISSED'}  {figure}   (demanded: {bound})")
    return 0 if met else 1
