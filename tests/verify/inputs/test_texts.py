"""Strings are made of what the source looks for, in other cases and places too."""

from __future__ import annotations

from optgate.verify.inputs.texts import near, texts
from optgate.verify.values.kinds import STR, Kind
from optgate.verify.values.profiles import Chance

UPPER = """
def f(seq):
    hits = 0
    for c in seq.upper():
        if c == "G" or c == "C":
            hits += 1
    return hits
"""

UPPER_LOST = UPPER.replace("seq.upper()", "seq")

INSIDE = """
def f(seq: str, k: int = 3) -> list[str]:
    found = []
    for i in range(len(seq) - k + 1):
        part = seq[i : i + k]
        if "N" in part:
            continue
        found.append(part)
    return found
"""

INSIDE_ANY_CASE = INSIDE.replace('"N" in part', '"N" in part.upper()')


def test_what_stands_in_the_source_turns_up_in_both_cases_inside_longer_strings() -> None:
    found = texts(Chance(1), STR, 400, "plain", ("N", "stop"))
    assert any("n" in text.replace("stop", "") and len(text) > 2 for text in found)
    assert any("STOP" in text for text in found)
    assert any(text.count("stop") > 1 for text in found)


def test_a_lost_change_of_case_is_found(bench) -> None:
    assert bench.start(UPPER).judge(UPPER_LOST).decision == "wrong"


def test_what_is_looked_for_inside_a_string_is_not_the_whole_of_it(bench) -> None:
    assert bench.start(INSIDE).judge(INSIDE_ANY_CASE).decision == "wrong"


def test_strings_a_step_away_are_between_blanks_repeated_and_without_a_letter() -> None:
    chance = Chance(1)
    found = {near(chance, "8s5m", ("s", "m")) for _ in range(600)}
    assert {" 8s5m", "8s5m ", "8S5M", "8s5m8s5m", "8s5", "8ss5m"} <= found
    assert near(chance, "", ()) is not None


def test_words_to_choose_from_are_mostly_chosen() -> None:
    kind = Kind("str", choices=("buy", "sell"))
    found = texts(Chance(1), kind, 400, "plain", ("unknown",))
    chosen = sum(text in kind.choices for text in found)
    assert 0.75 * len(found) < chosen < len(found)
