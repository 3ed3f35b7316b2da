"""Processes in the user's interpreter: the warm template, and the sides forked from it."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from optgate.guest import codec, frames
from optgate.host import leftovers
from optgate.host.channel import Broken, Channel

_GUEST = Path(frames.__file__).parent / "__main__.py"
_CONTROL_CAP = 1 << 20
_CONTROL_SECONDS = 30.0
_TAIL = 2000


def signal_name(status: int) -> str:
    """How a process ended, in words, from an exit status or a negative signal number."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


class Guest:
    """One running side: its process, its channel, its clock and what it printed past ``sys.stdout``."""

    def __init__(self, folder: str, cap: int) -> None:
        self.folder = folder
        ours, self._theirs = socket.socketpair()
        self.channel = Channel(ours, cap)
        self._output = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed with the guest
        self._page = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed with the guest
        self._page.truncate(frames.CLOCK.size)
        self._clock = mmap.mmap(self._page.fileno(), frames.CLOCK.size)
        self.pid = 0
        self.mother: Guest | None = None

    @property
    def descriptors(self) -> list[int]:
        """What the process gets: channel, clock, output."""
        return [self._theirs.fileno(), self._page.fileno(), self._output.fileno()]

    def started(self, pid: int) -> None:
        """The process runs and has its own copies of the descriptors."""
        self.pid = pid
        self._theirs.close()
        self._page.close()

    @property
    def call(self) -> tuple[int, float]:
        """The number of the call that runs (or ``NO_CALL``) and when it began."""
        number, began = frames.CLOCK.unpack_from(self._clock)
        return number, began

    def reset_clock(self) -> None:
        """No call runs, as of now."""
        frames.CLOCK.pack_into(self._clock, 0, frames.NO_CALL, time.monotonic())

    def cpu(self) -> int:
        """Nanoseconds of CPU that the process has used, read from outside; 0 where that is not possible."""
        if not sys.platform.startswith("linux"):
            return 0
        try:
            return time.clock_gettime_ns((~self.pid << 3) | 2)
        except OSError:
            return 0

    def tail(self) -> str:
        """The end of what the process printed past ``sys.stdout``, a fatal error of Python for instance."""
        size = self._output.seek(0, os.SEEK_END)
        self._output.seek(max(0, size - _TAIL))
        return self._output.read().decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """End the process and those it started."""
        if self.pid:
            for end in (os.killpg, os.kill):
                try:
                    end(self.pid, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    continue

    def close(self) -> None:
        """Give back what the side held here."""
        for held in (self.channel, self._output, self._page, self._theirs, self._clock):
            held.close()


class Launcher:
    """Starts sides, forked from one warm template or, where not ``forking``, one interpreter each."""

    def __init__(
        self, interpreter: str, environment: dict[str, str], private: str, cap: int, *, fork: bool
    ) -> None:
        self._interpreter = interpreter
        self._environment = environment
        self._private = private
        self._cap = cap
        self.forking = fork and hasattr(socket, "send_fds")
        self._template: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None
        self._ready = False
        self._alone: dict[int, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._count = 0

    def launch(self, order: dict[str, Any], timeout: float) -> Guest:
        """Start a side (it waits for its import request); ``order`` tells the template what to warm up.

        Raises:
            Broken: The interpreter does not start or the template has died twice.
        """
        with self._newborn(self._private) as guest:
            guest.started(self._fork(guest, order, timeout) if self.forking else self._spawn(guest))
        return guest

    def begin(self, order: dict[str, Any]) -> None:
        """Start the template and do not wait for it, so that the first side is there sooner."""
        with self._lock, contextlib.suppress(Broken, OSError):
            if self.forking and self._template is None:
                self._start({**order, "warm": True})

    def copy(self, mother: Guest) -> Guest:
        """Start a side as a copy of one whose module is imported and that waits for a request.

        Raises:
            Broken: The mother is gone.
        """
        with self._newborn(mother.folder) as guest:
            guest.started(self._forked(mother.channel, guest, guest.folder))
            guest.mother = mother
        return guest

    @contextlib.contextmanager
    def _newborn(self, place: str) -> Iterator[Guest]:
        """A guest without a process yet, with a folder of its own; closed when none can be started."""
        with self._lock, contextlib.ExitStack() as undo:
            self._count += 1
            folder = Path(place) / f"side-{self._count}"
            folder.mkdir()
            guest = Guest(str(folder), self._cap)
            undo.callback(guest.close)
            yield guest
            undo.pop_all()

    def _popen(self, arguments: list[str], descriptors: list[int], *, output: int) -> subprocess.Popen[bytes]:
        isolation = "-I" if self.forking else "-s"  # -I would also ignore the hash seed
        return leftovers.start(
            [self._interpreter, isolation, "-B", str(_GUEST), *arguments],
            stdout=output,
            stderr=output,
            cwd=self._private,
            env=self._environment,
            pass_fds=descriptors,
        )

    def _spawn(self, guest: Guest) -> int:
        channel, clock, output = guest.descriptors
        process = self._popen(
            ["worker", str(os.getpid()), str(channel), str(clock)], [channel, clock], output=output
        )
        self._alone[process.pid] = process
        return process.pid

    def _fork(self, guest: Guest, order: dict[str, Any], timeout: float) -> int:
        if not self._ready:
            try:
                self._warm({**order, "warm": True}, timeout)
            except Broken:
                self._drop()
                self._warm({**order, "warm": False}, timeout)
        if self._control is None:
            raise Broken("no template")
        return self._forked(self._control, guest, "")

    @staticmethod
    def _forked(control: Channel, guest: Guest, folder: str) -> int:
        control.request(frames.FORK, codec.encode(folder))
        control.lend(guest.descriptors)
        return int(_answer(control, frames.SPAWNED, _CONTROL_SECONDS))

    def _warm(self, order: dict[str, Any], timeout: float) -> None:
        if self._control is None:
            self._start(order)
        assert self._control is not None
        _answer(self._control, frames.READY, timeout)
        self._ready = True

    def _start(self, order: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        self._control = Channel(ours, _CONTROL_CAP)
        log = Path(self._private) / "template.log"
        with theirs, log.open("wb") as output:
            arguments = ["template", str(os.getpid()), str(theirs.fileno())]
            self._template = self._popen(arguments, [theirs.fileno()], output=output.fileno())
        self._control.request(frames.IMPORT, codec.encode_call((), order))

    def end(self, guest: Guest) -> str:
        """Kill a side with everything it started, and say how it had ended if it had."""
        with self._lock:
            ended = self._ended(guest)
            guest.close()
        return ended

    def _ended(self, guest: Guest) -> str:
        guest.kill()
        alone = self._alone.pop(guest.pid, None)
        if alone is not None:
            return signal_name(alone.wait())
        control = guest.mother.channel if guest.mother else self._control
        if control is None:
            return ""
        try:
            control.request(frames.WAIT, codec.encode(guest.pid))
            return signal_name(int(_answer(control, frames.ENDED, _CONTROL_SECONDS)))
        except Broken:
            if guest.mother is None:
                self._drop()
            return ""

    def _drop(self) -> None:
        """End the template; its sides die with it."""
        if self._control is not None:
            with contextlib.suppress(Broken):
                self._control.request(frames.DONE)
            self._control.close()
        if self._template is not None:
            try:
                self._template.wait(2.0)
            except subprocess.TimeoutExpired:
                leftovers.end(self._template)
        self._template = self._control = None
        self._ready = False

    def close(self) -> None:
        """End every process that was started here."""
        with self._lock:
            for process in self._alone.values():
                leftovers.end(process)
            self._alone.clear()
            self._drop()


def _answer(control: Channel, kind: bytes, timeout: float) -> Any:
    """What a forking process answers.

    Raises:
        Broken: It answers nothing in time, or something else.
    """
    deadline = time.monotonic() + timeout
    found, payload = control.receive(lambda: deadline)
    if found != kind:
        raise Broken("another answer than the one asked for")
    try:
        return codec.decode(payload)
    except codec.Malformed as error:
        raise Broken("an answer that cannot be read") from error
