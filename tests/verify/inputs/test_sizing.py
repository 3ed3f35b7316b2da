"""Inputs for the stopwatch."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from optgate.guest import codec
from optgate.verify.inputs.sizing import sized
from optgate.verify.values.calls import Call
from tests.verify.conftest import Bench


def inputs(bench: Bench, text: str) -> list[tuple[int, tuple[Any, ...], dict[str, Any]]]:
    bench.start(text).explore()
    domain = bench.explored.state
    assert domain is not None, bench.explored.unproven
    found = sized(domain, bench.original, 1, time.monotonic() + 5)
    return [(n, *codec.decode_call(data)) for n, data in found]


def test_lists_of_growing_size_with_fresh_values(bench: Bench) -> None:
    found = inputs(bench, "def f(xs: list[float]):\n    s = 0.0\n    for v in xs: s += v\n    return s\n")
    sizes = [n for n, _, _ in found]
    assert sizes == sorted(sizes)
    assert {1, 2, 4, 64, 256, 1000, 4096, 10000} <= set(sizes)
    for n, (xs,), _ in found:
        assert len(xs) == n and all(abs(v) <= 100 for v in xs)
    long = [xs for n, (xs,), _ in found if n == 1000]
    assert len(long) >= 2 and long[0] != long[1]


def test_lists_that_nothing_links_are_also_made_large_one_at_a_time(bench: Bench) -> None:
    found = inputs(
        bench,
        "def f(first: list[float], second: list[float]):\n    s = 0.0\n    for v in first: s += v\n"
        "    for v in second: s -= v\n    return s\n",
    )
    extents = {(len(first), len(second)) for n, (first, second), _ in found if n == 256}
    assert (256, 256) in extents
    assert any(first == 256 and second < 64 for first, second in extents)
    assert any(first < 64 and second == 256 for first, second in extents)


def test_lists_that_are_walked_together_keep_one_length(bench: Bench) -> None:
    found = inputs(
        bench,
        "def f(xs: list[float], ys: list[float]):\n    s = 0.0\n"
        "    for i in range(len(xs)): s += xs[i] * ys[i]\n    return s\n",
    )
    assert found
    assert all(len(xs) == len(ys) == n for n, (xs, ys), _ in found)


def test_the_size_of_an_image_is_its_number_of_elements(bench: Bench) -> None:
    found = inputs(
        bench,
        "import numpy as np\ndef f(img: np.ndarray, mask: np.ndarray):\n"
        "    return int(img[mask != 0].sum()) + img.shape[1]\n",
    )
    assert found
    for n, (img, mask), _ in found:
        assert img.size == n and (mask is None or mask.shape == img.shape)
    assert max(n for n, _, _ in found) >= 10000


def test_a_count_is_a_size_where_there_is_nothing_else(bench: Bench) -> None:
    found = inputs(bench, "def f(n: int):\n    s = 0\n    for i in range(n): s += i\n    return s\n")
    assert {n for n, _, _ in found} >= {1, 64, 1000}
    assert all(args == (n,) for n, args, _ in found)


def test_sizes_stop_where_calls_take_too_long(bench: Bench) -> None:
    found = inputs(
        bench,
        "def f(xs: list[int]):\n    n = 0\n    for a in xs:\n        for b in xs:\n"
        "            if a == b: n += 1\n    return n\n",
    )
    assert 256 <= max(n for n, _, _ in found) < 10000


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_arrays_keep_the_dtype_of_the_domain(bench: Bench, dtype: str) -> None:
    text = (
        f"import numpy as np\nfrom numpy.typing import NDArray\ndef f(x: NDArray[np.{dtype}]): return x.sum()"
    )
    for n, (x,), _ in inputs(bench, text):
        assert x.dtype == np.dtype(dtype) and x.size == n and x.flags.c_contiguous


def test_sizes_end_before_one_that_takes_too_long_to_make(bench: Bench) -> None:
    bench.start(
        "def f(rows: list[dict[str, list[int]]]):\n    return len([r for r in rows if r])\n"
    ).explore()
    domain = bench.explored.state
    assert domain is not None
    began = time.monotonic()
    found = sized(domain, bench.original, 1, began + 1.5)
    assert time.monotonic() - began < 2.5
    assert max(n for n, _ in found) >= 256


TOTAL = "def f(xs: list[float]):\n    s = 0.0\n    for v in xs: s += v\n    return s\n"


def in_use(bench: Bench, *sizes: int) -> list[tuple[int, bytes]]:
    bench.start(TOTAL).explore()
    domain = bench.explored.state
    assert domain is not None
    seen = [Call([[0.25 * i for i in range(n)]], domain.primary(), "tests") for n in sizes]
    return list(sized(domain, bench.original, 1, time.monotonic() + 5, seen))


def test_sizes_seen_in_use_lead_and_bound_the_others(bench: Bench) -> None:
    found = in_use(bench, 3, 300)
    assert [n for n, _ in found if n >= 300] == [300]
    assert {1, 16, 256} <= {n for n, _ in found}
    ((xs,), _) = codec.decode_call(found[-1][1])
    assert xs == [0.25 * i for i in range(300)]


def test_sizes_of_small_unit_tests_do_not_bound_the_sweep(bench: Bench) -> None:
    sizes = [n for n, _ in in_use(bench, 3, 5)]
    assert {3, 5} <= set(sizes) and max(sizes) >= 10000
