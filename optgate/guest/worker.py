"""The process of one side: imports the module, then answers requests until the gate goes."""

from __future__ import annotations

import hashlib
import mmap
import os
import signal
import socket
import traceback
from time import monotonic
from typing import Any, Callable, Optional

from . import codec, compiled, covered, depth, forking, frames, hot, limits, memory, timed, trace, walls
from .alarm import Alarm, TimeUp
from .around import Console, Warned
from .call import Caller, described
from .frames import CLOCK, RECORD, Pipe
from .subject import NotFound, Order, Subject, versions

FLUSH_BYTES = 1 << 15
FLUSH_SECONDS = 0.02
_RETURN, _RAISE, _TIMEOUT, _UNREADABLE = 0, 1, 2, 4


def serve(pipe: Pipe, clock: mmap.mmap, layers: list[str]) -> None:
    """Answer requests; never returns."""
    status = 0
    try:
        worker = _open(pipe, clock, layers)
        while worker is not None:
            kind, payload = worker.pipe.receive()
            if kind == frames.FORK:
                worker = worker.copy(codec.decode(payload))
            elif kind == frames.WAIT:
                forking.reap(worker.pipe, codec.decode(payload))
            else:
                worker.answer(kind, codec.decode_call(payload)[1])
    except (OSError, frames.Closed):
        status = 1
    finally:
        os._exit(status)


def _open(pipe: Pipe, clock: mmap.mmap, layers: list[str]) -> Optional[Worker]:
    """Import the module as the first request asks; on failure say why."""
    order = Order(**codec.decode_call(pipe.receive()[1])[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(order.private)
    layers = layers + limits.apply(order.limits) + walls.build(order.walls, order.private)
    console, warned = Console(), Warned()
    console.install()
    warned.install()
    try:
        subject = Subject(order, console, warned)
    except BaseException as error:  # noqa: BLE001  whatever the user's module raises ends its import
        pipe.send(frames.FAILED, codec.encode(_failure(error, order, console)))
        return None
    subject.use("marked")
    signatures, seconds = compiled.warm(subject.caller, order.warm) if subject.compiled else (0, 0.0)
    about = {"layers": layers, "marks": subject.marked is not None}
    pipe.send(
        frames.READY, codec.encode({**versions(), **about, "signatures": signatures, "compiling": seconds})
    )
    return Worker(pipe, clock, subject)


def _failure(error: BaseException, order: Order, console: Console) -> dict[str, Any]:
    """Why the import failed, with the innermost line of the project that took part."""
    name, message = described(error)
    line, file = 0, ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(order.root + os.sep) and "site-packages" not in frame.filename:
            line, file = frame.lineno or 0, os.path.relpath(frame.filename, order.root)
    if isinstance(error, SyntaxError) and not file:
        line, file = error.lineno or 0, os.path.relpath(error.filename or order.path, order.root)
    missing = error.name if isinstance(error, ImportError) else None
    found = isinstance(error, NotFound)
    texts = "".join(console.take())[-2000:]
    return {
        "type": name,
        "message": message,
        "line": line,
        "file": file,
        "missing": missing,
        "absent": found,
        "text": texts,
    }


class Worker:
    """The requests of a session."""

    def __init__(self, pipe: Pipe, clock: mmap.mmap, subject: Subject) -> None:
        self.pipe = pipe
        self.clock = clock
        self.subject = subject
        self.caller = subject.caller
        self.lazy: Optional[bool] = None
        self.recorder = subject.marked.recorder if subject.marked else None

    def copy(self, private: str) -> Worker:
        """Fork: the module stays imported, and the new process goes on in a private folder of its own."""
        born = forking.fork(self.pipe)
        if born is None:
            return self
        os.chdir(private)
        order = self.subject.order
        order.private = private
        order.walls["allow"] = [name for name in order.walls["allow"] if name != "copies"]
        walls.build(order.walls, private)
        return Worker(born.pipe, born.clock, self.subject)

    def answer(self, kind: bytes, args: dict[str, Any]) -> None:
        """Carry out a request."""
        requests: dict[bytes, Any] = {
            frames.RUN: self.run,
            frames.COVER: self.cover,
            frames.LAP: self.lap,
            frames.PEAK: self.peak,
            frames.DEPTH: self.deepest,
            frames.TRACE: self.trace,
            frames.PROFILE: self.profile,
        }
        requests[kind](**args)

    def run(self, inputs: list[bytes], text: str = "", seconds: float = 0.0) -> None:
        """Call the function on each input and stream the observations back.

        With ``text`` it has the body of that text meanwhile, unmarked, and ``seconds`` of CPU for a call.
        """
        if not text:
            self._run(inputs, self._observed)
            return
        try:
            self.subject.exchange(text)
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as error:
            self.pipe.send(frames.FAILED, codec.encode(": ".join(described(error))))
            return
        recorder, self.recorder = self.recorder, None
        try:
            with Alarm(seconds) as alarm:
                self._run(inputs, lambda call: self._timely(call, alarm))
        finally:
            self.recorder = recorder
            self.subject.use("marked")

    def _timely(self, call: bytes, alarm: Alarm) -> bytes:
        """One call, ended when its time is up; the process too when that came while the outcome was made."""
        try:
            alarm.arm()
            try:
                record = self._observed(call)
            finally:
                alarm.disarm()
        except TimeUp:
            alarm.disarm()
            self.caller.clean = False
        return RECORD.pack(_TIMEOUT, alarm.seconds, 0, 0, 0) if alarm.rang else record

    def _run(self, inputs: list[bytes], observed: Callable[[bytes], bytes]) -> None:
        out = bytearray()
        flushed = monotonic()
        for number, call in enumerate(inputs):
            now = monotonic()
            if len(out) > FLUSH_BYTES or (out and now - flushed > FLUSH_SECONDS):
                self.pipe.send(frames.SEEN, bytes(out))
                out.clear()
                flushed = now
            CLOCK.pack_into(self.clock, 0, number, now)
            out += observed(call)
            if not self.caller.clean:
                break
        CLOCK.pack_into(self.clock, 0, frames.NO_CALL, monotonic())
        self.pipe.send(frames.SEEN, bytes(out))
        self.pipe.send(frames.DONE, b"" if self.caller.clean else b"stale")

    def _observed(self, call: bytes) -> bytes:
        """One call as a record of the answer."""
        try:
            args, kwargs = self.caller.decode(call)
        except Exception:  # noqa: BLE001  an unknown message, or a recipe that the user's class refuses
            return RECORD.pack(_UNREADABLE, 0.0, 0, 0, 0)
        recorder = self.recorder
        if recorder is not None:
            recorder.start()
        outcome, seconds = self.caller.execute(args, kwargs)
        marks, pairs = b"", b""
        if recorder is not None:
            marks = recorder.stop()
            if recorder.pairs:
                pairs = codec.encode(recorder.pairs)
        try:
            encoded = codec.encode(outcome, limit=self.subject.order.cap)
            kind = _RAISE if outcome["kind"] == "raise" else _RETURN
        except (codec.TooLarge, MemoryError):
            encoded, kind = b"", _UNREADABLE
        self.caller.finish(outcome)
        return RECORD.pack(kind, seconds, len(encoded), len(marks), len(pairs)) + encoded + marks + pairs

    def cover(self, inputs: list[bytes]) -> None:
        """Count branches over all the inputs."""
        recorder = self.recorder

        def run() -> None:
            for call in inputs:
                args, kwargs = self.caller.decode(call)
                if recorder is not None:
                    recorder.start()
                outcome, _ = self.caller.execute(args, kwargs)
                if recorder is not None:
                    recorder.stop()
                self.caller.finish(outcome)

        self.pipe.send(frames.COUNTED, codec.encode(covered.count(self.subject, run)))

    def peak(self, call: bytes) -> None:
        """Measure the memory of one call."""
        self._measure(memory.peak, call)

    def deepest(self, call: bytes) -> None:
        """Measure how deep the calls nest within one call."""
        self._measure(depth.deepest, call)

    def _measure(self, measure: Callable[[Caller, bytes], int], call: bytes) -> None:
        self.subject.use("plain")
        try:
            self.pipe.send(frames.TOOK, codec.encode(measure(self.caller, call)))
        except frames.Closed:
            raise
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises ends the measurement
            self.pipe.send(frames.FAILED, codec.encode(": ".join(described(error))))
        finally:
            self.subject.use("marked")

    def profile(self, call: bytes, seconds: float) -> None:
        """Tell where the time of one call goes."""
        self.subject.use("plain")
        try:
            self.pipe.send(frames.PROFILED, codec.encode(hot.profile(self.subject, call, seconds)))
        except frames.Closed:
            raise
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises ends the measurement
            self.pipe.send(frames.FAILED, codec.encode(": ".join(described(error))))
        finally:
            self.subject.use("marked")

    def trace(self, **asked: Any) -> None:
        """Tell what the function does with its arguments; the gate ends the process afterwards."""
        self.pipe.send(frames.TRACED, codec.encode(trace.facts(self.subject, **asked)))

    def lap(self, calls: list[bytes], loops: int, fresh: bool, seconds: float) -> None:
        """Time calls in as many batches as fit into memory, each when the gate says go.

        ``loops`` calls with one input, or one with each of several; ``seconds`` of CPU for a batch at most.
        """
        self.subject.use("plain")
        try:
            with Alarm(seconds) as alarm:
                outcome = self._timed(calls, loops, fresh, alarm)
            self.pipe.send(frames.DIGEST, hashlib.sha256(codec.encode(outcome)).digest())
            self.caller.finish(outcome)
        except frames.Closed:
            raise
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises ends the batch
            self.pipe.send(frames.FAILED, codec.encode(": ".join(described(error))))
        finally:
            self.subject.use("marked")

    def _timed(self, calls: list[bytes], loops: int, fresh: bool, alarm: Alarm) -> dict[str, Any]:
        """The outcome of the last call; a returned iterator is drained each time, as part of the call."""
        if self.lazy is None:
            self._plainly(calls[0])
        for size in timed.chunks(calls[0], loops, fresh):
            batch = timed.Batch(self.caller, calls, size, fresh)
            self.pipe.send(frames.READY)
            self.pipe.receive()
            alarm.arm()
            try:
                spent = batch.run(bool(self.lazy))
            finally:
                alarm.disarm()
            self.pipe.send(frames.TIMED, codec.encode(spent))
        return self._plainly(calls[-1]) if self.lazy else batch.outcome()

    def _plainly(self, call: bytes) -> dict[str, Any]:
        """The outcome of one call that is not timed, which tells whether an iterator is returned."""
        args, kwargs = self.caller.decode(call)
        outcome, _ = self.caller.execute(args, kwargs)
        self.lazy = self.caller.lazy
        return outcome


def main(arguments: list[str]) -> None:
    """Serve on the channel and the clock whose descriptors are given."""
    parent, channel, clock = map(int, arguments)
    layers = limits.die_with_parent(parent)
    serve(Pipe(socket.socket(fileno=channel)), mmap.mmap(clock, CLOCK.size), layers)
