"""Fresh inputs and mutations: reproducible, within the relations, of the kinds asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from optgate.guest import codec
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.fitting import fits
from optgate.verify.domain.words import describe
from optgate.verify.inputs.generate import Maker
from optgate.verify.inputs.mutate import Mutator
from optgate.verify.inputs.sizes import STAGES
from optgate.verify.values import profiles
from optgate.verify.values.calls import MISSING, Call, bind
from optgate.verify.values.kinds import TRIED, Dim, Kind, Link, Param

Make = Callable[..., Domain]
LINKED = """
import numpy as np
def f(img: np.ndarray, mask: np.ndarray | None = None, k: list[int] = (), n: int = 1, t: float = 0.5):
    h, w = img.shape
    for i in range(h):
        for j in range(w):
            if mask[i, j]: s += img[i, j]
    for v in k: s += img[v, 0]
    for i in range(n): s += k[i]
    return s
"""


def calls(domain: Domain, count: int = 300, seed: int = 1) -> list[Call]:
    maker = Maker(domain, seed)
    stages = ["small", "middle", "large"]
    return [maker.call(stages[number % 3]) for number in range(count)]


def test_values_are_of_the_kind_chosen(domain_of: Make) -> None:
    for call in calls(domain_of(LINKED)):
        for value, option in zip(call.values, call.options, strict=True):
            if option is not None:
                assert fits(option.kind, value), (option.kind, value)
            else:
                assert value is MISSING


def test_linked_sizes_agree_and_indices_are_in_range(domain_of: Make) -> None:
    domain = domain_of(LINKED)
    seen = set()
    for call in calls(domain):
        img, mask, k, n, _ = call.values
        if isinstance(img, np.ndarray) and isinstance(mask, np.ndarray) and img.ndim == mask.ndim:
            assert img.shape == mask.shape
            seen.add(img.shape)
        if isinstance(img, np.ndarray) and isinstance(k, list) and img.shape[0]:
            assert all(0 <= v < img.shape[0] for v in k)
        if isinstance(k, list) and isinstance(n, int):
            assert 0 <= n <= len(k)
    assert len(seen) > 20


def test_mutations_stay_within_the_relations(domain_of: Make) -> None:
    domain = domain_of(LINKED)
    mutator = Mutator(domain, profiles.Chance(3))
    pool = [call for call in calls(domain, 60) if call.values[1] is not MISSING]
    changed = 0
    for call in pool * 10:
        new = mutator.change(call, [1, 2.5, "x", 300], pool)
        img, mask = new.values[0], new.values[1]
        if isinstance(img, np.ndarray) and isinstance(mask, np.ndarray) and img.ndim == mask.ndim:
            assert img.shape == mask.shape
        for value, option in zip(new.values, new.options, strict=True):
            if option is not None and value is not None:
                assert fits(option.kind, value)
        codec.encode_call(*bind(domain.params, new.values))
        changed += new.encoded(domain.params) != call.encoded(domain.params)
    assert changed > 0.7 * len(pool) * 10


def test_the_seed_decides_everything(domain_of: Make) -> None:
    domain = domain_of(LINKED)
    first, again, other = ([c.encoded(domain.params) for c in calls(domain, 50, seed)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_breaking_loose_relations_is_marked(domain_of: Make) -> None:
    domain = domain_of("def f(a, b):\n    for u, v in zip(a, b): s = u * v")
    domain.relate(domain.links, domain.links)
    maker = Maker(domain, 1)
    odd = [maker.call("middle", odd=True) for _ in range(40)]
    assert all(call.level == TRIED and call.odd for call in odd)
    assert any(len(call.values[0]) != len(call.values[1]) for call in odd)
    assert all(len(c.values[0]) == len(c.values[1]) for c in (maker.call("middle") for _ in range(40)))


def test_memory_layouts_vary(domain_of: Make) -> None:
    domain = domain_of("import numpy as np\ndef f(x: np.ndarray): return x[0, 1]")
    arrays = [call.values[0] for call in calls(domain, 600)]
    assert any(a.flags.f_contiguous and not a.flags.c_contiguous for a in arrays)
    assert any(not a.flags.f_contiguous and not a.flags.c_contiguous for a in arrays if a.size > 1)
    assert any(not a.flags.writeable for a in arrays)
    assert any(a.shape == (1, 1) for a in arrays) and any(a.size == 0 for a in arrays)


def test_an_array_that_is_written_to_is_never_read_only(domain_of: Make) -> None:
    domain = domain_of("import numpy as np\ndef f(x: np.ndarray): x[0] = 1")
    assert all(call.values[0].flags.writeable for call in calls(domain, 300))


def test_one_object_passed_twice_is_odd_only_where_it_is_written_to(domain_of: Make) -> None:
    def shared(domain: Domain) -> list[Call]:
        return [call for call in calls(domain, 600) if call.values[0] is call.values[1]]

    reading = shared(domain_of("def f(a: list[int], b: list[int]): return a[0] + b[0]"))
    writing = shared(domain_of("def f(a: list[int], b: list[int]): a[0] = b[0]"))
    assert reading and not any(call.odd for call in reading)
    assert writing and all(call.level == TRIED for call in writing)


@pytest.mark.parametrize("profile", [*profiles.PROFILES, *profiles.EXACT, profiles.TYPICAL])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_profiles_make_as_many_numbers_as_asked_within_range(profile: str, count: int) -> None:
    chance = profiles.Chance(1)
    for _ in range(20):
        assert len(profiles.floats(chance, profile, count, [3.5])) == count
        for low, high in ((0, 256), (-(2**63), 2**63 - 1), (0, 1), (0, 2), (-32768, 32767)):
            numbers = profiles.integers(chance, profile, count, [3], low, high)
            assert len(numbers) == count
            assert all(low <= int(v) < high for v in numbers), (profile, low, high, numbers)


def test_exact_profiles_hold_whole_numbers() -> None:
    chance = profiles.Chance(1)
    for profile in profiles.EXACT:
        numbers = profiles.floats(chance, profile, 50, [0.3])
        assert np.array_equal(numbers, np.rint(numbers))


def test_the_edges_of_words_and_constants_turn_up(domain_of: Make) -> None:
    domain = domain_of("def f(xs: list[int], t: float): return [v for v in xs if v > 12345]")
    found = calls(domain, 2000)
    numbers: set[Any] = {v for call in found for v in call.values[0]}
    assert {2**31, 2**53, 2**63} <= numbers
    assert 12345 in numbers
    floats = [call.values[1] for call in found]
    assert any(map(math.isnan, floats)) and float("inf") in floats


def test_whole_numbers_beyond_floats_do_not_meet_floats_by_usage_alone(domain_of: Make) -> None:
    domain = domain_of("def f(xs, t):\n    for v in xs:\n        if v > t: return v")
    for call in calls(domain, 1500):
        if (
            call.options[1]
            and call.options[1].kind.tag == "float"
            and call.options[0].kind.items[0].tag == "int"
        ):
            assert all(abs(v) <= 2**53 for v in call.values[0])


@pytest.mark.parametrize(("note", "kept"), [("", False), (": list[int]", True)])
def test_nor_do_they_meet_floats_of_the_source(domain_of: Make, note: str, kept: bool) -> None:
    text = f"def f(xs{note}):\n    total = 0.0\n    for v in xs:\n        total += v\n    return total\n"
    found = [v for call in calls(domain_of(text), 600) for v in call.values[0] if type(v) is int]
    assert any(abs(v) > 2**53 for v in found) is kept


def test_sizes_are_staged(domain_of: Make) -> None:
    maker = Maker(domain_of("def f(xs: list[float]): return xs[0]"), 1)
    for stage, sizes in STAGES.items():
        assert {len(maker.call(stage).values[0]) for _ in range(30)} <= set(sizes)


def test_binding() -> None:
    params = [
        Param("a", "posonly", True),
        Param("b", "pos", False),
        Param("c", "pos", False),
        Param("d", "kwonly", False),
    ]
    assert bind(params, [1, 2, 3, 4]) == ((1, 2, 3), {"d": 4})
    assert bind(params, [1, MISSING, 3, MISSING]) == ((1,), {"c": 3})
    assert bind([Param("xs", "var", False), Param("k", "kwonly", False)], [(1, 2), MISSING]) == ((1, 2), {})


def test_a_domain_that_took_too_long_gets_smaller(domain_of: Make) -> None:
    domain = domain_of("def f(n: int, xs: list[int]): return xs[n]")
    domain.restrict([2**40, []])
    assert domain.largest_int <= 1000
    before = domain.largest_size
    domain.restrict([1, [0] * 500])
    assert domain.largest_size < before


def test_words_for_a_domain(domain_of: Make) -> None:
    domain = domain_of(LINKED)
    words = describe(domain)
    assert words["mask"].startswith("None or uint8 or bool array, shape of img (annotation)")
    assert words["k"].startswith("list of int, below the length of img (annotation)")
    assert domain.groups(domain.primary())[Dim("img", 0)] == domain.groups(domain.primary())[Dim("mask", 0)]
    domain.relate([Link("below", Dim("k", 0), Dim("", 16))])
    assert ", below 16" in describe(domain)["k"]
    assert str(Kind("dict", (Kind("str"), Kind("int")))) == "dict of str to int"


def test_what_is_taken_apart_has_as_many_parts(domain_of: Make) -> None:
    domain = domain_of(
        "import numpy as np\ndef f(img: np.ndarray, rows: list[list[int]]):\n    h, w, _ = img.shape\n"
        "    for i in range(h):\n        for j in range(w):\n            r, g, b = img[i, j]\n"
        "    for row in rows:\n        a, b = row\n"
    )
    shapes = set()
    for call in calls(domain):
        img, rows = call.values
        assert img.shape[2] == 3
        assert all(len(row) == 2 for row in rows)
        shapes.add(img.shape)
    assert len(shapes) > 20
