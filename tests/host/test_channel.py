"""The gate's end of the channel takes what answers its request and nothing else."""

from __future__ import annotations

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate.guest.frames import HEAD, READY, Pipe
from optgate.host.channel import Broken, Channel, Forged, Gone, Late, Oversize


def soon() -> float:
    return deadline[0]


deadline = [0.0]


@pytest.fixture
def ends() -> object:
    ours, theirs = socket.socketpair()
    deadline[0] = time.monotonic() + 0.3
    yield Channel(ours, 1000), Pipe(theirs)
    ours.close()
    theirs.close()


def test_a_request_and_its_answers(ends: tuple[Channel, Pipe]) -> None:
    channel, pipe = ends
    channel.request(b"R", b"ask")
    assert pipe.receive() == (b"R", b"ask")
    pipe.send(READY, b"one")
    pipe.send(READY, b"")
    assert channel.receive(soon) == (READY, b"one")
    assert channel.receive(soon) == (READY, b"")


def test_an_answer_to_an_earlier_request_is_forged(ends: tuple[Channel, Pipe]) -> None:
    channel, pipe = ends
    channel.request(b"R")
    pipe.receive()
    pipe.send(READY, b"late")
    channel.request(b"R")
    with pytest.raises(Forged):
        channel.receive(soon)


def test_frames_that_announce_too_much_are_refused(ends: tuple[Channel, Pipe]) -> None:
    channel, pipe = ends
    channel.request(b"R")
    pipe.receive()
    pipe.sock.sendall(HEAD.pack(pipe.nonce, READY, 1001))
    with pytest.raises(Oversize):
        channel.receive(soon)


def test_silence_and_the_end(ends: tuple[Channel, Pipe]) -> None:
    channel, pipe = ends
    channel.request(b"R")
    with pytest.raises(Late):
        channel.receive(soon)
    pipe.sock.close()
    deadline[0] = time.monotonic() + 5
    with pytest.raises(Gone):
        channel.receive(soon)
    with pytest.raises(Gone):
        for _ in range(3):
            channel.request(b"R")


@given(st.binary(max_size=100))
def test_stray_bytes_never_pass_for_an_answer(data: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = Channel(ours, 50)
        channel.request(b"R")
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        end = time.monotonic() + 5
        with pytest.raises(Broken):
            channel.receive(lambda: end)
