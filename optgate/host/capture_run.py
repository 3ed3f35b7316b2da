"""The supervisor of a capture in the user's interpreter, and the reading of what its runs leave behind."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from optgate.guest import codec, frames
from optgate.guest.capture_record import ALL_BYTES, FRAME, SLOTS, STOPPED, SUMMARY
from optgate.host import leftovers
from optgate.host.channel import Broken, Channel
from optgate.host.discovery import Interpreter
from optgate.host.environment import scrubbed

_MAIN = Path(frames.__file__).parent / "__main__.py"
_CAP = 1 << 20
_GRACE = 2.0
_SUMMARY_BYTES = 1 << 20
_ALONE = {"PYTHONDONTWRITEBYTECODE": "1", "NUMBA_DISABLE_JIT": "1", "MPLBACKEND": "Agg"}
"""Tests start interpreters of their own; compiled functions cannot be watched; no window is to open."""


class Summary(msgspec.Struct, frozen=True):
    """What a run says of itself; ``targets`` are number, calls, skipped ones by reason, problem."""

    count: int = 0
    slow: int = 0
    problems: list[str] = []
    targets: list[tuple[int, int, dict[str, int], str | None]] = []


class Ran(msgspec.Struct, frozen=True):
    """One run: how it ``ended`` (``ended``, ``stopped``, ``signal N``), its calls by target in their order.

    ``summary`` is None when the run was ended before it could say anything. ``seconds`` is its wall time.
    """

    ended: str
    seconds: float
    calls: dict[int, list[bytes]]
    summary: Summary | None


class Supervisor:
    """A context manager around the process that has runs made; on exit none of its processes is left."""

    def __init__(
        self, interpreter: Interpreter, private: str, order: dict[str, Any], deadline: float
    ) -> None:
        self._interpreter = interpreter
        self._private = private
        self._order = order
        self._deadline = deadline
        self._count = 0
        self.has_pytest = False

    def __enter__(self) -> Supervisor:
        """Start.

        Raises:
            Broken: The interpreter does not get ready in time.
        """
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours, _CAP)
        with theirs:
            self._process = self._started(theirs.fileno())
        try:
            self._channel.request(frames.IMPORT, codec.encode_call((), self._order))
            answer = self._answer(frames.READY, self._deadline)
            self.has_pytest = isinstance(answer, dict) and bool(answer.get("pytest"))
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _started(self, control: int) -> subprocess.Popen[bytes]:
        folder = str(Path(self._private) / "tmp")
        try:
            return leftovers.start(
                [self._interpreter.path, "-s", "-B", str(_MAIN), "capture", str(os.getpid()), str(control)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={**scrubbed(os.environ, folder, 0), **_ALONE},
                pass_fds=[control],
            )
        except OSError as error:
            self._channel.close()
            raise Broken(f"the interpreter does not start: {error.strerror}") from error

    def run(self, kind: str, arguments: list[Any], *, seconds: float) -> Ran:
        """Have one part run, for so many seconds at most.

        Args:
            kind: A method of ``guest.capture_units.Run``.
            arguments: Its arguments.
            seconds: Wall time; then the run is ended, with every process it started.

        Raises:
            Broken: The supervisor has gone.
        """
        self._count += 1
        file = Path(self._private) / f"run-{self._count}"
        unit = {
            "kind": kind,
            "arguments": arguments,
            "seconds": seconds,
            "test_seconds": max(0.3, seconds / 4),
            "file": str(file),
        }
        began = time.monotonic()
        self._channel.request(frames.RUN, codec.encode_call((), unit))
        ended = str(self._answer(frames.ENDED, began + seconds + _GRACE))
        return Ran(ended, time.monotonic() - began, *_left(file, len(self._order["targets"])))

    def _answer(self, kind: bytes, deadline: float) -> Any:
        found, payload = self._channel.receive(lambda: deadline)
        if found != kind:
            raise Broken("another answer")
        try:
            return codec.decode(payload)
        except codec.Malformed as error:
            raise Broken("an answer that cannot be read") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Broken):
            self._channel.request(frames.DONE)
        self._channel.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            leftovers.end(self._process)


def stopped(ran: Ran) -> bool:
    """Whether the run was ended because its time was up."""
    return ran.ended == STOPPED


def _left(file: Path, targets: int) -> tuple[dict[int, list[bytes]], Summary | None]:
    """What a run wrote, up to the first thing that cannot be right."""
    data = _content(file)
    slots: dict[tuple[int, int], bytes] = {}
    summary = None
    start = 0
    while len(data) - start >= FRAME.size:
        target, slot, size = FRAME.unpack_from(data, start)
        start += FRAME.size
        if size > len(data) - start:
            break
        payload = data[start : start + size]
        start += size
        if target == SUMMARY:
            summary = _summary(payload)
            break
        if target >= targets or slot >= SLOTS:
            break
        slots[target, slot] = payload
    calls: dict[int, list[bytes]] = {}
    for (target, _), payload in sorted(slots.items(), key=lambda item: item[0]):
        calls.setdefault(target, []).append(payload)
    return calls, summary


def _summary(payload: bytes) -> Summary | None:
    try:
        return msgspec.convert(codec.decode(payload, _SUMMARY_BYTES), Summary)
    except (codec.Malformed, msgspec.ValidationError):
        return None


def _content(file: Path) -> bytes:
    """The file, bounded; nothing when it is none any more (the runs can write to the folder it is in)."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        return opened.read(ALL_BYTES + _SUMMARY_BYTES)
