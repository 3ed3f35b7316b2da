"""One side as the rooms see it: calls go in, observations come out, whatever the process does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from optgate.guest import codec, frames
from optgate.host import complaint
from optgate.host.channel import Broken, Gone, Late
from optgate.host.process import Guest, Launcher
from optgate.host.records import batch, bounded, failure, ready, records, said, size
from optgate.model import Coverage, Fact, GuestError, Lap, Observation, Profile, SideInfo

T = TypeVar("T")

GRACE = 10.0
"""Seconds beyond the timeout of a call for what happens around the calls."""

TEXT_GRACE = 0.5
"""Seconds of the clock beyond those of CPU that a call has under another text of the function."""


class GuestSession:
    """Implements ``model.Session`` on a process that may end, hang or talk nonsense at any time.

    With a ``mother``, a session of the same text, processes are copies of hers, in which the module is
    imported already. ``import_took`` is in seconds. Other texts of the function run in a process of their
    own, so that nothing they do to the module is met by the calls that count.
    """

    def __init__(
        self,
        launcher: Launcher,
        order: dict[str, Any],
        import_seconds: float,
        layers: tuple[str, ...],
        mother: GuestSession | None = None,
    ) -> None:
        self._mother = mother
        self._launcher = launcher
        self._order = order
        self._import_seconds = import_seconds
        self._layers = layers
        self._guest: Guest | None = None
        self._double: GuestSession | None = None
        self._closed = False
        self.import_took = 0.0
        self.info = SideInfo(python="", numpy="", layers=layers)

    @property
    def pid(self) -> int:
        """The process, 0 when none runs; for pinning it to a core while it is timed."""
        return self._guest.pid if self._guest is not None else 0

    @property
    def pids(self) -> list[int]:
        """The processes that run now, that of other texts among them."""
        return [pid for pid in (self.pid, self._double.pid if self._double else 0) if pid]

    def start(self) -> Guest:
        """The running process; a new one, with the module imported, when there is none.

        Raises:
            GuestError: The module cannot be imported, or holds no such function.
        """
        if self._guest is not None:
            return self._guest
        if self._closed:
            raise GuestError("the session is closed")
        try:
            if self._mother is not None:
                self._guest = self._launcher.copy(self._mother.start())
                self.info = self._mother.info
                return self._guest
            self._guest = self._launcher.launch(self._order, self._import_seconds)
        except (Broken, OSError) as error:
            raise complaint.no_start(self._order, error) from error
        try:
            return self._imported(self._guest)
        except BaseException:
            self._end()
            raise

    def _imported(self, guest: Guest) -> Guest:
        deadline = time.monotonic() + self._import_seconds
        try:
            guest.channel.request(
                frames.IMPORT, codec.encode_call((), {**self._order, "private": guest.folder})
            )
            kind, payload = guest.channel.receive(lambda: deadline)
            self.import_took = time.monotonic() - (deadline - self._import_seconds)
            if kind == frames.FAILED:
                raise complaint.failed(self._order, failure(payload))
            if kind != frames.READY:
                raise Broken("another answer")
            found = ready(payload)
            self.info = SideInfo(
                found.python, found.numpy, (*self._layers, *found.layers), found.signatures, found.compiling
            )
        except Late as error:
            raise complaint.hangs(self._order, self._import_seconds) from error
        except Broken as error:
            tail = guest.tail()
            raise complaint.died(self._order, self._end(), tail) from error
        return guest

    def _end(self) -> str:
        """End the process, and with it the one that was copied from it."""
        guest, self._guest = self._guest, None
        if guest is None:
            return ""
        ended = self._launcher.end(guest)
        copied = self._double._guest if self._double is not None else None
        if self._double is not None and copied is not None and copied.mother is guest:
            copied.mother = None
            self._double._end()
        return ended

    def run(self, inputs: Sequence[bytes], *, timeout: float, text: str = "") -> list[Observation]:
        """See ``model.Session.run``.

        A call over its time is known by the clock. When the process dies or sends nonsense, the calls
        not answered yet are made again one by one, to learn which of them it was. Under another text
        ``timeout`` is in seconds of CPU, which the process watches itself.

        Raises:
            GuestError: The process cannot be started, or the text holds no body for the function.
        """
        if not text:
            return self._run(inputs, timeout, {})
        told = {"text": text, "seconds": timeout}
        return self._other()._run(inputs, timeout + TEXT_GRACE, told)

    def _other(self) -> GuestSession:
        """A session of the same text in a process of its own."""
        if self._double is None:
            self._double = GuestSession(
                self._launcher, self._order, self._import_seconds, self._layers, mother=self._mother
            )
        return self._double

    def _run(self, inputs: Sequence[bytes], timeout: float, told: dict[str, Any]) -> list[Observation]:
        seen: list[Observation] = []
        late: dict[int, Observation] = {}
        alone_until = 0
        while len(seen) < len(inputs):
            first = len(seen)
            if first in late:
                seen.append(late.pop(first))
                continue
            size = 1 if first < alone_until else batch(inputs, first)
            last = min([first + size, *late])
            guest = self.start()
            guest.reset_clock()
            try:
                self._exchange(guest, {**told, "inputs": list(inputs[first:last])}, seen, timeout)
            except Broken as error:
                at = first + guest.call[0]
                self._end()
                if len(seen) == last:
                    continue
                if isinstance(error, Late):
                    late[at if len(seen) <= at < last else len(seen)] = Observation("timeout", b"", timeout)
                elif last - first == 1:
                    seen.append(Observation("crash" if isinstance(error, Gone) else "unreadable", b""))
                else:
                    alone_until = last
        return seen

    def _exchange(
        self, guest: Guest, request: dict[str, Any], seen: list[Observation], timeout: float
    ) -> None:
        """Run one batch, adding to ``seen`` what arrives."""
        count = len(request["inputs"])
        limit = time.monotonic() + count * timeout + GRACE

        latest, since = frames.NO_CALL, time.monotonic()

        def until() -> float:
            nonlocal latest, since
            number, began = guest.call
            if number != latest:
                latest, since = number, time.monotonic()
            return min(limit, min(began, since) + timeout + (GRACE if number == frames.NO_CALL else 0.0))

        begun, most = len(seen), len(seen) + count
        spent = sum(map(size, seen))
        guest.channel.request(frames.RUN, codec.encode_call((), request))
        while True:
            kind, payload = guest.channel.receive(until)
            if kind == frames.SEEN:
                seen += bounded(records(payload, most - len(seen)), spent)
                spent += len(payload)
            elif kind == frames.DONE:
                if payload and len(seen) > begun:
                    self._end()
                elif len(seen) < most:
                    raise Broken("fewer observations than calls")
                return
            elif kind == frames.FAILED and "text" in request:
                raise GuestError(f"the text cannot be used: {said(payload)}")
            else:
                raise Broken("another answer")

    def trace(self, calls: Sequence[bytes], *, rounds: int, seed: int, timeout: float) -> list[Fact]:
        """See ``model.Session.trace``; the calls run in a process of their own, which ends afterwards."""
        asked = {"calls": list(calls), "rounds": rounds, "seed": seed, "seconds": timeout}
        other = self._other()
        deadline = time.monotonic() + timeout + TEXT_GRACE
        try:
            guest = other.start()
            guest.channel.request(frames.TRACE, codec.encode_call((), asked))
            kind, payload = guest.channel.receive(lambda: deadline)
            return msgspec.convert(codec.decode(payload), list[Fact]) if kind == frames.TRACED else []
        except (Broken, codec.Malformed, msgspec.ValidationError, ValueError):
            return []
        finally:
            other._end()

    def profile(self, call: bytes, *, timeout: float) -> Profile:
        """See ``model.Session.profile``; watching takes half of the time at most."""
        deadline = time.monotonic() + timeout + TEXT_GRACE

        def talk(guest: Guest) -> Profile:
            asked = {"call": call, "seconds": timeout / 2}
            guest.channel.request(frames.PROFILE, codec.encode_call((), asked))
            kind, payload = guest.channel.receive(lambda: deadline)
            if kind == frames.FAILED:
                raise GuestError(f"the watched call raised {codec.decode(payload)}")
            if kind != frames.PROFILED:
                raise Broken("another answer")
            return msgspec.convert(codec.decode(payload), Profile)

        return self._talk("watching lines", talk)

    def cover(self, inputs: Sequence[bytes], *, timeout: float) -> Coverage:
        """See ``model.Session.cover``."""
        deadline = time.monotonic() + timeout

        def talk(guest: Guest) -> Coverage:
            guest.channel.request(frames.COVER, codec.encode_call((), {"inputs": list(inputs)}))
            kind, payload = guest.channel.receive(lambda: deadline)
            if kind != frames.COUNTED:
                raise Broken("another answer")
            return msgspec.convert(codec.decode(payload), Coverage)

        return self._talk("counting branches", talk)

    def peak(self, call: bytes, *, timeout: float) -> int:
        """See ``model.Session.peak``; a call that raises is a ``GuestError``.

        Counted by ``tracemalloc``: Python's own objects, and arrays of numpy, which reports them. What
        other native code allocates without reporting it is not seen.
        """
        return self._measured("measuring memory", frames.PEAK, call, timeout)

    def deepest(self, call: bytes, *, timeout: float) -> int:
        """See ``model.Session.deepest``; a call that raises is a ``GuestError``."""
        return self._measured("measuring the depth of calls", frames.DEPTH, call, timeout)

    def _measured(self, what: str, kind: bytes, call: bytes, timeout: float) -> int:
        """A whole number that the guest measures during one call."""
        deadline = time.monotonic() + timeout

        def talk(guest: Guest) -> int:
            guest.channel.request(kind, codec.encode_call((), {"call": call}))
            answer, payload = guest.channel.receive(lambda: deadline)
            if answer == frames.FAILED:
                raise GuestError(f"the measured call raised {said(payload)}")
            if answer != frames.TOOK:
                raise Broken("another answer")
            return msgspec.convert(codec.decode(payload), int)

        return self._talk(what, talk)

    def lap(self, call: bytes, loops: int, *, fresh: bool, timeout: float) -> Lap:
        """See ``model.Session.lap``; a call that raises is a ``GuestError``."""
        return self._lap([call], loops, fresh=fresh, timeout=timeout)

    def tour(self, calls: Sequence[bytes], *, timeout: float) -> Lap:
        """See ``model.Session.tour``; a call that raises is a ``GuestError``."""
        return self._lap(list(calls), 1, fresh=True, timeout=timeout)

    def _lap(self, calls: list[bytes], loops: int, *, fresh: bool, timeout: float) -> Lap:
        if loops < 1 or not calls:
            raise ValueError("a lap has at least one call")
        asked = {"calls": calls, "loops": loops, "fresh": fresh, "seconds": max(0.001, timeout)}
        deadline = time.monotonic() + timeout

        def talk(guest: Guest) -> Lap:
            channel, cpu = guest.channel, 0
            parts: list[list[int]] = []
            channel.request(frames.LAP, codec.encode_call((), asked))
            while True:
                kind, payload = channel.receive(lambda: deadline)
                if kind == frames.READY:
                    before = guest.cpu()
                    channel.request(frames.GO)
                    kind, payload = channel.receive(lambda: deadline)
                    cpu += guest.cpu() - before
                    if kind == frames.TIMED:
                        parts.append(msgspec.convert(codec.decode(payload), list[int]))
                        continue
                if kind == frames.FAILED:
                    raise GuestError(f"the timed call raised {said(payload)}")
                if kind != frames.DIGEST or not parts:
                    raise Broken("another answer")
                thread, wall, switches = (sum(part) for part in zip(*parts, strict=True))
                return Lap(max(loops, len(calls)), thread, wall, cpu, switches, payload)

        return self._talk("timing", talk)

    def _talk(self, what: str, talk: Callable[[Guest], T]) -> T:
        """Have one conversation; when it breaks, end the process (the next request starts another)."""
        guest = self.start()
        try:
            return talk(guest)
        except (Broken, codec.Malformed, msgspec.ValidationError, ValueError) as error:
            ended = self._end()
            raise complaint.broken(
                self._order, what, error, ended if isinstance(error, Gone) else ""
            ) from error
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """See ``model.Session.close``."""
        self._closed = True
        self._end()
        if self._double is not None:
            self._double.close()
