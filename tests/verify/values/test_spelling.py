"""Values of guests in words, whatever they are."""

from __future__ import annotations

import fractions
from pathlib import Path
from typing import Any

import pytest

from optgate.guest.codec import Record, decode, encode
from optgate.verify.values import render
from optgate.verify.values.forms import well_formed
from optgate.verify.values.spelling import spelt, tame


def within_itself() -> list[Any]:
    value: list[Any] = [1]
    value.append(value)
    return value


def doubled() -> list[Any]:
    value: list[Any] = [1]
    for _ in range(50):
        value = [value, value]
    return value


def own_record() -> Record:
    value = Record("m:Node", {"v": 1})
    value.fields["me"] = value
    return value


WILD = {
    "inside itself": within_itself(),
    "doubled fifty times": doubled(),
    "a record inside itself": own_record(),
    "a giant number": 10**5000,
    "a giant fraction": fractions.Fraction(10**5000, 7),
    "a giant range": range(10**6000),
    "a giant key": {10**5000: [1]},
    "a million items": list(range(1_000_000)),
}


@pytest.mark.parametrize("name", WILD)
def test_wild_values_are_told_in_a_line(name: str) -> None:
    assert not tame(WILD[name])
    assert 0 < len(spelt(WILD[name])) < 5000
    assert len(render.short(WILD[name])) <= 200


@pytest.mark.parametrize(
    "value", [1, [1, {"a": (2.5, None)}], "x", {1, 2}, Record("m:P", {"x": 1}), 10**3000]
)
def test_other_values_are_told_as_they_are(value: Any) -> None:
    assert tame(value) and spelt(value) == repr(value)


def test_giant_numbers_are_written_as_source() -> None:
    assert eval(render.source([10**5000])) == [10**5000]


def test_a_path_of_the_home_is_shortened_before_the_text_is_cut() -> None:
    home = str(Path.home() / "code")
    assert home not in spelt([home]) and str(Path.home())[:-1] not in render.short(home + "x" * 300)[:40]


FULL = {"kind": "return", "result": 1, "args": (), "kwargs": {}, "stdout": "", "stderr": "", "warnings": []}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"kind": "raise"},
        {"kind": "raise", "exception": "boom"},
        {"kind": "raise", "exception": ("a", "b", 1)},
        {"args": 1},
        {"kwargs": {1: 2}},
        {"warnings": "x"},
        {"stdout": None},
        {"lazy": {"kind": 1}},
        {"more": 1},
        {"state": 3},
    ],
)
def test_an_outcome_of_another_form_is_none(change: dict[str, Any]) -> None:
    assert well_formed(decode(encode(FULL)))
    assert not well_formed(decode(encode({**FULL, **change})))
