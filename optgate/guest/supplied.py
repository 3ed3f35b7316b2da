"""The inputs that a callable of the project yields for a function: one process, one request, one answer."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import time
import types
from typing import Any, Dict, List, Tuple

from . import codec, frames, limits, walls
from .frames import Pipe
from .values import TooLarge, Unsupported

CALL_BYTES = 1 << 20
"""Bytes of the largest input that is taken."""


class Wrong(Exception):  # noqa: N818
    """The callable cannot be used; the message says why, for the user."""


def main(arguments: List[str]) -> None:
    """Answer the one request on the channel whose descriptor is given."""
    parent, channel = map(int, arguments)
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    pipe = Pipe(socket.socket(fileno=channel))
    order = codec.decode_call(pipe.receive()[1])[1]
    limits.apply(order["limits"])
    walls.build(order["walls"], os.getcwd())
    pipe.send(frames.READY, codec.encode(collected(order)))
    os._exit(0)


def collected(order: Dict[str, Any]) -> Dict[str, Any]:
    """``calls``, encoded; how many were ``skipped`` and ``why``; or the ``problem``."""
    calls: List[bytes] = []
    skipped = 0
    why = problem = ""
    deadline = time.monotonic() + order["seconds"]
    try:
        for item in yielded(order):
            try:
                calls.append(codec.capture_call(*arguments_of(item), order["home"], CALL_BYTES))
            except TooLarge:
                skipped, why = skipped + 1, "over {} KiB".format(CALL_BYTES >> 10)
            except Unsupported as error:
                skipped, why = skipped + 1, str(error)[:80]
            if len(calls) + skipped >= order["most"] or time.monotonic() > deadline:
                break
    except Wrong as error:
        problem = str(error)
    except BaseException as error:  # noqa: BLE001  the project's own callable ran
        problem = "raised {}: {}".format(type(error).__name__, _text(error))
    return {"calls": calls, "skipped": skipped, "why": why, "problem": problem}


def yielded(order: Dict[str, Any]) -> Any:
    """What the callable gives, to be iterated.

    Raises:
        Wrong: There is no such callable, or it gives nothing that can be iterated. What it raises itself
            goes through.
    """
    sys.path[:0] = [root for root in order["roots"] if root not in sys.path]
    os.chdir(order["root"])
    _claim(order["module"], order["root"])
    try:
        found: Any = importlib.import_module(order["module"])
    except ModuleNotFoundError as error:
        if error.name and (order["module"] + ".").startswith(error.name + "."):
            raise Wrong("there is no module {}".format(error.name)) from error
        raise
    for name in order["name"].split("."):
        if not hasattr(found, name):
            raise Wrong("{} has no {}".format(order["module"], order["name"]))
        found = getattr(found, name)
    if not callable(found):
        raise Wrong("{} is not callable".format(order["name"]))
    given = found()
    if not hasattr(type(given), "__iter__") or isinstance(given, (str, bytes, dict)):
        raise Wrong("it returned {}, which yields no inputs".format(type(given).__name__))
    return given


def _claim(module: str, root: str) -> None:
    """Let folders of the project without ``__init__.py`` be packages: one installed elsewhere would win."""
    parts = module.split(".")[:-1]
    for count in range(1, len(parts) + 1):
        folder = os.path.join(root, *parts[:count])
        if not os.path.isdir(folder) or os.path.isfile(os.path.join(folder, "__init__.py")):
            return
        package = types.ModuleType(".".join(parts[:count]))
        package.__path__ = [folder]
        sys.modules[package.__name__] = package


def arguments_of(item: Any) -> Tuple[Tuple[Any, ...], Dict[str, Any]]:
    """Positional and keyword arguments of one input.

    Raises:
        Wrong: It is neither a tuple nor a dictionary with names.
    """
    if isinstance(item, tuple):
        return item, {}
    if isinstance(item, dict) and all(isinstance(name, str) for name in item):
        return (), item
    raise Wrong(
        "it yielded {}; an input is a tuple of arguments, or a dict of them by name".format(
            type(item).__name__
        )
    )


def _text(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except Exception:  # noqa: BLE001  the exception's own ``__str__`` ran
        return "<unprintable>"
