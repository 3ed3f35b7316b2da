"""Mistakes in the shape of those that other tools have merged as verified: each is told from the original."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import Case, cases
from optgate.model import Decision
from tests.verify.conftest import Bench

FOLDER = Path(__file__).parents[2] / "benchmarks" / "corpus_verify" / "released"
CASES = cases(FOLDER)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_released_mistake_is_exposed_and_its_right_counterpart_accepted(bench: Bench, case: Case) -> None:
    bench.start(case.text, case.qualname)
    for name, text in case.rewrites.items():
        verdict = bench.judge(text, seconds=6.0)
        if name.startswith("right_"):
            assert verdict.decision is Decision.ACCEPTED, (name, verdict.reason, verdict.counterexample)
        else:
            assert verdict.decision is Decision.WRONG, (name, verdict.reason)
            assert verdict.counterexample is not None


def test_every_shape_has_both_kinds() -> None:
    for case in CASES:
        kinds = {name.partition("_")[0] for name in case.rewrites}
        assert kinds == {"right", "wrong"}, case.name
