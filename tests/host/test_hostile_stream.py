"""Whatever the judged code writes on the private channel, the gate gets an observation for each call."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest import codec
from optgate.guest.frames import KINDS, RECORD
from optgate.host import records
from optgate.host.channel import Broken
from optgate.model import GuestError, Observation, Session
from tests.fuzzing import fuzz
from tests.host.conftest import Project, call

HOSTILE = '''
import gc
import os


def pipe():
    return next(one for one in gc.get_objects() if type(one).__name__ == "Pipe")


def f(kind: bytes, payload: bytes, raw: bytes) -> int:
    """Answers in the worker's place, with the nonce it was asked with."""
    if raw:
        pipe().sock.sendall(raw)
    if kind:
        pipe().send(kind, payload)
    return 1
'''

kinds = st.sampled_from([b"", *(bytes([value]) for value in b"IRCLGDPTrfsctdkuFpWe")])
floats = st.sampled_from([0.0, 1.0, -1.0, float("nan"), float("inf"), 1e308])
values = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(
        st.sampled_from(["kind", "exception", "type", "message", "counter", "ran"]), st.integers()
    ),
)
outcomes = st.one_of(st.binary(max_size=20), values.map(codec.encode))


@st.composite
def observations(draw: st.DrawFn) -> bytes:
    parts = [draw(outcomes), draw(st.binary(max_size=8)), draw(outcomes)]
    sizes = [draw(st.sampled_from([len(part), 0xFFFFFFFF, 0])) for part in parts]
    return RECORD.pack(draw(st.integers(0, 7)), draw(floats), *sizes) + b"".join(parts)


payloads = st.one_of(st.binary(max_size=60), outcomes, st.lists(observations(), max_size=4).map(b"".join))
raws = st.one_of(
    st.just(b""),
    st.binary(max_size=60),
    st.builds(
        struct.Struct("<16scI").pack, st.just(bytes(16)), kinds.filter(bool), st.integers(0, 2**32 - 1)
    ),
)


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    from tests.host.conftest import interpreters

    project = Project(tmp_path_factory.mktemp("hostile"), interpreters()[0])
    with project.function(HOSTILE) as opened:
        yield opened


@given(kinds, payloads, raws)
@fuzz(30)
def test_every_call_gets_one_observation_in_time(
    side: Session, kind: bytes, payload: bytes, raw: bytes
) -> None:
    began = time.monotonic()
    seen = side.run([call(kind, payload, raw), call(b"", b"", b"")], timeout=0.5)
    assert [one.kind in KINDS and 0 <= one.seconds < 1000 for one in seen] == [True, True]
    assert time.monotonic() - began < 20


def test_an_end_without_any_observation_is_not_waited_for_again(side: Session) -> None:
    [first, second] = side.run([call(b"D", b"\x01N", b""), call(b"", b"", b"")], timeout=0.5)
    assert (first.kind, second.kind) == ("unreadable", "return")


@given(kinds, payloads, raws)
@fuzz(15)
def test_every_other_request_is_answered_or_given_up(
    side: Session, kind: bytes, payload: bytes, raw: bytes
) -> None:
    one = call(kind, payload, raw)
    for ask in (
        lambda: side.cover([one], timeout=1.0),
        lambda: side.peak(one, timeout=1.0),
        lambda: side.lap(one, 1, fresh=True, timeout=1.0),
        lambda: side.trace([one], rounds=1, seed=1, timeout=1.0),
    ):
        try:
            ask()
        except GuestError as error:
            assert len(str(error)) < 10_000


@given(st.lists(observations(), max_size=5).map(b"".join), st.integers(0, 6))
@fuzz(200)
def test_a_frame_holds_so_many_observations_or_is_refused(payload: bytes, most: int) -> None:
    try:
        found = records.records(payload, most)
    except Broken:
        return
    assert len(found) <= most


@given(st.one_of(st.binary(max_size=60), values.map(codec.encode)))
@fuzz(200)
def test_what_a_guest_says_of_itself_is_checked(payload: bytes) -> None:
    for read in (records.ready, records.failure, records.said):
        try:
            read(payload)
        except Broken:
            continue


def test_all_a_side_answers_is_bounded_and_the_rest_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "RUN_BYTES", 25)
    kept = records.bounded([Observation("return", bytes(10))] * 3, 0)
    assert [one.kind for one in kept] == ["return", "return", "unreadable"] and not kept[2].outcome


def test_texts_of_an_import_that_fails_are_short(project: Project) -> None:
    text = 'raise type("E" * 100_000, (Exception,), {"__module__": "m" * 100_000})("x" * 1_000_000)\n'
    with pytest.raises(GuestError) as caught, project.function(text + "def f():\n    return 1\n"):
        pass
    assert len(str(caught.value)) < 20_000


FLOODS = {
    "stdout": "print('x' * 1_100_000 + str(n))",
    "stderr": "import sys; sys.stderr.write('x' * 1_100_000 + str(n))",
    "message": "raise ValueError('x' * 5000 + str(n))",
    "logs": "[logging.getLogger('a').debug('x') for _ in range(10_001 + n)]",
    "long log": "logging.getLogger('a').debug('x' * 5000 + str(n))",
    "warnings": "import warnings; [warnings.warn('x') for _ in range(10_001 + n)]",
}


@pytest.mark.parametrize("name", FLOODS)
def test_what_is_cut_off_still_tells_outcomes_apart(project: Project, name: str) -> None:
    with project.function(f"import logging\n\n\ndef f(n):\n    {FLOODS[name]}\n    return None\n") as side:
        one, same, other = side.run([call(1), call(1), call(2)], timeout=10)
    outcomes = [
        {**codec.decode(seen.outcome), "args": None} if seen.outcome else None for seen in (one, same, other)
    ]
    assert one.kind in ("return", "raise") and len(one.outcome) < 3 << 20
    assert repr(outcomes[0]) == repr(outcomes[1]) != repr(outcomes[2])
