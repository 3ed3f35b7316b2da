"""The error rule on whole functions: what only rounds otherwise is accepted, what loses accuracy is not."""

from __future__ import annotations

import pytest

from optgate.model import Decision
from tests.verify.conftest import Bench
from tests.verify.float_pairs import PAIRS, text


@pytest.mark.parametrize("name", PAIRS)
def test_roundings_pass_and_losses_do_not(bench: Bench, name: str) -> None:
    parameters, body, right, wrong = PAIRS[name]
    bench.start(text(parameters, body)).explore()
    for rewrite in wrong:
        verdict = bench.judge(text(parameters, rewrite))
        assert verdict.decision is Decision.WRONG, (rewrite, verdict.reason)
    for rewrite in right:
        verdict = bench.judge(text(parameters, rewrite), seconds=2.0)
        assert verdict.decision is Decision.ACCEPTED, (rewrite, verdict.reason, verdict.counterexample)


def test_an_error_that_shows_on_few_inputs_is_not_lost_among_roundings(bench: Bench) -> None:
    original = "s = 0.0\nfor v in x:\n    s += v * 0.3\nreturn float(s)"
    rare = "s = float((x * 0.3).sum())\nreturn s * (1 + 1e-9) if len(x) == 9 and x[0] > 0 else s"
    bench.start(text("x: NDArray[np.float64]", original)).explore()
    verdict = bench.judge(text("x: NDArray[np.float64]", rare))
    assert verdict.decision is Decision.WRONG, verdict.reason


def test_a_tie_with_a_constant_is_no_rounding(bench: Bench) -> None:
    original = "t = 0.0\nfor v in xs:\n    if v > 0.1:\n        t += v\nreturn t"
    bench.start(text("xs: list[float]", original)).explore()
    assert bench.judge(text("xs: list[float]", original.replace(">", ">="))).decision is Decision.WRONG


METHOD = """
class Filter:
    def __init__(self, weights: list[float]) -> None:
        self.weights = list(weights)

    def apply(self, xs: list[float]) -> float:
        s = 0.0
        for v, w in zip(xs, self.weights):
            s += v * w
        self.last = s
        return s
"""


def test_floats_inside_instances_follow_the_rule(bench: Bench) -> None:
    def rewritten(expression: str) -> str:
        head, _, rest = METHOD.partition("        s = 0.0\n")
        tail = rest[rest.index("        self.last") :]
        return f"import math\nimport numpy as np\n{head}        s = {expression}\n{tail}"

    bench.start("import math\nimport numpy as np\n" + METHOD, "Filter.apply").explore()
    assert not bench.explored.unproven, bench.explored.unproven
    reordered = "0.0 + sum([v * w for v, w in zip(xs, self.weights)][::-1])"
    verdict = bench.judge(rewritten(reordered), min_branch_coverage=0.0)
    assert verdict.decision is not Decision.WRONG or "NaN" in verdict.reason, verdict.reason
    lost = "0.0 + sum(float(np.float32(v)) * w for v, w in zip(xs, self.weights))"
    assert bench.judge(rewritten(lost)).decision is Decision.WRONG


@pytest.mark.parametrize("strict", [False, True])
def test_the_sign_of_zero_is_noted_or_rejects_on_request(bench: Bench, strict: bool) -> None:
    bench.start(text("xs: list[float]", "return [-v for v in xs]")).explore()
    bench.explored.signed_zero = strict
    verdict = bench.judge(text("xs: list[float]", "return [0.0 - v for v in xs]"))
    if strict:
        assert verdict.decision is Decision.WRONG and "sign of zero" in verdict.reason
    else:
        assert verdict.decision is Decision.ACCEPTED, verdict.reason
        assert "the sign of a zero differs" in verdict.notes


SIDE_EFFECTS = {
    "log records": (
        "import logging\nlog = logging.getLogger('a')\n\n"
        "def f(n: int) -> int:\n    log.debug('n is %d', n)\n    return n\n",
        "log.debug('n is %d', n)",
        "pass",
        "log records",
    ),
    "module state": (
        "kept = []\n\ndef f(n: int) -> int:\n    kept.append(n)\n    return n\n",
        "kept.append(n)\n",
        "pass\n",
        "state",
    ),
    "class state": (
        "class C:\n    calls = [0]\n\n    @classmethod\n    def f(cls, n: int) -> int:\n"
        "        cls.calls[0] += 1\n        return n\n",
        "cls.calls[0] += 1",
        "cls.calls[0] += 2",
        "state",
    ),
    "numpy's errors": (
        "import numpy as np\n\ndef f(n: int) -> int:\n    return n\n",
        "return n",
        "np.seterr(all='ignore')\n    return n",
        "state",
    ),
    "laziness": (
        "from typing import Iterator\n\ndef f(xs: Iterator[int]):\n    for v in xs:\n        yield v * 2\n",
        "for v in xs:",
        "for v in list(xs):",
        "reading its input",
    ),
    "depth": (
        "def f(xs: list[int]) -> int:\n    s = 0\n    for v in xs:\n        s += v\n    return s\n",
        "return s",
        "return xs[0] + f(xs[1:]) if xs else 0",
        "exception",
    ),
}


@pytest.mark.parametrize("name", SIDE_EFFECTS)
def test_what_a_rewrite_does_besides(bench: Bench, name: str) -> None:
    original, old, new, reason = SIDE_EFFECTS[name]
    qualname = "C.f" if name == "class state" else "f"
    bench.start(original, qualname).explore()
    assert old in original
    verdict = bench.judge(original.replace(old, new))
    assert verdict.decision is Decision.WRONG, verdict.reason
    assert reason in verdict.reason
