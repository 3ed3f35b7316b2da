"""How well verification tells right rewrites from wrong ones, on a corpus of small numeric functions.

Each module in ``benchmarks/corpus_verify`` (or the folder given) holds an original, named like the module,
and rewrites of it: ``right_*`` behave the same, ``wrong_*`` do not. Prints the wrong ones found, false
alarms, what stayed unproven, seconds per candidate and executions per second.

    python benchmarks/verify_corpus.py [--folder DIR] [--only NAME] [--seed N] [--budget SECONDS] [-v]
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from optgate import verify
from optgate.host.discovery import Interpreter
from optgate.host.workbench import Workbench
from optgate.model import Candidate, Decision, SourceFile, Target, Verdict

HERE = Path(__file__).parent


def variants(text: str, name: str) -> dict[str, str]:
    """The module's text once per function, that function renamed to ``name`` and the others left out."""
    tree = ast.parse(text)
    found = {}
    for chosen in tree.body:
        if not isinstance(chosen, ast.FunctionDef):
            continue
        body: list[ast.stmt] = []
        for node in tree.body:
            if node is chosen:
                renamed = ast.parse(ast.unparse(node)).body[0]
                assert isinstance(renamed, ast.FunctionDef)
                renamed.name = name
                body.append(renamed)
            elif not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                body.append(node)
        if not chosen.name.startswith("_"):
            found[chosen.name] = ast.unparse(ast.Module(body, [])) + "\n"
    return found


def target_of(root: str, name: str, text: str) -> Target:
    (Path(root) / f"{name}.py").write_text(text)
    file = SourceFile(root=root, path=f"{name}.py", raw=text.encode(), text=text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return Target(file, name, node.lineno, node.lineno, node.end_lineno or node.lineno)
    raise SystemExit(f"{name}: no function of that name")


class Tally:
    """Verdicts and seconds of all the candidates."""

    def __init__(self) -> None:
        self.wrong: list[tuple[str, Verdict]] = []
        self.right: list[tuple[str, Verdict]] = []
        self.seconds: list[float] = []
        self.rates: list[float] = []
        self.accepted_seconds: list[float] = []


def judge_module(path: Path, seed: int, budget: float, tally: Tally, only: str) -> None:
    name = path.stem
    texts = variants(path.read_text(), name)
    with tempfile.TemporaryDirectory() as root:
        target = target_of(root, name, texts.pop(name))
        found = Interpreter(
            sys.executable, sys.version_info[:3], "cpython", sys.prefix, sysconfig.get_platform(), "this one"
        )
        with (
            Workbench(found, None, target.file, name, overlays={}) as bench,
            bench.open(target.file.text) as original,
        ):
            began = time.monotonic()
            explored = verify.explore(target, original, seed=seed, deadline=began + budget / 3)
            exploring = time.monotonic() - began
            print(f"{name}: explored in {exploring:.2f} s {explored.unproven}")
            for parameter, line in explored.domain.items():
                print(f"    {parameter}: {line}")
            for label, text in texts.items():
                if only and only not in f"{name}.{label}":
                    continue
                candidate = Candidate(label, "external", text, label)
                began = time.monotonic()
                with bench.open(text) as side:
                    verdict = verify.judge(
                        explored, target, candidate, original, side, seed=seed, deadline=began + budget
                    )
                took = time.monotonic() - began + exploring
                tally.seconds.append(took)
                if verdict.decision is Decision.ACCEPTED:
                    tally.accepted_seconds.append(took)
                if verdict.inputs and verdict.inputs.seconds > 0.5:
                    tally.rates.append(verdict.inputs.count / verdict.inputs.seconds)
                (tally.right if label.startswith("right") else tally.wrong).append(
                    (f"{name}.{label}", verdict)
                )
                show(label, verdict, took)


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


def report(tally: Tally) -> bool:
    """Print the figures; whether they are as demanded."""

    def names(pairs: list[tuple[str, Verdict]], decision: Decision) -> list[str]:
        return [name for name, verdict in pairs if verdict.decision is decision]

    wrong, right = tally.wrong, tally.right
    exposed, missed = names(wrong, Decision.WRONG), names(wrong, Decision.ACCEPTED)
    alarms, unproven = names(right, Decision.WRONG), names(right, Decision.UNPROVEN)
    print(f"\nwrong rejected       {len(exposed)}/{len(wrong)}  (accepted: {', '.join(missed) or 'none'})")
    print(f"wrong left unproven  {', '.join(names(wrong, Decision.UNPROVEN)) or 'none'}")
    print(f"false alarms         {len(alarms)}/{len(right)}  {', '.join(alarms)}")
    print(f"right unproven       {len(unproven)}/{len(right)}  {', '.join(unproven)}")
    print(f"seconds a candidate  {spread(tally.seconds)}")
    print(f"  of accepted ones   {spread(tally.accepted_seconds)}")
    if tally.rates:
        print(f"inputs per second    median {statistics.median(tally.rates):.0f} (each runs on both sides)")
    good = len(exposed) >= 0.98 * len(wrong) and not missed and not alarms
    return good and len(unproven) <= 0.05 * len(right)


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
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=6.0)
    arguments = parser.parse_args()
    tally = Tally()
    for path in sorted(arguments.folder.glob("*.py")):
        if arguments.only.partition(".")[0] in path.stem:
            judge_module(
                path, arguments.seed, arguments.budget, tally, arguments.only if "." in arguments.only else ""
            )
    return int(not report(tally))


if __name__ == "__main__":
    sys.exit(main())
