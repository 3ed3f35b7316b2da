"""Runs a script of pyperf in the user's interpreter, all its processes behind the walls of a guest."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import msgspec

from optgate.guest import codec, frames
from optgate.host import leftovers
from optgate.host.channel import Broken, Channel, Late
from optgate.host.discovery import Interpreter
from optgate.host.environment import THREADS, scrubbed
from optgate.host.kit import compile_kit, tag
from optgate.host.permits import NOTHING_MORE, Permits
from optgate.model import GuestError

_LIMITS = {"memory": 4 << 30, "cpu": 600, "file": 64 << 20, "files": 256}
_MAIN = Path(frames.__file__).parent / "__main__.py"
_CAP = 1 << 20
_MOST_BYTES = 16 << 20
_GRACE = 2.0
_START_SECONDS = 10.0


class Ran(msgspec.Struct, frozen=True):
    """What a script left in its output file, how long it took, and what isolated it."""

    document: bytes
    seconds: float
    layers: tuple[str, ...]


def run_script(
    interpreter: Interpreter,
    root: Path,
    script: str,
    arguments: tuple[str, ...],
    *,
    cache_dir: Path,
    seconds: float,
    permits: Permits = NOTHING_MORE,
) -> Ran:
    """Run a script that writes pyperf's JSON to the file given with ``-o``.

    Args:
        interpreter: The project's interpreter; it gets the gate's own pyperf, which is pure Python.
        root: The project root, which the script may read.
        script: Its text.
        arguments: Its arguments, beside ``-o``.
        cache_dir: Where the copy of pyperf is kept.
        seconds: Wall time; then every process of the script is ended.
        permits: What the script may do beyond reading the project; it may start processes and threads.

    Raises:
        GuestError: It does not start, fails, or does not end in time; says why.
    """
    kit = _pyperf(interpreter, cache_dir)
    began = time.monotonic()
    with leftovers.private_folder("pyperf") as folder:
        (folder / "bench.py").write_text(script, encoding="utf-8")
        output = folder / "out.json"
        order: dict[str, Any] = {
            "script": str(folder / "bench.py"),
            "arguments": [*arguments, "-o", str(output), "--inherit-environ", ",".join(THREADS)],
            "kit": kit,
            "limits": _LIMITS,
            "walls": permits.walls(str(root.resolve()), str(_MAIN.parent), kit),
        }
        layers = _carried_out(interpreter, folder, order, began + seconds, seconds)
        return Ran(_content(output), time.monotonic() - began, layers)


def _carried_out(
    interpreter: Interpreter, folder: Path, order: dict[str, Any], deadline: float, seconds: float
) -> tuple[str, ...]:
    ours, theirs = socket.socketpair()
    channel = Channel(ours, _CAP)
    with (folder / "log").open("w+b") as log:
        with theirs:
            process = _started(interpreter, str(folder), theirs.fileno(), log.fileno())
        try:
            channel.request(frames.IMPORT, codec.encode_call((), order))
            starting = time.monotonic() + _START_SECONDS
            layers = msgspec.convert(codec.decode(channel.receive(lambda: starting)[1]), tuple[str, ...])
            process.wait(max(0.0, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, Late):
            raise GuestError(f"pyperf did not end within {seconds:.0f} s") from None
        except (Broken, codec.Malformed, msgspec.ValidationError):
            raise GuestError(f"pyperf did not start: {_last(folder / 'log')}") from None
        finally:
            channel.close()
            _end(process)
    return layers


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the process that keeps the others end them all; then end it too."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.kill(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    leftovers.end(process)


def _started(interpreter: Interpreter, folder: str, channel: int, log: int) -> subprocess.Popen[bytes]:
    try:
        return leftovers.start(
            [interpreter.path, "-s", "-B", str(_MAIN), "benchmark", str(os.getpid()), str(channel)],
            stdout=log,
            stderr=log,
            cwd=folder,
            env=scrubbed(os.environ, folder, 0),
            pass_fds=[channel],
        )
    except OSError as error:
        raise GuestError(f"the interpreter does not start: {error.strerror}") from error


def _content(output: Path) -> bytes:
    """The output; the script could write to its folder, so it may be anything.

    Raises:
        GuestError: There is none.
    """
    try:
        descriptor = os.open(output, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise GuestError(f"pyperf failed: {_last(output.with_name('log'))}") from None
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise GuestError("pyperf left no file")
        return opened.read(_MOST_BYTES)


def _last(log: Path) -> str:
    """The last line that was printed."""
    with contextlib.suppress(OSError):
        lines = log.read_text("utf-8", "replace").strip().splitlines()
        if lines:
            return lines[-1][:200]
    return "it said nothing"


def _pyperf(interpreter: Interpreter, cache_dir: Path) -> str:
    """A folder with the gate's own pyperf, compiled for the interpreter; made once.

    Raises:
        GuestError: It cannot be written.
    """
    ours = importlib.metadata.distribution("pyperf")
    folder = cache_dir / f"pyperf-{ours.version}-{tag(interpreter)}"
    if (folder / "pyperf" / "__init__.py").is_file():
        return str(folder)
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with leftovers.private_folder("kit", cache_dir) as building:
            for file in ours.files or ():
                if file.parts[0] == "pyperf" and file.suffix == ".py" and "tests" not in file.parts:
                    target = building / "kit" / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(str(file.locate()), target)
            compile_kit(interpreter, building / "kit")
            with contextlib.suppress(OSError):
                (building / "kit").rename(folder)
    except OSError as error:
        raise GuestError(f"pyperf cannot be put into {cache_dir}: {error.strerror}") from error
    return str(folder)
