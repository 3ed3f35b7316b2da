# ruff: noqa: E501
"""What a finding is about: the same text laid out otherwise, another text not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from optgate import detect
from optgate.model import Finding

from .files import file_of

FUNCTION = '''\
def f(x, y):
    """Says something."""
    s = 0.5
    for v in x:
        s += v * 2 if v else -1
    return s
'''


def identity(text: str) -> str:
    ((_, findings),) = detect.check_source(file_of(text))
    (found,) = detect.identities(file_of(text), findings)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\n\n" + FUNCTION,
        FUNCTION.replace("for v in x:", "for v in (  # slow\n        x\n    ):"),
        FUNCTION.replace(
            "v * 2 if v else -1", "(\n            v*2\n            if v\n            else -1\n        )"
        ),
        FUNCTION.replace("s = 0.5", "s = 1.5"),
        FUNCTION.replace("    ", "  "),
        "class A:\n    " + FUNCTION.replace("\n", "\n    ").rstrip() + "\n",
        FUNCTION.replace("Says something", "Says nothing"),
    ],
)
def test_it_stays(text: str) -> None:
    assert identity(text) == identity(FUNCTION) != ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v * 2", "v * 3"),
        ("v * 2", "v + 2"),
        ("in x:", "in y:"),
        ("-1", "+1"),
        ("s += v * 2 if v else -1", "s += v"),
    ],
)
def test_it_changes(old: str, new: str) -> None:
    assert identity(FUNCTION.replace(old, new)) != identity(FUNCTION)


def test_a_formatter_does_not_change_it() -> None:
    ugly = FUNCTION.replace("v * 2 if v else -1", "(v)*2 if (v) else  - 1").replace(
        "for v in x:", "for (v) in x :"
    )
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-"], input=ugly, capture_output=True, text=True, check=True
    )
    assert done.stdout != ugly
    assert identity(done.stdout) == identity(ugly) == identity(FUNCTION)


def test_it_is_the_same_in_every_version_of_python() -> None:
    """The digest of what versions of Python dump in different ways."""
    text = (
        "for v in x:\n    s[i, 1:, ...] += g(v, *x, k=None, **y) + len(f'{v!r:>{y}} b' 'c') + (lambda: 1j)()\n"
        "    @d\n    class A(B):\n        def h(self, a, /, b: int = 0, *, c=b'', **k) -> None:\n"
        "            global q\n            try: del a, b\n            except* E: pass\n            else: yield\n"
    )
    loop = Finding("OPT101", "map", 1, 0, 9, "")
    assert detect.identities(file_of(text), [loop]) == ("8d1fac2ccddd99f3",)


def test_a_place_where_nothing_stands_has_none() -> None:
    ((_, (finding,)),) = detect.check_source(file_of(FUNCTION))
    assert detect.identities(file_of("x = 1\n" * 9), [finding]) == ("",)
    assert detect.identities(file_of("def f(:\n"), [finding]) == ("",)
