"""What tracers saw decides between the kinds that the source alone suggests."""

from __future__ import annotations

from optgate.model import Decision
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.words import describe
from optgate.verify.values.kinds import FLOAT, INT, STR, TRIED, Kind, sequence
from tests.verify.conftest import Bench


def learned(bench: Bench, text: str) -> Domain:
    explored = bench.start(text).explore(seconds=3.0)
    assert explored.unproven == ""
    assert explored.state is not None
    return explored.state


def kinds(domain: Domain, name: str) -> list[Kind]:
    place = [param.name for param in domain.params].index(name)
    return [option.kind for option in domain.options[place] if option.level < TRIED]


def test_lines_that_are_split_into_names_and_numbers(bench: Bench):
    domain = learned(
        bench,
        """
        def f(lines, sep="="):
            counts = {}
            for number, line in enumerate(lines, 1):
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                key, value = line.split(sep, 1)
                counts[key.strip()] = int(value)
            return counts
        """,
    )
    (found,) = kinds(domain, "lines")
    assert (found.tag, found.items[0].tag, found.items[0].path) == ("list", "str", "=")


def test_elements_that_are_indices_of_their_own_list_with_a_sentinel(bench: Bench):
    domain = learned(
        bench,
        """
        def f(parents):
            out = []
            for i in range(len(parents)):
                d, node = 0, i
                while parents[node] != -1:
                    node = parents[node]
                    d += 1
                    if d > len(parents):
                        raise ValueError("cycle")
                out.append(d)
            return out
        """,
    )
    assert kinds(domain, "parents") == [sequence(INT)]
    assert describe(domain)["parents"].startswith("list of int, below the length of parents")
    assert domain.sentinels == {"parents": [-1]}


def test_letters_that_are_looked_up_one_by_one(bench: Bench):
    domain = learned(
        bench,
        """
        PAIRS = {"A": "T", "T": "A"}

        def f(dna):
            out = ""
            for base in dna:
                if base.upper() not in PAIRS:
                    raise ValueError(base)
                out = PAIRS[base.upper()] + out
            return out
        """,
    )
    assert [kind.tag for kind in kinds(domain, "dna")] == ["str"]


def test_a_number_that_bounds_a_range_is_whole(bench: Bench):
    domain = learned(
        bench,
        """
        def f(values, radius=1):
            out = []
            for i in range(len(values)):
                near = range(max(i - radius, 0), min(i + radius + 1, len(values)))
                out.append(sum(values[j] for j in near))
            return out
        """,
    )
    assert kinds(domain, "radius") == [INT]


def test_rows_that_a_helper_takes_apart(bench: Bench):
    domain = learned(
        bench,
        """
        def area(box):
            left, low, right, high = box
            return max(right - left, 0) * max(high - low, 0)

        def f(boxes):
            return [area(box) for box in boxes]
        """,
    )
    assert {(kind.items[0].fixed, len(kind.items[0].items)) for kind in kinds(domain, "boxes")} == {(True, 4)}


def test_values_of_several_kinds_told_apart_by_isinstance(bench: Bench):
    domain = learned(
        bench,
        """
        def f(*configs):
            result = {}
            for config in configs:
                for key, value in config.items():
                    if isinstance(value, dict):
                        result[key] = {**value}
                    elif isinstance(value, list):
                        result[key] = value + [0]
                    else:
                        result[key] = value
            return result
        """,
    )
    found = kinds(domain, "configs")
    assert {kind.tag for kind in found} == {"tuple"}
    assert {item.tag for item in found[0].items[0].items[1].items} == {"int", "dict", "odict", "list"}


def test_none_among_numbers(bench: Bench):
    domain = learned(
        bench,
        """
        def f(table):
            return {name: sum(v for v in column if v is not None) for name, column in table.items()}
        """,
    )
    leaves = [kind.items[1].items[0] for kind in kinds(domain, "table")]
    assert Kind("either", (FLOAT, Kind("none"))) in leaves


def test_what_is_annotated_stands(bench: Bench):
    domain = learned(
        bench,
        """
        def f(words: list[str]) -> int:
            return sum(word[0] in "ab" for word in words if word)
        """,
    )
    assert kinds(domain, "words") == [sequence(STR)]


def test_slices_that_are_looked_up_or_read_as_numbers_are_of_codes(bench: Bench) -> None:
    text = """
    SIZES = {"S": 1, "M": 2, "L": 3}

    def f(labels):
        total = 0
        for label in labels:
            size = label[2:-1]
            total += SIZES[size] if size in SIZES else int(size)
            if label[-1] == label[0]:
                total += 100
        return total
    """
    explored = bench.start(text).explore()
    assert not explored.unproven
    assert explored.domain["labels"].startswith("list of str (usage)")
    wrong = text.replace("int(size)", "int(size[:1])")
    assert bench.judge(wrong).decision is Decision.WRONG
    assert bench.judge(text.replace("SIZES[size] if", "SIZES.get(size) if")).decision is Decision.ACCEPTED
