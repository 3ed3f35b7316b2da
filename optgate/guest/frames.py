"""Frames on the private channel between gate and guest: nonce, kind, length, payload.

Every request of the gate carries a nonce drawn for it, and an answer counts only when it carries the same
one, so that nothing written to the channel beforehand passes for an answer.
"""

from __future__ import annotations

import socket
from struct import Struct

HEAD = Struct("<16scI")
CLOCK = Struct("<qd")
"""The page shared by gate and guest: the number of the call that runs, and when it began (monotonic)."""
NO_CALL = -1

IMPORT, RUN, COVER, LAP, GO, DONE, PEAK, TRACE = b"I", b"R", b"C", b"L", b"G", b"D", b"P", b"T"
DEPTH = b"N"
PROFILE, PROFILED = b"H", b"h"
READY, FAILED, SEEN, COUNTED, TIMED, DIGEST, TOOK, TRACED = b"r", b"f", b"s", b"c", b"t", b"d", b"k", b"u"
FORK, SPAWNED, WAIT, ENDED = b"F", b"p", b"W", b"e"

KINDS = ("return", "raise", "timeout", "crash", "unreadable")
RECORD = Struct("<BdIII")
"""One observation: index into ``KINDS``, seconds, lengths of outcome, marks and operands, then those."""


class Closed(ConnectionError):  # noqa: N818
    """The other end of the channel is gone."""


class Pipe:
    """The guest's end: blocking, and trusting the gate."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.nonce = bytes(16)

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """Answer the request last received."""
        self.sock.sendall(HEAD.pack(self.nonce, kind, len(payload)) + payload)

    def receive(self) -> tuple[bytes, bytes]:
        """The next request, as its kind and payload.

        Raises:
            Closed: the gate has gone.
        """
        self.nonce, kind, size = HEAD.unpack(self.take(HEAD.size))
        return kind, self.take(size)

    def take(self, size: int) -> bytes:
        """Exactly ``size`` bytes."""
        parts = bytearray()
        while len(parts) < size:
            part = self.sock.recv(min(size - len(parts), 1 << 20))
            if not part:
                raise Closed("the gate closed the channel")
            parts += part
        return bytes(parts)
