# ruff: noqa: E501
"""Somebody else's function in place of the target."""

from __future__ import annotations

import pytest

from optgate.model import UsageError
from optgate.rewrite import external

from .harness import load, target_of

ORIGINAL = '''"""Module."""
import math


@staticmethod_like
def f(x, k=2):
    """What it does."""
    total = 0.0
    for v in x:
        total += v ** k
    return total


after = 1
'''


def put(text, original=ORIGINAL, qualname="f", name=None):
    return external(target_of(original, qualname), text, name, label="their.py").text


def test_the_def_is_replaced_and_the_rest_stays():
    candidate = external(
        target_of(ORIGINAL), "def f(x, k=2):\n    return sum([v ** k for v in x])\n", label="their.py"
    )
    assert candidate.text == ORIGINAL.replace(
        "    total = 0.0\n    for v in x:\n        total += v ** k\n    return total\n",
        "    return sum([v ** k for v in x])\n",
    )
    assert candidate.source == "external" and not candidate.trusted and len(candidate.id) == 6
    assert "their.py" in candidate.summary


def test_own_docstring_and_decorators_win():
    text = put("@mine\ndef f(x, k=2):\n    '''Mine.'''\n    return 1\n")
    assert "@mine\ndef f(x, k=2):\n    '''Mine.'''\n    return 1\n" in text
    assert "staticmethod_like" not in text and "What it does" not in text


def test_the_only_def_is_taken_and_renamed_with_its_recursion():
    text = put("def fast(x, k=2):\n    return fast(x[1:], k) if x else 0.0\n")
    assert "def f(x, k=2):" in text and "return f(x[1:], k)" in text and "fast" not in text


def test_a_name_chooses():
    text = put("def f(x, k=2):\n    return 1\n\ndef g(x, k=2):\n    return 2\n", name="g")
    assert "return 2" in text and "return 1" not in text


def test_imports_and_helpers_come_along_once():
    theirs = (
        "import math\nimport numpy as np\nfrom operator import mul, add\n\nSCALE = 2\n\n\ndef helper(v):\n"
        "    return inner(v) * SCALE\n\n\ndef inner(v):\n    return math.sqrt(v)\n\n\ndef unused():\n    pass\n\n\n"
        "def f(x, k=2):\n    return helper(np.sum(x)) + mul(1, 2)\n"
    )
    text = put(theirs)
    assert text.count("import math") == 1
    assert "import numpy as np\n" in text and "from operator import mul\n" in text
    assert (
        text.index("SCALE = 2")
        < text.index("def helper")
        < text.index("def inner")
        < text.index("@staticmethod_like")
    )
    assert "unused" not in text


def test_helpers_that_are_there_already_are_not_repeated():
    original = "def helper(v):\n    return v\n\n\ndef f(x):\n    return [helper(v) for v in x]\n"
    text = put("def helper(v):\n    return v\n\n\ndef f(x):\n    return list(map(helper, x))\n", original)
    assert text.count("def helper") == 1
    assert load(text)([1]) == [1]


def test_a_helper_with_another_meaning_is_refused():
    original = "def helper(v):\n    return v\n\n\ndef f(x):\n    return helper(x)\n"
    with pytest.raises(UsageError, match="helper means something else"):
        put("def helper(v):\n    return v + 1\n\n\ndef f(x):\n    return helper(x)\n", original)


def test_function_into_method_and_back():
    original = (
        "class A:\n    k = 1\n\n    def m(self, x):\n        return x\n\n    def n(self):\n        pass\n"
    )
    text = put("def m(self, x):\n    if x:\n        return '''a\nb'''\n    return 2\n", original, "A.m")
    assert (
        "    def m(self, x):\n        if x:\n            return '''a\nb'''\n        return 2\n\n    def n"
        in text
    )
    text = put("class B:\n    def f(x):\n        return 2\n", "def f(x):\n    return 1\n", name="B.f")
    assert text == "def f(x):\n    return 2\n"


def test_crlf_and_tabs_of_the_target_are_kept():
    original = "def f(x):\r\n\tfor v in x:\r\n\t\tpass\r\n\treturn 1\r\n"
    assert (
        put("def f(x):\n    if x:\n        return 2\n", original)
        == "def f(x):\r\n\tif x:\r\n\t\treturn 2\r\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(x, k=2:\n", "does not parse"),
        ("x = 1\n", "no function f"),
        ("def g(x):\n    pass\n\ndef h(x):\n    pass\n", "no function f"),
        ("def f(x, k=3):\n    pass\n", r"f\(x, k=2\).*f\(x, k=3\)"),
        ("def f(x, *, k=2):\n    pass\n", "signatures differ"),
        ("def f(y, k=2):\n    pass\n", "signatures differ"),
    ],
)
def test_refusals_name_the_reason_and_the_next_step(text, message):
    with pytest.raises(UsageError, match=message) as caught:
        put(text)
    assert caught.value.hint


def test_annotations_do_not_count_in_the_signature():
    assert "list[float]" in put("def f(x: list[float], k: int = 2) -> float:\n    return 1.0\n")


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(UsageError) as caught:
        put("def g(x):\n    pass\n", name="nope")
    assert "g" in caught.value.hint
