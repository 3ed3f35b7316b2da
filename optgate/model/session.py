"""One side in a process of its own, as the rooms see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec

from optgate.model.timing import Profile
from optgate.model.verdict import Coverage


class SideInfo(msgspec.Struct, frozen=True):
    """What a guest says of itself once the user's module is imported.

    Where numba compiles the function, ``signatures`` of it were compiled, in ``compiling`` seconds.
    """

    python: str
    numpy: str
    layers: tuple[str, ...]
    signatures: int = 0
    compiling: float = 0.0


class Observation(msgspec.Struct, frozen=True):
    """What one call did.

    ``kind`` is ``return``, ``raise``, ``timeout``, ``crash`` (the process died), ``unreadable`` (frame
    over the size cap or not decodable). ``outcome`` is the canonical encoding of everything compared
    (see ``guest.codec``): equal bytes mean equal behaviour. ``marks`` holds the bucketed count of each
    branch mark, ``operands`` an encoded list of pairs of scalars that were compared.
    """

    kind: str
    outcome: bytes
    seconds: float = 0.0
    marks: bytes = b""
    operands: bytes = b""


class Lap(msgspec.Struct, frozen=True):
    """One timed batch of ``loops`` calls, in nanoseconds.

    ``thread`` and ``wall`` are read inside the guest around the loop; ``cpu`` is the guest's CPU clock
    as the gate reads it from outside (0 where the platform has no such clock), with the overhead of the
    request included. ``switches`` counts voluntary context switches. ``digest`` identifies the outcome
    of the last call, for comparison between the sides: the sha256 of the outcome that ``run`` would give.
    """

    loops: int
    thread: int
    wall: int
    cpu: int
    switches: int
    digest: bytes


Fact = tuple[tuple[str, ...], str, Any]
"""What was done to the value at a path inside an argument: the steps to it, a word, and a detail."""


class Session(Protocol):
    """One side (original or candidate), loaded in a process of its own in the user's interpreter.

    Inputs are encoded argument lists (``guest.codec.encode_call``). Every method raises ``GuestError``
    when the side cannot be (re)started. A call that times out or crashes is an observation; the session
    restarts its process by itself and goes on with the next input.
    """

    info: SideInfo

    @property
    def pid(self) -> int:
        """The process that runs now, 0 when there is none; for pinning it to a core while it is timed."""
        ...

    def run(self, inputs: Sequence[bytes], *, timeout: float, text: str = "") -> list[Observation]:
        """Call the function once on fresh copies of each input; ``timeout`` seconds per call.

        With ``text``, another text of the same file written by optgate itself (a mutant), the function runs
        with the body it has there, unmarked; the next call without it finds the function as it was.
        """
        ...

    def trace(self, calls: Sequence[bytes], *, rounds: int, seed: int, timeout: float) -> list[Fact]:
        """What the function does with its arguments, written down by tracers in ``rounds`` calls.

        ``calls`` are made in turn; where one names ``<tracer>:`` and steps parted by bars, a tracer of that
        path stands. Facts are what was seen until ``timeout`` seconds of CPU were up, none when the process
        died. The calls leave nothing behind.
        """
        ...

    def peak(self, call: bytes, *, timeout: float) -> int:
        """The most bytes that were allocated at once during one call, beyond what its arguments hold.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def deepest(self, call: bytes, *, timeout: float) -> int:
        """The most calls of Python functions that were open at once during one call, itself among them.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def profile(self, call: bytes, *, timeout: float) -> Profile:
        """How often each line of the function runs in one call, and how long; ``timeout`` seconds in all.

        Raises ``GuestError`` when the call raises or the process dies.
        """
        ...

    def cover(self, inputs: Sequence[bytes], *, timeout: float) -> Coverage:
        """Branch coverage of the function over all ``inputs``; ``timeout`` seconds in all.

        Raises ``GuestError`` when the time does not suffice or the process dies.
        """
        ...

    def lap(self, call: bytes, loops: int, *, fresh: bool, timeout: float) -> Lap:
        """Time ``loops`` calls. ``fresh``: every call gets its own copy, made before the clock starts.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def tour(self, calls: Sequence[bytes], *, timeout: float) -> Lap:
        """Time one call with each of ``calls``, decoded before the clock starts; none is called before.

        ``digest`` is that of all the results. Raises ``GuestError`` as ``lap`` does.
        """
        ...

    def close(self) -> None:
        """End the process. Safe to call twice."""
        ...


OpenSide = Callable[[str], AbstractContextManager[Session]]
"""Opens a side from the text of the whole file; the gate hands it to ``verify`` and ``timing``."""


Progress = Callable[[str], None]
"""Called with a short phrase whenever the gate goes on to something else."""
