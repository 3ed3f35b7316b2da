import sys
import time
from pathlib import Path

import pytest

from optgate.guest import codec
from optgate.host.discovery import discover
from optgate.host.workbench import Workbench
from optgate.model import Candidate, SourceFile
from optgate.timing import measure

SIZES = (1, 4, 16, 64, 256, 1024, 4096)


def floats(n, seed):
    """A list of ``n`` floats in no order."""
    return [((i * 7919 + seed * 104729) % 10007) / 10007 for i in range(n)]


def sized(sizes=SIZES, each=4):
    return [(n, codec.encode_call((floats(n, seed),), {})) for n in sizes for seed in range(each)]


def by_result(call, before, after):
    """Compares results alone, not what is left in the arguments and in the module."""
    results = [codec.decode(one.outcome).get("result") for one in (before, after)]
    return "" if results[0] == results[1] else "another result"


@pytest.fixture(scope="session")
def interpreter():
    return discover(Path.cwd(), sys.executable, {}).interpreter


@pytest.fixture
def bench(interpreter, tmp_path):
    """Opens a workbench for the function ``f`` of a module with the text given."""
    opened = []

    def make(text):
        (tmp_path / "module.py").write_text(text)
        source = SourceFile(str(tmp_path), "module.py", text.encode(), text)
        opened.append(Workbench(interpreter, None, source, "f", overlays={}).__enter__())
        return opened[-1]

    yield make
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture
def timed(bench, monkeypatch, tmp_path):
    """Measures a candidate's text against an original's in real processes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(original, candidate, *, inputs=None, trusted=True, seconds=8.0, **options):
        place = bench(original)
        with place.open(original):
            return measure(
                original,
                Candidate("c1", "test", candidate, "", trusted=trusted),
                place.open,
                sized() if inputs is None else inputs,
                reseeded=place.reseeded,
                name="module.py::f",
                min_speedup=1.05,
                deadline=time.monotonic() + seconds,
                seed=1,
                **{"progress": lambda _: None, **options},
            )

    return run
