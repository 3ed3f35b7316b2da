"""One candidate judged by Hypothesis in a process of its own; the work of ``verify_peers.py``.

Reads a JSON object (``case``, ``original``, ``rewrite``, ``seconds``, ``strategy``) and prints another on the
last line: ``usable``, ``exposed``, ``executions``, ``seconds``, ``call``.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import json
import resource
import signal
import sys
import time
import types
import warnings
from types import FrameType
from typing import Any

import numpy as np
from corpus_verify_kinds import KINDS, TYPES
from hypothesis import HealthCheck, Phase, errors, given, settings
from hypothesis import strategies as st
from hypothesis.extra import ghostwriter
from hypothesis.extra import numpy as hnp
from peer_equal import OutsideError, behaviour, same

PATIENCE = 0.5
"""Seconds that one input may take before it is passed over."""


class _Over(KeyboardInterrupt):
    """The search ends: a difference was found, or the time is up. Hypothesis lets it through."""


class _TooLong(BaseException):
    """The call takes longer than ``PATIENCE``."""


class Search:
    """Inputs are tried on both sides until they differ or the time is up."""

    def __init__(self, original: Any, rewrite: Any, seconds: float) -> None:
        self.original, self.rewrite = original, rewrite
        self.began = time.monotonic()
        self.until = self.began + seconds
        self.called = 0.0
        self.executions = 0
        self.call = ""

    def tick(self, number: int, frame: FrameType | None) -> None:
        """End a call, or the search, that takes too long."""
        now = time.monotonic()
        if self.called and now - self.called > PATIENCE:
            raise _TooLong
        if now > self.until:
            raise _Over

    def attempt(self, arguments: tuple[Any, ...]) -> None:
        """Call both sides on equal arguments and compare."""
        if time.monotonic() > self.until:
            raise _Over
        shown = repr(arguments)[:200]
        others = copy.deepcopy(arguments)
        self.called = time.monotonic()
        self.executions += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = behaviour(self.original, arguments, first=True)
                self.called = time.monotonic()
                actual = behaviour(self.rewrite, others, first=False)
        except (OutsideError, _TooLong):
            return
        finally:
            self.called = 0.0
        if not same(expected, actual):
            self.call = shown
            raise _Over

    def run(self, strategy: st.SearchStrategy[Any]) -> None:
        """Search without shrinking, until a difference or the end of the time."""
        signal.signal(signal.SIGALRM, self.tick)
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        search = settings(
            max_examples=10**8,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        with contextlib.suppress(_Over):
            search(given(strategy)(self.attempt))()
        signal.setitimer(signal.ITIMER_REAL, 0)


def load(text: str, name: str, module: str) -> Any:
    made = types.ModuleType(module)
    sys.modules[module] = made
    exec(compile(text, f"{module}.py", "exec"), made.__dict__)
    return getattr(made, name)


def ghostwritten(original: Any, rewrite: Any) -> st.SearchStrategy[Any] | None:
    """The strategies of the test that the ghostwriter writes; None where it leaves one of them open."""
    try:
        namespace: dict[str, Any] = {}
        exec(ghostwriter.equivalent(original, rewrite), namespace)
        test = next(value for name, value in namespace.items() if name.startswith("test_"))
        told = test.hypothesis._given_kwargs
        strategy = st.tuples(*(told[name] for name in inspect.signature(original).parameters))
        strategy.validate()
    except (errors.HypothesisException, KeyError, StopIteration, NameError, SyntaxError):
        return None
    return None if strategy.is_empty else strategy


def wide() -> st.SearchStrategy[Any]:
    """Anything a numeric function might be for."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    rows = st.lists(st.lists(st.floats(), max_size=4), max_size=4)
    pairs = st.lists(st.tuples(st.integers(0, 5), st.floats()), max_size=8)
    lists = st.lists(st.integers()) | st.lists(st.floats()) | st.lists(st.text(max_size=4)) | rows | pairs
    dicts = st.dictionaries(st.text(max_size=3), st.integers(), max_size=5)
    shapes = hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6)
    arrays = st.sampled_from(TYPES).flatmap(lambda name: hnp.arrays(np.dtype(name), shapes))
    return scalars | lists | dicts | arrays


def strategy_of(kind: str, case: str, original: Any, rewrite: Any) -> st.SearchStrategy[Any] | None:
    if kind == "ghostwriter":
        return ghostwritten(original, rewrite)
    if kind == "by hand":
        return KINDS[case][1]
    return st.tuples(*(wide() for _ in inspect.signature(original).parameters))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    order = json.load(sys.stdin)
    name = order["name"]
    original = load(order["original"], name, "judged_original")
    rewrite = load(order["rewrite"], name, "judged_rewrite")
    strategy = strategy_of(order["strategy"], order["case"], original, rewrite)
    answer: dict[str, Any] = {"usable": strategy is not None}
    if strategy is not None:
        search = Search(original, rewrite, order["seconds"])
        search.run(strategy)
        took = time.monotonic() - search.began
        answer |= {"exposed": bool(search.call), "executions": search.executions}
        answer |= {"seconds": took, "call": search.call}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
