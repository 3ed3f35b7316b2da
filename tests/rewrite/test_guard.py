"""Guards: new statements for what is really given, the old ones for everything else."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from optgate.model import Observed
from optgate.rewrite import guarded, propose
from optgate.rewrite.source import identity, locate

from .harness import agrees, proposals, source, target_of

ARRAY = Observed("array", "float64", 1, 100)
LIST = Observed("list", "int", 1, 100)
SUM = source("""
    def f(x):
        # kept
        total = 0.0
        for v in x:
            total += v  # and this
        return total
""")


def guard(text, observed, how="array operations"):
    chosen = next(one for one in proposals(text) if how in one.summary)
    return guarded(target_of(text), chosen, observed)


def test_both_versions_stand_under_a_test_of_the_argument():
    made = guard(SUM, {"x": (ARRAY,)})
    assert "if isinstance(x, np.ndarray) and x.ndim == 1 and x.dtype == np.float64:" in made.text
    assert "# and this" in made.text
    assert made.summary.endswith(", guarded")
    inputs = [(np.arange(5.0),), ([1, 2.5],), (np.arange(3),), ([],), (np.ones((2, 2)),)]
    assert agrees(SUM, made.text, inputs) is None


def test_the_identity_is_that_of_the_new_text():
    made = guard(SUM, {"x": (ARRAY,)})
    assert made.id == identity(locate(target_of(SUM)), made.text)


def test_lists_are_told_by_their_type():
    made = guard(SUM, {"x": (LIST,)}, "builtins")
    assert "if isinstance(x, list):" in made.text
    assert agrees(SUM, made.text, [([1, 2],), ((1, 2),), (np.arange(3),)]) is None


def test_two_dtypes_are_named_and_more_are_not():
    two = guard(SUM, {"x": (ARRAY, Observed("array", "int64", 1, 9))})
    assert "x.dtype in (np.float64, np.int64)" in two.text
    more = guard(SUM, {"x": (ARRAY, Observed("array", "int64", 1), Observed("array", "uint8", 1))})
    assert "dtype" not in more.text.replace("dtype=", "")


@pytest.mark.parametrize(
    "observed",
    [{}, {"y": (ARRAY,)}, {"x": (ARRAY, LIST)}, {"x": (Observed("float", "float"),)}],
)
def test_without_one_kind_of_container_there_is_no_guard(observed):
    assert guard(SUM, observed) is None


def test_strings_over_several_lines_are_left_alone():
    text = SUM.replace("total += v  # and this", 'total += len("""a\n  b""") * v')
    assert all(guarded(target_of(text), one, {"x": (ARRAY,)}) is None for one in proposals(text))


def test_tabs_and_methods_keep_their_indentation():
    body = "\tdef f(self, x):\n\t\ts = 0.0\n\t\tfor v in x:\n\t\t\ts += v\n\t\treturn s\n"
    text = f"import numpy as np\n\n\nclass A:\n{body}"
    target = target_of(text, "A.f")
    made = guarded(target, propose(target, ())[0], {"x": (ARRAY,)})
    assert "\t\tif isinstance(x, np.ndarray)" in made.text
    assert ast.parse(made.text)
