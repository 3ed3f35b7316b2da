"""The gate's end of the private channel: bounded, timed, and trusting nothing that arrives."""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable, Sequence

from optgate.guest import frames

SEND_SECONDS = 30.0
POLL_SECONDS = 0.25


class Broken(Exception):  # noqa: N818
    """The channel cannot be used any more; the process behind it has to end."""


class Gone(Broken):
    """The other end was closed."""


class Late(Broken):
    """No answer came in time."""


class Forged(Broken):
    """Something arrived that is no answer to the request: wrong nonce, or of another kind."""


class Oversize(Broken):
    """A frame announced more bytes than the cap."""


class Channel:
    """Requests go out, each with a nonce of its own; frames with another nonce end the conversation."""

    def __init__(self, sock: socket.socket, cap: int) -> None:
        self._sock = sock
        self._cap = cap
        self._nonce = b""
        self._data = bytearray()
        sock.settimeout(SEND_SECONDS)

    def request(self, kind: bytes, payload: bytes = b"") -> None:
        """Send a request; what was answered to an earlier one and not read yet no longer counts.

        Raises:
            Broken: The other end is gone or does not read.
        """
        self._nonce = os.urandom(16)
        self._send(kind, payload)

    def _send(self, kind: bytes, payload: bytes) -> None:
        try:
            self._sock.sendall(frames.HEAD.pack(self._nonce, kind, len(payload)) + payload)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Gone from error

    def lend(self, descriptors: Sequence[int]) -> None:
        """Send open descriptors along with the request just made.

        Raises:
            Gone: The other end is gone.
        """
        try:
            socket.send_fds(self._sock, [b"F"], list(descriptors))
        except OSError as error:
            raise Gone from error

    def receive(self, until: Callable[[], float]) -> tuple[bytes, bytes]:
        """The next frame of the answer, as its kind and payload.

        Args:
            until: The instant (monotonic) to wait for, asked again and again as it may move.

        Raises:
            Broken: Nothing, or nothing acceptable, arrived.
        """
        nonce, kind, size = frames.HEAD.unpack(self._take(frames.HEAD.size, until))
        if nonce != self._nonce:
            raise Forged("a frame that answers no request")
        if size > self._cap:
            raise Oversize(f"a frame of {size} bytes")
        return kind, self._take(size, until)

    def _take(self, size: int, until: Callable[[], float]) -> bytes:
        while len(self._data) < size:
            left = until() - time.monotonic()
            if left <= 0:
                raise Late
            ready, _, _ = select.select([self._sock], [], [], min(left, POLL_SECONDS))
            if ready:
                self._more()
        taken = bytes(self._data[:size])
        del self._data[:size]
        return taken

    def _more(self) -> None:
        try:
            part = self._sock.recv(1 << 20)
        except OSError as error:
            raise Gone from error
        if not part:
            raise Gone
        self._data += part

    def close(self) -> None:
        """Close our end."""
        self._sock.close()
