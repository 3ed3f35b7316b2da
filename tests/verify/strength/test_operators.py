"""Every mutation operator: what it changes, and what it leaves alone."""

from __future__ import annotations

import ast
import textwrap
from typing import Any

import pytest

from optgate.verify.strength.body import OPERATORS, Body, Facts
from optgate.verify.strength.mutants import REGISTERED

MODULES = {"np": "numpy", "math": "math", "itertools": "itertools"}

CHANGES = [
    ("comparison", "return a < b", ["`<` became `<=`"]),
    ("comparison", "return a >= b", ["`>=` became `>`"]),
    ("comparison", "return a == b != c", ["`==` became `!=`", "`!=` became `==`"]),
    ("comparison", "return a is None, a in b", ["`is` became `is not`", "`in` became `not in`"]),
    ("arithmetic", "return -a + b * 2", ["`+` became `-`", "`-a` became `a`", "`*` became `+`"]),
    ("arithmetic", "return a // b % c", ["`%` became `//`", "`//` became `/`"]),
    ("arithmetic", "return a & b | c", ["`|` became `&`", "`&` became `|`"]),
    ("augmented assignment", "s += a", ["`+=` became `=`", "`+=` became `-=`"]),
    ("augmented assignment", "h[a] *= 2", ["`*=` became `=`", "`*=` became `+=`"]),
    ("boolean", "return a and not b", ["`and` became `or`", "`not b` became `b`"]),
    ("condition", "if a < b:\n    pass", ["`a < b` became `not a < b`"]),
    ("condition", "return [v for v in a if v]", ["`v` became `not v`"]),
    (
        "condition",
        "while a and b:\n    a = 1 if b else 2",
        ["`a and b` became `not (a and b)`", "`b` became `not b`"],
    ),
    ("constant", "return 5", ["`5` became `6`", "`5` became `4`", "`5` became `0`"]),
    ("constant", "return -1", ["`-1` became `0`", "`-1` became `-2`"]),
    ("constant", "return 0.5", ["`0.5` became `1.5`", "`0.5` became `-0.5`", "`0.5` became `0.0`"]),
    ("constant", "return True", ["`True` became `False`"]),
    (
        "range",
        "for i in range(n):\n    pass",
        [f"`range(n)` became `range({new})`" for new in ("n - 1", "1, n", "n + 1")],
    ),
    (
        "range",
        "for i in range(2, n):\n    pass",
        [f"`range(2, n)` became `range({new})`" for new in ("2, n - 1", "3, n", "2, n + 1")],
    ),
    (
        "range",
        "for i in range(n, 0, -1):\n    pass",
        [f"`range(n, 0, -1)` became `range({new})`" for new in ("n, 1, -1", "n - 1, 0, -1", "n, -1, -1")],
    ),
    (
        "slice",
        "return a[1:]",
        ["`a[1:]` became `a[2:]`", "`a[1:]` became `a[0:]`", "`a[1:]` became `a[1:-1]`"],
    ),
    (
        "slice",
        "return a[:n]",
        ["`a[:n]` became `a[1:n]`", "`a[:n]` became `a[:n - 1]`", "`a[:n]` became `a[:n + 1]`"],
    ),
    ("index", "return a[i]", ["`a[i]` became `a[i - 1]`", "`a[i]` became `a[i + 1]`"]),
    ("index", "a[i, j] = 0", ["`a[i, j]` became `a[j, i]`"]),
    ("elements", "for v in a:\n    pass", ["the last of `a` is missed", "the first of `a` is missed"]),
    ("elements", "return sum(v for v in a)", ["the last of `a` is missed", "the first of `a` is missed"]),
    ("statement", "a.append(b)\nraise b", ["`a.append(b)` was dropped", "`raise b` was dropped"]),
    ("statement", "s = 0\ns = b", ["`s = 0` was dropped", "`s = b` was dropped"]),
    ("statement", "if a:\n    return b", ["`return b` was dropped"]),
    (
        "jump",
        "for v in a:\n    if v:\n        break\n    continue",
        ["`break` became `continue`", "`continue` became `break`"],
    ),
    ("call", "return abs(a) + min(a, b)", ["`abs(a)` became `a`", "`min` became `max`"]),
    ("call", "return int(a) if any(b) else 0", ["`int(a)` became `a`", "`any` became `all`"]),
    ("default", "return a.get(b, 0)", ["`a.get(b, 0)` became `a.get(b)`"]),
    ("default", "return max(a, default=0)", ["`max(a, default=0)` became `max(a)`"]),
    (
        "narrow accumulator",
        "s = 0\nfor v in a:\n    s += v",
        ["`s` accumulates in uint8", "`s` accumulates in int16"],
    ),
    ("narrow accumulator", "for v in a:\n    b[v] += 1", ["`b[v]` accumulates in uint8"]),
    ("integers through float64", "s = 0\nfor v in a:\n    s += v\nreturn s", ["`s` goes through float64"]),
    ("zero of another type", "s = 0\nfor v in a:\n    s += v\nreturn s", ["`0` became `0.0`"]),
    ("zero of another type", "s = 0.0\nfor v in a:\n    s += v\nreturn s, a", ["`0.0` became `0`"]),
    ("float32 result", "if a:\n    return 0.0\nreturn a * b", ["the result goes through float32"]),
    ("type of the result", "return a * b", ["`a * b` became `np.float64(a * b)`"]),
    ("NaN in a comparison", "return a > b", ["`>` became `not <=`"]),
    ("first for last", "for v in a:\n    if v:\n        break", ["`a` is looked through from the end"]),
    ("first for last", "for v in a:\n    if v:\n        return v", ["`a` is looked through from the end"]),
    ("ties", "return min(a, key=len)", ["ties in `min(a, key=len)` fall the other way"]),
    ("ties", "return np.argmax(a)", ["ties in `np.argmax(a)` fall the other way"]),
    ("ties", "return a.argmin()", ["ties in `a.argmin()` fall the other way"]),
    ("copy lost", "b = a.copy()", ["`a.copy()` makes no copy"]),
    ("copy lost", "b = list(a)", ["`list(a)` makes no copy"]),
    ("copy lost", "b = a[:]", ["`a[:]` makes no copy"]),
    ("copy lost", "b = np.array(a)", ["`np.array(a)` became `np.asarray(a)`"]),
    ("copy made", "a[0] = 1\nreturn a", ["works on a copy of `a`", "returns a copy of `a`"]),
    ("copy made", "for v in b:\n    a.append(v)", ["works on a copy of `a`"]),
    ("or for None", "if a is None:\n    a = 1", ["`a is None` became `not a`"]),
    ("or for None", "return b if a is not None else c", ["`a is not None` became `bool(a)`"]),
    ("prefix", "for v in a:\n    s += v\n    b.append(s)", ["`b.append(s)` comes before `s += v`"]),
    ("prefix", "for i in a:\n    b[i] = s\n    s += i", ["`s += i` comes before `b[i] = s`"]),
    ("unbuffered store", "np.add.at(a, b, 1)", ["`np.add.at(a, b, 1)` became `a[b] += 1`"]),
    ("truncation", "return int(a)", ["`int(a)` became `int(a // 1)`"]),
    ("truncation", "return a // b", ["`a // b` became `int(a / b)`"]),
    ("truncation", "return np.floor(a)", ["`np.floor(a)` became `np.trunc(a)`"]),
    ("halves", "return round(a)", ["`round(a)` became `int((a + 0.5) // 1)`"]),
    ("halves", "return np.rint(a)", ["`np.rint(a)` became `np.floor(a + 0.5)`"]),
    ("guard", "if not a:\n    return 0\nreturn b", ["`if not a` never holds"]),
]

ALONE = [
    ("comparison", "return a + b"),
    ("arithmetic", "return 'a' + b"),
    ("arithmetic", "return f'{a + b}'"),
    ("arithmetic", "x: a | b = c"),
    ("arithmetic", "return -1"),
    ("augmented assignment", "s = s + a"),
    ("augmented assignment", "s += 'x'"),
    ("boolean", "return a | b"),
    ("condition", "if a == b:\n    pass"),
    ("condition", "if not a:\n    pass"),
    ("condition", "while True:\n    pass"),
    ("constant", "return 'a', None, b"),
    ("range", "return a[1:2]"),
    ("slice", "return a[1]"),
    ("index", "return a['k'], a[1:], a[:, 0]"),
    ("elements", "for i in range(a):\n    pass"),
    ("elements", "for i in itertools.count():\n    pass"),
    ("statement", "s = 0\nreturn s"),
    ("jump", "return a"),
    ("call", "return len(a), float('nan')"),
    ("default", "return a.get(b), max(a, b)"),
    ("narrow accumulator", "s = 0.0\nfor v in a:\n    s += v"),
    ("narrow accumulator", "s = 0\ns += a"),
    ("integers through float64", "s = 0\nfor v in a:\n    s += 1\nreturn s"),
    ("zero of another type", "s = 0\nfor v in a:\n    s += v\nreturn s / 2"),
    ("zero of another type", "s = 0.5\nfor v in a:\n    s += v\nreturn s"),
    ("float32 result", "return 0.0"),
    ("type of the result", "def g():\n    return a\nreturn None"),
    ("NaN in a comparison", "return a == b"),
    ("NaN in a comparison", "n = len(a)\ni = 0\nwhile i < n:\n    i += 1"),
    ("NaN in a comparison", "for i in range(9):\n    if i > a.shape[0]:\n        pass"),
    ("first for last", "for v in a:\n    if v:\n        return True"),
    ("first for last", "for v in a:\n    b += v"),
    ("ties", "return min(a), sorted(a), a.argmax(0), np.argmax(a, axis=1)"),
    ("copy lost", "return list(b + c), a[1:], copy(a)"),
    ("copy made", "b = a + 1\nreturn b"),
    ("copy made", "a = a + 1\na[0] = 1\nreturn a"),
    ("or for None", "return a is b, a == None"),
    ("prefix", "for v in a:\n    s += v\n    b.append(v)"),
    ("unbuffered store", "a[b] += 1"),
    ("truncation", "return int(5), a / b"),
    ("halves", "return round(a, 2)"),
    ("guard", "if a:\n    b = 1\nreturn b"),
    ("guard", "if a:\n    return 1\nelse:\n    return 2"),
]


def edits(name: str, code: str, facts: Facts) -> list[str]:
    function: Any = ast.parse(
        f"def f(a, b, c=5 + 6, *, n: int = 3):\n{textwrap.indent(code, '    ')}\n"
    ).body[0]
    return [edit.change for edit in OPERATORS[name].edits(Body(function, MODULES, facts))]


FLOATS, WHOLE = Facts(True, frozenset({"float"})), Facts(False, frozenset({"int"}))


@pytest.mark.parametrize(("name", "code", "changes"), CHANGES)
def test_what_an_operator_changes(name: str, code: str, changes: list[str]) -> None:
    facts = WHOLE if name == "integers through float64" else FLOATS
    assert edits(name, code, facts) == changes


@pytest.mark.parametrize(("name", "code"), ALONE)
def test_what_an_operator_leaves_alone(name: str, code: str) -> None:
    assert edits(name, code, FLOATS) == []


def test_every_operator_is_in_both_tables_and_documented() -> None:
    assert {name for name, *_ in CHANGES} == {name for name, *_ in ALONE} == set(OPERATORS)
    assert all(operator.edits.__doc__ for operator in OPERATORS.values())
    assert len(REGISTERED) == 2


@pytest.mark.parametrize("name", ["integers through float64", "NaN in a comparison"])
def test_operators_that_ask_for_the_right_numbers(name: str) -> None:
    code = "s = 0\nfor v in a:\n    if v > b:\n        s += v\nreturn s"
    floats, whole = edits(name, code, FLOATS), edits(name, code, WHOLE)
    assert bool(floats) is (name == "NaN in a comparison") and bool(whole) is not bool(floats)
