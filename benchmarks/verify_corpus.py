"""How well verification tells right rewrites from wrong ones, on a corpus of small functions.

The corpus is a folder of modules (``corpus.py`` says what is in one). Prints the wrong rewrites found, false
alarms, what stayed unproven, seconds a candidate and executions a second. The budget holds for a candidate
and includes the exploration of its original: with ``--budget 1`` one sees what a second finds. With
``--tests`` the arguments seen in the test files beside the modules are captured first and handed over.

    python benchmarks/verify_corpus.py [--folder DIR] [--only NAME] [--seed N] [--budget SECONDS] [--tests]
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Case, cases

from optgate import verify
from optgate.host.capture import capture
from optgate.host.discovery import Interpreter
from optgate.host.workbench import Workbench
from optgate.model import Candidate, Decision, Given, SourceFile, Target, Verdict

HERE = Path(__file__).parent
CAPTURE_SECONDS = 20.0
SHORT = 2.0
"""Budgets up to this many seconds are about what is found, not about what is accepted."""


def interpreter() -> Interpreter:
    return Interpreter(
        sys.executable, sys.version_info[:3], "cpython", sys.prefix, sysconfig.get_platform(), "this one"
    )


def target_of(root: str, case: Case) -> Target:
    """The case's original as a file in ``root``, its tests beside it."""
    (Path(root) / f"{case.name}.py").write_text(case.text)
    if case.tests is not None:
        (Path(root) / case.tests.name).write_text(case.tests.read_text())
    file = SourceFile(root=root, path=f"{case.name}.py", raw=case.text.encode(), text=case.text)
    node: ast.AST = ast.parse(case.text)
    for step in case.qualname.split("."):
        node = next(n for n in ast.iter_child_nodes(node) if getattr(n, "name", "") == step)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return Target(file, case.qualname, node.lineno, node.lineno, node.end_lineno or node.lineno)


def seen_in_tests(target: Target) -> tuple[Given, ...]:
    """The arguments of the calls in the tests."""
    captured = capture(interpreter(), Path(target.file.root), [target], overlays={}, seconds=CAPTURE_SECONDS)
    return captured.calls[target.file.path, target.qualname]


class Bench:
    """One case, explored; a context manager.

    ``exploring`` is the seconds that took, part of what every candidate takes; ``opening`` those before it,
    for the processes and the capture.
    """

    def __init__(self, case: Case, seed: int, budget: float, *, given: bool = False) -> None:
        self.case, self.seed, self.budget, self.given = case, seed, budget, given
        self._stack = ExitStack()

    def __enter__(self) -> Bench:
        entered = time.monotonic()
        root = self._stack.enter_context(tempfile.TemporaryDirectory())
        self.target = target_of(root, self.case)
        given = seen_in_tests(self.target) if self.given and self.case.tests else ()
        self.seen = len(given)
        workbench = Workbench(interpreter(), None, self.target.file, self.case.qualname, overlays={})
        self.bench = self._stack.enter_context(workbench)
        self.original = self._stack.enter_context(self.bench.open(self.case.text))
        began = time.monotonic()
        self.opening = began - entered
        self.explored = verify.explore(
            self.target, self.original, seed=self.seed, deadline=began + self.budget / 3, given=given
        )
        self.exploring = time.monotonic() - began
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def judge(self, label: str) -> tuple[Verdict, float]:
        """The verdict on a rewrite, and the seconds it took with the exploration."""
        text = self.case.rewrites[label]
        candidate = Candidate(label, "external", text, label)
        began = time.monotonic()
        with self.bench.open(text) as side:
            verdict = verify.judge(
                self.explored,
                self.target,
                candidate,
                self.original,
                side,
                seed=self.seed,
                deadline=began + self.budget - self.exploring,
            )
        return verdict, time.monotonic() - began + self.exploring


def judged(case: Case, seed: int, budget: float, labels: list[str]) -> Iterator[tuple[str, Verdict, float]]:
    """The verdicts on some rewrites of one case, with seconds, the start of all processes included."""
    with Bench(case, seed, budget) as bench:
        for label in labels:
            verdict, seconds = bench.judge(label)
            yield label, verdict, seconds + bench.opening


@dataclass
class Tally:
    """Verdicts and seconds of all the candidates."""

    wrong: list[tuple[str, Verdict]] = field(default_factory=list)
    right: list[tuple[str, Verdict]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    accepted_seconds: list[float] = field(default_factory=list)

    def add(self, name: str, label: str, verdict: Verdict, took: float) -> None:
        """Count a verdict that took so many seconds."""
        self.seconds.append(took)
        if verdict.decision is Decision.ACCEPTED:
            self.accepted_seconds.append(took)
        if verdict.inputs and verdict.inputs.seconds > 0.3:
            self.rates.append(verdict.inputs.count / verdict.inputs.seconds)
        side = self.right if label.startswith("right") else self.wrong
        side.append((f"{name}.{label}", verdict))


def show_domain(bench: Bench) -> None:
    seen = f", {bench.seen} calls seen in tests" if bench.seen else ""
    print(f"{bench.case.name}: explored in {bench.exploring:.2f} s{seen} {bench.explored.unproven}")
    for parameter, line in bench.explored.domain.items():
        print(f"    {parameter}: {line}")


def show(label: str, verdict: Verdict, took: float) -> None:
    good = Decision.ACCEPTED if label.startswith("right") else Decision.WRONG
    flag = " " if verdict.decision is good else "!"
    print(f"  {flag} {label:28} {verdict.decision:9} {took:5.2f} s  {verdict.reason}")
    if verdict.inputs:
        share = verdict.inputs.branch_coverage
        covered = f", covered {share:.0%}" if share is not None and not verdict.counterexample else ""
        print(f"      {verdict.inputs.count} inputs{covered} {' / '.join(verdict.notes)}")
    if verdict.counterexample:
        one = verdict.counterexample
        print(f"      {one.call}\n        expected {one.expected}")
        print(f"        actual   {one.actual}\n        {one.note}")


def report(tally: Tally, budget: float) -> bool:
    """Print the figures; whether they are as demanded."""

    def names(pairs: list[tuple[str, Verdict]], decision: Decision) -> list[str]:
        return [name for name, verdict in pairs if verdict.decision is decision]

    wrong, right = tally.wrong, tally.right
    exposed, missed = names(wrong, Decision.WRONG), names(wrong, Decision.ACCEPTED)
    alarms, unproven = names(right, Decision.WRONG), names(right, Decision.UNPROVEN)
    errors = names([*wrong, *right], Decision.ERROR)
    share = len(exposed) / max(len(wrong), 1)
    print(f"\nwrong rejected       {len(exposed)}/{len(wrong)}, {share:.1%} within {budget:g} s")
    print(f"wrong accepted       {', '.join(missed) or 'none'}")
    print(f"wrong left unproven  {', '.join(names(wrong, Decision.UNPROVEN)) or 'none'}")
    print(f"false alarms         {len(alarms)}/{len(right)}  {', '.join(alarms)}")
    print(f"right unproven       {len(unproven)}/{len(right)}  {', '.join(unproven)}")
    print(f"errors               {', '.join(errors) or 'none'}")
    print(f"seconds a candidate  {spread(tally.seconds)}")
    print(f"  of accepted ones   {spread(tally.accepted_seconds)}")
    if tally.rates:
        print(f"inputs per second    median {statistics.median(tally.rates):.0f} (each runs on both sides)")
    if budget <= SHORT:
        return share >= 0.90 and not alarms
    return share >= 0.98 and not missed and not alarms and len(unproven) <= 0.05 * len(right)


def spread(values: list[float]) -> str:
    if not values:
        return "none"
    return f"median {statistics.median(values):.2f}, 95th percentile {at(sorted(values), 0.95):.2f}"


def at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=HERE / "corpus_verify")
    parser.add_argument("--only", default="", help="a module, or MODULE.REWRITE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=6.0, help="seconds a candidate (default 6)")
    parser.add_argument("--tests", action="store_true", help="capture the tests beside the modules first")
    arguments = parser.parse_args()
    tally = Tally()
    only = arguments.only if "." in arguments.only else ""
    for case in cases(arguments.folder, arguments.only):
        with Bench(case, arguments.seed, arguments.budget, given=arguments.tests) as bench:
            show_domain(bench)
            for label in case.rewrites:
                if only in f"{case.name}.{label}":
                    verdict, took = bench.judge(label)
                    tally.add(case.name, label, verdict, took)
                    show(label, verdict, took)
    return int(not report(tally, arguments.budget))


if __name__ == "__main__":
    sys.exit(main())
