"""Verdicts on whole pairs: what is accepted, rejected and left unproven, and why."""

from __future__ import annotations

import textwrap
import time

import numpy as np
import pytest

from optgate import verify
from optgate.guest import codec
from optgate.model import Candidate, Decision
from tests.verify.conftest import Bench

TOTAL = """
def f(xs: list[float]) -> float:
    s = 0.0
    for v in xs:
        s += v
    return s
"""
FIRST = """
import numpy as np

def f(x: np.ndarray, t):
    for i in range(len(x)):
        if x[i] > t:
            return i
    return -1
"""


def test_an_equivalent_rewrite_is_accepted_with_what_the_verdict_rests_on(bench: Bench) -> None:
    verdict = bench.start(TOTAL).judge("def f(xs: list[float]) -> float:\n    return sum(xs, 0.0)\n")
    assert verdict.decision is Decision.ACCEPTED, verdict.reason
    assert verdict.branch_coverage == 1.0
    assert verdict.inputs is not None
    assert verdict.inputs.count > 500
    assert verdict.inputs.count == sum(verdict.inputs.sources.values())
    assert verdict.inputs.branch_coverage == 1.0
    assert verdict.inputs.domain == {"xs": "list of float (annotation)"}
    sizes = [n for n, _ in verdict.sized]
    assert {1, 64, 1000, 10000} <= set(sizes)
    for n, data in verdict.sized:
        (xs,), kwargs = codec.decode_call(data)
        assert len(xs) == n and not kwargs


@pytest.mark.parametrize(
    ("body", "aspect"),
    [
        ("return sum(xs)", "type"),
        ("return np.sum(np.array(xs, dtype=float))", "type"),
        ("return float(np.nansum(xs))", ""),
        ("return float(np.float32(sum(xs, 0.0)))", ""),
        ("xs.sort()\n    return sum(xs, 0.0)", ""),
        ("print(len(xs))\n    return sum(xs, 0.0)", "output"),
        ("return sum(xs[:50], 0.0) + sum(xs[51:], 0.0)", ""),
        ("if len(xs) == 7: raise ValueError('seven')\n    return sum(xs, 0.0)", "exception"),
        ("if len(xs) == 3: return None\n    return sum(xs, 0.0)", "type"),
        ("np.random.seed(1)\n    return sum(xs, 0.0)", ""),
    ],
)
def test_a_wrong_rewrite_is_rejected_by_a_runnable_counterexample(
    bench: Bench, body: str, aspect: str
) -> None:
    original = "import numpy as np\n" + TOTAL
    text = f"import numpy as np\n\ndef f(xs: list[float]) -> float:\n    {body}\n"
    verdict = bench.start(original).judge(text)
    assert verdict.decision is Decision.WRONG, verdict.reason
    assert aspect in verdict.reason
    assert verdict.counterexample is not None
    outcomes = []
    for source in (original, text):
        space: dict[str, object] = {"np": np}
        exec(source, space)
        try:
            with np.errstate(all="ignore"):
                outcomes.append(codec.encode(eval(verdict.counterexample.call, space)))
        except ValueError as error:
            outcomes.append(repr(error).encode())
    if not {"sort", "print", "seed"} & set(body.replace("(", " ").replace(".", " ").split()):
        assert outcomes[0] != outcomes[1]


def test_a_counterexample_is_shrunk(bench: Bench) -> None:
    verdict = bench.start(FIRST).judge(
        """
        import numpy as np

        def f(x: np.ndarray, t):
            found = x > t
            return int(found.argmax()) if found.size else -1
        """
    )
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert verdict.counterexample.expected == "-1"
    assert verdict.counterexample.actual == "0"
    assert verdict.counterexample.call.startswith("f(x=np.array([0")
    assert len(verdict.counterexample.call) < 70


def test_a_numpy_rewrite_of_an_early_exit_is_accepted(bench: Bench) -> None:
    verdict = bench.start(FIRST).judge(
        """
        import numpy as np

        def f(x: np.ndarray, t):
            hits = np.flatnonzero(x > t)
            return int(hits[0]) if hits.size else -1
        """
    )
    assert verdict.decision is Decision.ACCEPTED, (verdict.reason, verdict.counterexample)


def test_a_sum_in_another_order_is_accepted_with_the_difference_stated(bench: Bench) -> None:
    verdict = bench.start(
        """
        import numpy as np
        from numpy.typing import NDArray

        def f(x: NDArray[np.float64]):
            s = np.float64(0.0)
            for v in x:
                s += v * v
            return s
        """
    ).judge(
        """
        import numpy as np
        from numpy.typing import NDArray

        def f(x: NDArray[np.float64]):
            return (x * x).sum()
        """
    )
    assert verdict.decision is Decision.ACCEPTED, (verdict.reason, verdict.counterexample)
    assert any("ulp" in note for note in verdict.notes)


def test_an_off_by_one_in_a_long_float32_sum_is_found(bench: Bench) -> None:
    original = """
    import numpy as np
    from numpy.typing import NDArray

    def f(x: NDArray[np.float32]):
        s = np.float32(0)
        for v in x:
            s += v
        return s
    """
    verdict = bench.start(original).judge(
        """
        import numpy as np
        from numpy.typing import NDArray

        def f(x: NDArray[np.float32]):
            return x[1:].sum() if len(x) > 500 else x.sum()
        """
    )
    assert verdict.decision is Decision.WRONG, verdict.reason


def test_a_branch_that_no_input_reaches_leaves_it_unproven_and_names_the_line(bench: Bench) -> None:
    original = """
    def f(xs: list[int]) -> int:
        if hash(tuple(xs)) == 123456789:
            return 0
        return len(xs)
    """
    verdict = bench.start(original).judge(textwrap.dedent(original).replace("len(xs)", "xs.__len__()"))
    assert verdict.decision is Decision.UNPROVEN
    assert "line 3" in verdict.reason
    assert verdict.inputs is not None and verdict.inputs.missing == (3,)
    assert 0 < verdict.inputs.branch_coverage < 1
    assert bench.judge(bench.text, min_branch_coverage=0.4).decision is Decision.ACCEPTED


def test_a_constant_of_the_candidate_is_tried(bench: Bench) -> None:
    verdict = bench.start("def f(n: int) -> int:\n    return n + 1\n").judge(
        "def f(n: int) -> int:\n    return n + 1 if n != 7331 else 0\n"
    )
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None and "7331" in verdict.counterexample.call


def test_a_difference_on_a_kind_that_only_trial_suggests_is_no_verdict(bench: Bench) -> None:
    original = """
    import numpy as np

    def f(x: np.ndarray):
        s = 0
        for v in x:
            s += v
        return s
    """
    verdict = bench.start(original).judge(
        """
        import numpy as np

        def f(x: np.ndarray):
            if not len(x):
                return 0
            if x.dtype == np.uint8:
                return x.sum()
            s = 0
            for v in x:
                s += v
            return s
        """
    )
    assert verdict.decision is Decision.UNPROVEN
    assert "outside the inferred domain" in verdict.reason and "uint8" in verdict.reason
    assert verdict.counterexample is not None and "uint8" in verdict.counterexample.call


def test_a_weaker_difference_is_said_to_be_one(bench: Bench) -> None:
    verdict = bench.start(
        """
        def f(xs: list[int]):
            m = xs[0]
            for v in xs:
                if v < m:
                    m = v
            return m
        """
    ).judge("def f(xs: list[int]):\n    return min(xs)\n")
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert "weaker" in verdict.counterexample.note
    assert verdict.counterexample.call == "f([])"


def test_another_message_of_the_functions_own_exception_rejects(bench: Bench) -> None:
    original = """
    def f(n: int) -> int:
        if n < 0:
            raise ValueError("negative count")
        return n
    """
    verdict = bench.start(original).judge(original.replace("negative count", "count is negative"))
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert "negative count" in verdict.counterexample.expected


def test_mutation_of_an_argument_counts(bench: Bench) -> None:
    verdict = bench.start(
        """
        def f(xs: list[int]) -> list[int]:
            for i in range(len(xs)):
                xs[i] = xs[i] * 2
            return xs
        """
    ).judge("def f(xs: list[int]) -> list[int]:\n    return [v * 2 for v in xs]\n")
    assert verdict.decision is Decision.WRONG


def test_state_of_the_module_counts(bench: Bench) -> None:
    original = """
    calls = []

    def f(n: int) -> int:
        calls.append(n)
        return n
    """
    verdict = bench.start(original).judge("calls = []\n\ndef f(n: int) -> int:\n    return n\n")
    assert verdict.decision in (Decision.WRONG, Decision.UNPROVEN)


def test_a_candidate_that_hangs_is_rejected(bench: Bench) -> None:
    verdict = bench.start("def f(n: int) -> int:\n    return n\n").judge(
        "def f(n: int) -> int:\n    while n == 0:\n        pass\n    return n\n", seconds=8.0
    )
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert verdict.counterexample.actual == "never returned"


def test_a_candidate_that_ends_the_process_is_rejected(bench: Bench) -> None:
    verdict = bench.start("def f(n: int) -> int:\n    return n\n").judge(
        "import os\n\ndef f(n: int) -> int:\n    if n > 3: os._exit(0)\n    return n\n"
    )
    assert verdict.decision is Decision.WRONG
    assert verdict.counterexample is not None
    assert verdict.counterexample.actual == "the process died"


def test_a_candidate_without_the_function_is_an_error(bench: Bench) -> None:
    bench.start("def f(n: int) -> int:\n    return n\n").explore()
    candidate = Candidate("c1", "external", "def g(n: int) -> int:\n    return n\n", "")
    verdict = verify.judge(
        bench.explored,
        bench.target,
        candidate,
        bench.original,
        bench.original,
        seed=1,
        deadline=time.monotonic() + 1,
    )
    assert verdict.decision is Decision.ERROR
    assert "no function f" in verdict.reason


def test_results_that_cannot_be_compared_are_never_equal(bench: Bench) -> None:
    bench.start("def f(n: int):\n    return lambda: n\n")
    assert "cannot be compared" in bench.explore().unproven


def test_probes_are_tried_when_they_are_literals(bench: Bench) -> None:
    original = "def f(xs: list[int]) -> bool:\n    return xs == [3, 1, 4, 1, 5]\n"
    text = "def f(xs: list[int]) -> bool:\n    return False\n"
    verdict = bench.start(original).judge(text, probes=["([3, 1, 4, 1, 5],)", "__import__('os').getcwd()"])
    assert verdict.decision is Decision.WRONG
    assert bench.judge(text, probes=["(1, 2, 3)", "not python"], min_branch_coverage=0.0) is not None


def test_no_time_left_is_unproven(bench: Bench) -> None:
    bench.start(TOTAL).explore()
    verdict = bench.judge(TOTAL, seconds=-1.0)
    assert verdict.decision is Decision.UNPROVEN
    assert "budget" in verdict.reason


def test_the_same_seed_gives_the_same_counterexample(bench: Bench) -> None:
    wrong = "def f(xs: list[float]) -> float:\n    return sum(sorted(xs), 0.0) + (len(xs) == 5)\n"
    bench.start(TOTAL).explore(seed=3)
    first, second = (bench.judge(wrong, seed=3).counterexample for _ in range(2))
    assert first is not None and second is not None
    assert first.call == second.call


@pytest.mark.parametrize(
    ("original", "right", "wrong"),
    [
        (
            "def f(n: int):\n    for i in range(n):\n        yield i * i\n",
            "def f(n: int):\n    yield from (i * i for i in range(n))\n",
            "def f(n: int):\n    return [i * i for i in range(n)]\n",
        ),
        (
            "from typing import Iterator\n\ndef f(xs: Iterator[int]):\n    return [v for v in xs if v]\n",
            "from typing import Iterator\n\ndef f(xs: Iterator[int]):\n    return list(filter(None, xs))\n",
            "from typing import Iterator\n\ndef f(xs: Iterator[int]):\n    return [v for v in xs if v > 0]\n",
        ),
        (
            "def f(*xs: int, scale: int = 2):\n    return [v * scale for v in xs]\n",
            "def f(*xs: int, scale: int = 2):\n    return [scale * v for v in xs]\n",
            "def f(*xs: int, scale: int = 2):\n    return [v * 2 for v in xs]\n",
        ),
        (
            "def f(s: str, mode: str = 'up'):\n    if mode == 'up':\n        return s.upper()\n"
            "    if mode == 'low':\n        return s.lower()\n    raise ValueError(mode)\n",
            "def f(s: str, mode: str = 'up'):\n    if mode not in ('up', 'low'):\n"
            "        raise ValueError(mode)\n"
            "    return s.upper() if mode == 'up' else s.lower()\n",
            "def f(s: str, mode: str = 'up'):\n    if mode == 'up':\n        return s.upper()\n"
            "    return s.lower()\n",
        ),
        (
            "def f(d: dict[str, int]):\n    t = 0\n    for v in d.values():\n        t += v\n    return t\n",
            "def f(d: dict[str, int]):\n    return sum(d.values())\n",
            "def f(d: dict[str, int]):\n    return sum(set(d.values()))\n",
        ),
    ],
    ids=["generator", "iterator", "varargs", "modes", "dict"],
)
def test_kinds_of_functions(bench: Bench, original: str, right: str, wrong: str) -> None:
    verdict = bench.start(original).judge(right)
    assert verdict.decision is Decision.ACCEPTED, (verdict.reason, verdict.counterexample)
    assert bench.judge(wrong).decision is Decision.WRONG


@pytest.mark.parametrize("decorator", ["@staticmethod", "@classmethod"])
def test_methods_that_need_no_instance(bench: Bench, decorator: str) -> None:
    first = "cls, " if "class" in decorator else ""
    original = f"class C:\n    {decorator}\n    def m({first}xs: list[int]) -> int:\n        return sum(xs)\n"
    assert bench.start(original, "C.m").judge(original).decision is Decision.ACCEPTED
    assert bench.judge(original.replace("sum(xs)", "sum(xs[:3])")).decision is Decision.WRONG


def test_private_methods_are_called_by_the_name_they_have_outside(bench: Bench) -> None:
    original = (
        "class C:\n    def __m(self, xs: list[int]) -> int:\n        return sum(xs)\n"
        "    def total(self, xs: list[int]) -> int:\n        return self.__m(xs)\n"
    )
    assert bench.start(original, "C.__m").judge(original).decision is Decision.ACCEPTED
    found = bench.judge(original.replace("sum(xs)", "sum(xs[:3])"))
    assert found.counterexample is not None
    assert found.counterexample.call.startswith("C()._C__m(xs=[")
