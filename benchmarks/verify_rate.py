"""Executions a second of verification: one session with marks, and the search loop with both sides.

Four functions of about 10 µs, one for each kind of input. A *session* is one side answering a batch; the
*search* generates inputs, runs both sides on them and compares (two processes and the gate share the cores).

    python benchmarks/verify_rate.py [--seconds S]
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import common
import numpy as np

from optgate.guest import codec
from optgate.host.discovery import Interpreter
from optgate.host.workbench import Workbench
from optgate.model import Session, SourceFile
from optgate.verify.domain.domain import start
from optgate.verify.equal.duel import Duel
from optgate.verify.evidence.source import read
from optgate.verify.inputs.search import Search

LEAST = 5000
BATCH = 150
FUNCTIONS = {
    "scalar": """
def f(level: float, limit: float) -> float:
    total = 0.0
    for i in range(70):
        if total < limit:
            total += level
        else:
            total -= i
    return total
""",
    "list": """
def f(items: list[int]) -> int:
    total = 0
    for _ in range(10):
        for item in items:
            if item > 3:
                total += item
    return total
""",
    "array": """
import numpy as np
from numpy.typing import NDArray

def f(x: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.zeros(len(x))
    for i in range(len(x)):
        if x[i] > 0.5:
            out[i] = x[i] * 2.0
        else:
            out[i] = x[i] - 1.0
    return out
""",
    "mapping": """
def f(counts: dict[str, int]) -> dict[str, int]:
    found = {}
    for name in counts:
        for step in range(8):
            if counts[name] > step:
                found[name] = found.get(name, 0) + step
    return found
""",
}
RNG = np.random.default_rng(1)
CALLS = {
    "scalar": [(float(n), n % 3 + 0.5) for n in range(BATCH)],
    "list": [([int(v) for v in RNG.integers(0, 9, size=25)],) for _ in range(BATCH)],
    "array": [(RNG.random(50),) for _ in range(BATCH)],
    "mapping": [({name: int(v) for name in "abcdefghij"},) for v in RNG.integers(0, 9, size=BATCH)],
}


@contextmanager
def sides(text: str, count: int) -> Iterator[list[Session]]:
    """Sessions of a module that holds the function ``f``."""
    here = Interpreter(
        sys.executable, sys.version_info[:3], "cpython", sys.prefix, sysconfig.get_platform(), "this one"
    )
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "module.py").write_text(text)
        file = SourceFile(root=root, path="module.py", raw=text.encode(), text=text)
        with Workbench(here, None, file, "f", overlays={}) as bench, bench.open(text) as original:
            if count == 1:
                yield [original]
                return
            with bench.open(text) as other:
                yield [original, other]


def session_rate(name: str, seconds: float) -> tuple[float, float]:
    """Executions a second of one session, and the microseconds of a call itself."""
    calls = [codec.encode_call(values, {}) for values in CALLS[name]]
    with sides(FUNCTIONS[name], 1) as [original]:
        original.run(calls, timeout=1.0)
        best, own = 0.0, 1.0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.perf_counter()
            seen = original.run(calls, timeout=1.0)
            best = max(best, len(calls) / (time.perf_counter() - began))
            own = min(own, sorted(one.seconds for one in seen)[len(seen) // 2])
    return best, own * 1e6


def search_rate(name: str, seconds: float) -> float:
    """Executions a second of both sides together while inputs are made, run and compared."""
    source = read(FUNCTIONS[name], "f")
    assert source is not None
    domain = start(source)[0]
    domain.largest_size = 60
    with sides(FUNCTIONS[name], 2) as [original, other]:
        duel = Duel(domain.params, original, other, timeout=1.0, rounded=False)
        search = Search(domain, duel, 1)
        search.guided(time.monotonic() + 0.3, 10**6, ("small", "middle"))
        before = sum(search.sources.values())
        began = time.monotonic()
        search.guided(began + seconds, 10**6, ("small", "small", "middle"))
        if search.firm is not None:
            raise SystemExit(f"{name}: a function differs from itself: {search.firm.difference}")
        return 2 * (sum(search.sources.values()) - before) / (time.monotonic() - began)


def main() -> int:
    """Measure all of them and compare with what is demanded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds for each figure")
    seconds = parser.parse_args().seconds
    slowest: dict[str, float] = {"session": 1e9, "search": 1e9}
    print(f"{'input':9}{'call, µs':>10}{'session/s':>12}{'search/s':>12}")
    for name in FUNCTIONS:
        session, own = session_rate(name, seconds)
        search = search_rate(name, seconds)
        slowest = {
            "session": min(slowest["session"], session),
            "search": min(slowest["search"], search),
        }
        print(f"{name:9}{own:10.1f}{session:12,.0f}{search:12,.0f}")
    failed = 0
    for figure, value in slowest.items():
        text = f"{value:,.0f} executions a second, slowest {figure}"
        failed |= common.verdict(text, f"{LEAST:,}", met=value >= LEAST)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
