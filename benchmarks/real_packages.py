"""How many flagged functions of real packages get a verified patch, by idiom, and why the others do not.

Run as ``python -m benchmarks.real_packages [--most N] [--budget SECONDS] [--patches] [PACKAGE ...]``. The
packages are installed from the registry into a throwaway environment. Of each, ``--most`` flagged ones are
drawn with the seed and go through the whole gate, as ``optgate run FILE::NAME`` does. It prints a line a
function, then what became of them by package and by idiom with the geometric mean of the speed-ups, and the
reasons of the others, counted.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import common
from optgate import config, gate
from optgate.model import Decision, Level, Outcome, Status

PACKAGES = {
    "pyclustering": "pyclustering==0.10.1.2",
    "filterpy": "filterpy==2.0.0",
    "mlxtend": "mlxtend==0.25.0",
    "mir_eval": "mir_eval==0.8.2",
    "colour": "colour-science==0.4.7",
    "pymoo": "pymoo==0.6.2",
    "textdistance": "textdistance==4.6.3",
    "deap": "deap==1.4.4",
    "trimesh": "trimesh==5.2.0",
    "networkx": "networkx==3.6.1",
    "nltk": "nltk==3.10.4",
    "statsmodels": "statsmodels==0.15.0",
}
"""The module of each package, and what is installed for it."""

TESTS = re.compile(r"(^|/)(tests?|testing|_?examples?|benchmarks?)(/|$)|(^|/)(test_|conftest)")


class Row(NamedTuple):
    """One function: the first idiom found in it and what became of it."""

    package: str
    name: str
    idiom: str
    outcome: Outcome

    @property
    def speedup(self) -> float:
        """What the gate measured of its proposal, 0 where there is none."""
        accepted = [one for one in self.outcome.judged if one.decision is Decision.ACCEPTED]
        return accepted[0].timing.speedup if accepted and accepted[0].timing else 0.0

    @property
    def reason(self) -> str:
        """Why there is no proposal, without what differs from function to function."""
        steady = re.sub(r"`[^`]*`|'[^']*'|\([^)]*\)", "…", self.outcome.reason.partition(":")[0])
        return f"{self.outcome.status}: {re.sub(r'[0-9][0-9.,]*', 'N', steady)}"[:100]


def main() -> int:
    """Print the lines and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", choices=[[], *PACKAGES])
    parser.add_argument("--most", type=int, default=12, help="functions of a package")
    parser.add_argument("--budget", type=float, default=20.0, help="seconds for a function")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patches", action="store_true", help="print what is proposed")
    parser.add_argument("--python", help="an interpreter that has the packages: nothing is installed")
    options = parser.parse_args()
    names = options.packages or list(PACKAGES)
    rows, flagged = [], Counter()
    with tempfile.TemporaryDirectory(prefix="optgate-packages-") as folder:
        python = options.python or installed(Path(folder), [PACKAGES[name] for name in names])
        for name in names:
            root = copied(Path(folder) / name, python, name)
            for row, total in judged(name, root, python, options.most, options.budget, options.seed):
                flagged[name] = total
                rows.append(row)
                _show(row, patches=options.patches)
    _totals(rows, flagged)
    return 0


def installed(folder: Path, requirements: Sequence[str]) -> str:
    """An interpreter of a new environment that has the packages."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = str(folder / "venv" / "bin" / "python")
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "pandas",
        *requirements,
    ]
    subprocess.run(command, check=True)
    return python


def copied(root: Path, python: str, name: str) -> Path:
    """A repository that holds the package, so that nothing installed is ever judged in place."""
    code = f"import importlib.util as u; print(u.find_spec({name!r}).submodule_search_locations[0])"
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, cwd=root.parent)
    shutil.copytree(found.stdout.strip(), root / name, ignore=shutil.ignore_patterns("__pycache__"))
    common.git(root, "init", "--quiet")
    return root


def judged(
    package: str, root: Path, python: str, most: int, budget: float, seed: int
) -> Iterator[tuple[Row, int]]:
    """Flagged functions through the gate, and how many of the package are flagged in all."""
    settings = config.load(root, {"python": python}, {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", "")})
    report = gate.check(root, (package,), settings)
    found = [
        one
        for one in report.outcomes
        if not TESTS.search(one.target.file.path)
        and not one.target.refused
        and any(finding.level is Level.FINDING for finding in one.findings)
    ]
    found.sort(key=lambda one: (one.target.file.path, one.target.line))
    for one in random.Random(seed).sample(found, min(most, len(found))):
        spec = f"{one.target.file.path}::{one.target.qualname}"
        run = gate.run(root, (spec,), settings, budget=budget, progress=lambda phrase: None)
        for outcome in run.outcomes:
            idiom = next(iter(f"{finding.code} {finding.name}" for finding in one.findings), "")
            yield Row(package, spec, idiom, outcome), len(found)


def _show(row: Row, *, patches: bool) -> None:
    gained = f"{row.speedup:.1f}x" if row.speedup else row.outcome.reason
    print(f"{row.outcome.status:13} {row.name}  {row.idiom}: {gained[:160]}", flush=True)
    if patches and row.outcome.patch:
        print(row.outcome.patch)


def _totals(rows: Sequence[Row], flagged: Counter[str]) -> None:
    print("\npackage, flagged, judged, verified patches, geometric mean of the speed-ups")
    for package, total in flagged.items():
        print(_line(f"{package}: {total} flagged", [row for row in rows if row.package == package]))
    print(_line(f"all: {flagged.total()} flagged", rows))
    print("\nidiom, judged, verified patches, geometric mean of the speed-ups")
    idioms = defaultdict(list)
    for row in rows:
        idioms[row.idiom].append(row)
    for idiom, group in sorted(idioms.items()):
        print(_line(idiom, group))
    print("\nwhy the others have none")
    reasons = Counter(row.reason for row in rows if row.outcome.status is not Status.PROPOSED)
    for reason, count in reasons.most_common():
        print(f"{count:4}  {reason}")


def _line(name: str, rows: Iterable[Row]) -> str:
    rows = list(rows)
    gains = [math.log(row.speedup) for row in rows if row.speedup]
    mean = f"{math.exp(sum(gains) / len(gains)):.2f}x" if gains else "-"
    return f"  {name}, {len(rows)} judged, {len(gains)} verified patches, {mean}"


if __name__ == "__main__":
    sys.exit(main())
