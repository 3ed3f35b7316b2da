"""Counterexamples as tests, run by a real pytest: they pass on the original and fail on the wrong rewrite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optgate.model import Decision
from optgate.report import regression
from optgate.verify.telling.regression import tolerance, writable
from tests.verify.conftest import Bench

ARRAYS = "import numpy as np\n"
BAD = "class Bad(Exception):\n    pass\n"

PAIRS = {
    "an array": (
        ARRAYS + "def f(xs: np.ndarray):\n    return xs * 2\n",
        ARRAYS + "def f(xs: np.ndarray):\n    return xs * 2 + (xs > 3)\n",
    ),
    "another dtype": (
        ARRAYS + "def f(xs: np.ndarray):\n    return np.cumsum(xs, dtype=np.float64)\n",
        ARRAYS + "def f(xs: np.ndarray):\n    return np.cumsum(xs, dtype=np.float32)\n",
    ),
    "rounding": (
        "def f(xs: list[float]) -> float:\n    return sum(xs) / 3 if xs else 0.1\n",
        "def f(xs: list[float]) -> float:\n    return sum(xs) / 3.001 if xs else 0.1\n",
    ),
    "no numpy": (
        "def f(xs: list[int]) -> list[int]:\n    return [x + 1 for x in xs]\n",
        "def f(xs: list[int]) -> list[int]:\n    return [x + 1 for x in xs][:5]\n",
    ),
    "a bool for an int": (
        "def f(a: int) -> bool:\n    return a > 3\n",
        "def f(a: int) -> bool:\n    return int(a > 3)\n",
    ),
    "its own exception": (
        "def f(a: int) -> int:\n    if a < 0:\n        raise ValueError(f'bad (a): {a}')\n    return a\n",
        "def f(a: int) -> int:\n    if a < 0:\n        raise ValueError('bad')\n    return a\n",
    ),
    "an exception of the module": (
        BAD + "def f(a: int) -> int:\n    if a < 0:\n        raise Bad('no')\n    return a\n",
        BAD + "def f(a: int) -> int:\n    return a\n",
    ),
    "an argument changed": (
        "def f(xs: list[int]) -> int:\n    total = sum(xs)\n    return total\n",
        "def f(xs: list[int]) -> int:\n    xs.sort()\n    return sum(xs)\n",
    ),
    "a view for a copy": (
        ARRAYS + "def f(xs: np.ndarray):\n    return xs.copy()\n",
        ARRAYS + "def f(xs: np.ndarray):\n    return xs[:]\n",
    ),
    "the argument itself": (
        "def f(xs: list[int]) -> list[int]:\n    return list(xs)\n",
        "def f(xs: list[int]) -> list[int]:\n    return xs\n",
    ),
    "output": (
        "def f(a: int) -> int:\n    print('a', a)\n    return a\n",
        "def f(a: int) -> int:\n    print('a  ', a)\n    return a\n",
    ),
    "a new warning": (
        ARRAYS + "def f(a: float) -> float:\n    return a\n",
        "import warnings\n"
        + ARRAYS
        + "def f(a: float) -> float:\n    warnings.warn('w', UserWarning)\n    return a\n",
    ),
    "a generator": (
        "def f(xs: list[int]):\n    for x in xs:\n        yield x\n",
        "def f(xs: list[int]):\n    for x in xs[:3]:\n        yield x\n",
    ),
    "a dict of tuples": (
        "def f(xs: list[int]) -> dict:\n    return {x: (x, 0.5) for x in xs}\n",
        "def f(xs: list[int]) -> dict:\n    return {x: (x, 0.25) for x in xs}\n",
    ),
    "a dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass P:\n    a: int\n    b: list\n"
        "def f(xs: list[int]) -> P:\n    return P(len(xs), xs[:1])\n",
        "import dataclasses\n@dataclasses.dataclass\nclass P:\n    a: int\n    b: list\n"
        "def f(xs: list[int]) -> P:\n    return P(len(xs), xs[-1:])\n",
    ),
}


def run_pytest(folder: Path, module: str) -> subprocess.CompletedProcess[str]:
    (folder / "module.py").write_text(module)
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_regression_f.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", PAIRS)
def test_it_passes_on_the_original_and_fails_on_the_rewrite(name: str, bench: Bench, tmp_path: Path) -> None:
    original, wrong = PAIRS[name]
    verdict = bench.start(original).judge(wrong)
    assert verdict.decision is Decision.WRONG, verdict.reason
    assert verdict.counterexample is not None
    assert verdict.counterexample.test, verdict.counterexample
    folder = tmp_path / "project"
    folder.mkdir()
    text = regression.module(bench.target, "module", {"c1": verdict.counterexample})
    (folder / "test_regression_f.py").write_text(text)
    done = run_pytest(folder, original)
    assert done.returncode == 0, text + done.stdout
    done = run_pytest(folder, wrong)
    assert (done.returncode, "1 failed" in done.stdout) == (1, True), text + done.stdout


def test_a_change_of_the_module_has_no_test(bench: Bench) -> None:
    original = "seen = []\ndef f(a: int) -> int:\n    return a\n"
    verdict = bench.start(original).judge(
        original.replace("    return a", "    seen.append(a)\n    return a")
    )
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert verdict.counterexample.test == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ([1, (2.0, None), {"a": {3}}], True),
        (np.arange(3), True),
        (np.float32(0.1), True),
        (np.array(["a"]), True),
        (np.longdouble(1), False),
        (np.array([object()]), False),
        (np.zeros(2, ">f8"), False),
        ([object()], False),
    ],
)
def test_only_what_has_an_expression_is_written(value: object, written: bool) -> None:
    assert writable(value) is written


@pytest.mark.parametrize(
    ("expected", "actual", "exact"),
    [
        ([1.0, 2.5], [1.0, 2.0], True),
        ([0.1], [0.2], False),
        ([0.1], [float(np.nextafter(0.1, 1))], True),
        (np.array([0.1], np.float32), np.array([0.1]), False),
        ([1 / 3], "raised", False),
    ],
)
def test_a_tolerance_is_given_only_where_it_still_tells_both_apart(
    expected: object, actual: object, exact: bool
) -> None:
    allowed = tolerance(expected, actual)
    assert (allowed == 0.0) is exact
    assert allowed < 1e-3
