"""Wall time of the hook for a commit with one flagged function: cold, warm, and against its budget.

    python benchmarks/commit_median.py [--functions N] [--budget SECONDS]

Twenty functions of ``benchmarks/expert``, over arrays and lists, as people write them. Each is staged
alone in a new repository, and ``optgate hook pre-commit`` is run twice: with an empty store, and again with
what the first run found out. The kit (coverage for the project's interpreter) is installed beforehand, as
it is not charged to the budget. A function that is not proposed counts as one that took for ever.
"""

from __future__ import annotations

import argparse
import ast
import math
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common import environment, git, optgate, repository, run, verdict

COLD, WARM, OVERRUN = 10.0, 0.5, 1.0

HERE = Path(__file__).resolve().parent / "expert"

FUNCTIONS = {
    "arrays": (
        "count_outliers moving_average autocorrelation to_gray box_blur portfolio_variance max_drawdown "
        "histogram distance_matrix nearest zero_crossings path_length softmax_rows"
    ),
    "lists": "variance word_counts polygon_area multiply deduplicate log_returns totals_by_group",
}


class Row(NamedTuple):
    """One function: seconds of both runs, and whether the first proposed something."""

    name: str
    cold: float
    warm: float
    proposed: bool


def functions() -> Iterator[tuple[str, str]]:
    """The name of each function, and the text of a module that holds it alone; arrays and lists in turn."""
    found = []
    for module, names in FUNCTIONS.items():
        text = (HERE / f"{module}.py").read_text()
        tree = ast.parse(text)
        head = [ast.get_source_segment(text, node) for node in tree.body if _imports(node)]
        defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for place, name in enumerate(names.split()):
            body = ast.get_source_segment(text, defined[name])
            found.append(
                (place / len(names.split()), name, "\n".join([*map(str, head), "", "", str(body), ""]))
            )
    for _, name, source in sorted(found):
        yield name, source


def _imports(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def measure(name: str, source: str, command: list[str], environ: dict[str, str]) -> Row:
    """Stage the function in a new repository and run the hook twice."""
    with repository({"README": "figures\n"}) as root:
        (root / "figures.py").write_text(source)
        git(root, "add", "-A")
        first, second = (run(command, cwd=root, env=environ) for _ in range(2))
    for done in (first, second):
        if done.status not in (0, 1):
            sys.exit(f"the hook ended with status {done.status}:\n{done.output}")
    return Row(name, first.wall, second.wall, first.status == 1)


def main() -> int:
    """Print a line a function and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--functions", type=int, default=20, help="only the first N of them")
    parser.add_argument("--budget", type=float, default=COLD)
    options = parser.parse_args()
    command = [*optgate(), "hook", "pre-commit", "--python", sys.executable, f"--budget={options.budget}"]
    rows = []
    chosen = list(functions())[: options.functions]
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as temporary:
        environ = environment(Path(temporary) / "cache")
        measure(*chosen[0], command, environ)
        for name, source in chosen:
            rows.append(measure(name, source, command, environ))
            said = "proposed" if rows[-1].proposed else "nothing "
            print(f"{name:20} cold {rows[-1].cold:5.2f} s  {said}  warm {rows[-1].warm:5.2f} s", flush=True)
    return _judged(rows, options.budget)


def _judged(rows: list[Row], budget: float) -> int:
    cold = statistics.median(row.cold if row.proposed else math.inf for row in rows)
    settled = [row.warm for row in rows if row.proposed]
    warm = statistics.median(settled) if settled else math.inf
    over = max(max(row.cold, row.warm) for row in rows) - budget
    proposed = f"{len(settled)} of {len(rows)} proposed"
    return max(
        verdict(f"cold, median {cold:.2f} s, {proposed}", f"{COLD:g} s", met=cold <= COLD),
        verdict(f"warm, median {warm:.2f} s", f"{WARM:g} s", met=warm <= WARM),
        verdict(
            f"budget of {budget:g} s overrun by {max(over, 0.0):.2f} s", f"{OVERRUN:g} s", met=over <= OVERRUN
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
