"""What the source does with values decides what inputs share: words, keys, letters, dtypes, bounds."""

from __future__ import annotations

from collections.abc import Callable

from optgate.model import Decision
from optgate.verify.domain.domain import Domain
from optgate.verify.values.kinds import TRIED, Dim, Link
from tests.verify.conftest import Bench

TRADES = """
def f(trades):
    held = []
    profit = 0
    for side, qty, price in trades:
        if side == "buy":
            held.append([qty, price])
        elif side == "sell":
            while qty > 0:
                if not held:
                    raise ValueError("sold more than held")
                take = min(qty, held[0][0])
                profit += take * (price - held[0][1])
                held[0][0] -= take
                qty -= take
                if held[0][0] == 0:
                    held.pop(0)
        else:
            raise ValueError("unknown side: " + side)
    return profit, held
"""


def test_a_place_of_a_tuple_that_is_compared_with_words_holds_these_words(bench: Bench) -> None:
    explored = bench.start(TRADES).explore()
    assert explored.state is not None
    first = explored.state.options[0][0].kind.items[0].items
    assert first[0].choices == ("buy", "sell")
    assert {kind.tag for kind in first[1:]} <= {"float", "int"}
    verdict = bench.judge(TRADES.replace("held[0][0]", "held[-1][0]").replace("held.pop(0)", "held.pop()"))
    assert verdict.decision is Decision.WRONG, verdict


FINISH = """
def f(lengths: dict[str, int], needs: dict[str, list[str]]) -> dict[str, int]:
    def visit(task):
        start = 0
        for before in needs.get(task, []):
            start = max(start, visit(before))
        return start + lengths[task]
    return {task: visit(task) for task in lengths}
"""


def test_a_function_inside_is_followed_to_what_its_argument_is_a_key_of(
    domain_of: Callable[..., Domain],
) -> None:
    lookups = domain_of(FINISH).lookups
    assert ("needs", (2,), "lengths", (), False) in lookups


LETTERS = """
def f(text):
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for i in range(len(text)):
        v = values[text[i].upper()]
        if i + 1 < len(text) and values[text[i + 1].upper()] > v:
            total -= v
        else:
            total += v
    return total
"""


def test_letters_looked_up_in_a_mapping_of_the_function_itself(bench: Bench) -> None:
    explored = bench.start(LETTERS).explore()
    assert explored.state is not None
    [first, *_] = [option.kind for option in explored.state.options[0] if option.level < TRIED]
    assert (first.tag, set(first.path)) == ("str", {"I", "V", "X"})
    verdict = bench.judge(LETTERS.replace("> v", ">= v"))
    assert verdict.decision is Decision.WRONG, verdict


CAST = """
import numpy as np

def f(gray):
    work = gray.astype(np.float64)
    h, w = work.shape
    for y in range(h):
        for x in range(1, w):
            work[y, x] += work[y, x - 1]
    return work
"""


def test_a_dtype_that_an_argument_is_cast_to_is_one_it_may_have(bench: Bench) -> None:
    verdict = bench.start(CAST).judge(CAST.replace("np.float64)", "np.float64, copy=False)"))
    assert verdict.decision is Decision.WRONG, verdict


def test_numbers_that_end_a_range_of_places_stay_within_what_is_indexed(
    domain_of: Callable[..., Domain],
) -> None:
    domain = domain_of(
        """
        import numpy as np

        def f(bounds, data):
            out = np.zeros(len(bounds) - 1)
            for i in range(len(bounds) - 1):
                for k in range(bounds[i], bounds[i + 1]):
                    out[i] += data[k]
            return out
        """
    )
    assert Link("within", Dim("bounds", 0), Dim("data", 0)) in domain.links


SPAN = """
def f(text: str) -> int:
    units = {"s": 1, "m": 60, "h": 3600}
    total, number = 0, ""
    for ch in text.strip():
        if ch in "0123456789":
            number += ch
        elif ch in units and number:
            total += int(number) * units[ch]
            number = ""
        else:
            raise ValueError("bad")
    if number:
        raise ValueError("bad")
    return total
"""


def test_blanks_around_a_string_that_means_something(bench: Bench) -> None:
    verdict = bench.start(SPAN).judge(SPAN.replace("text.strip()", "text"))
    assert verdict.decision is Decision.WRONG, verdict


BLOCKS = """
def f(xs, block_size: int):
    out = []
    for start in range(0, len(xs) + block_size - 1, block_size):
        out.append(sum(xs[start : start + block_size]))
    return out
"""


def test_failing_on_a_negative_size_is_no_difference(bench: Bench) -> None:
    text = BLOCKS.replace(
        "    out = []\n", "    if block_size < 0:\n        raise ValueError\n    out = []\n"
    )
    verdict = bench.start(BLOCKS).judge(text)
    assert verdict.decision is Decision.ACCEPTED, verdict


def test_answering_something_else_on_a_negative_size_is_one(bench: Bench) -> None:
    text = BLOCKS.replace("    out = []\n", "    if block_size < 0:\n        return None\n    out = []\n")
    verdict = bench.start(BLOCKS).judge(text)
    assert verdict.decision is Decision.WRONG, verdict


def test_the_dtype_of_an_image_in_prose(domain_of: Callable[..., Domain]) -> None:
    text = """
    import numpy as np

    def f(img):
        {doc}
        return img[0, 0] + 1
    """
    said = domain_of(text.format(doc="'Brightest of a uint8 grey image.'"))
    assert {str(option.kind) for option in said.options[0]} == {"uint8 array, 2-D"}
    open_one = domain_of(text.format(doc="'Brightest of an image.'"))
    firm = {option.kind.dtype for option in open_one.options[0] if option.level < TRIED}
    assert firm == {"uint8", "float64"}
