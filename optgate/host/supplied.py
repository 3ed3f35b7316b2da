"""Inputs from a callable of the project (``inputs`` in the configuration), run in its interpreter."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import msgspec

from optgate.guest import codec, frames, loader
from optgate.host import leftovers
from optgate.host.channel import Broken, Channel, Late
from optgate.host.discovery import Interpreter
from optgate.host.environment import scrubbed
from optgate.host.permits import NOTHING_MORE, Permits
from optgate.model import Given, GuestError, Target

MOST = 500
SECONDS = 2.0
"""How long the callable may take to yield its inputs; what it yielded until then counts."""

IMPORT_SECONDS = 30.0
_LIMITS = {"memory": 4 << 30, "cpu": 600, "file": 64 << 20, "files": 256}
_MAIN = Path(frames.__file__).parent / "__main__.py"
_CAP = 1 << 28


class Supplied(msgspec.Struct, frozen=True):
    """The inputs of one function; ``skipped`` were left out because of ``why``."""

    calls: tuple[Given, ...]
    skipped: int = 0
    why: str = ""


class UnusableError(GuestError):
    """The callable is missing, raises, hangs, or yields something else than inputs."""


def supplied(
    interpreter: Interpreter,
    root: Path,
    target: Target,
    callable_name: str,
    *,
    seconds: float = IMPORT_SECONDS,
    permits: Permits = NOTHING_MORE,
) -> Supplied:
    """Call ``module:name`` of the project and take the arguments it yields, ``MOST`` at most.

    Args:
        interpreter: The project's interpreter.
        root: The project root.
        target: The function the inputs are for.
        callable_name: The callable, as the configuration names it.
        seconds: Wall time for everything, imports included.
        permits: What the callable may do beyond reading the project.

    Raises:
        UnusableError: There is no such callable, or it gives no inputs; says why.
        GuestError: The interpreter does not start.
    """
    module, _, name = callable_name.partition(":")
    top = Path(os.path.realpath(root))
    place = loader.locate(str(top / target.file.path), str(top), target.file.text)
    order = {
        "root": str(top),
        "roots": list(dict.fromkeys([str(top), *place.roots])),
        "home": place.name,
        "module": module,
        "name": name,
        "most": MOST,
        "seconds": min(SECONDS, seconds),
        "limits": _LIMITS,
        "walls": permits.walls(str(top), str(_MAIN.parent)),
    }
    found = _asked(interpreter, order, seconds)
    if found["problem"]:
        raise UnusableError(f"{callable_name}: {found['problem']}")
    return Supplied(tuple(Given(call, "inputs") for call in found["calls"]), found["skipped"], found["why"])


def _asked(interpreter: Interpreter, order: dict[str, Any], seconds: float) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    ours, theirs = socket.socketpair()
    channel = Channel(ours, _CAP)
    with leftovers.private_folder("inputs") as folder:
        with theirs:
            process = _started(interpreter, str(folder), theirs.fileno())
        try:
            channel.request(frames.IMPORT, codec.encode_call((), order))
            _, payload = channel.receive(lambda: deadline)
            return msgspec.convert(codec.decode(payload), dict[str, Any])
        except Late:
            return _nothing(f"it did not end within {seconds:.0f} s")
        except (Broken, codec.Malformed, msgspec.ValidationError):
            return _nothing("the process ended before it had yielded its inputs")
        finally:
            channel.close()
            leftovers.end(process)


def _nothing(problem: str) -> dict[str, Any]:
    return {"calls": [], "skipped": 0, "why": "", "problem": problem}


def _started(interpreter: Interpreter, folder: str, channel: int) -> subprocess.Popen[bytes]:
    try:
        return leftovers.start(
            [interpreter.path, "-s", "-B", str(_MAIN), "supplied", str(os.getpid()), str(channel)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=scrubbed(os.environ, folder, 0),
            pass_fds=[channel],
        )
    except OSError as error:
        raise GuestError(f"the interpreter does not start: {error.strerror}") from error
