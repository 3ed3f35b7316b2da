import time

from optgate.guest import codec
from optgate.model import Candidate, SourceFile, Target
from optgate.timing import ranked, where

TEXT = """\
def f(xs):
    small = 0
    for x in xs[:5]:
        small += x
    large = 0
    for x in xs:
        for y in xs:
            large += x * y
    while small > 0: small -= 1
    return small, large
"""
SOURCE = SourceFile("/project", "module.py", TEXT.encode(), TEXT)
TARGET = Target(SOURCE, "f", 1, 1, 10)
CALL = codec.encode_call((list(range(60)),), {})


def candidate(id, old, new):
    return Candidate(id, "test", TEXT.replace(old, new), "")


LITTLE = candidate(
    "little", "    small = 0\n    for x in xs[:5]:\n        small += x\n", "    small = sum(xs[:5])\n"
)
MUCH = candidate(
    "much", "        for y in xs:\n            large += x * y\n", "        large += x * sum(xs)\n"
)
ADDED = candidate("added", "def f(xs):\n", "import math\n\n\ndef f(xs):\n")


def test_loops_have_their_share_and_their_hits(bench):
    with bench(TEXT).open(TEXT) as side:
        began = time.monotonic()
        hot = where(side, TARGET, 60, CALL)
        assert time.monotonic() - began < 0.5
    assert hot.n == 60
    assert hot.whole
    loops = {one.line: one for one in hot.loops}
    assert (hot.loops[0].line, hot.loops[0].end_line, hot.loops[0].hits) == (6, 8, 60)
    assert loops[7].hits == 3600
    assert loops[6].share >= loops[7].share > 0.8
    assert (loops[3].hits, loops[9].hits) == (5, 10)
    assert loops[3].share < 0.1
    assert abs(sum(one.share for one in hot.lines) - 1) < 1e-6


def test_candidates_that_change_the_hot_lines_come_first(bench):
    with bench(TEXT).open(TEXT) as side:
        hot = where(side, TARGET, 60, CALL)
    assert [one.id for one in ranked(TARGET, [ADDED, LITTLE, MUCH], hot)] == ["much", "added", "little"]


def test_without_a_profile_their_order_stays(bench):
    assert ranked(TARGET, [LITTLE, MUCH], None) == [LITTLE, MUCH]
    with bench(TEXT).open(TEXT) as side:
        assert where(side, TARGET, 1, codec.encode_call((7,), {})) is None


def test_a_loop_without_a_condition_is_counted_by_its_body(bench):
    text = "def f(n):\n    while True:\n        n -= 1\n        if n < 0:\n            return n\n"
    source = SourceFile("/project", "module.py", text.encode(), text)
    with bench(text).open(text) as side:
        hot = where(side, Target(source, "f", 1, 1, 5), 1, codec.encode_call((40,), {}))
    assert [one.hits for one in hot.loops] == [41]
