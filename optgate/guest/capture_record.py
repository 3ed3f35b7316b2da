"""Which calls of a function are kept, and how they leave the process: encoded before the call, bounded."""

from __future__ import annotations

import itertools
import math
import os
import random
import threading
import time
from struct import Struct
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from . import codec
from .values import TooLarge, Unsupported

FIRST, NOVEL, RANDOM = 50, 100, 50
"""Slots of a function: its first calls, then calls of new kinds, then a random choice of the rest."""
SLOTS = FIRST + NOVEL + RANDOM
ALIKE = 3
CALL_BYTES = 256 << 10
ALL_BYTES = 16 << 20
MOST_CONSIDERED = 5_000
MOST_COUNTED = 5_000_000
SHARE = 0.2
"""The part of the running time that may go into recording."""

FRAME = Struct("<HHI")
"""A call that was seen: number of the target, its slot, length, then the call; a slot's last call counts."""
ENDED, STOPPED = "ended", "stopped"
"""How a run ended: by itself, or because its time was up."""
SUMMARY = 0xFFFF
"""In place of a target's number: what became of the whole run, in the canonical encoding."""

_KIND_DEPTH = 2
_KIND_ITEMS = 4


class Sink:
    """The file of one run. Writing stops, for good, at the first write that fails or in a forked process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._process = os.getpid()
        self.room = ALL_BYTES

    @property
    def open(self) -> bool:
        """Whether there is a point in sending more."""
        return self.room > 0 and os.getpid() == self._process

    def send(self, target: int, slot: int, payload: bytes) -> None:
        """Append a frame, unless the file is full."""
        data = FRAME.pack(target, slot, len(payload)) + payload
        if self.open:
            self.room -= len(data)
            self._write(data)

    def finish(self, summary: Dict[str, Any]) -> None:
        """Append the last frame."""
        if os.getpid() == self._process:
            payload = codec.encode(summary)
            self._write(FRAME.pack(SUMMARY, 0, len(payload)) + payload)

    def _write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self.room = 0


class Recorder:
    """The calls of one target in this process.

    ``home`` is the name of the module it stands in. ``skipped`` counts calls that could not be encoded, by
    the reason; ``stop`` holds what ends the watching.
    """

    def __init__(self, number: int, sink: Sink) -> None:
        self.number = number
        self.home = ""
        self.count = 0
        self.skipped: Dict[str, int] = {}
        self.full = False
        self.stop: List[Callable[[], None]] = []
        self._sink = sink
        self._next = 1
        self._considered = 0
        self._used = 0
        self._novel = 0
        self._known: Set[int] = set()
        self._kinds: Dict[Any, int] = {}
        self._choice = random.Random(0)
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._spent = 0.0

    def seen(self, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> None:
        """The function is about to be called; keeps nothing of the arguments but their encoding."""
        self.count += 1
        if self.count < self._next or self.full or not self._lock.acquire(False):
            return
        try:
            began = time.monotonic()
            self._consider(args, kwargs)
            now = time.monotonic()
            self._spent += now - began
            self._pace(now)
        finally:
            self._lock.release()

    def _pace(self, now: float) -> None:
        """Decide which call to look at next, the later the more was looked at and the longer it took."""
        self._considered += 1
        stride = 1 + self._considered // 256
        allowed = SHARE * (now - self._began) + 0.05
        if self._spent > allowed:
            stride = max(stride, int(stride * self._spent / allowed), self._considered // 8)
        self._next = self.count + stride
        if (
            not self._sink.open
            or self.count > MOST_COUNTED
            or (self._considered > MOST_CONSIDERED and self._used >= FIRST)
        ):
            self.full = True
            for stop in self.stop:
                stop()

    def _consider(self, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> None:
        try:
            slot = self._slot(args, kwargs)
            if slot is None:
                return
            data = _encoded(args, kwargs, self.home)
        except TooLarge:
            self._skip(f"over {CALL_BYTES >> 10} KiB")
            return
        except Unsupported as error:
            self._skip(str(error)[:80])
            return
        except Exception as error:  # noqa: BLE001  the code of the arguments' own classes ran
            self._skip(type(error).__name__)
            return
        if hash(data) not in self._known:
            self._known.add(hash(data))
            self._sink.send(self.number, slot, data)
            self._used = max(self._used, slot + 1)

    def _skip(self, reason: str) -> None:
        if reason in self.skipped or len(self.skipped) < 20:
            self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def _slot(self, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Optional[int]:
        """Where the call goes, None when it is passed over."""
        if self._used < FIRST:
            self._kinds.setdefault(_call_kind(args, kwargs), 1)
            return self._used
        kind = _call_kind(args, kwargs)
        met = self._kinds.get(kind, 0)
        if met < ALIKE and self._novel < NOVEL:
            self._kinds[kind] = met + 1
            self._novel += 1
            return FIRST + self._novel - 1
        slot = self._choice.randrange(max(RANDOM, self._considered - FIRST))
        return FIRST + NOVEL + slot if slot < RANDOM else None


def _encoded(args: Tuple[Any, ...], kwargs: Dict[str, Any], home: str) -> bytes:
    """The call as it can be repeated elsewhere, objects of the module ``home`` by their bare names.

    Raises:
        Unsupported: an argument cannot be sent.
        TooLarge: the encoding is over the bound.
    """
    return codec.capture_call(args, kwargs, home, CALL_BYTES)


def _call_kind(args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Any:
    return tuple(map(kind_of, args)), tuple((name, kind_of(kwargs[name])) for name in sorted(kwargs))


def kind_of(value: Any, depth: int = 0) -> Any:
    """A rough sketch of a value, hashable: calls of equal sketches are likely to take the same way."""
    cls = type(value)
    if value is None or cls is bool:
        return value
    if cls is int:
        return int, (value > 0) - (value < 0), value if 0 <= value < 4 else value.bit_length() // 4
    if cls is float:
        return float, _float_kind(value)
    if cls is str:
        return str, value if len(value) < 16 else len(value) // 16
    if cls in (list, tuple, set, frozenset, dict):
        return _container_kind(value, depth)
    if cls.__module__ == "numpy" and hasattr(cls, "dtype"):
        shape = tuple(_size_kind(length) for length in value.shape)
        return cls, value.dtype.str, shape, value.flags.c_contiguous
    return cls, _size_kind(len(value)) if cls in (bytes, bytearray, range) else 0


def _float_kind(value: float) -> Any:
    if not math.isfinite(value):
        return repr(value)
    return (value > 0) - (value < 0), value.is_integer(), abs(value) < 1


def _size_kind(length: int) -> int:
    return length if length < 4 else 3 + length.bit_length()


def _container_kind(value: Any, depth: int) -> Any:
    cls = type(value)
    if depth > _KIND_DEPTH:
        return cls, _size_kind(len(value))
    some = itertools.islice(value.items() if cls is dict else value, _KIND_ITEMS)
    items = [kind_of(item, depth + 1) for item in some]
    if cls in (set, frozenset):
        items = sorted(items, key=repr)
    return cls, _size_kind(len(value)), tuple(items)
