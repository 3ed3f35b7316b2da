"""The first look at several candidates: plainly slower ones last, equally fast ones by length."""

import time

import pytest

from optgate.model import Candidate, GuestError
from optgate.timing.race import Heat, ordered, race

from .conftest import sized

LOOP = """
def f(x):
    total = 0.0
    for v in x:
        total += v
    return total
"""
BUILTIN = "def f(x):\n    return sum(x, 0.0)\n"
SLOWER = LOOP.replace("total += v", "total = sum([total, v])")
BROKEN = "def f(x):\n    return x.nothing\n"


def candidate(text):
    return Candidate(str(hash(text) % 1000), "rules:test", text, "")


def test_the_fastest_comes_first_and_what_fails_last(bench):
    workbench = bench(LOOP)
    candidates = [candidate(text) for text in (SLOWER, BROKEN, BUILTIN)]
    with workbench.open(LOOP) as original:
        heats = race(original, candidates, workbench.open, sized(each=1), deadline=time.monotonic() + 20)
    assert [heat.candidate.text for heat in heats] == [BUILTIN, SLOWER, BROKEN]
    assert heats[0].speed > 1.5
    assert 0 < heats[1].speed < 1
    assert heats[2].speed == 0


def test_one_long_argument_beside_a_short_one_is_raced_as_well(bench):
    from optgate.guest import codec

    nested = "def f(xs, ys):\n    return [sum([x * y for y in ys]) for x in xs]\n"
    heavy = nested.replace("sum(", "max(range(900)) * 0 + sum(")
    inner = nested.replace("[x * y for y in ys]", "ys") + "\n"
    workbench = bench(nested)
    calls = [([0.5] * 300, [0.5] * 300), ([0.5] * 300, [0.5])]
    inputs = [(300, codec.encode_call(call, {})) for call in calls]
    with workbench.open(nested) as original:
        even, both = (
            race(
                original,
                [candidate(inner), candidate(heavy)],
                workbench.open,
                some,
                deadline=time.monotonic() + 20,
            )
            for some in (inputs[:1], inputs)
        )
    assert even[-1].speed > 2 * both[-1].speed


def test_without_time_the_order_stays(bench):
    workbench = bench(LOOP)
    candidates = [candidate(text) for text in (SLOWER, BUILTIN)]
    with workbench.open(LOOP) as original:
        heats = race(original, candidates, workbench.open, sized(each=1), deadline=time.monotonic() - 1)
    assert {heat.speed for heat in heats} == {1.0}


def test_an_original_that_takes_nothing_is_an_error(bench):
    from optgate.guest import codec

    workbench = bench(LOOP)
    with workbench.open(LOOP) as original, pytest.raises(GuestError):
        race(original, [], workbench.open, [(1, codec.encode_call((3,), {}))], deadline=time.monotonic() + 5)


def test_of_equally_fast_ones_the_shortest_is_first():
    long, short, slow = (candidate(text) for text in ("a = 1\nb = 2\n", "a = 1\n", "b\n"))
    heats = ordered([Heat(slow, 1.0), Heat(long, 10.0), Heat(short, 9.5)])
    assert [heat.candidate for heat in heats] == [short, long, slow]
