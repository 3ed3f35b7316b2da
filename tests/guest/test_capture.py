"""What a recorder keeps of the calls of a watched function, and when it lets go of it."""

from __future__ import annotations

import os
import threading
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optgate.guest import codec
from optgate.guest.capture_hook import Watch
from optgate.guest.capture_record import ALL_BYTES, FIRST, FRAME, SLOTS, SUMMARY, Recorder, Sink, kind_of

TEXT = """
class Counted:
    def __init__(self, value):
        self.value = value
    def __getattribute__(self, name):
        if name == "__dict__":
            f(self)
        return object.__getattribute__(self, name)
def f(x, y=None):
    return x
"""


class Watched:
    """A module of ``TEXT`` whose function ``f`` is watched, and the file that its calls go to."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "calls"
        self.sink = Sink(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND))
        self.recorder = Recorder(0, self.sink)
        self.module = types.ModuleType("watched")
        exec(compile(TEXT, "watched.py", "exec"), vars(self.module))
        self.code = self.module.f.__code__
        self.watch = Watch({os.path.realpath("watched.py"): [("f", self.recorder)]})
        self.watch.loaded(self.module, "watched.py")

    def frames(self) -> list[tuple[int, int, bytes]]:
        data, start, found = self.file.read_bytes(), 0, []
        while start < len(data):
            target, slot, size = FRAME.unpack_from(data, start)
            found.append((target, slot, data[start + FRAME.size : start + FRAME.size + size]))
            start += FRAME.size + size
        return found

    def calls(self) -> list[Any]:
        slots = {slot: call for _, slot, call in self.frames()}
        return [codec.decode_call(slots[slot]) for slot in sorted(slots)]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_arguments_are_kept_as_they_were_before_the_call(watched: Watched) -> None:
    items = [1]
    watched.module.f(items)
    items.append(2)
    watched.module.f(y=items, x=np.arange(2))
    first, second = watched.calls()
    assert first == (([1],), {})
    assert second[0][0].tolist() == [0, 1]
    assert second[0][1] == [1, 2]
    assert watched.watch.met == {0: ""}


def test_equal_calls_are_kept_once_and_new_kinds_always(watched: Watched) -> None:
    for _ in range(10):
        watched.module.f(1)
    for number in range(FIRST * 3):
        watched.module.f(number + 1000)
    watched.module.f("a mode")
    watched.module.f(None)
    watched.module.f(np.zeros((0, 3), dtype=np.float32))
    calls = [found[0][0] for found in watched.calls()]
    assert calls[0] == 1
    arrays = [found for found in calls if isinstance(found, np.ndarray)]
    assert [found.dtype for found in arrays] == [np.float32]
    others = [found for found in calls if not isinstance(found, np.ndarray)]
    assert others.count(1) == 1
    assert "a mode" in others
    assert None in others


def test_the_function_gets_its_own_code_back_when_enough_was_seen(watched: Watched) -> None:
    assert watched.module.f.__code__ is not watched.code
    for number in range(8_000_000):
        assert watched.module.f(number % 100_003) == number % 100_003
        if watched.recorder.full:
            break
    assert watched.module.f.__code__ is watched.code
    assert FIRST < len(watched.calls()) <= SLOTS


def test_the_file_stays_within_its_bound(watched: Watched) -> None:
    for number in range(400):
        watched.module.f(bytes([number % 256]) * 250_000, number)
    assert watched.file.stat().st_size < ALL_BYTES + (1 << 19)
    watched.sink.finish({"count": 1})
    assert watched.frames()[-1][0] == SUMMARY


def test_a_forked_process_keeps_silent(watched: Watched) -> None:
    watched.module.f(1)
    pid = os.fork()
    if not pid:
        watched.module.f(2)
        watched.sink.finish({})
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    watched.module.f(3)
    assert watched.calls() == [((1,), {}), ((3,), {})]


def test_calls_from_many_threads_make_whole_frames(watched: Watched) -> None:
    def many(start: int) -> None:
        for number in range(start, start + 500):
            watched.module.f(number)

    threads = [threading.Thread(target=many, args=(1000 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {target for target, _, _ in watched.frames()} == {0}
    assert all(0 <= found[0][0] < 4000 for found in watched.calls())


def test_arguments_whose_own_code_calls_the_function(watched: Watched) -> None:
    watched.module.f(watched.module.Counted(1))
    watched.module.f(2)
    assert watched.calls()[-1] == ((2,), {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, -1),
        (0, 1),
        (1, True),
        (0.5, float("nan")),
        (2.0, 2.5),
        ("mean", "sum"),
        ([], [1]),
        ([1], ["a"]),
        ([1], (1,)),
        ({"a": 1}, {"a": "b"}),
        (np.zeros(3), np.zeros(3, dtype=np.int64)),
        (np.zeros(3), np.zeros((3, 1))),
        (np.zeros((4, 4)), np.zeros((4, 4)).T[:, ::2]),
    ],
)
def test_kinds_that_are_told_apart(one: Any, other: Any) -> None:
    assert kind_of(one) == kind_of(one)
    assert (type(one), kind_of(one)) != (type(other), kind_of(other))


def test_kinds_that_are_not() -> None:
    assert kind_of(1000) == kind_of(1001)
    assert kind_of([1.5] * 100) == kind_of([1.25] * 101)
    assert kind_of(np.zeros(100)) == kind_of(np.ones(120))
