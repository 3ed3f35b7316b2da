"""Conditions on numbers: what a function may ask of the values of one argument, and making values so.

Every condition is a change: it turns any numbers into some that fulfil it and leaves those that do as they
are, so that a profile of data keeps its character.
"""

from __future__ import annotations

import collections
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from optgate.guest.codec import Recipe
from optgate.verify.values import structure
from optgate.verify.values.profiles import Chance

Change = Callable[[Any, Chance], Any]
"""Maps a 1-D numeric array to one of the same length and dtype."""


def fulfilled(name: str, value: Any, chance: Chance) -> Any:
    """The value with its numbers changed to fulfil a condition; as it is where it holds none."""
    if name == SORTED:
        return structure.ordered(value)
    if name in _MATRICES:
        return _matrix(value, _MATRICES[name])
    if name in _OF_ROWS and isinstance(value, int | float):
        return value
    with np.errstate(all="ignore"):
        return _over(value, _VECTORS[name] if name in _VECTORS else _range(name), chance)


def between(low: float, high: float) -> str:
    """The name of the condition that numbers are in a range, both ends included."""
    return f"from {low:g} to {high:g}" if math.isfinite(low) else f"at most {high:g}"


def _range(name: str) -> Change:
    """The change for a condition named by ``between``: what is outside is folded into the range.

    Raises:
        KeyError: it is no such name.
    """
    match = _BETWEEN.fullmatch(name)
    if match is None:
        raise KeyError(name)
    low, high = float(match[1] or -math.inf), float(match[2])
    start = low if math.isfinite(low) else 0.0

    def change(row: Any, chance: Chance) -> Any:
        if row.dtype.kind == "f":
            settled = np.where(np.isfinite(row), row, start)
            folded = start + np.abs(settled) % (high - start)
            return np.where((settled < low) | (settled > high), folded, settled)
        first = math.ceil(start)
        whole = row.astype(np.int64)
        folded = first + np.abs(whole) % max(math.floor(high) - first + 1, 1)
        return np.where((whole < low) | (whole > high), folded, whole)

    return change


_BETWEEN = re.compile(r"(?:from (\S+) to|at most) (\S+)")


def _over(value: Any, change: Change, chance: Chance) -> Any:
    """Change the numbers of every innermost row of a value together."""
    if isinstance(value, bool | np.bool_):
        return value
    if isinstance(value, np.ndarray):
        return _array(value, change, chance)
    if isinstance(value, int | float):
        return _row([value], change, chance)[0]
    if isinstance(value, list | tuple | collections.deque):
        if value and all(type(item) in (int, float) for item in value):
            return type(value)(_row(list(value), change, chance))
        return type(value)([_over(item, change, chance) for item in value])
    if isinstance(value, dict):
        if value and all(type(item) in (int, float) for item in value.values()):
            return dict(zip(value, _row(list(value.values()), change, chance), strict=True))
        return {key: _over(item, change, chance) for key, item in value.items()}
    if isinstance(value, Recipe) and value.kind in ("iter", "generator"):
        return Recipe(value.kind, (_over(value.args[0], change, chance), *value.args[1:]))
    return value


def _array(value: Any, change: Change, chance: Chance) -> Any:
    if value.dtype.kind not in "iuf" or not value.size:
        return value
    rows = np.array(value).reshape(-1, value.shape[-1] if value.ndim else 1)
    changed = np.stack([change(row, chance) for row in rows]).astype(value.dtype)
    return changed.reshape(value.shape)


def _row(numbers: list[Any], change: Change, chance: Chance) -> list[Any]:
    """Python numbers of one or both types, each of its type again; integers beyond int64 are cut."""
    whole = all(type(number) is int for number in numbers)
    if whole:
        cut = [max(-(2**62), min(2**62, number)) for number in numbers]
        return list(change(np.array(cut, dtype=np.int64), chance).tolist())
    mixed = change(np.array([float(number) for number in numbers]), chance).tolist()
    return [
        int(new) if type(old) is int and np.isfinite(new) else new
        for old, new in zip(numbers, mixed, strict=True)
    ]


def _finite(row: Any, chance: Chance) -> Any:
    return np.where(np.isfinite(row), row, 1) if row.dtype.kind == "f" else row


def _nonzero(row: Any, chance: Chance) -> Any:
    return np.where(row == 0, 1, row)


def _not_negative(row: Any, chance: Chance) -> Any:
    return np.abs(_finite(row, chance))


def _positive(row: Any, chance: Chance) -> Any:
    return _nonzero(_not_negative(row, chance), chance)


def _unit(row: Any, chance: Chance) -> Any:
    """Between 0 and 1: what is beyond is brought in by its fractional part, halves and quarters kept."""
    size = _not_negative(row, chance)
    return np.where(size > 1, size % 1 if row.dtype.kind == "f" else size % 2, size)


def _inside_unit(row: Any, chance: Chance) -> Any:
    """Strictly between 0 and 1."""
    return np.clip(_unit(row, chance), 1 / 64, 63 / 64) if row.dtype.kind == "f" else _unit(row, chance)


def _weights(row: Any, chance: Chance) -> Any:
    """Not negative, with the sum 1."""
    if row.dtype.kind != "f":
        return row
    size = np.minimum(_not_negative(row, chance), 1e6)
    total = size.sum()
    return size / total if total > 0 else np.full(len(row), 1.0 / max(len(row), 1))


def _apart(row: Any, chance: Chance) -> Any:
    """No two alike, in the same order of size."""
    ranks = np.argsort(np.argsort(row, kind="stable"), kind="stable")
    settled = np.clip(_finite(row, chance), -(2**40), 2**40)
    taken = np.sort(settled)
    for place in range(1, len(taken)):
        taken[place] = max(taken[place], taken[place - 1] + 1)
    return taken[ranks]


def _increasing(row: Any, chance: Chance) -> Any:
    return np.sort(_apart(row, chance))


def _ascending(row: Any, chance: Chance) -> Any:
    return np.sort(row)


def _permutation(row: Any, chance: Chance) -> Any:
    return chance.np.permutation(len(row)).astype(row.dtype) if row.dtype.kind in "iu" else row


def _odd(row: Any, chance: Chance) -> Any:
    return np.abs(row) // 2 * 2 + 1 if row.dtype.kind in "iu" else row


def _power_of_two(row: Any, chance: Chance) -> Any:
    if row.dtype.kind not in "iu":
        return row
    return (2 ** np.round(np.log2(np.clip(np.abs(row.astype(np.float64)), 1, 2**20)))).astype(row.dtype)


def _few(row: Any, chance: Chance) -> Any:
    """Whole numbers from 1 to 8, as lengths and counts are."""
    return np.abs(row) % 8 + 1 if row.dtype.kind in "iu" else row


def _matrix(value: Any, make: Callable[[Any], Any]) -> Any:
    """A square matrix changed as a whole, in an array or in a list of lists of floats."""
    if isinstance(value, np.ndarray):
        square = value.ndim == 2 and value.dtype.kind in "if" and value.shape[0] == value.shape[1]
        return make(value).astype(value.dtype) if square else value
    return make(np.array(value)).tolist() if _square(value) else value


def _square(value: Any) -> bool:
    """Whether a value is a list of as many lists of floats as each of them holds."""
    if not isinstance(value, list) or not value:
        return False
    return all(
        isinstance(row, list) and len(row) == len(value) and all(type(v) is float for v in row)
        for row in value
    )


def _tame(matrix: Any) -> Any:
    largest = 100.0 if matrix.dtype.kind == "f" else 4
    return np.clip(np.where(np.isfinite(matrix), matrix, 1), -largest, largest)


def _definite(matrix: Any) -> Any:
    tame = _tame(matrix)
    return tame @ tame.T + np.eye(len(tame))


def _regular(matrix: Any) -> Any:
    """With a dominant diagonal of either sign, so that it can be inverted and solved."""
    tame = _tame(matrix)
    signs = np.where(np.diag(tame) < 0, -1.0, 1.0)
    return tame + np.diag(signs * (np.abs(tame).sum(axis=1) + 1.0))


SORTED = "sorted"

_VECTORS: dict[str, Change] = {
    "finite": _finite,
    "not zero": _nonzero,
    "not negative": _not_negative,
    "positive": _positive,
    "distinct": _apart,
    "increasing": _increasing,
    "rows in ascending order": _ascending,
    "odd": _odd,
    "between 0 and 1": _unit,
    "inside 0 and 1": _inside_unit,
    "small and positive": _few,
    "a power of two": _power_of_two,
    "weights with the sum 1": _weights,
    "a permutation": _permutation,
}
_OF_ROWS = frozenset(
    {"distinct", "increasing", "rows in ascending order", "weights with the sum 1", "a permutation"}
)
"""What is asked of several numbers together and says nothing of one alone."""

_MATRICES: dict[str, Callable[[Any], Any]] = {"invertible": _regular, "positive definite": _definite}

TRIED_IN_ORDER = (
    "finite",
    "not zero",
    "not negative",
    "positive",
    SORTED,
    *(name for name in _VECTORS if name not in ("finite", "not zero", "not negative", "positive")),
    *_MATRICES,
)
"""The names of all conditions, those that leave more inputs first."""
