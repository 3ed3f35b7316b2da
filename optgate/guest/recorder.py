"""What the marks of one call are written to."""

from __future__ import annotations

import operator
import sys
from itertools import repeat
from typing import Any, Callable, Optional

PER_PLACE = 6
PER_CALL = 64
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "Eq": operator.eq,
    "NotEq": operator.ne,
}
_PLAIN = frozenset((int, float, bool, str))
_SIZED = frozenset((list, tuple, range, str, bytes, bytearray, dict, set, frozenset))


def bucket(count: int) -> int:
    """The class of a count: 0, 1, 2, 3, 4-7, 8-15, 16-31, 32-127, and 128 or more."""
    for number, bound in enumerate((1, 2, 3, 4, 8, 16, 32, 128)):
        if count < bound:
            return number
    return 8


_BUCKETS = bytes(map(bucket, range(256)))


class Recorder:
    """Counts of marks and samples of compared operands, for one call at a time."""

    def __init__(self, marks: int, places: int, orders: list[str]) -> None:
        self.zeros = [0] * marks
        self.counts = [0] * marks
        self.reached: set[int] = set()
        self.full = [PER_PLACE] * places
        self.budget = [PER_PLACE] * places
        self.orders = [_COMPARE[name] for name in orders]
        self.pairs: list[tuple[Any, Any]] = []
        self.listener: Optional[Callable[[set[int]], None]] = None
        self.scalars = _numpy_scalars()
        self.array = getattr(sys.modules.get("numpy"), "ndarray", None)
        self.wide = getattr(sys.modules.get("numpy"), "longdouble", None)

    def stand_ins(self) -> tuple[Any, ...]:
        """The objects that the instrumented code holds as constants, in the order of their numbers."""
        return self.counts, self.reached.add, self.budget, self.compare, self.compare_listed, self.iterable

    def start(self) -> None:
        """Forget the last call."""
        self.counts[:] = self.zeros
        self.reached.clear()
        self.budget[:] = self.full
        del self.pairs[:]

    def stop(self) -> bytes:
        """The buckets of the marks of the call that just ended."""
        counts = self.counts
        for mark in self.reached:
            counts[mark] += 1
        if self.listener is not None:
            self.listener({mark for mark, count in enumerate(counts) if count})
        return bytes(map(min, counts, repeat(255))).translate(_BUCKETS)

    def compare(self, left: int, mark: int, order: int, one: Any, two: Any, *third: Any) -> Any:
        """The comparison itself, with its operands recorded when they are scalars."""
        self._sample(mark, one, two)
        result = self.orders[order](one, two)
        if third and result:
            self._sample(mark + 4, two, third[0])
            result = self.orders[order + 1](two, third[0])
        return result

    def compare_listed(self, place: int, mark: int, order: int, one: Any, two: Any, *third: Any) -> Any:
        """The same where the budget of the place is in the list."""
        self.budget[place] -= 1
        return self.compare(0, mark, order, one, two, *third)

    def _sample(self, mark: int, left: Any, right: Any) -> None:
        left, right = self._scalar(left), self._scalar(right)
        if left is None or right is None or (type(left) is str) != (type(right) is str):
            return
        outcome = 0 if left < right else 1 if left == right else 2 if left > right else 3
        self.reached.add(mark + outcome)
        if len(self.pairs) < PER_CALL and type(left) is not self.wide and type(right) is not self.wide:
            self.pairs.append((left, right))

    def _scalar(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is self.wide:
            return value
        if kind in self.scalars:
            value = value.item()
            if type(value) in _PLAIN:
                return value
        return None

    def iterable(self, mark: int, items: Any) -> Any:
        """The iterable of a comprehension, with its size recorded where asking has no effect."""
        kind = type(items)
        if kind in _SIZED or (kind is self.array and items.ndim):
            size = len(items)
            self.counts[mark if size else mark + 1] += size or 1
        return items


def _numpy_scalars() -> frozenset[type]:
    numpy = sys.modules.get("numpy")
    return frozenset(numpy.sctypeDict.values()) if numpy else frozenset()
