"""Facts about parameters, followed through the local names of a body."""

from __future__ import annotations

import ast
import textwrap

import pytest

from optgate.verify.evidence.flow import Flow
from optgate.verify.values.kinds import Dim, Link

MODULES = {"np": "numpy", "math": "math", "sqrt": "math.sqrt"}


def flow(body: str, *params: str) -> Flow:
    function = ast.parse(f"def f():\n{textwrap.indent(textwrap.dedent(body), '    ')}").body[0]
    assert isinstance(function, ast.FunctionDef)
    return Flow(function, params, MODULES)


@pytest.mark.parametrize(
    ("body", "param", "depth", "facts"),
    [
        ("for v in x: s += v", "x", 0, {"iter"}),
        ("for v in x: s += v", "x", 1, {"arith"}),
        ("for i in range(len(x)): s += x[i]", "x", 0, {"len", "indexed"}),
        ("for i, v in enumerate(x): s += v", "x", 1, {"arith"}),
        ("s = x[1, 2]", "x", 0, {"indexed", "tupled", "ndim:2"}),
        ("h, w = x.shape", "x", 0, {"attr:shape", "ndim:2"}),
        ("for row in x:\n    for v in row:\n        s += v", "x", 1, {"iter"}),
        ("for row in x:\n    for v in row:\n        s += v", "x", 2, {"arith"}),
        ("for i in range(x): pass", "x", 0, {"range"}),
        ("out = [0.0] * x", "x", 0, {"range"}),
        ("if x is None:\n    x = 3\nfor i in range(x): pass", "x", 0, {"none", "range"}),
        ("if y:\n    n = 3\nelse:\n    n = x\nfor i in range(n): pass", "x", 0, {"range"}),
        ("if len(y) == x: pass", "x", 0, {"count", "order"}),
        ("for step in x: v = step(v)", "x", 1, {"called", "called:1"}),
        ("out = np.zeros(x)", "x", 0, {"range"}),
        ("if x == 'a': pass", "x", 0, {"str", "truth"} - {"truth"}),
        ("if x is None: pass", "x", 0, {"none"}),
        ("if x: pass", "x", 0, {"truth"}),
        ("y = math.exp(x)", "x", 0, {"math"}),
        ("y = sqrt(x)", "x", 0, {"math"}),
        ("hist[x] += 1", "x", 0, {"index"}),
        ("d = {}\nd[x] = 1", "x", 0, {"key"}),
        ("d = {}\nd[x] = d.get(x, 0)", "x", 0, {"key"}),
        ("x[0] = 1", "x", 0, {"indexed", "store"}),
        ("for k, v in x.items(): pass", "x", 0, {"attr:items"}),
        ("for a, b in x: s += b", "x", 1, {"unpack:2"}),
        ("y = np.asarray(x)\nfor v in y: s += v", "x", 0, {"asarray", "iter"}),
        ("y = np.asarray(x)\nfor v in y: s += v", "x", 1, {"arith"}),
        ("y = x & 1", "x", 0, {"bits"}),
        ("y = helper(x)", "x", 0, {"passed"}),
        ("y = x(1)", "x", 0, {"called", "called:1"}),
        ("y = sorted(z, key=x)", "x", 0, {"called:1"}),
        ("y = [v * 2 for v in x if v > 0]", "x", 1, {"arith", "number"}),
        ("while n > 0:\n    n = n - 1", "n", 0, {"arith", "number"}),
    ],
)
def test_facts(body: str, param: str, depth: int, facts: set[str]) -> None:
    assert flow(body, param).facts[param, depth] == facts


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("for i in range(len(a)): s += a[i] * b[i]", {("same", Dim("a", 0), Dim("b", 0))}),
        ("for u, v in zip(a, b): s += u * v", {("same", Dim("a", 0), Dim("b", 0))}),
        ("n, m = a.shape\nfor j in range(m): s += b[j]", {("same", Dim("a", 1), Dim("b", 0))}),
        ("for i in range(b): s += a[i]", {("within", Dim("b", 0), Dim("a", 0))}),
        (
            "for i in range(len(b)): s += a[b[i]]",
            {("below", Dim("b", 0), Dim("a", 0)), ("among", Dim("b@1", 0), Dim("a", 0))},
        ),
        ("for i in range(len(a) - 1): s += a[i + 1] - b[i]", {("same", Dim("a", 0), Dim("b", 0))}),
        ("s = a @ b", {("same", Dim("a", -1), Dim("b", 0))}),
        ("for v in a: s += v\nfor v in b: s += v", set()),
    ],
)
def test_links(body: str, links: set[tuple[str, Dim, Dim]]) -> None:
    assert {(k.relation, k.left, k.right) for k in flow(body, "a", "b").links} == links


def test_strings_and_types() -> None:
    found = flow("if m == 'a' or m in ('b', 'c'): pass\nif isinstance(x, (list, tuple)): pass", "m", "x")
    assert found.strings["m"] == {"a", "b", "c"}
    assert len(found.types["x"]) == 2 and isinstance(found.types["x"][0], ast.Tuple)


def test_numpy_in_the_body_is_noticed() -> None:
    assert flow("y = np.pi", "x").uses_numpy
    assert not flow("y = math.pi", "x").uses_numpy
    assert (
        Link("same", Dim("a", 0), Dim("b", 0), "zip") in flow("for u, v in zip(a, b): pass", "a", "b").links
    )
