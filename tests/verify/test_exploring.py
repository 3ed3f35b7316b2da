"""What is found out about an original alone: its domain, and why some cannot be judged."""

from __future__ import annotations

import textwrap

import pytest

from optgate.verify.values.observed import Place
from tests.verify.conftest import Bench

IMAGE = """
import numpy as np

exec(compile('''
def opaque(img, mask):
    if img.dtype != np.uint8 or img.ndim != 2:
        raise RuntimeError("8-bit, one channel")
    if mask is not None and (mask.dtype != np.uint8 or mask.shape != img.shape):
        raise RuntimeError("mask of another type or size")
    return np.bincount(img.ravel() if mask is None else img[mask != 0], minlength=256)
''', "/elsewhere/library.py", "exec"))

def f({signature}):
    hist = opaque({first}, {second})
    for i in range(256):
        if hist[i]:
            return i
    return 256
"""


@pytest.mark.parametrize(
    ("signature", "first", "second"),
    [
        ("img, mask=None", "img", "mask"),
        ("p, q=None", "p", "q"),
        ("img: np.ndarray, mask: np.ndarray | None = None", "img", "mask"),
    ],
    ids=["named", "bare", "annotated"],
)
def test_what_an_opaque_callee_takes_decides_the_domain(
    bench: Bench, signature: str, first: str, second: str
) -> None:
    text = IMAGE.format(signature=signature, first=first, second=second)
    found = bench.start(text).explore()
    assert not found.unproven
    assert found.domain[first].startswith("uint8 array, 2-D")
    assert found.domain[second].startswith("None")
    assert f"uint8 array, shape of {first}" in found.domain[second]
    inside = [trial for trial in found.trials if trial.place is Place.FINE]
    with_mask = [trial for trial in inside if trial.call.values[1] is not None]
    assert len(with_mask) > 50
    assert {0, 256} <= {_result(trial) for trial in inside}


def _result(trial: object) -> object:
    from optgate.verify.values.observed import outcome

    return outcome(trial.original)["result"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        (
            "def f(a, b):\n    s = 0\n    for i in range(len(a)):\n        s += a[i] * b[i]\n    return s\n",
            {
                "a": "list of float or list of int (usage)",
                "b": "list of float or list of int, shape of a (usage)",
            },
        ),
        (
            "def f(k, m):\n    c = [0] * m\n    for v in k:\n        c[v] += 1\n    return c\n",
            {"k": "list of int, below m (usage); iterator of int, below m (trial)", "m": "int (usage)"},
        ),
        (
            "def f(k):\n    c = [0] * 16\n    for v in k:\n        c[v] += 1\n    return c\n",
            {"k": "list of int, below 16 (usage); iterator of int, below 16 (trial)"},
        ),
        (
            "def f(x, n):\n    s = 0\n    for i in range(n):\n        s += x[i]\n    return s\n",
            {"x": "list of float or list of int (usage)", "n": "int, at most the length of x (usage)"},
        ),
        (
            "import numpy as np\ndef f(a, b):\n    return np.asarray(a).shape == np.dot(a, b).shape\n",
            None,
        ),
        (
            "def f(mode):\n    if mode == 'a':\n        return 1\n    if mode == 'b':\n        return 2\n"
            "    raise ValueError(mode)\n",
            {"mode": "'a' or 'b' (usage)"},
        ),
        ("def f(x, scale=1.5):\n    return [v * scale for v in x]\n", None),
        ("def f(a: int, /, b: int, *, c: int = 1, **rest):\n    return a + b + c\n", None),
    ],
)
def test_domains(bench: Bench, text: str, domain: dict[str, str] | None) -> None:
    found = bench.start(text).explore()
    assert not found.unproven
    if domain is not None:
        assert found.domain == domain
    kept = [trial.place for trial in found.trials]
    assert kept.count(Place.WEAK) < 0.2 * len(kept)
    assert kept.count(Place.OUTSIDE) == 0


@pytest.mark.parametrize(
    ("text", "qualname", "reason"),
    [
        (
            "class C:\n    def __init__(self):\n        raise OSError\n"
            "    def m(self, n: int):\n        return self.k()\n",
            "C.m",
            "no kind of input",
        ),
        ("import time\ndef f(n: int):\n    return time.perf_counter_ns()\n", "f", "not deterministic"),
        ("def f(n: int):\n    return object()\n", "f", "cannot be compared"),
        ("def f(n: int):\n    n.frobnicate()\n", "f", "no kind of input"),
        ("def f(x):\n    while True:\n        pass\n", "f", "return in time"),
        ("def f(n: int):\n    import os\n    os._exit(3)\n", "f", "the process dies"),
    ],
)
def test_what_cannot_be_judged_says_why(bench: Bench, text: str, qualname: str, reason: str) -> None:
    import re

    found = bench.start(text, qualname).explore(seconds=6.0)
    assert re.search(reason, found.unproven), found.unproven


def test_a_refused_target_is_not_run(bench: Bench) -> None:
    import msgspec

    bench.start("def f(n: int):\n    return n\n")
    bench.target = msgspec.structs.replace(bench.target, refused="a coroutine")
    assert bench.explore().unproven == "a coroutine"


def test_large_numbers_are_given_up_when_calls_take_too_long(bench: Bench) -> None:
    found = bench.start(
        "def f(n: int):\n    s = 0\n    while s < n:\n        s += 1\n    return s\n"
    ).explore(seconds=6.0)
    assert not found.unproven
    assert found.state is not None and found.state.largest_int <= 1000


def test_the_functions_own_checks_are_reached(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(x: np.ndarray):
        if not isinstance(x, np.ndarray):
            raise TypeError("an array, please")
        if x.ndim != 1:
            raise ValueError("one dimension, please")
        return x.size
    """
    found = bench.start(textwrap.dedent(text)).explore()
    assert not found.unproven
    own = [trial for trial in found.trials if trial.place is Place.OWN]
    assert len(own) >= 2


def test_the_same_seed_finds_the_same_inputs(bench: Bench) -> None:
    bench.start("def f(xs: list[float], t: float):\n    return [v for v in xs if v > t]\n")
    first = [trial.call.data for trial in bench.explore(seed=5, seconds=30.0).trials]
    assert [trial.call.data for trial in bench.explore(seed=5, seconds=30.0).trials][:200] == first[:200]
    assert [trial.call.data for trial in bench.explore(seed=6, seconds=30.0).trials][:200] != first[:200]


def test_sizes_that_the_function_checks_itself_are_equal_mostly_but_not_always(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(a: np.ndarray, b: np.ndarray):
        if a.shape != b.shape:
            raise ValueError("shapes differ")
        return a + b
    """
    found = bench.start(text).explore()
    places = [trial.place for trial in found.trials]
    assert 0 < places.count(Place.OWN) < places.count(Place.FINE)
