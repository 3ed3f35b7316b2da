"""The warm process from which the sides are forked: numpy and the file's other packages already imported.

It stands behind walls of its own before the first of them is imported. A second process stays outside: it has
imported nothing, and ends and clears up what is left in the end.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
from typing import Any

from . import codec, forking, frames, limits, loader, walls, worker
from .around import Console
from .frames import Pipe


def main(arguments: list[str]) -> None:
    """Serve on the control channel whose descriptor is given, until the gate goes."""
    parent, control = int(arguments[0]), int(arguments[1])
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    forking.keep(parent, os.getcwd())
    pipe = Pipe(socket.socket(fileno=control))
    order = codec.decode_call(pipe.receive()[1])[1]
    _fence(order["walls"])
    _warm(order)
    gc.collect()
    gc.freeze()
    pipe.send(frames.READY, codec.encode(None))
    status = 0
    try:
        while True:
            kind, payload = pipe.receive()
            if kind == frames.DONE:
                break
            if kind == frames.FORK:
                born = forking.fork(pipe)
                if born is not None:
                    worker.serve(*born)
            else:
                forking.reap(pipe, int(codec.decode(payload)))
    except (OSError, frames.Closed):
        status = forking.GONE
    os._exit(status)


def _fence(wanted: dict[str, list[str]]) -> None:
    """Put up the walls that all sides share, before anything of the user's is imported."""
    shared = {**wanted, "allow": [*wanted["allow"], "template", "threads"]}
    walls.build(shared, os.getcwd())


def _warm(order: dict[str, Any]) -> None:
    """Import what the sides will import anyway, and the project's own modules never."""
    try:
        names = loader.imported(order["text"]) if order["warm"] else []
        place = loader.locate(order["path"], order["root"], order["text"])
    except SyntaxError:
        return
    kept = sys.stdout, sys.stderr
    Console().install()
    for name in ["numpy", *names]:
        if loader.foreign(name, place):
            try:
                importlib.import_module(name)
            except BaseException:  # noqa: BLE001,S112  a module that fails here fails again, visibly, in the side
                continue
    sys.stdout, sys.stderr = kept
