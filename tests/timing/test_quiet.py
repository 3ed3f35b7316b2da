"""What else runs while a measurement does, and what the sets of processes share."""

import time
from pathlib import Path

import pytest

from optgate.guest import codec

HASHES = "def f(text):\n    return hash(text)\n"


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def stopped(pid):
    until = time.monotonic() + 2
    while state(pid) != "T" and time.monotonic() < until:
        time.sleep(0.005)
    return state(pid) == "T"


def hashed(side):
    (seen,) = side.run([codec.encode_call(("some text",), {})], timeout=2)
    return codec.decode(seen.outcome)["result"]


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, RuntimeError])
def test_open_sides_are_stopped_inside_the_block_and_go_on_however_it_ends(bench, error):
    place = bench(HASHES)
    with place.open(HASHES) as side:
        before = hashed(side)
        try:
            with place.quiet():
                assert stopped(side.pid)
                with place.open(HASHES) as other:
                    assert state(other.pid) != "T"
                if error:
                    raise error
        except (KeyboardInterrupt, RuntimeError):
            pass
        assert state(side.pid) != "T"
        assert hashed(side) == before


def test_a_seed_is_shared_by_the_sides_of_a_block_and_by_no_other(bench):
    place = bench(HASHES)
    place.prepare(1)
    found = []
    for _ in range(3):
        with place.reseeded() as open_side, open_side(HASHES) as one, open_side(HASHES + "\n") as other:
            assert hashed(one) == hashed(other)
            found.append(hashed(one))
    with place.open(HASHES) as side:
        found.append(hashed(side))
    assert len(set(found)) == 4
