"""A side, as the rooms see it: what calls give, and what survives calls that misbehave."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import numpy as np
import pytest

from optgate.guest import codec
from optgate.guest.codec import Opaque, Recipe, Shared
from optgate.host.discovery import Interpreter
from optgate.host.kit import ensure_kit
from optgate.host.workbench import Limits
from optgate.model import GuestError, Session
from tests.host.conftest import Project, call, children, outcome, result, until

SUM = """
    def f(items, limit=3):
        total = 0
        for item in items:
            if item > limit:
                total += item
        return total
"""


def test_calls_on_every_interpreter(tmp_path: Path, interpreter: Interpreter) -> None:
    project = Project(tmp_path, interpreter)
    with project.function(SUM) as side:
        seen = side.run([call([1, 5, 7]), call([], limit=0), call(3), call()], timeout=5)
        assert [one.kind for one in seen] == ["return", "return", "raise", "raise"]
        assert outcome(seen[0])["result"] == 12
        assert outcome(seen[2])["exception"] == ("TypeError", "'int' object is not iterable", False)
        assert side.info.python == ".".join(map(str, interpreter.version))
        assert seen[0].marks != seen[1].marks
        assert codec.decode(seen[0].operands) == [(1, 3), (5, 3), (7, 3)]
        counted = side.cover([call([1, 5])], timeout=10)
        assert (counted.total, counted.taken, counted.missing) == (4, 4, ())
        assert side.cover([call([1])], timeout=10).taken == 3
        lap = side.lap(call([1, 5, 7]), 50, fresh=False, timeout=5)
        assert lap.loops == 50
        assert 0 < lap.thread <= lap.wall
        assert lap.digest == hashlib.sha256(seen[0].outcome).digest()


def test_a_process_per_side_does_the_same(project: Project) -> None:
    project.limits = Limits(fork=False)
    with project.function(SUM) as side:
        assert result(side, [1, 5, 7]) == 12
        assert side.lap(call([5]), 10, fresh=True, timeout=5).cpu > 0


def test_numpy_is_the_users(project: Project) -> None:
    with project.function("import numpy as np\ndef f(a):\n    a[0] = 7\n    return a * 2, a[1:]\n") as side:
        assert side.info.numpy == np.__version__
        found = outcome(side.run([call(np.zeros(3))], timeout=5)[0])
        assert found["result"][0].tolist() == [14.0, 0.0, 0.0]
        assert isinstance(found["args"][0], Shared)


def test_arguments_after_the_call_and_aliasing(project: Project) -> None:
    with project.function("def f(a, b):\n    a.append(1)\n    return b\n") as side:
        found = outcome(side.run([call([0], [5])], timeout=5)[0])
        assert found["args"] == ([0, 1], [5])
        assert found["result"] is found["args"][1]


def test_what_a_call_prints_and_warns(project: Project) -> None:
    text = """
    import sys, warnings
    def f(n):
        print("out", n)
        sys.stderr.write("err")
        for _ in range(n):
            warnings.warn("careful", RuntimeWarning)
    """
    with project.function(text) as side:
        for _ in range(2):
            found = outcome(side.run([call(2)], timeout=5)[0])
            assert (found["stdout"], found["stderr"]) == ("out 2\n", "err")
            assert found["warnings"] == ["RuntimeWarning", "RuntimeWarning"]
        assert outcome(side.run([call(0)], timeout=5)[0])["warnings"] == []


def test_numpy_warnings_show_every_time(project: Project) -> None:
    with project.function("import numpy as np\ndef f(x):\n    return np.float64(1) / x\n") as side:
        seen = side.run([call(np.float64(0))] * 3, timeout=5)
        assert [outcome(one)["warnings"] for one in seen] == [["RuntimeWarning"]] * 3


def test_own_and_incidental_exceptions(project: Project) -> None:
    text = """
    class Refused(ValueError):
        pass
    def helper(x):
        assert x != 3, "three"
        if x == 4:
            raise Refused(
                "four"
            )
        return [1][x]
    def f(x):
        return helper(x)
    """
    with project.function(text) as side:
        seen = [outcome(one)["exception"] for one in side.run([call(3), call(4), call(9)], timeout=5)]
    assert seen == [
        ("AssertionError", "three", True),
        ("mod.Refused", "four", True),
        ("IndexError", "list index out of range", False),
    ]


@pytest.mark.parametrize(
    "raised", ["SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()", "BaseException('x')"]
)
def test_exceptions_that_end_programs_are_outcomes(project: Project, raised: str) -> None:
    with project.function(f"def f():\n    raise {raised}\n") as side:
        assert outcome(side.run([call()], timeout=5)[0])["exception"][0] == raised.partition("(")[0]


def test_state_is_reported_and_put_back(project: Project) -> None:
    text = """
    COUNT = 0
    SEEN = []
    TABLE = {"a": [1]}
    def f(x, memo=[]):
        global COUNT, NEW
        COUNT += 1
        NEW = x
        SEEN.append(x)
        TABLE["a"].append(x)
        memo.append(x)
        f.calls = 1
        return COUNT, len(SEEN), len(TABLE["a"]), len(memo)
    """
    with project.function(text) as side:
        seen = [outcome(one) for one in side.run([call(5), call(6)], timeout=5)]
    assert [one["result"] for one in seen] == [(1, 1, 2, 1), (1, 1, 2, 1)]
    state = seen[1]["state"]
    assert state["global COUNT"] == 1
    assert state["global SEEN"] == [6]
    assert state["global TABLE"] == {"a": [1, 6]}
    assert state["default 0"] == [6]
    assert state["attributes"] == {"calls": 1}
    assert state["global NEW"] == 6


def test_state_that_is_not_touched_is_not_mentioned(project: Project) -> None:
    with project.function("TABLE = [1, 2]\ndef f(i):\n    return TABLE[i]\n") as side:
        assert "state" not in outcome(side.run([call(1)], timeout=5)[0])


def test_closures_and_class_attributes(project: Project) -> None:
    text = """
    def make():
        seen = []
        def f(x):
            seen.append(x)
            return len(seen)
        return f
    f = make()
    class C:
        total = 0
        cache = {}
        def __init__(self, start):
            self.start = start
        def m(self, x):
            C.total += x
            self.cache[x] = x
            self.start += 1
            return C.total + self.start
    """
    with project.function(text, "C.m") as side:
        recipe = Recipe("instance", ("C", {"start": 10}))
        seen = [outcome(one) for one in side.run([call(recipe, 2)] * 2, timeout=5)]
        assert [one["result"] for one in seen] == [13, 13]
        assert seen[0]["state"] == {"class C.cache": {2: 2}, "class C.total": 2}
        assert seen[0]["args"][0].fields == {"start": 11}
        assert result(side, Recipe("call", ("C", [1], {})), 0) == 2


def test_random_generators_are_seeded_and_compared(project: Project) -> None:
    text = """
    import random
    import numpy as np
    def f(n):
        for _ in range(n):
            random.random()
        return np.random.rand()
    """
    with project.function(text) as side:
        seen = side.run([call(1), call(1), call(2)], timeout=5)
    assert seen[0].outcome == seen[1].outcome
    assert outcome(seen[0])["result"] == outcome(seen[2])["result"]
    assert outcome(seen[0])["rng"] != outcome(seen[2])["rng"]


def test_generators_are_materialised(project: Project) -> None:
    text = """
    def f(items):
        for item in items:
            yield item * 2
            if item == 3:
                raise KeyError(item)
    """
    with project.function(text) as side:
        found = outcome(side.run([call([1, 2])], timeout=5)[0])
        assert found["result"] == [2, 4]
        assert (found["lazy"]["kind"], found["lazy"]["truncated"]) == ("builtins:generator", False)
        found = outcome(side.run([call([3, 4])], timeout=5)[0])
        assert found["result"] == [6]
        assert found["lazy"]["exception"] == ("KeyError", "3", True)
        lap = side.lap(call([1] * 2000), 5, fresh=False, timeout=5)
        assert lap.thread > 100_000


def test_endless_iterators_are_cut(project: Project) -> None:
    with project.function("import itertools\ndef f():\n    return itertools.count()\n") as side:
        found = outcome(side.run([call()], timeout=5)[0])
        assert found["lazy"]["truncated"]
        assert found["result"][:3] == [0, 1, 2]


def test_what_an_iterator_takes_from_its_input_shows_item_by_item(project: Project) -> None:
    text = """
    def f(items, eager):
        if eager:
            items = iter(list(items))
        for item in items:
            yield item
    """
    with project.function(text) as side:
        seen = side.run([call(Recipe("iter", ([1, 2],)), eager) for eager in (False, True)], timeout=5)
    lazy, eager = (outcome(one) for one in seen)
    assert lazy["result"] == eager["result"] == [1, 2]
    rest = [codec.decode(one["lazy"]["first"])[0][0].fields["rest"] for one in (lazy, eager)]
    assert rest[0] != rest[1]


def test_what_a_call_logs_shows_at_every_level_and_without_times(project: Project) -> None:
    text = """
    import logging
    logging.basicConfig(format="%(asctime)s.%(msecs)s %(message)s")
    log = logging.getLogger("numbers")
    def f(n):
        log.debug("value %d of %s", n, [n])
        log.warning("value %d", n)
        logging.log(25, "done")
        try:
            1 / 0
        except ZeroDivisionError:
            log.exception("no")
        return n
    """
    with project.function(text) as side:
        one, two = side.run([call(1), call(1)], timeout=5)
        assert one.outcome == two.outcome
        assert outcome(one)["logs"] == [
            ("numbers", 10, "value %d of %s"),
            ("numbers", 30, "value 1"),
            ("root", 25, "done"),
            ("numbers", 40, "no"),
        ]
        assert (outcome(one)["stdout"], outcome(one)["stderr"]) == ("", "")
        lap = side.lap(call(1), 7, fresh=False, timeout=5)
        assert lap.digest == hashlib.sha256(one.outcome).digest()


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("np.seterr(all='ignore')", "numpy's handling of errors"),
        ("decimal.getcontext().prec = 5", "the context of decimal"),
        ("sys.setrecursionlimit(5000)", "the recursion limit"),
        ("warnings.simplefilter('ignore')", "the filters of warnings"),
    ],
)
def test_settings_of_the_process_are_reported_and_put_back(
    project: Project, statement: str, name: str
) -> None:
    text = f"""
    import decimal, sys, warnings
    import numpy as np
    def f(change):
        if change:
            {statement}
        return str(np.float64(1.0) / np.zeros(1)), decimal.getcontext().prec, sys.getrecursionlimit()
    """
    with project.function(text) as side:
        seen = side.run([call(False), call(True), call(False)], timeout=5)
    assert name in outcome(seen[1])["state"]
    assert seen[0].outcome == seen[2].outcome
    assert outcome(seen[2])["warnings"] == ["RuntimeWarning"]


def test_nothing_drawn_is_nothing_reported(project: Project) -> None:
    text = "import random\ndef f(n):\n    return random.random() if n else n  # at random\n"
    with project.function(text) as side:
        seen = [outcome(one) for one in side.run([call(0), call(1)], timeout=5)]
    assert "rng" not in seen[0] and "rng" in seen[1]


@pytest.mark.parametrize("kind", ["iter", "generator"])
def test_the_consumption_of_iterators_shows(project: Project, kind: str) -> None:
    with project.function("def f(items, n):\n    return [next(items) for _ in range(n)]\n") as side:
        recipe = Recipe(kind, ([1, 2, 3],))
        seen = side.run([call(recipe, 1), call(recipe, 2), call(recipe, 1)], timeout=5)
        assert seen[0].outcome == seen[2].outcome != seen[1].outcome
        rest = [outcome(one)["args"][0].fields["rest"] for one in seen]
        assert rest[0] != rest[1]


def test_functions_are_never_equal(project: Project) -> None:
    with project.function("def f():\n    return lambda: 1\n") as side:
        one, two = side.run([call()] * 2, timeout=5)
        assert one.outcome != two.outcome
        assert isinstance(outcome(one)["result"], Opaque)


HOSTILE = """
    import ctypes, os, sys, time
    def f(what):
        if what == "exit":
            os._exit(0)
        if what == "segfault":
            ctypes.string_at(0)
        if what == "loop":
            while True:
                pass
        if what == "sleep":
            time.sleep(60)
        if what == "stop":
            os.kill(os.getpid(), 19)
        if what == "memory":
            return bytearray(10 << 30)
        if what == "huge":
            return bytes(3 << 20)
        if what == "forge":
            for fd in range(3, 20):
                try:
                    os.write(fd, b"x" * 200)
                except OSError:
                    pass
        if what == "announce":
            for fd in range(3, 20):
                try:
                    os.write(fd, bytes(16) + b"s" + b"\\xff" * 4 + b"y" * 100)
                except OSError:
                    pass
        if what == "close":
            os.closerange(3, 64)
        if what == "recurse":
            return f(what)
        return what
"""


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        ("exit", {"crash"}),
        ("segfault", {"crash"}),
        ("loop", {"timeout"}),
        ("sleep", {"timeout"}),
        ("stop", {"walled"}),
        ("memory", {"raise"}),
        ("huge", {"unreadable"}),
        ("forge", {"unreadable"}),
        ("announce", {"unreadable"}),
        ("close", {"crash"}),
        ("recurse", {"raise"}),
    ],
)
def test_a_call_that_misbehaves_costs_only_itself(project: Project, what: str, kinds: set[str]) -> None:
    project.limits = Limits(frame=1 << 20)
    with project.function(HOSTILE) as side:
        if kinds == {"walled"}:
            kinds = {"raise"} if "seccomp" in side.info.layers else {"timeout"}
        seen = side.run([call("a"), call("b"), call(what), call("c"), call(what), call("d")], timeout=0.5)
        assert [one.kind in kinds for one in (seen[2], seen[4])] == [True, True], [one.kind for one in seen]
        for number, name in ((0, "a"), (1, "b"), (3, "c"), (5, "d")):
            assert outcome(seen[number])["result"] == name


def test_a_timeout_does_not_lose_what_came_before(project: Project) -> None:
    with project.function(HOSTILE) as side:
        seen = side.run([*([call("a")] * 200), call("loop"), *([call("b")] * 200)], timeout=0.3)
        assert [one.kind for one in seen] == ["return"] * 200 + ["timeout"] + ["return"] * 200


def test_what_is_printed_past_sys_stdout_is_no_answer(project: Project) -> None:
    text = "import os\ndef f(n):\n    os.write(1, b'x' * n)\n    os.write(2, b'y' * n)\n    return n\n"
    with project.function(text) as side:
        assert result(side, 1 << 20) == 1 << 20


def test_a_batch_larger_than_a_frame(project: Project) -> None:
    with project.function("def f(a):\n    return len(a)\n") as side:
        seen = side.run([call(np.zeros(1 << 20))] * 5, timeout=5)
        assert [outcome(one)["result"] for one in seen] == [1 << 20] * 5


def test_an_input_that_cannot_be_made_is_unreadable(project: Project) -> None:
    with project.function("class A:\n    pass\ndef f(a):\n    return 1\n") as side:
        bad = call(Recipe("name", ("Missing",)))
        assert [one.kind for one in side.run([bad, call(1), b"junk"], timeout=5)] == [
            "unreadable",
            "return",
            "unreadable",
        ]


def test_laps(project: Project) -> None:
    text = """
    import time
    def f(items, pause=0.0):
        items.sort()
        if pause:
            time.sleep(pause)
        return items[0]
    """
    with project.function(text) as side:
        data = call([3, 1, 2] * 50)
        lap = side.lap(data, 300, fresh=True, timeout=5)
        (seen,) = side.run([data], timeout=5)
        assert lap.digest == hashlib.sha256(seen.outcome).digest()
        assert abs(lap.cpu - lap.thread) < 0.5 * lap.thread + 2_000_000
        quiet = side.lap(call([1], pause=0.01), 5, fresh=False, timeout=5)
        assert quiet.wall > 5 * 10_000_000 > quiet.thread
        assert quiet.switches >= 5
        with pytest.raises(GuestError, match="IndexError"):
            side.lap(call([]), 5, fresh=False, timeout=5)
        with pytest.raises(GuestError, match="did not finish"):
            side.lap(call([1], pause=5.0), 5, fresh=False, timeout=0.3)
        assert result(side, [2, 1]) == 1


def test_many_fresh_copies_are_made_in_chunks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with project.function("def f(a):\n    a[0] = 1\n    return a[0]\n") as side:
        lap = side.lap(call(np.zeros(1 << 20)), 20, fresh=True, timeout=20)
        assert lap.loops == 20


def test_coverage_by_its_own_tracer(project: Project, ours: Interpreter, tmp_path: Path) -> None:
    project.kit = ensure_kit(ours, tmp_path / "kits")
    text = """
    import functools
    def deco(g):
        @functools.wraps(g)
        def inner(*args):
            return g(*args)
        return inner
    @deco
    def f(items,
          limit):
        "doc"
        total = 0
        for item in items:
            if item > limit:  # pragma: no branch
                total += 1
        return total
    def other(x):
        if x:
            return 1
    """
    with project.function(text) as side:
        side.run([call([1], 2)], timeout=5)
        part = side.cover([call([1], 2)], timeout=10)
        assert part.counter.startswith("coverage ")
        assert part.counter.endswith("(ctrace)")
        assert (part.total, part.taken, part.missing) == (4, 3, (14,))
        assert side.cover([call([1, 3], 2)], timeout=10).ratio == 1.0
        assert side.cover([], timeout=10).taken == 0


def test_coverage_of_a_function_without_branches(project: Project, ours: Interpreter, tmp_path: Path) -> None:
    project.kit = ensure_kit(ours, tmp_path / "kits")
    with project.function("def f(x):\n    y = x + 1\n    return y\n") as side:
        assert side.cover([call(1)], timeout=10).ratio == 1.0
        assert side.cover([call("a")], timeout=10).missing == (3,)
        assert side.cover([], timeout=10).ratio == 0.0


@pytest.mark.parametrize("kit", [False, True])
def test_only_the_definition_that_is_bound_counts(
    project: Project, ours: Interpreter, tmp_path: Path, kit: bool
) -> None:
    text = """
    def f(n):
        if n > 3:
            return 1
        return 0

    def f(n):
        while n > 3:
            n -= 1
        return n

    if f(1) == 1:
        def g(n):
            return n
    else:
        def g(n):
            if n:
                return -n
            return n
    """
    project.kit = ensure_kit(ours, tmp_path / "kits") if kit else None
    with project.function(text) as side:
        found = side.cover([call(5), call(1)], timeout=10)
        assert (found.total, found.taken, found.missing) == (2, 2, ())
    with project.function(text, "g") as side:
        found = side.cover([call(5)], timeout=10)
        assert (found.total, found.missing) == (0, ())


def test_a_function_that_hangs_under_coverage_is_an_error(project: Project) -> None:
    with project.function(HOSTILE) as side:
        with pytest.raises(GuestError, match="did not finish"):
            side.cover([call("loop")], timeout=0.5)
        with pytest.raises(GuestError, match="exit status 0"):
            side.cover([call("exit")], timeout=5)
        assert result(side, "a") == "a"


def test_throughput(project: Project) -> None:
    text = "def f(items):\n    total = 0.0\n    for x in items:\n        total += x * x\n    return total\n"
    with project.function(text) as side:
        data = [call([float(n)] * 300) for n in range(2000)]
        side.run(data[:100], timeout=5)
        start = time.process_time(), time.perf_counter()
        side.run(data, timeout=5)
        taken = time.perf_counter() - start[1]
    assert taken / len(data) < 1e-3


def test_nothing_is_left_after_closing(project: Project) -> None:
    text = """
    import os, subprocess, sys
    def f(escape):
        code = "import time; time.sleep(300)"
        subprocess.Popen([sys.executable, "-c", code], start_new_session=escape)
        return 1
    """
    before = children()
    project.limits = Limits(allow=("processes",))
    with project.function(text) as side:
        assert result(side, False) == 1
        assert result(side, True) == 1
        assert len(children() - before) >= 4
    assert until(lambda: not children() - before)


def test_a_closed_session_says_so(project: Project) -> None:
    with project.function("def f():\n    pass\n") as side:
        pass
    side.close()
    with pytest.raises(GuestError, match="closed"):
        side.run([call()], timeout=1)


def test_both_sides_hash_alike_and_never_meet(project: Project) -> None:
    project.write("mod.py", "import os\ndef f():\n    return hash('x'), os.getpid()\n")
    text = (project.root / "mod.py").read_text()
    sides: list[tuple[int, int]] = []
    with project.bench("mod.py") as bench, bench.open(text) as one, bench.open(text + "\n") as two:
        sides = [result(one), result(two)]
    assert sides[0][0] == sides[1][0]
    assert len({sides[0][1], sides[1][1], os.getpid()}) == 3


def run_three(side: Session) -> list[str]:
    return [one.kind for one in side.run([call()] * 3, timeout=5)]


def test_state_that_cannot_be_put_back_ends_the_process(project: Project) -> None:
    text = """
    class Odd:
        def __init__(self):
            self.__dict__["n"] = 0
        def __setattr__(self, name, value):
            vars(self)[name] = value
        __slots__ = ("__dict__", "hidden")
    odd = Odd()
    odd.n = 1
    object.__setattr__(odd, "hidden", 0)
    def f():
        Odd.hidden.__set__(odd, odd.hidden + 1)
        return odd.hidden
    """
    with project.function(text) as side:
        seen = side.run([call()] * 3, timeout=5)
        assert [outcome(one)["result"] for one in seen] == [1, 1, 1]
