"""Where the time of a call goes: how often each line of the target runs, and for how long.

The clock is read at the beginning and the end of every call of the trace function, so that its own work
is left out; what Python needs around it is measured on empty lines and taken off. A sampler would charge a
loop's head with what its body does, as Python heeds signals at the jump back alone.
"""

from __future__ import annotations

import collections
import sys
import types
from time import perf_counter, perf_counter_ns
from typing import Any, Dict, List, Optional, Set, Tuple

from .subject import Subject

REPEAT_SECONDS = 0.01
MOST_CALLS = 20
"""Short calls are repeated until they took so long, so many times at most."""

SETTLED = 8
UNUSUAL = 10
"""After so many hits, a line that takes so many times its average was interrupted by other work."""

_EMPTY_LINES = 200


def profile(subject: Subject, call: bytes, seconds: float) -> Dict[str, Any]:
    """The fields of the gate's ``Profile``; watching ends after ``seconds``, also within a call.

    Raises whatever the target raises.
    """
    plain = _timed(subject, call)
    watch = Watch(_codes(subject), perf_counter() + seconds)
    began = perf_counter()
    while watch.calls < MOST_CALLS and watch.whole:
        _watched(subject, call, watch)
        if perf_counter() - began > REPEAT_SECONDS:
            break
    steps = [(before, line, _each(hits, watch)) for (before, line), hits in sorted(watch.steps.items())]
    return {"seconds": plain, "lines": _lines(watch, plain), "steps": steps, "whole": watch.whole}


def _lines(watch: Watch, plain: float) -> List[Dict[str, Any]]:
    """Hits and seconds of each line in one call.

    No line counts for less than a tenth of the average one: what is left of a short line, once the work of
    Python around the trace function is taken off, may be nothing at all.
    """
    overhead = _overhead()
    least = plain * 1e9 * watch.calls / max(1, sum(watch.hits.values())) / 10
    return [
        {
            "line": line,
            "hits": _each(hits, watch),
            "seconds": max(hits * least, watch.spent[line] - hits * overhead) * 1e-9 / watch.calls,
        }
        for line, hits in sorted(watch.hits.items())
    ]


def _each(hits: int, watch: Watch) -> int:
    """Hits in one of the calls."""
    return max(1, round(hits / watch.calls))


def _timed(subject: Subject, call: bytes) -> float:
    """Seconds of one call when nothing watches it; the better of two, as the first warms up."""
    return min(_called(subject, call, None) for _ in range(2))


def _watched(subject: Subject, call: bytes, watch: Watch) -> None:
    _called(subject, call, watch)
    watch.calls += 1


def _called(subject: Subject, call: bytes, watch: Optional[Watch]) -> float:
    """Seconds of one call; a returned iterator is drained as part of it."""
    caller = subject.caller
    args, kwargs = caller.decode(call)
    caller.start()
    before = sys.gettrace()
    began = perf_counter()
    try:
        if watch is not None:
            sys.settrace(watch.enter)
        result = caller.target(*args, **kwargs)
        if hasattr(type(result), "__next__"):
            collections.deque(result, maxlen=0)
    except BaseException as error:
        sys.settrace(before)
        caller.finish(caller.outcome(error, True, args, kwargs))
        raise
    finally:
        sys.settrace(before)
    took = perf_counter() - began
    caller.finish(caller.outcome(result, False, args, kwargs))
    return took


class Watch:
    """The trace function, and what it has seen: hits and nanoseconds a line, over all frames of ``codes``.

    Time goes to the line that stands in the innermost of those frames, so a function called from there
    counts with the line that calls it.
    """

    def __init__(self, codes: Set[types.CodeType], deadline: float) -> None:
        self.codes = codes
        self.deadline = deadline * 1e9
        self.hits: Dict[int, int] = collections.defaultdict(int)
        self.spent: Dict[int, int] = collections.defaultdict(int)
        self.steps: Dict[Tuple[int, int], int] = collections.defaultdict(int)
        self.lines: List[int] = []
        self.since = 0
        self.calls = 0
        self.whole = True

    def enter(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        """The trace function of new frames."""
        if frame.f_code not in self.codes:
            return None
        self._charge(perf_counter_ns())
        self.lines.append(0)
        self.since = perf_counter_ns()
        return self.step

    def step(self, frame: types.FrameType, event: str, argument: Any) -> Any:
        """The trace function of the target's own frames."""
        now = perf_counter_ns()
        self._charge(now)
        if now > self.deadline:
            self.whole = False
            sys.settrace(None)
            return None
        if event == "line":
            line = frame.f_lineno
            self.hits[line] += 1
            self.steps[self.lines[-1], line] += 1
            self.lines[-1] = line
        elif event == "return" and self.lines:
            self.lines.pop()
        self.since = perf_counter_ns()
        return self.step

    def _charge(self, now: int) -> None:
        if self.lines and self.lines[-1]:
            line, took = self.lines[-1], now - self.since
            hits, spent = self.hits[line], self.spent[line]
            if hits > SETTLED and took * hits > UNUSUAL * spent:
                took = UNUSUAL * spent // hits
            self.spent[line] += took


def _codes(subject: Subject) -> Set[types.CodeType]:
    """The code of the target and everything nested in it."""
    found: Set[types.CodeType] = set()
    pending = [function.__code__ for function in subject.functions]
    while pending:
        code = pending.pop()
        found.add(code)
        pending += [inner for inner in code.co_consts if isinstance(inner, types.CodeType)]
    return found


def _overhead() -> float:
    """Nanoseconds that Python needs around the trace function, a line."""
    text = "def empty(x):\n" + "    x\n" * _EMPTY_LINES
    space: Dict[str, Any] = {}
    exec(compile(text, "<empty>", "exec"), space)
    empty = space["empty"]
    best = float("inf")
    for _ in range(3):
        watch = Watch({empty.__code__}, perf_counter() + 1)
        before = sys.gettrace()
        sys.settrace(watch.enter)
        try:
            empty(None)
        finally:
            sys.settrace(before)
        spent = sorted(watch.spent.values())
        best = min(best, spent[len(spent) // 2] if spent else 0)
    return best
