"""The process that runs a project's tests: it keeps warm, and has each file run in a process of its own."""

from __future__ import annotations

import importlib
import importlib.util
import os
import select
import signal
import socket
import sys
import time
from typing import Any, Dict, List, Optional

from . import codec, forking, frames, limits, loader, walls
from .capture_hook import First, Watch
from .capture_record import ENDED, STOPPED, Recorder, Sink
from .capture_units import Run
from .frames import Pipe

POLL_SECONDS = 0.004


def main(arguments: List[str]) -> None:
    """Serve on the control channel whose descriptor is given, until the gate goes."""
    parent, control = int(arguments[0]), int(arguments[1])
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    forking.keep(parent, os.path.dirname(os.getcwd()))
    limits.adopt_orphans()
    pipe = Pipe(socket.socket(fileno=control))
    order = codec.decode_call(pipe.receive()[1])[1]
    _fence(order, "template")
    _warm(order)
    has_pytest = importlib.util.find_spec("pytest") is not None
    pipe.send(frames.READY, codec.encode({"pytest": has_pytest}))
    status = 0
    try:
        while True:
            kind, payload = pipe.receive()
            if kind == frames.DONE:
                break
            _supervise(pipe, order, codec.decode_call(payload)[1])
    except (OSError, frames.Closed):
        status = forking.GONE
    os._exit(status)


def _fence(order: Dict[str, Any], *more: str) -> None:
    """Put up the walls: tests may start processes and threads, and write into the copy of the project."""
    wanted = order["walls"]
    around = {**wanted, "allow": [*wanted["allow"], "processes", "threads", *more]}
    walls.build(around, order["private"])


def _warm(order: Dict[str, Any]) -> None:
    """Import what the runs will import anyway, and the project's own modules never."""
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    os.chdir(order["root"])
    kept = set(sys.modules)
    names = [name for name in order["warm"] if not _own(name, order["roots"])]
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException:  # noqa: BLE001,S112  a module that fails here fails again in the run
            continue
    for name in set(sys.modules) - kept:
        if _own(name, order["roots"]):
            del sys.modules[name]


def _own(name: str, roots: List[str]) -> bool:
    return not loader.foreign(name, loader.Place("", "", roots))


def _supervise(pipe: Pipe, order: Dict[str, Any], unit: Dict[str, Any]) -> None:
    """Have one unit run, for its time at most, and answer how that ended; the gate's going ends it."""
    supervisor = os.getpid()
    pid = os.fork()
    if not pid:
        pipe.sock.close()
        _run(supervisor, order, unit)
    deadline = time.monotonic() + unit["seconds"]
    gone = False
    status: Optional[int] = None
    while status is None and not gone and time.monotonic() < deadline:
        ready = select.select([pipe.sock], [], [], POLL_SECONDS)[0]
        gone = bool(ready)
        ended, found = os.waitpid(pid, os.WNOHANG)
        status = found if ended else None
    _kill(pid, status is None)
    forking.end_children()
    if not gone:
        pipe.send(frames.ENDED, codec.encode(_ended(status)))


def _kill(pid: int, running: bool) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        if running:
            os.kill(pid, signal.SIGKILL)
    if running:
        os.waitpid(pid, 0)


def _ended(status: Optional[int]) -> str:
    if status is None:
        return STOPPED
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else ENDED


def _run(supervisor: int, order: Dict[str, Any], unit: Dict[str, Any]) -> None:
    """The process of one unit; never returns."""
    try:
        os.setsid()
        limits.die_with_parent(supervisor)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sink = Sink(os.open(unit["file"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        limits.apply(order["limits"])
        _isolate(order)
        _fence(order)
        recorders = [Recorder(number, sink) for number in range(len(order["targets"]))]
        watch = _watched(order, recorders)
        names = {part for _, qualname in order["targets"] for part in qualname.split(".")}
        run = Run(order["root"], unit["test_seconds"], names, lambda: all(one.full for one in recorders))
        try:
            getattr(run, unit["kind"])(*unit["arguments"])
        except BaseException as error:  # noqa: BLE001  whatever the project's code or pytest raises
            run.problems.append(f"{type(error).__name__}: {error}"[:200])
        calls = [[one.number, one.count, one.skipped, watch.met.get(one.number)] for one in recorders]
        sink.finish({**run.summary(), "targets": calls})
    finally:
        os._exit(0)


def _isolate(order: Dict[str, Any]) -> None:
    """The copy comes first, here and in processes that the tests start."""
    roots = order["roots"]
    sys.path[:0] = roots
    sys.meta_path.insert(0, First(roots))
    os.environ["PYTHONPATH"] = os.pathsep.join(roots)
    importlib.invalidate_caches()


def _watched(order: Dict[str, Any], recorders: List[Recorder]) -> Watch:
    targets: Dict[str, Any] = {}
    for (path, qualname), recorder in zip(order["targets"], recorders):  # noqa: B905
        targets.setdefault(path, []).append((qualname, recorder))
    watch = Watch(targets)
    watch.install()
    return watch
