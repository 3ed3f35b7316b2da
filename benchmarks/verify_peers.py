"""optgate beside Hypothesis and CrossHair on the same rewrites in the same run, as a Markdown table.

Hypothesis is run four ways: with the test that its ghostwriter writes, with that test once every parameter is
annotated by hand, with a wide union for every parameter, and with strategies made by hand for each function.
CrossHair's ``diffbehavior`` gets the annotations by hand where they are plain Python. Kinds and annotations
are in ``corpus_verify_kinds.py``; optgate gets the corpus as it is. Hypothesis and optgate compare alike
(``peer_equal.py``); CrossHair compares in its own way. Needs the extra ``bench``.

    python benchmarks/verify_peers.py [--limit N] [--seconds S] [--budget S] [-v]
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Case, cases
from corpus_verify_kinds import KINDS
from verify_corpus import judged

from optgate.model import Decision

HERE = Path(__file__).parent
LONG = 0.5
"""Seconds of searching from which on the executions a second are counted."""
IMPORTS = "import numpy as np\nfrom numpy.typing import NDArray\n"


@dataclass(frozen=True)
class Task:
    """One rewrite to be told from its original."""

    case: Case
    label: str

    @property
    def right(self) -> bool:
        """Whether it behaves like the original."""
        return self.label.startswith("right")


@dataclass
class Row:
    """The figures of one tool."""

    tool: str
    functions: set[str] = field(default_factory=set)
    wrong: int = 0
    exposed: int = 0
    right: int = 0
    alarms: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def add(self, task: Task, answer: dict[str, object]) -> None:
        """Count an answer: ``exposed``, ``seconds`` of wall time and, where the tool tells, ``rate``."""
        self.functions.add(task.case.name)
        self.seconds.append(float(str(answer["seconds"])))
        if "rate" in answer:
            self.rates.append(float(str(answer["rate"])))
        if task.right:
            self.right += 1
            if answer["exposed"]:
                self.alarms.append(f"{task.case.name}.{task.label}")
        else:
            self.wrong += 1
            self.exposed += bool(answer["exposed"])

    def line(self, functions: int, wrong: int) -> str:
        """The row of the table, of so many functions and wrong rewrites in all."""
        rate = f"{statistics.median(self.rates):,.0f}" if self.rates else "–"
        middle = f"{statistics.median(self.seconds):.1f}" if self.seconds else "–"
        share = f"{self.exposed} of {wrong}" + (f" ({self.wrong} tried)" if self.wrong < wrong else "")
        return (
            f"| {self.tool} | {len(self.functions)} of {functions} | {share} | "
            f"{len(self.alarms)} of {self.right} | {middle} | {rate} |"
        )


def annotate(text: str, case: Case) -> str:
    """The text with the annotations told by hand."""
    tree = ast.parse(text)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == case.qualname:
            for argument, annotation in zip(node.args.args, KINDS[case.name][0], strict=True):
                argument.annotation = ast.parse(annotation, mode="eval").body
    return IMPORTS + ast.unparse(tree) + "\n"


def hypothesis(
    strategy: str, seconds: float, told: bool = False
) -> Callable[[Task], dict[str, object] | None]:
    def judge(task: Task) -> dict[str, object] | None:
        original, rewrite = task.case.text, task.case.rewrites[task.label]
        if told:
            original, rewrite = (annotate(text, task.case) for text in (original, rewrite))
        order = {
            "case": task.case.name,
            "name": task.case.qualname,
            "original": original,
            "rewrite": rewrite,
            "seconds": seconds,
            "strategy": strategy,
        }
        began = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, str(HERE / "peer_worker.py")],
                input=json.dumps(order),
                capture_output=True,
                text=True,
                timeout=seconds + 20,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"exposed": False, "seconds": time.monotonic() - began}
        if done.returncode < 0:
            return {"exposed": False, "seconds": time.monotonic() - began}
        if done.returncode:
            raise SystemExit(f"{task.case.name}.{task.label}: {done.stderr}")
        answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        if not answer["usable"]:
            return None
        if float(str(answer["seconds"])) > LONG:
            answer["rate"] = float(str(answer["executions"])) / float(str(answer["seconds"]))
        return answer | {"seconds": time.monotonic() - began}

    return judge


def crosshair(seconds: float) -> Callable[[Task], dict[str, object] | None]:
    def judge(task: Task) -> dict[str, object] | None:
        name, notes = task.case.qualname, KINDS[task.case.name][0]
        if any("NDArray" in note for note in notes):
            return None
        with tempfile.TemporaryDirectory() as folder:
            for module, text in (("original", task.case.text), ("rewrite", task.case.rewrites[task.label])):
                (Path(folder) / f"{module}.py").write_text(annotate(text, task.case))
            began = time.monotonic()
            command = [
                sys.executable,
                "-m",
                "crosshair",
                "diffbehavior",
                f"original.{name}",
                f"rewrite.{name}",
            ]
            command += ["--per_condition_timeout", str(seconds), "--exception_equivalence", "SAME_TYPE"]
            try:
                done = subprocess.run(
                    command, cwd=folder, capture_output=True, text=True, timeout=seconds * 3 + 20, check=False
                )
            except subprocess.TimeoutExpired:
                return {"exposed": False, "seconds": time.monotonic() - began}
        if done.returncode not in (0, 1):
            print(f"{task.case.name}.{task.label}: {done.stdout}{done.stderr}", file=sys.stderr)
            return None
        return {"exposed": done.returncode == 1, "seconds": time.monotonic() - began}

    return judge


def optgate(tasks: list[Task], budget: float) -> Iterator[tuple[Task, dict[str, object]]]:
    """Every case explored once, like the gate does it; the time of that counts for each of its rewrites."""
    for case in {task.case.name: task.case for task in tasks}.values():
        labels = [task.label for task in tasks if task.case is case]
        for label, verdict, seconds in judged(case, 1, budget, labels):
            answer: dict[str, object] = {"exposed": verdict.decision is Decision.WRONG, "seconds": seconds}
            if verdict.inputs and verdict.inputs.seconds > LONG:
                answer["rate"] = verdict.inputs.count / verdict.inputs.seconds
            yield Task(case, label), answer


def compare(tasks: list[Task], seconds: float, budget: float, verbose: bool) -> list[Row]:
    peers = {
        "Hypothesis ghostwriter": hypothesis("ghostwriter", seconds),
        "Hypothesis ghostwriter, annotations by hand": hypothesis("ghostwriter", seconds, told=True),
        "Hypothesis, wide union": hypothesis("wide", seconds),
        "Hypothesis, kinds by hand": hypothesis("by hand", seconds),
        "CrossHair `diffbehavior`": crosshair(seconds),
    }
    rows = []
    for tool, judge in peers.items():
        row = Row(tool)
        for task in tasks:
            answer = judge(task)
            if answer is not None:
                row.add(task, answer)
                if verbose:
                    print(f"{tool}: {task.case.name}.{task.label} {answer}", file=sys.stderr)
        rows.append(row)
    row = Row("optgate, nothing told")
    for task, answer in optgate(tasks, budget):
        row.add(task, answer)
        if verbose:
            print(f"{row.tool}: {task.case.name}.{task.label} {answer}", file=sys.stderr)
    return [*rows, row]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=int, default=0, help="judge a sample of this many rewrites")
    parser.add_argument("--seconds", type=float, default=10.0, help="time of the other tools per rewrite")
    parser.add_argument("--budget", type=float, default=6.0, help="optgate's budget per rewrite")
    parser.add_argument("-v", action="store_true", help="every answer, on stderr")
    arguments = parser.parse_args()
    tasks = [Task(case, label) for case in cases(HERE / "corpus_verify") for label in case.rewrites]
    if arguments.limit:
        tasks = random.Random(1).sample(tasks, arguments.limit)
    rows = compare(tasks, arguments.seconds, arguments.budget, arguments.v)
    functions = len({task.case.name for task in tasks})
    wrong = sum(not task.right for task in tasks)
    print("| tool | usable on | wrong exposed | false alarms on right | median s a rewrite | executions/s |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(row.line(functions, wrong))
    for row in rows:
        if row.alarms:
            print(f"\nfalse alarms of {row.tool}: {', '.join(row.alarms)}")
    best = max(row.exposed for row in rows[:-1])
    return int(rows[-1].exposed < best or bool(rows[-1].alarms))


if __name__ == "__main__":
    sys.exit(main())
