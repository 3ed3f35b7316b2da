"""What the functions of ``corpus_verify`` are for, told by hand: annotations and Hypothesis strategies.

``KINDS[name]`` is a list of annotations, one a parameter (``""``: the original's own, or none that a tool
could use), and a strategy for the tuple of arguments. ``verify_peers.py`` gives them to the other tools.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.strategies import SearchStrategy

Arguments = SearchStrategy[tuple[Any, ...]]

SPECIAL = st.sampled_from([float("nan"), float("inf"), float("-inf"), 0.0, -0.0])
NUMBER = st.floats(-1e6, 1e6) | SPECIAL
WHOLE = st.integers(-1000, 1000)
NUMBERS = st.lists(NUMBER) | st.lists(WHOLE)
WORDS = st.lists(st.text(max_size=4), max_size=12)
COUNT = st.integers(-2, 12)
TYPES = ("float64", "int64", "uint8", "float32", "int16", "bool")
FLOAT_ARRAY = "NDArray[np.float64]"
IMAGE = "NDArray[np.uint8]"


def array(*types: str, ndim: int = 1, shape: Any = None, most: int = 12) -> SearchStrategy[Any]:
    """Arrays of one of the types (all of ``TYPES`` when none is named), of ``ndim`` or of a given shape."""
    sizes = hnp.array_shapes(min_dims=ndim, max_dims=ndim, min_side=0, max_side=most)

    def of(name: str) -> SearchStrategy[Any]:
        kind = np.dtype(name)
        elements = None
        if kind.kind == "f":
            elements = st.floats(-1e6, 1e6, width=32) if kind.itemsize == 4 else NUMBER
        return hnp.arrays(kind, sizes if shape is None else shape, elements=elements)

    return st.sampled_from(types or TYPES).flatmap(of)


def alike(*types: str, ndim: int = 1, count: int = 2) -> Arguments:
    """Several arrays of one shape."""
    shapes = hnp.array_shapes(min_dims=ndim, max_dims=ndim, min_side=0, max_side=6)
    return shapes.flatmap(lambda shape: st.tuples(*(array(*types, shape=shape) for _ in range(count))))


def lists_alike(element: SearchStrategy[Any]) -> Arguments:
    """Two lists of the same length."""
    return st.integers(0, 12).flatmap(lambda n: st.tuples(*(st.lists(element, min_size=n, max_size=n),) * 2))


def masked(types: tuple[str, ...]) -> Arguments:
    """A 2-D array and a mask of its shape, or None."""
    shapes = hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=8)
    return shapes.flatmap(
        lambda shape: st.tuples(array(*types, shape=shape), st.none() | array("bool", "uint8", shape=shape))
    )


def two(shapes: SearchStrategy[Any], make: Any) -> Arguments:
    return shapes.flatmap(make)


def _points(n: tuple[int, int, int]) -> Arguments:
    return st.tuples(array("float64", shape=(n[0], n[2])), array("float64", shape=(n[1], n[2])))


def _labelled(n: int) -> Arguments:
    m = st.integers(1, 6)
    return m.flatmap(
        lambda top: st.tuples(
            st.lists(st.integers(-top, top - 1), min_size=n, max_size=n),
            st.lists(NUMBER, min_size=n, max_size=n),
            st.just(top),
        )
    )


def _matrix_and_vector(n: tuple[int, int]) -> Arguments:
    row = st.lists(WHOLE, min_size=n[1], max_size=n[1])
    lists = st.tuples(st.lists(row, min_size=n[0], max_size=n[0]), row)
    return lists | st.tuples(array("float64", "int64", shape=n), array("float64", "int64", shape=n[1]))


SIZES = st.tuples(st.integers(0, 5), st.integers(0, 5))
BOX = st.tuples(WHOLE, WHOLE, WHOLE, WHOLE)
SIGNAL = NUMBERS | array("float64", "int64")
WEIGHTS = st.integers(0, 12).flatmap(
    lambda n: st.tuples(array("float64", shape=n), st.none() | array("float64", shape=n))
)

KINDS: dict[str, tuple[list[str], Arguments]] = {
    "any_negative": (["list[float]"], st.tuples(SIGNAL)),
    "argmax_rows": ([FLOAT_ARRAY], st.tuples(array(ndim=2, most=6))),
    "bins": (
        [FLOAT_ARRAY, "float", "float"],
        st.tuples(array("float64", "float32", "int64"), st.floats(-10, 10), st.floats(0.1, 10)),
    ),
    "bounding_box": (["NDArray[np.bool_]"], st.tuples(array("bool", "uint8", "float64", ndim=2, most=6))),
    "caesar": (["str", "int"], st.tuples(st.text(max_size=20), st.integers(-100, 100))),
    "clamp": ([FLOAT_ARRAY, "float", "float"], st.tuples(array("float64"), NUMBER, NUMBER)),
    "differences": ([FLOAT_ARRAY], st.tuples(array("float64", "int64", "uint8", "float32", "int16"))),
    "distances": (
        [FLOAT_ARRAY, FLOAT_ARRAY],
        two(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 3)), _points),
    ),
    "dot": (["list[float]", "list[float]"], lists_alike(NUMBER) | alike("float64", "int64")),
    "ema": (["list[float]", "float"], st.tuples(SIGNAL, st.floats(0, 1))),
    "equalize": ([IMAGE, "NDArray[np.uint8] | None"], masked(("uint8",))),
    "first_above": ([FLOAT_ARRAY, "float"], st.tuples(array("float64", "int64"), NUMBER | WHOLE)),
    "gray": ([IMAGE], st.tuples(hnp.arrays(np.uint8, st.tuples(*(st.integers(0, 6),) * 2, st.just(3))))),
    "group_lists": (["list[tuple[int, float]]"], st.tuples(st.lists(st.tuples(st.integers(0, 3), NUMBER)))),
    "group_sums": (["list[int]", "list[float]", "int"], two(st.integers(0, 12), _labelled)),
    "growth": (["float", FLOAT_ARRAY], st.tuples(NUMBER, array("float64"))),
    "has_duplicate": (["list[int]"], st.tuples(st.lists(st.integers(0, 9)) | st.lists(NUMBER))),
    "histogram": ([IMAGE, "NDArray[np.uint8] | None"], masked(("uint8",))),
    "horner": (["list[float]", FLOAT_ARRAY], st.tuples(st.lists(NUMBER, max_size=5), array("float64"))),
    "invert": (["dict[str, int]"], st.tuples(st.dictionaries(st.text(max_size=3), st.integers(0, 5)))),
    "last_minimum": (["list[float]"], st.tuples(NUMBERS)),
    "masked_mean": (
        ["NDArray[np.uint8]", "NDArray[np.uint8]"],
        alike("uint8", "float64", "bool", ndim=2),
    ),
    "matvec": (["list[list[int]]", "list[int]"], two(SIZES, _matrix_and_vector)),
    "mean32": (["NDArray[np.float32]"], st.tuples(array("float32"))),
    "moving_max": (["list[float]", "int"], st.tuples(SIGNAL, st.integers(1, 12))),
    "normalise": ([FLOAT_ARRAY], st.tuples(array("float64"))),
    "normalise_rows": (["list[list[float]]"], st.tuples(st.lists(st.lists(NUMBER, max_size=5), max_size=5))),
    "offsets": (["list[int]"], st.tuples(st.lists(WHOLE))),
    "peaks": (["list[float]", "float"], st.tuples(SIGNAL, NUMBER)),
    "ratios": (["list[float]", "list[float]"], st.tuples(st.lists(NUMBER), st.lists(NUMBER))),
    "reduce_rows": (
        [FLOAT_ARRAY, "str"],
        st.tuples(array("float64", ndim=2, most=5), st.sampled_from(["sum", "max", "other"])),
    ),
    "roots": (["list[float]"], st.tuples(st.lists(NUMBER))),
    "running_max": (["list[float]"], st.tuples(st.lists(NUMBER))),
    "runs": (["list[int]"], st.tuples(st.lists(st.integers(0, 3)))),
    "shift_left": (["NDArray[np.int64]"], st.tuples(array("int64"))),
    "smallest": (["list[float]", "int"], st.tuples(st.lists(NUMBER), COUNT)),
    "smear": ([FLOAT_ARRAY], st.tuples(array("float64"))),
    "stencil": ([FLOAT_ARRAY], st.tuples(array("float64", "int64", ndim=2, most=6))),
    "sum_above": ([FLOAT_ARRAY, "float"], st.tuples(array("float64", "float32", "int64"), NUMBER)),
    "tally": (["list[str]"], st.tuples(WORDS)),
    "threshold": ([IMAGE, "int", "int"], st.tuples(array("uint8", ndim=2), *(st.integers(0, 255),) * 2)),
    "total": (["list[float]"], st.tuples(st.lists(NUMBER))),
    "triangle": (["int"], st.tuples(WHOLE)),
    "unique": (["list[int]"], st.tuples(st.lists(st.integers(0, 9)))),
    "variance": ([FLOAT_ARRAY, "int"], st.tuples(array("float64"), st.integers(0, 3))),
    "weighted": ([FLOAT_ARRAY, "NDArray[np.float64] | None"], WEIGHTS),
    "window_sums": (["list[int]", "int"], st.tuples(st.lists(WHOLE), COUNT)),
    "any_hot": (["list[float]", "float"], st.tuples(SIGNAL, NUMBER)),
    "best_scores": ([FLOAT_ARRAY, "int"], st.tuples(array("float64", "int64"), COUNT)),
    "drop_masked": (
        [FLOAT_ARRAY, IMAGE],
        st.tuples(
            hnp.arrays(np.int64, st.tuples(st.integers(0, 6), st.just(2)), elements=st.integers(0, 3)),
            array("uint8", "bool", shape=(4, 4)),
        ),
    ),
    "grid_of": (["float", "int", "int"], st.tuples(NUMBER, st.integers(0, 5), st.integers(0, 5))),
    "hide_outliers": ([FLOAT_ARRAY, "float"], st.tuples(array("float64"), NUMBER)),
    "leak_rate": (["list[float]", "float"], st.tuples(st.lists(NUMBER), NUMBER)),
    "level_table": (["list[int]", "int"], st.tuples(st.lists(st.integers(0, 500)), st.integers(-1, 40))),
    "limit_in_place": (["list[float]", "float"], st.tuples(SIGNAL, NUMBER)),
    "mean_box": (
        ["NDArray[np.float32]"],
        st.tuples(array("float64", "float32", "int64", shape=st.tuples(st.integers(0, 5), st.just(4)))),
    ),
    "place_in_page": (["list[int]"], st.tuples(st.lists(st.integers(0, 3)))),
    "port_names": (["str", "int"], st.tuples(st.sampled_from(["image", "text", "numbers", "?"]), WHOLE)),
    "rightmost": (["list[tuple[int, int, int, int]]"], st.tuples(st.lists(BOX))),
    "seconds_since": (["NDArray[np.int64]", "int"], st.tuples(array("int64"), st.integers(-(10**9), 10**9))),
    "soft_mask": (["NDArray[np.float32] | None"], st.tuples(st.none() | array("float32", "uint8", ndim=2))),
    "steps_to_one": (["int"], st.tuples(st.integers(-5, 500))),
    "stretch_levels": ([IMAGE], st.tuples(array("uint8", ndim=2))),
    "word_groups": (["list[str]", "int"], st.tuples(WORDS, COUNT)),
}
