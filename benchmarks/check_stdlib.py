"""CPU, memory and scaling of ``optgate check`` on the standard library, against ``ast.parse`` of its files.

    python benchmarks/check_stdlib.py [--runs N] [--tests]

The files are copied to a folder of their own (third-party packages left out, and, without ``--tests``,
the library's own tests). ``check`` runs with one process and with two, in turn. Demanded: the median CPU of
both at most 3 times that of parsing; the shortest run with two processes 1.7 times as fast as with one; the
memory of all processes together (proportional set size, Linux) at most 300 MB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from common import Spent, environment, optgate, run, verdict

MOST = 3.0
LEAST_SCALING = 1.7
MOST_MEMORY = 300.0

PARSE = """\
import ast, sys, tokenize
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    try:
        with tokenize.open(path) as file:
            ast.parse(file.read())
    except (SyntaxError, UnicodeDecodeError, ValueError):
        pass
"""


def copy_library(folder: Path, *, tests: bool) -> int:
    """Copy the standard library's modules; how many there are."""
    source = Path(sysconfig.get_path("stdlib"))
    skipped = {"site-packages", "dist-packages", "__pycache__"} | (set() if tests else {"test", "tests"})
    count = 0
    for path in source.rglob("*.py"):
        relative = path.relative_to(source)
        if skipped.isdisjoint(relative.parts):
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / relative)
            count += 1
    return count


def memory(command: list[str], *, cwd: Path, env: dict[str, str]) -> float:
    """The most megabytes that a command and its children held together, looked at every 20 ms."""
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while child.poll() is None:
        most = max(most, sum(held(pid) for pid in family(child.pid)))
        time.sleep(0.02)
    return most / 1024


def family(pid: int) -> list[int]:
    """A process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *map(int, children)]


def held(pid: int) -> int:
    """The proportional set size of a process in kilobytes, 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tests", action="store_true")
    options = parser.parse_args()
    environ = environment()
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as temporary:
        folder = Path(temporary).resolve() / "library"
        count = copy_library(folder, tests=options.tests)
        report = folder.parent / "report.json"
        command = [*optgate(), "check", "--output-format", "json", "--output-file", str(report)]
        parsing: list[float] = []
        checking: dict[int, list[Spent]] = {1: [], 2: []}
        for _ in range(options.runs):
            parsing.append(run([sys.executable, "-c", PARSE, str(folder)], cwd=folder, env=environ).cpu)
            for jobs, spent in checking.items():
                spent.append(run([*command, "--jobs", str(jobs), "."], cwd=folder, env=environ))
                if spent[-1].status not in (0, 1):
                    print(f"optgate check ended with status {spent[-1].status}:\n{spent[-1].output}")
                    return 1
        found = sum(len(function["findings"]) for function in json.loads(report.read_text())["functions"])
        held_at_most = memory([*command, "--jobs", "2", "."], cwd=folder, env=environ)
    base = statistics.median(parsing)
    cost = max(statistics.median(one.cpu for one in spent) for spent in checking.values())
    alone, together = (min(one.wall for one in spent) for spent in checking.values())
    print(f"{count} files: ast.parse {base:.2f} s, check {cost:.2f} s CPU, {found} findings")
    print(f"wall: one process {alone:.2f} s, two {together:.2f} s")
    status = verdict(f"{cost / base:.2f} times ast.parse", f"at most {MOST:g}", met=cost <= MOST * base)
    status |= verdict(
        f"{alone / together:.2f} times as fast with two processes",
        f"at least {LEAST_SCALING:g}",
        met=alone >= LEAST_SCALING * together,
    )
    return status | verdict(
        f"{held_at_most:.0f} MB held by two processes and their parent",
        f"at most {MOST_MEMORY:g}",
        met=held_at_most <= MOST_MEMORY,
    )


if __name__ == "__main__":
    sys.exit(main())
