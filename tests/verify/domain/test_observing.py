"""What parameters hold in realistic inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optgate.verify.domain.observing import observed

if TYPE_CHECKING:
    from tests.verify.conftest import Bench


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("def f(xs: list[float]):\n    return sum(xs)\n", {"xs": [("list", "float", 1)]}),
        (
            "import numpy as np\ndef f(a: np.ndarray, n: int):\n    return a.ravel()[:0].sum() + n\n",
            {"a": [("array", "float64", 1)], "n": [("int", "int", 0)]},
        ),
        (
            "def f(rows: list[list[int]], key: str = 'a'):\n    return [len(r) for r in rows], key\n",
            {"rows": [("list", "int", 2)], "key": [("str", "str", 0)]},
        ),
        ("def f(d: dict[str, int]):\n    return list(d.items())\n", {"d": [("dict", "int", 1)]}),
        ("def f(p: tuple[float, int]):\n    return p[0] + p[1]\n", {"p": [("tuple", "mixed", 1)]}),
    ],
)
def test_containers_elements_and_dimensions(
    bench: Bench, text: str, wanted: dict[str, list[tuple[str, str, int]]]
) -> None:
    explored = bench.start(text).explore()
    assert explored.state is not None, explored.unproven
    found = observed(explored.state, explored.trials)
    for name, kinds in wanted.items():
        assert set(kinds) <= {(one.container, one.element, one.ndim) for one in found[name]}, found
        assert max(one.size for one in found[name]) >= 1


def test_kinds_known_by_trial_alone_are_left_out(bench: Bench) -> None:
    text = "import numpy as np\ndef f(img):\n    return int(img[0, 0]) if img.size else 0\n"
    explored = bench.start(text).explore()
    assert explored.state is not None
    found = observed(explored.state, explored.trials)
    assert "uint8" in {one.element for one in found["img"]} <= {"uint8", "float64"}
