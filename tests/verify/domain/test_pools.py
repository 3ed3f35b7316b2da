"""What arguments have in common: looked-up keys, sought members, keys of records, None among elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from optgate.model import Decision
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.pools import WITHOUT_KEY
from optgate.verify.inputs.generate import Maker
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import TRIED

if TYPE_CHECKING:
    from tests.verify.conftest import Bench

Make = Callable[..., Domain]
DISCOUNTS = """
def f(cart, discounts):
    total = 0.0
    for line in cart:
        rate = discounts.get(line["category"])
        if rate is not None:
            total += line["price"] * rate
    return total
"""
SKIP = """
def f(table, skip):
    total = 0
    for name, column in table.items():
        if name in skip:
            continue
        for v in column:
            if v is not None:
                total += v
    return total
"""


def made(domain: Domain, count: int = 300) -> list[Call]:
    maker = Maker(domain, 1)
    return [maker.call(("small", "middle")[number % 2]) for number in range(count)]


def values(call: Call) -> list[Any]:
    return [None if value is MISSING else value for value in call.values]


def test_keys_of_records_are_often_in_the_mapping(domain_of: Make) -> None:
    hits = 0
    for call in made(domain_of(DISCOUNTS)):
        cart, discounts = values(call)
        hits += any(line.get("category") in discounts for line in cart)
    assert hits > 80


def test_a_dropped_key_is_weak_evidence(domain_of: Make) -> None:
    odd = [call for call in made(domain_of(DISCOUNTS), 600) if call.odd == WITHOUT_KEY]
    assert odd
    for call in odd:
        assert call.level == TRIED
        assert sum(len(line) < 2 for line in call.values[0]) == 1


def test_what_is_looked_for_is_often_there(domain_of: Make) -> None:
    domain = domain_of(SKIP)
    hits = sum(any(name in (skip or ()) for name in table) for table, skip in map(values, made(domain)))
    assert hits > 80


def test_inputs_follow_from_the_seed(domain_of: Make) -> None:
    first, second = (made(domain_of(text)) for text in (SKIP, SKIP))
    assert repr([call.values for call in first]) == repr([call.values for call in second])


def test_none_is_mixed_in_where_the_body_tests_elements_for_it(domain_of: Make) -> None:
    seen = {v is None for call in made(domain_of(SKIP)) for column in call.values[0].values() for v in column}
    assert seen == {True, False}


def test_a_name_that_the_body_sets_to_none_says_nothing_of_the_elements(domain_of: Make) -> None:
    domain = domain_of("""
    def f(xs):
        last, s = None, 0
        for x in xs:
            if last is not None and x > last:
                s += 1
            last = x
        return s
    """)
    assert not any(item.tag == "either" for option in domain.options[0] for item in option.kind.items)


def test_points_indexed_in_a_helper_are_tuples(domain_of: Make) -> None:
    domain = domain_of("""
    def turn(o, p):
        return o[0] * p[1] - o[1] * p[0]
    def f(points):
        s = 0
        for p in sorted(set(points)):
            s += turn(p, p)
        return s
    """)
    kinds = [option.kind for option in domain.options[0]]
    assert {str(kind) for kind in kinds} == {"list of tuple (float, float)", "list of tuple (int, int)"}


def test_a_required_key_that_the_rewrite_does_not_read_is_wrong(bench: Bench) -> None:
    bench.start(DISCOUNTS)
    assert (
        bench.judge(DISCOUNTS.replace('line["category"]', 'line.get("category")')).decision is Decision.WRONG
    )


def test_reading_a_key_earlier_is_right(bench: Bench) -> None:
    late = """
    def f(rows):
        s = 0
        for row in rows:
            if row["a"] > 0:
                s += row["b"]
        return s
    """
    early = """
    def f(rows):
        s = 0
        for row in rows:
            a, b = row["a"], row["b"]
            if a > 0:
                s += b
        return s
    """
    bench.start(late)
    assert bench.judge(early).decision is Decision.ACCEPTED


def test_nan_that_the_original_does_not_repeat_itself_on_is_left_out(bench: Bench) -> None:
    original = """
    def f(points):
        total = []
        for p in sorted(set(points)):
            total.append(p[0] - p[1])
        return total
    """
    explored = bench.start(original).explore()
    assert not explored.unproven
    assert explored.state is not None and not explored.state.steady_nan
    rewrite = """
    def f(points):
        return [x - y for x, y in sorted(set(points))]
    """
    assert bench.judge(rewrite).decision is Decision.ACCEPTED
