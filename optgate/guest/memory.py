"""How much a call allocates."""

from __future__ import annotations

import collections
import gc
import tracemalloc

from .call import Caller


def peak(caller: Caller, call: bytes) -> int:
    """The most bytes that were allocated at once during a call, beyond its arguments; the result counts.

    Counted by ``tracemalloc``, to which numpy reports its arrays. What native code allocates without
    reporting it is not seen. A returned iterator is drained as part of the call. Raises whatever the target
    raises.
    """
    args, kwargs = caller.decode(call)
    caller.start()
    gc.collect()
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start(1)
    try:
        _reset()
        before = tracemalloc.get_traced_memory()[0]
        result = caller.target(*args, **kwargs)
        if hasattr(type(result), "__next__"):
            collections.deque(result, maxlen=0)
        most = tracemalloc.get_traced_memory()[1]
    except BaseException as error:
        caller.finish(caller.outcome(error, True, args, kwargs))
        raise
    finally:
        if not tracing:
            tracemalloc.stop()
    caller.finish(caller.outcome(result, False, args, kwargs))
    return max(0, most - before)


def _reset() -> None:
    reset = getattr(tracemalloc, "reset_peak", None)
    if reset is not None:
        reset()
