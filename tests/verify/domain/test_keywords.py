"""Keyword arguments under any name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from optgate.model import Decision
from optgate.verify.domain.domain import Domain

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

MERGE = """
def f(*layers, **last):
    merged = {}
    for layer in [*layers, last]:
        if layer is None:
            continue
        for key, value in layer.items():
            if value is None:
                merged.pop(key, None)
            else:
                merged[key] = value
    return merged
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "def f(**last):\n    return [k for k, v in last.items() if v > 1]\n",
            "dict with k0: int, k2: int",
        ),
        ("def f(**last: str):\n    return list(last)\n", "dict with k0: str, k2: str"),
        (
            "def f(**last):\n    return last['a'] + last.get('b', 0)\n",
            "dict with a: float, b: float",
        ),
    ],
)
def test_keywords_have_the_kinds_of_their_values(
    domain_of: Callable[..., Domain], text: str, kind: str
) -> None:
    assert kind in [str(option.kind) for option in domain_of(text).options[0]]


def test_elements_of_starred_arguments_may_be_nothing(bench: Bench) -> None:
    explored = bench.start(MERGE).explore()
    assert "or None" in explored.domain["layers"]
    assert "k0" in explored.domain["last"]


def test_a_rewrite_that_takes_the_keywords_first_is_wrong(bench: Bench) -> None:
    verdict = bench.start(MERGE).judge(MERGE.replace("[*layers, last]", "(last, *layers)"))
    assert verdict.decision is Decision.WRONG
    assert bench.judge(MERGE.replace("[*layers, last]", "(*layers, last)")).decision is Decision.ACCEPTED
