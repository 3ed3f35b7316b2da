"""The process that runs a script of pyperf; the workers it starts are behind the same walls."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import sys
from typing import List

from . import codec, forking, frames, limits, walls
from .frames import Pipe


def main(arguments: List[str]) -> None:
    """Carry out the one request on the channel whose descriptor is given."""
    parent, channel = map(int, arguments)
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    forking.keep(parent, os.getcwd())
    pipe = Pipe(socket.socket(fileno=channel))
    order = codec.decode_call(pipe.receive()[1])[1]
    wanted = order["walls"]
    layers = limits.apply(order["limits"])
    layers += walls.build({**wanted, "allow": [*wanted["allow"], "processes", "threads"]}, os.getcwd())
    pipe.send(frames.READY, codec.encode(layers))
    pipe.sock.close()
    sys.path.insert(0, order["kit"])
    os.environ["PYTHONPATH"] = order["kit"]
    sys.argv = [order["script"], *order["arguments"]]
    try:
        runpy.run_path(order["script"], run_name="__main__")
    except SystemExit:
        pass
    except BaseException as error:  # noqa: BLE001  whatever the script raises ends it
        sys.stderr.write("{}: {}\n".format(type(error).__name__, error))
    finally:
        sys.stderr.flush()
        os._exit(0)
