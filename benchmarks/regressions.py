"""Regressions: 20 functions slowed by a fifth at least, and 20 rewritten without loss, each as a commit.

    python benchmarks/regressions.py [--only NAME ...] [--kind slowed|equal]

Every function of `benchmarks/pairs` is committed as it was, then as it is, in a repository of its own. The
second commit is judged as CI does it (`optgate run --from-ref HEAD~1 --to-ref HEAD`), with an empty store and
without a test or a benchmark of the user's. Demanded: all that were slowed are found, and no other.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from common import environment, git, optgate, repository, run, verdict

PAIRS = Path(__file__).with_name("pairs")


class Answer(NamedTuple):
    """What became of one function: its status (`quiet` where nothing is reported), a sentence, seconds."""

    status: str
    told: str
    seconds: float


def functions(path: Path) -> dict[str, str]:
    """The functions of a file by name, each as a module with the file's imports."""
    text = path.read_text()
    tree = ast.parse(text)
    imports = [ast.get_source_segment(text, node) for node in tree.body if isinstance(node, ast.Import)]
    head = "\n".join(imports) + "\n\n\n"
    return {
        node.name: head + (ast.get_source_segment(text, node) or "") + "\n"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def judged(name: str, before: str, after: str) -> Answer:
    """The second commit, judged."""
    with repository({f"{name}.py": before}) as root:
        (root / f"{name}.py").write_text(after)
        git(root, "commit", "--quiet", "--all", "--message", "second")
        command = [*optgate(), "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD", "--select", "OPT9"]
        started = time.monotonic()
        done = run(
            [*command, "--python", sys.executable, "--quiet", "--output-format", "json"],
            cwd=root,
            env=environment(),
        )
        seconds = time.monotonic() - started
    report = json.loads(done.output)
    if not report["functions"]:
        told = [line for line in report["details"] if "earlier version" in line]
        return Answer("quiet", told[-1].partition(": ")[2] if told else "", seconds)
    [function] = report["functions"]
    notes = [one["message"] for one in function["findings"]]
    return Answer(function["status"], " ".join(notes) or function["reason"] or "", seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--kind", choices=("slowed", "equal"))
    options = parser.parse_args()
    missed = 0
    for kind in (options.kind,) if options.kind else ("slowed", "equal"):
        before, after = (functions(PAIRS / f"{kind}_{when}.py") for when in ("before", "after"))
        names = [name for name in before if not options.only or name in options.only]
        found = 0
        for name in names:
            answer = judged(name, before[name], after[name])
            found += answer.status == "regressed"
            print(
                f"{kind:7}{name:20}{answer.status:12}{answer.seconds:5.1f} s  {answer.told[:160]}", flush=True
            )
        demanded = len(names) if kind == "slowed" else 0
        figure = f"{found} of {len(names)} {kind} functions reported as slower"
        missed += verdict(figure, f"{demanded}", met=found == demanded)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
