"""Batches of calls between two readings of the clocks."""

from __future__ import annotations

import collections
import gc
import time
from itertools import repeat
from typing import Any, Sequence

from .call import Caller

CHUNK_BYTES = 1 << 26
CHUNK_CALLS = 1 << 16
WARM = 1
"""Calls before the clock starts: while the process waited for its turn, others used the caches."""

_cpu_clock = getattr(time, "thread_time_ns", time.process_time_ns)


def chunks(call: bytes, loops: int, fresh: bool) -> list[int]:
    """How many calls to prepare at a time, so that the copies fit into memory."""
    if not fresh:
        return [loops]
    size = max(1, min(CHUNK_CALLS, CHUNK_BYTES // (len(call) + 1)))
    return [size] * (loops // size) + ([loops % size] if loops % size else [])


class Batch:
    """Prepared calls of the target: ``loops`` with one input, or one with each of several.

    Of several inputs none is called before the clock starts, and all results are kept.
    """

    def __init__(self, caller: Caller, calls: Sequence[bytes], loops: int, fresh: bool) -> None:
        self.caller = caller
        self.each = len(calls) > 1
        self.loops = len(calls) if self.each else loops
        self.warm = [caller.decode(calls[0]) for _ in range(WARM if loops > 1 and not self.each else 0)]
        wanted = calls if self.each else [calls[0]] * loops if fresh else []
        self.copies = [caller.decode(call) for call in wanted]
        self.args, self.kwargs = self.copies[-1] if self.copies else caller.decode(calls[0])
        self.results: list[Any] = [None] * len(calls) if self.each else []
        self.last: Any = None
        gc.collect()
        if hasattr(gc, "freeze"):
            gc.freeze()

    def run(self, lazy: bool) -> tuple[int, int, int]:
        """Nanoseconds of this thread and of the wall, and voluntary context switches, of all the calls.

        Raises whatever the target raises.
        """
        loop = _loop_each if self.each else _loop_fresh if self.copies else _loop
        target = self.caller.target
        if lazy:
            target = _drained(target)
        self.caller.start()
        for args, kwargs in self.warm:
            target(*args, **kwargs)
        self.caller.start()
        switches = _switches()
        wall, thread = time.perf_counter_ns(), _cpu_clock()
        self.last = loop(target, self)
        thread, wall = _cpu_clock() - thread, time.perf_counter_ns() - wall
        return thread, wall, _switches() - switches

    def outcome(self) -> dict[str, Any]:
        """The outcome of the last call, as a single call would have had it; of several inputs all results."""
        outcome = self.caller.outcome(self.last, False, self.args, self.kwargs)
        for name in ("stdout", "stderr", "warnings", "logs"):
            if name in outcome:
                outcome[name] = outcome[name][: len(outcome[name]) // self.loops]
        if self.each:
            outcome["results"] = self.results
        return outcome


def _loop(target: Any, batch: Batch) -> Any:
    args, kwargs = batch.args, batch.kwargs
    last = None
    if kwargs:
        for _ in repeat(None, batch.loops):
            last = target(*args, **kwargs)
    else:
        for _ in repeat(None, batch.loops):
            last = target(*args)
    return last


def _loop_fresh(target: Any, batch: Batch) -> Any:
    last = None
    for args, kwargs in batch.copies:
        last = target(*args, **kwargs)
    return last


def _loop_each(target: Any, batch: Batch) -> Any:
    results = batch.results
    last = None
    for place, (args, kwargs) in enumerate(batch.copies):
        results[place] = last = target(*args, **kwargs)
    return last


def _drained(target: Any) -> Any:
    drain: Any = collections.deque(maxlen=0).extend

    def call(*args: Any, **kwargs: Any) -> None:
        drain(target(*args, **kwargs))

    return call


def _switches() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
