"""Functions that numba compiles: compiled before they are asked anything, and how long that took.

Compiling belongs to no call that is judged or timed. A compiled body cannot be watched; its branches are
those of the same body interpreted, which numba keeps as ``py_func``.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from .call import Caller

SECONDS = 20.0
"""The longest that compiling may take at the start; what is left is compiled by the calls that need it."""


def is_compiled(target: Any) -> bool:
    """Whether the function is one that numba compiles."""
    return type(target).__module__.partition(".")[0] == "numba" and hasattr(target, "py_func")


def warm(caller: Caller, calls: list[bytes]) -> tuple[int, float]:
    """Call the function once with each kind of arguments; how many those are, and the seconds it took."""
    numba: Any = sys.modules.get("numba")
    seen: set[Any] = set()
    spent = 0.0
    for call in calls:
        if numba is None or spent > SECONDS:
            break
        try:
            args, kwargs = caller.decode(call)
            signature = (*map(numba.typeof, args), *sorted((k, numba.typeof(v)) for k, v in kwargs.items()))
        except Exception:  # noqa: BLE001, S112  an argument that numba has no type for
            continue
        if signature in seen:
            continue
        seen.add(signature)
        began = perf_counter()
        outcome, _ = caller.execute(args, kwargs)
        spent += perf_counter() - began
        caller.finish(outcome)
    return len(seen), spent


@contextlib.contextmanager
def interpreted(caller: Caller) -> Iterator[None]:
    """Until the end of the block the body is interpreted."""
    kept = caller.target
    caller.target = kept.py_func  # type: ignore[attr-defined]
    try:
        yield
    finally:
        caller.target = kept
