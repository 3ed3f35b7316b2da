# ruff: noqa: E501
"""What a candidate's text keeps: everything but the rewritten statements."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optgate.model import SourceFile, Target
from optgate.rewrite import propose

from .harness import proposals, target_of

LOOP = "total = 0.0\nfor v in x:\n    total += v * v / 2\n"


def first(text, qualname="f"):
    found = proposals(text, qualname)
    assert found
    return found[0].text


def test_comments_and_blank_lines_outside_the_loop_stay():
    text = (
        "import numpy as np\n\n\ndef f(x):  # head\n    '''Doc.'''\n    # before\n    total = 1.5  # start\n\n    # on it\n"
        "    for v in x:\n        total += v  # gone\n    # behind\n\n    return total  # last\n\n\n# end\n"
    )
    result = first(text)
    for comment in ("# head", "'''Doc.'''", "# before", "# on it", "# behind", "# last", "# end\n"):
        assert comment in result
    assert "# gone" not in result


def test_decorators_signature_and_other_functions_stay():
    text = (
        "import functools\n\nimport numpy as np\n\n\n@functools.wraps(len)\n@staticmethod\ndef f(x, /, *, k: int = 3) -> float:\n"
        "    s = 0.0\n    for v in x:\n        s += v * k\n    return s\n\n\ndef g( y ):\n    return [ y ]\n"
    )
    result = first(text)
    assert result.startswith(text.partition("    s = 0.0")[0])
    assert result.endswith(text.partition("    return s\n")[2])


def test_crlf_and_tabs():
    text = "import numpy as np\r\n\r\ndef f(x):\r\n\tif x.size:\r\n\t\tc = 0\r\n\t\tfor v in x:\r\n\t\t\tif v > 1:\r\n\t\t\t\tc += 1\r\n\t\treturn c\r\n\treturn 0\r\n"
    result = first(text)
    assert "\r\n\t\tc = int(np.count_nonzero(x > 1))\r\n\t\treturn c\r\n" in result
    assert "\n" not in result.replace("\r\n", "")


def test_no_newline_at_the_end_of_the_file():
    text = "def f(x, out):\n    for i in range(len(x)):\n        out[i] = x[i] * 2"
    result = first("import numpy as np\n" + text)
    assert result.endswith("] = x * 2")


def test_two_space_indentation_is_kept():
    text = (
        "import numpy as np\ndef f(x):\n  s = 2.5\n  for v in x:\n    if v > 0:\n      s += v\n  return s\n"
    )
    for candidate in proposals(text):
        ast.parse(candidate.text)
        assert all((len(line) - len(line.lstrip())) % 2 == 0 for line in candidate.text.splitlines())
    assert "\n    terms" in proposals(text)[1].text or "\n    s +=" in proposals(text)[1].text


def test_numbers_stay_as_written():
    text = "import numpy as np\ndef f(x):\n    s = 0\n    for v in x:\n        s += v * 1e-3 + 0xFF\n    return s\n"
    assert "1e-3" in first(text) and "0xFF" in first(text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", "import numpy as np\n\ndef f"),
        ("import math\n\n\n", "import math\nimport numpy as np\n\n\ndef f"),
        ('"""Doc."""\n\n\n', '"""Doc."""\n\nimport numpy as np\n\n\ndef f'),
        (
            "from __future__ import annotations\n\n",
            "from __future__ import annotations\n\nimport numpy as np\n\ndef f",
        ),
        (
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
            "coding: utf-8 -*-\nimport numpy as np\n\ndef f",
        ),
        (
            "from a import (\n    b,\n    c,\n)\n\nif True:\n    import d\n\n",
            "    c,\n)\nimport numpy as np\n\nif True",
        ),
        ("import numpy\n\n\n", "import numpy\n\n\ndef f"),
        ("import numpy as xp\n\n\n", "import numpy as xp\n\n\ndef f"),
        ("import os\nnp = None\n\n\n", "import os\nimport numpy\nnp = None\n"),
    ],
)
def test_where_the_import_goes(head, expected):
    text = (
        head + "def f(x):\n    c = 0\n    for v in x:\n        if v > 3:\n            c += 1\n    return c\n"
    )
    lifted = [c.text for c in proposals(text) if c.source == "rules:lift"]
    assert lifted and all(expected in result for result in lifted)
    assert all(result.count("import numpy") == 1 for result in lifted)


def test_numpy_shadowed_in_the_function_is_not_used():
    text = "import numpy as np\ndef f(x, np):\n    c = 0\n    for v in x:\n        if v > 3:\n            c += 1\n    return c\n"
    for candidate in proposals(text):
        assert "np.count" not in candidate.text


def test_long_lines_are_broken():
    names = [f"a_rather_long_name_{k}" for k in range(4)]
    text = (
        f"import numpy as np\n\n\ndef f(out, {', '.join(names)}):\n    for i in range(len(out)):\n"
        f"        if {names[0]}[i] > 0:\n            out[i] = {names[1]}[i] * {names[2]}[i]\n        else:\n"
        f"            out[i] = {names[3]}[i]\n"
    )
    for candidate in proposals(text):
        body = candidate.text.partition("):\n")[2]
        assert max(map(len, body.splitlines())) <= 100


@pytest.mark.parametrize(
    "body",
    [
        "for v in x: s += v",
        "s = 0; n = 1\nfor v in x:\n    s += v",
        "if True: s = 0\nfor v in x:\n    s += v",
        "s = 0\nfor v in x:\n    s += v; n = 2",
    ],
)
def test_shared_lines_are_not_broken(body):
    text = "import numpy as np\ndef f(x, s=0, n=0):\n" + textwrap.indent(body, "    ") + "\n    return s, n\n"
    for candidate in proposals(text):
        tree = ast.parse(candidate.text)
        assert "n" in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}


def test_a_method_and_a_nested_class():
    text = (
        "import numpy as np\n\n\nclass A:\n    class B:\n        def m(self, x):\n            c = 0\n            for v in x:\n"
        "                if v > self.t:\n                    c += 1\n            return c\n"
    )
    assert "\n            c = int(np.count_nonzero(x > self.t))\n" in first(text, "A.B.m")


def test_absent_async_and_unparsable_targets_have_no_candidates():
    file = SourceFile("/r", "m.py", b"", "async def f(x):\n    for v in x:\n        s += v\n")
    assert propose(Target(file, "f", 1, 1, 3), ()) == ()
    assert propose(Target(file, "g", 1, 1, 3), ()) == ()
    broken = SourceFile("/r", "m.py", b"", "def f(x:\n")
    assert propose(Target(broken, "f", 1, 1, 1), ()) == ()


PIECES = st.lists(
    st.sampled_from(
        ["# note\n", "\n", "y = [1,\n     2]\n", "text = '''a\n  b'''\n", "if x is None:\n    return 0\n", LOOP,
         "for u in x:\n    print(u)\n", "w = {  'k' : 1 }\n", "c = 0\nfor v in x:\n    if v > 1:\n        c += 1\n"]
    ),
    min_size=1,
    max_size=7,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    before=PIECES,
    after=PIECES,
    newline=st.sampled_from(["\n", "\r\n"]),
    unit=st.sampled_from(["    ", "\t", "  "]),
)
def test_only_the_loops_change(before, after, newline, unit):
    plain = "".join(before) + LOOP + "".join(after) + "return total\n"
    indented = "".join(
        line if line.startswith("  b'''") or not line.strip() else "\t" + line
        for line in plain.splitlines(keepends=True)
    )
    body = "".join(
        "".join(unit if ch in "\t" else ch for ch in line[: len(line) - len(line.lstrip())]).replace(
            "    ", unit
        )
        + line.lstrip(" \t")
        if line.strip()
        else line
        for line in indented.splitlines(keepends=True)
    )
    text = ("import numpy as np\n\n\ndef f(x):\n" + body + "\n\ndef g():\n    return  1\n").replace(
        "\n", newline
    )
    try:
        target = target_of(text)
    except (SyntaxError, IndentationError):
        return
    for candidate in propose(target, ()):
        tree = ast.parse(candidate.text)
        assert [getattr(n, "name", type(n)) for n in tree.body] == [
            getattr(n, "name", type(n)) for n in ast.parse(text).body
        ]
        head, _, rest = text.partition("def f(x):" + newline)
        assert candidate.text.startswith(head) and candidate.text.endswith(rest.rpartition("return total")[2])
        kept = [line for line in text.splitlines() if "note" in line or "'k'" in line or "print" in line]
        new = candidate.text.splitlines()
        assert [line for line in new if "note" in line or "'k'" in line or "print" in line] == kept
        assert ("\r\n" in candidate.text) == (newline == "\r\n")


@pytest.mark.parametrize("lines", [["!"], ["!", "@brief Sums.", "", ""], [""]])
def test_docstrings_of_any_form_stay_as_they_are(lines):
    docstring = '"""' + "".join(f"{line}\n        " for line in lines) + '"""'
    text = (
        f"class C:\n    @staticmethod\n    def f(x):\n        {docstring}\n        total = 0\n"
        "        for v in x:\n            total += v\n        return total\n"
    )
    assert docstring in first(text, "C.f")
