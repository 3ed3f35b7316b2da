"""CPU of ``optgate hook pre-commit`` on a commit without any loop, against ``python -c pass``.

    python benchmarks/noop_hook.py [--runs N]

Both are run alternately; CPU is user and system time with all children (git, for instance). Demanded: the
median of the hook at most 4 times that of the bare interpreter.
"""

from __future__ import annotations

import argparse
import statistics
import sys

from common import environment, git, optgate, repository, run, verdict

MOST = 4.0

BEFORE = '''\
"""Prices."""


def gross(net, rate):
    return net * (1 + rate)
'''


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=25)
    options = parser.parse_args()
    environ = environment()
    bare, hook = [], []
    with repository(
        {"prices.py": BEFORE, "loops.py": "def f(xs):\n    for x in xs:\n        print(x)\n"}
    ) as root:
        (root / "prices.py").write_text(BEFORE.replace("1 + rate", "1.0 + rate"))
        git(root, "add", "-A")
        for turn in range(options.runs + 1):
            nothing = run([sys.executable, "-c", "pass"], cwd=root, env=environ)
            something = run([*optgate(), "hook", "pre-commit"], cwd=root, env=environ)
            if something.status or something.output:
                print(f"the hook was not silent (status {something.status}):\n{something.output}")
                return 1
            if turn:
                bare.append(nothing.cpu)
                hook.append(something.cpu)
    base, cost = statistics.median(bare), statistics.median(hook)
    print(f"python -c pass {base * 1e3:.1f} ms, hook {cost * 1e3:.1f} ms CPU (medians of {options.runs})")
    return verdict(f"{cost / base:.2f} times python -c pass", f"at most {MOST:g}", met=cost <= MOST * base)


if __name__ == "__main__":
    sys.exit(main())
