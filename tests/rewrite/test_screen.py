"""The differential screen: what it refuses beside what looks like it and is let through."""

from __future__ import annotations

import textwrap
import time

import pytest

from optgate.rewrite.screen import screen

ORIGINAL = '''\
"""A module."""

import math
import os
import random

import numpy as np

from .shapes import area

TABLE = (1.0, 2.0, 3.0)
WEIGHTS = [0.5, 0.25]
_CACHE = {}
_sys = os.sys


class Grid:
    """Cells."""

    limit = 3

    def __init__(self, cells):
        self.cells = cells
        self.total = 0.0

    def add(self, x, scale=2):
        """Add up."""
        self.total = 0.0
        for cell in self.cells:
            self.total += cell * x * scale
        return self.total

    def size(self):
        return len(self.cells)


def read(path):
    with open(path) as file:
        _CACHE[path] = file.read()
    return _CACHE[path]


def guarded(x):
    try:
        return os.path.getsize(x)
    except Exception:
        return random.random()


def f(x, y=1):
    """Sum."""
    total = 0.0
    for value in x:
        total += value * WEIGHTS[0]
    return total * y


def last(x):
    return x
'''
BODY = """\
    total = 0.0
    for value in x:
        total += value * WEIGHTS[0]
    return total * y
"""
HEAD = "def f(x, y=1):\n"


def of_body(body: str, before: str = "", imports: str = "") -> str:
    """The file with another body of ``f``, with something before it and with more imports."""
    text = ORIGINAL.replace(BODY, textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n")
    text = text.replace(HEAD, before + HEAD)
    text = text.replace("import math\n", f"import math\n{imports}")
    assert text != ORIGINAL
    return text


def verdict(body: str, before: str = "", imports: str = "") -> str:
    return screen(ORIGINAL, of_body(body, before, imports), "f")


# a line each: what is refused | a word of the reason
REFUSED_BODIES = """
import os; return os.getcwd() | os.getcwd
return os.path.getsize(x) | os.path.getsize
import sys; return sys | sys
import time; return time.time() | time
import ctypes; return ctypes.string_at(0) | ctypes
import gc; return gc.get_objects() | gc
import numpy.f2py as p; return p.run | f2py
import numpy.ctypeslib; return 1 | ctypeslib
from numpy import load; return load(x) | load
from numpy import * | everything
from . import secrets; return secrets.x | secrets
from .shapes import perimeter; return perimeter(x) | perimeter
from os import system; return system('true') | os
import pickle; return pickle.loads(x) | pickle
import threading; return threading.Thread(target=f) | threading
import atexit; atexit.register(f) | atexit
__import__('os').getcwd() | __import__
return np.lib.npyio.os | npyio
return np.os | np.os numpy.os
return np.load(x) | load
np.save('x', x) | save
np.savetxt('x', x) | savetxt
return np.memmap('x') | memmap
return np.fromfile('x') | fromfile
x.tofile('x') | tofile
x.dump('x') | dump
return np.lib.stride_tricks.as_strided(x, (9,), (8,)) | as_strided
np.seterr(all='ignore') | seterr
np.set_printoptions(precision=2) | set_printoptions
np.random.seed(0) | seed
return np.core.multiarray | core
return np.testing.assert_allclose(x, x) | testing
return np.lib.stride_tricks.np | np
return np.__config__ | __config__
return math.__loader__ | __loader__
return np.load.__globals__ | __globals__
return f.__code__ | __code__
return x.__class__ | __class__
return x.__array_interface__ | __array_interface__
return np.ndarray.__array_finalize__ | __array_finalize__
return __builtins__ | __builtins__
return __file__ | __file__
return getattr(np, 'lo' + 'ad') | numpy
return getattr(x, 'to' + 'file') | getattr
return getattr(x, 'tofile') | tofile
return getattr(x, '__class__') | __class__
return getattr(*x) | getattr
return map(getattr, x, x) | getattr
import operator; return operator.attrgetter('__globals__')(f) | __globals__
import operator; return operator.attrgetter('a.f_back')(f) | f_back
import operator; return operator.attrgetter(y)(f) | attrgetter
import operator; return operator.methodcaller('tofile', 'x')(x) | tofile
from operator import attrgetter as g; return map(g, x) | attrgetter
return '{0.__class__}'.format(x) | __class__
return '{0[0].__init__.__globals__}'.format(x) | __globals__
return y.format(x) | formats
return f'{x.__class__}' | __class__
return '__globals__' | __globals__
return x.gi_frame | gi_frame
return x.f_back | f_back
return type('X', (np.ndarray,), {}) | type
return type(*x) | type
make = type; return make(x) | type
exec('x = 1') | exec
return eval('x') | eval
return compile('x', 'x', 'eval') | compile
return open(x).read() | open
return input() | input
return globals() | globals
return vars(f) | vars
return locals() | locals
print(x) | print
setattr(f, 'a', 1) | setattr
raise SystemExit | SystemExit
return id(x) | id
breakpoint() | breakpoint
f.cache = x | f.cache
_CACHE[1] = x | _CACHE
_CACHE.update(a=1) | _CACHE
_CACHE.setdefault(1, []).append(x) | _CACHE
c = _CACHE; c[1] = x | _CACHE
c = d = _CACHE or {}; d[1] = x | _CACHE
(c := _CACHE)[1] = x | _CACHE
dict.update(_CACHE, a=1) | _CACHE
import operator; operator.setitem(_CACHE, 1, x) | _CACHE
np.copyto(WEIGHTS, x) | WEIGHTS
np.add(x, x, out=WEIGHTS) | WEIGHTS
for row in _CACHE: row[0] = 1 | _CACHE
(lambda: _CACHE)()[1] = x | _CACHE
del _CACHE[1] | _CACHE
np.allclose = max | allclose
np.ndarray.sum = max | ndarray.sum
math.pi = 3 | math.pi
del np.sum | numpy.sum
a = f; a.cache = {} | cache
a = np.asarray(f).item(); a.cache = {} | cache
Grid.limit = 5 | Grid.limit
x.shape = (1,) | x.shape
m = np; return m.load | numpy
return [np for np in np.load(x)] | load
g = lambda np: 0; return np.load(x) | load
return (lambda: np)() | numpy
return _sys.argv | argv
class A: pass | class
async def g(): pass | asynchronous
global y2; y2 = 1 | global
return np.random.rand() if np.random.seed(1) else 0 | seed
import functools; return functools.lru_cache(f)(x) | lru_cache
from functools import cache; return cache(f)(x) | cache
import collections; return collections.namedtuple('A', 'a') | namedtuple
import contextlib; return contextlib.suppress(ValueError) | contextlib
import warnings; warnings.simplefilter('ignore') | warnings
import string; return string.Formatter() | Formatter
import decimal; decimal.getcontext().prec = 3 | getcontext
"""

ALLOWED_BODIES = """
return np.sum(x)
return np.add.reduce(x)
return np.linalg.norm(x)
return np.lib.stride_tricks.sliding_window_view(x, 2)
return np.random.default_rng(3).random()
import numpy.linalg as la; return la.norm(x)
from numpy import linalg; return linalg.norm(x)
from numpy.lib.stride_tricks import sliding_window_view; return sliding_window_view(x, 2)
import functools; return functools.reduce(max, x)
import operator; return operator.itemgetter(0)(x)
import operator; return operator.attrgetter('size')(x)
import itertools; return list(itertools.accumulate(x))
import collections; return collections.Counter(x)
import scipy.special; return scipy.special.erf(x)
from scipy.signal import lfilter; return lfilter(x, 1, x)
import bisect; a = []; bisect.insort(a, 1); return a
cache = {}; cache[1] = x; cache.update(a=2); return cache[1]
seen = set(); seen.add(1); return seen
out = np.zeros(3); out[0] = 1; out.sort(); return out
out = np.zeros(3); out.shape = (3, 1); out.flags.writeable = False; return out
own = np.array(x); own[0] = 2; return own
x[0] = 1; x.sort(); return x
flat = np.ravel(x); flat[0] = 1; return x
np.einsum('ii->i', x)[:] = 0; return x
np.add.at(x, 0, 1); return x
np.copyto(x, 0); return np.add(x, 1, out=x)
weights = WEIGHTS[0]; return weights * math.pi
return TABLE[0] + sum(TABLE)
return area(x)
return sorted(x, key=lambda value: -value)
return [value for value in x if value]
return type(x)(1)
return getattr(x, 'size')
return hasattr(x, 'shape')
return '{:.2f} {0[1]} {name}'.format(x, name=1)
return f'{x:.2f}'
return '%s' % x
with np.errstate(all='ignore'): return np.log(x)
return type(x).__name__
numbers = iter(x); return next(numbers)
raise ValueError('no')
grid = Grid(x); grid.total = 3; return grid.total
random = x; return random
"""


def rows(table: str) -> list[str]:
    return [row for row in table.strip().split("\n") if row]


@pytest.mark.parametrize("row", rows(REFUSED_BODIES))
def test_a_candidate_may_not(row: str) -> None:
    body, _, words = row.rpartition(" | ")
    reason = verdict(body.replace("; ", "\n"))
    assert reason and any(word in reason for word in words.split()), reason
    assert "(line " in reason


@pytest.mark.parametrize("row", rows(ALLOWED_BODIES))
def test_a_candidate_may(row: str) -> None:
    assert verdict(row.replace("; ", "\n")) == ""


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("try:\n    return 1\nexcept:\n    return 0", "everything"),
        ("try:\n    return 1\nexcept Exception:\n    return 0", "Exception"),
        ("try:\n    return 1\nexcept (ValueError, BaseException):\n    return 0", "BaseException"),
        ("E = ValueError\ntry:\n    return 1\nexcept E:\n    return 0", "variable"),
        ("try:\n    return 1\nexcept Exception:\n    if x:\n        return 0\n    raise", "Exception"),
        ("try:\n    return 1\nfinally:\n    return 0", "finally"),
        ("for v in x:\n    try:\n        return 1\n    finally:\n        break", "finally"),
        ("try:\n    np.zork\nexcept AttributeError as error:\n    return error.obj.os", "obj"),
        ("match x:\n    case object(__class__=c):\n        return c", "__class__"),
        ("n = 0\ndef g():\n    nonlocal n\n    n += 1\ng()\nreturn n", "nonlocal"),
    ],
)
def test_a_candidate_may_not_in_several_lines(body: str, word: str) -> None:
    assert word in verdict(body)


@pytest.mark.parametrize(
    "body",
    [
        "try:\n    return x.index(1)\nexcept ValueError:\n    return 0",
        "try:\n    return np.linalg.inv(x)\nexcept np.linalg.LinAlgError:\n    return 0",
        "try:\n    return 1\nexcept Exception:\n    y = 2\n    raise",
        "try:\n    y = 1\nfinally:\n    for v in x:\n        break\nreturn y",
        "def g(v, c={}):\n    c[v] = 1\n    return c\nreturn g(x)",
        "match x:\n    case [a, *b]:\n        return b\n    case {'a': 1, **rest}:\n        return a",
        "while True:\n    return x",
    ],
)
def test_a_candidate_may_in_several_lines(body: str) -> None:
    assert verdict(body) == ""


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("_MEMO = {}\n", "import"),
        ("_MEMO = []\n", "import"),
        ("_MEMO = Grid([])\n", "import"),
        ("_MEMO = ((), [])\n", "import"),
        ("_MEMO = np.zeros(100)\n", "written to"),
        ("_ALIAS = _CACHE\n", "import"),
        ("_LOAD = np.load\n", "numpy.load"),
        ("TABLE = (3,)\n", "import"),
        ("len = 3\n", "import"),
        ("np.allclose = max\n", "import"),
        ("print('x')\n", "import"),
        ("for _i in range(3):\n    pass\n", "import"),
        ("if True:\n    _X = 1\n", "import"),
        ("class _Memo:\n    pass\n\n\n", "class"),
        ("def _memo(x, c={}):\n    return c\n\n\n", "default"),
        ("def _memo(x, c=Grid([])):\n    return c\n\n\n", "default"),
        ("def _memo(x):\n    _memo.c = 1\n\n\n", "_memo.c"),
        ("def _memo(x):\n    import ctypes\n\n\n", "ctypes"),
        ("def _get():\n    return _CACHE\n\n\n", "_CACHE"),
        ("def abs(x):\n    return x\n\n\n", "abs"),
        ("def read(x):\n    return x\n\n\n", "read"),
        ("def __getattr__(name):\n    return 1\n\n\n", "__getattr__"),
        ("async def _g():\n    pass\n\n\n", "asynchronous"),
        ("@read\n", "decorator"),
        ("@np.vectorize\n", "decorator"),
        ("def _once(g):\n    return g\n\n\n@_once\n", "decorator"),
    ],
)
def test_what_a_candidate_may_not_add_before_the_function(before: str, word: str) -> None:
    assert word in verdict("return 1", before)


@pytest.mark.parametrize(
    "before",
    [
        "_HALF = 0.5\n",
        "_PAIRS = ((1, 2), (3.0, -4))\n",
        "_KEYS = frozenset({'a', 'b'})\n",
        "_EPS = np.finfo(np.float64)\n",
        "_SCALE: float = 2 * math.pi\n",
        "_TABLE = np.array([1, 2, 3])\n_TABLE.setflags(write=False)\n",
        "def _helper(x, n=3, m=(1, 2)):\n    return x\n\n\n",
        "def _helper(x, dtype=np.float64):\n    out = {}\n    out[1] = x\n    return out\n\n\n",
        "def _helper(v: float) -> float:\n    # doubled\n    return 2 * v\n\n\n# the sum\n",
    ],
)
def test_what_a_candidate_may_add_before_the_function(before: str) -> None:
    assert verdict("return 1", before) == ""


@pytest.mark.parametrize(
    ("imports", "word"),
    [
        ("import sys\n", "sys"),
        ("import numpy.testing\n", "testing"),
        ("from operator import add as sum\n", "sum"),
        ("import cmath as np\n", "np"),
        ("from builtins import open\n", "builtins"),
        ("from __future__ import annotations\n", "__future__"),
        ("import some_package\n", "some_package"),
    ],
)
def test_imports_that_a_candidate_may_not_add(imports: str, word: str) -> None:
    assert word in verdict("return 1", imports=imports)


def test_imports_that_a_candidate_may_add() -> None:
    assert verdict("return accumulate(x)", imports="from itertools import accumulate\nimport heapq\n") == ""


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("return x\n", "return x + 1\n", "last"),
        ("    limit = 3\n", "    limit = 4\n", "class attribute"),
        ("    limit = 3\n", "    limit = 3\n    memo = {}\n", "class attribute"),
        ("class Grid:", "class Grid(dict):", "head"),
        ("TABLE = (1.0, 2.0, 3.0)\n", "", "removes"),
        ("def f(x, y=1):", "def f(x, y=2):", "parameters"),
        ("def f(x, y=1):", "def f(x, y=1, memo={}):", "parameters"),
        ("def f(x, y=1):", "async def f(x, y=1):", "parameters"),
        ("def f(x, y=1):", "def g(x, y=1):", "removes"),
        (HEAD, "    extra = 1\n" + HEAD, "last"),
        ("    return total * y\n", "    return total * y\n\n\nf.memo = {}\n", "import"),
        ("    return total * y\n", "    return total * y\n\n\ndel last\n", "import"),
        ("    return total * y\n", "    return total *\n", "parse"),
        ("    return total * y\n", "    return total \0* y\n", "parse"),
    ],
)
def test_what_else_may_not_change(old: str, new: str, word: str) -> None:
    changed = ORIGINAL.replace(old, new)
    assert changed != ORIGINAL
    reason = screen(ORIGINAL, changed, "f")
    assert reason and (word in reason or "changes" in reason), reason


def test_the_original_gives_permission() -> None:
    assert (
        screen(
            ORIGINAL,
            ORIGINAL.replace("        _CACHE[path] = file", "        _CACHE[path] = str(1) + file"),
            "read",
        )
        == ""
    )
    assert (
        screen(ORIGINAL, ORIGINAL.replace("return random.random()", "return -random.random()"), "guarded")
        == ""
    )
    moved = ORIGINAL.replace("    total = 0.0\n    for value", "    _CACHE[1] = total = 0.0\n    for value")
    assert "_CACHE" in screen(ORIGINAL, moved, "f"), "another function's permission is not this one's"


METHODS = """
self.total = np.sum(self.cells); return self.total |
return self.size() * x |
self.total += 1; return self._part(x) |
self.memo = x; return x | self.memo
self.cells[0] = x; return x | self.cells
self.cells.append(x); return x | self.cells
c = self.cells; c[0] = x; return x | self.cells
type(self).limit = 3; return x | limit
Grid.limit = x; return x | Grid.limit
self.__dict__['a'] = 1; return x | __dict__
"""


@pytest.mark.parametrize("row", rows(METHODS))
def test_methods_store_what_the_original_stores(row: str) -> None:
    body, _, word = row.partition(" |")
    old = ORIGINAL[ORIGINAL.index("        self.total = 0.0\n        for") : ORIGINAL.index("    def size")]
    new = (
        textwrap.indent(body.replace("; ", "\n"), "        ")
        + "\n\n    def _part(self, x):\n        return x\n\n"
    )
    reason = screen(ORIGINAL, ORIGINAL.replace(old, new), "Grid.add")
    assert word.strip() in reason if word.strip() else reason == "", reason


def test_a_method_called_like_a_builtin_gives_no_permission() -> None:
    original = "class A:\n    def eval(self, x):\n        return x\n"
    assert "eval" in screen(original, original.replace("return x", "return eval(x)"), "A.eval")


def test_a_function_in_a_branch_is_found() -> None:
    original = "try:\n    import numpy as np\nexcept ImportError:\n    np = None\n"
    original += "else:\n    def f(x):\n        return x\n"
    assert screen(original, original.replace("return x", "return np.sum(x)"), "f") == ""
    assert "open" in screen(original, original.replace("return x", "return open(x)"), "f")
    assert screen(original, original.replace("np = None", "np = 3"), "f")


def test_line_numbers_are_those_of_the_candidate() -> None:
    text = of_body("y = 1\nreturn open(x)")
    assert f"(line {text.split(chr(10)).index('    return open(x)') + 1})" in screen(ORIGINAL, text, "f")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(end: str) -> None:
    original, candidate = (text.replace("\n", end) for text in (ORIGINAL, of_body("return open(x)")))
    assert "open" in screen(original, candidate, "f")
    assert screen(original, of_body("return np.sum(x)").replace("\n", end), "f") == ""


def test_nothing_is_raised_whatever_the_text() -> None:
    assert screen(ORIGINAL, of_body("return " + "(" * 5000 + "x" + ")" * 5000), "f")
    assert screen(ORIGINAL, of_body("return " + "+".join(["x"] * 20_000)), "f") in (
        "",
        "the candidate does not parse",
        "the candidate is nested too deeply to be looked at",
    )
    assert screen(ORIGINAL, "", "f")
    assert screen("def f(:", "def f(): pass", "f")
    assert "nowhere" in screen(ORIGINAL, ORIGINAL + "\n", "nowhere")


def test_a_screen_takes_less_than_a_millisecond() -> None:
    text = of_body("return np.sum(x) * y")
    screen(ORIGINAL, text, "f")
    times = []
    for _ in range(20):
        began = time.perf_counter()
        screen(ORIGINAL, text, "f")
        times.append(time.perf_counter() - began)
    assert min(times) < 1e-3
