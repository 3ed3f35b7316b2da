"""CPU of ``optgate check`` on the standard library, against ``ast.parse`` of the same files.

    python benchmarks/check_stdlib.py [--runs N] [--tests]

The files are copied to a folder of their own (third-party packages left out, and, without ``--tests``,
the library's own tests). Demanded: the median CPU of ``check`` at most 3 times that of parsing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import sysconfig
import tempfile
from pathlib import Path

from common import environment, optgate, run, verdict

MOST = 3.0

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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tests", action="store_true")
    options = parser.parse_args()
    environ = environment()
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as temporary:
        folder = Path(temporary).resolve() / "library"
        count = copy_library(folder, tests=options.tests)
        parsing, checking = [], []
        for _ in range(options.runs):
            parsing.append(run([sys.executable, "-c", PARSE, str(folder)], cwd=folder, env=environ).cpu)
            report = folder.parent / "report.json"
            command = [*optgate(), "check", "--output-format", "json", "--output-file", str(report), "."]
            done = run(command, cwd=folder, env=environ)
            if done.status not in (0, 1):
                print(f"optgate check ended with status {done.status}:\n{done.output}")
                return 1
            checking.append(done.cpu)
        found = sum(len(function["findings"]) for function in json.loads(report.read_text())["functions"])
    base, cost = statistics.median(parsing), statistics.median(checking)
    print(f"{count} files: ast.parse {base:.2f} s, check {cost:.2f} s CPU, {found} findings")
    return verdict(f"{cost / base:.2f} times ast.parse", f"at most {MOST:g}", met=cost <= MOST * base)


if __name__ == "__main__":
    sys.exit(main())
