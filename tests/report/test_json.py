from __future__ import annotations

import json
import math

import pytest
from msgspec.structs import replace

from optgate import __version__
from optgate.model import Mutant, Status, Strength
from optgate.report import json as report_json
from tests.report import records as r

FUNCTION = {
    "path",
    "qualname",
    "line",
    "end_line",
    "findings",
    "status",
    "reason",
    "inputs",
    "candidates",
    "patch",
}
INPUTS = {"count", "branch_coverage", "strength", "sources", "seconds", "domain"}
CANDIDATE = {"id", "source", "verdict", "reason", "branch_coverage", "counterexample", "timing"}
TIMING = {"speedup", "low", "high", "seconds", "clock", "processes", "crossover", "sizes"}


def strict(text: str) -> dict:
    """Only what the JSON standard allows: no NaN, no Infinity."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def rendered(*outcomes, **others) -> dict:
    return strict(report_json.report(r.report(*outcomes, **others)))


def test_the_keys_of_the_contract_are_there() -> None:
    document = rendered(r.PROPOSED, budget=10.0)
    assert document.keys() >= {"version", "optgate", "functions", "errors", "seconds"}
    assert (document["version"], document["optgate"], document["errors"]) == (1, __version__, [])
    [function] = document["functions"]
    assert function.keys() >= FUNCTION
    assert function["findings"][0].keys() >= {"code", "name", "line", "column", "message"}
    assert function["inputs"].keys() >= INPUTS
    wrong, accepted = function["candidates"]
    assert wrong.keys() >= CANDIDATE
    assert wrong["counterexample"].keys() >= {"call", "expected", "actual"}
    assert accepted["timing"].keys() >= TIMING
    assert accepted["timing"]["sizes"][0].keys() == {"n", "speedup", "low", "high"}


def test_the_strength_of_the_inputs() -> None:
    found = Strength(31, 30, (Mutant(14, "`<` became `<=`"),), 2)
    [function] = rendered(replace(r.PROPOSED, inputs=replace(r.INPUTS, strength=found)))["functions"]
    assert function["inputs"]["strength"] == {
        "mutants": 31,
        "killed": 30,
        "left_out": 2,
        "survivors": [{"line": 14, "change": "`<` became `<=`"}],
    }
    [function] = rendered(r.PROPOSED)["functions"]
    assert function["inputs"]["strength"] is None


def test_the_values_are_those_of_the_records() -> None:
    [function] = rendered(r.PROPOSED)["functions"]
    assert (function["path"], function["qualname"], function["line"], function["end_line"]) == (
        "src/stats.py",
        "rms",
        4,
        8,
    )
    assert function["status"] == "proposed"
    assert function["reason"] is None
    assert function["patch"] == r.PATCH
    assert function["inputs"]["sources"] == {"tests": 32, "search": 1172}
    wrong, accepted = function["candidates"]
    assert (wrong["verdict"], accepted["verdict"], accepted["id"]) == ("wrong", "accepted", "k3f9a1")
    assert (accepted["timing"]["speedup"], accepted["timing"]["crossover"]) == (7.8, 17)


def test_what_was_not_measured_is_null() -> None:
    [function] = rendered(replace(r.UNPROVEN, inputs=None))["functions"]
    assert (function["inputs"], function["patch"], function["candidates"]) == (None, None, [])
    [function] = rendered(r.REJECTED)["functions"]
    assert function["candidates"][0]["timing"] is None


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_spelt_as_in_the_contract(status: Status) -> None:
    [function] = rendered(replace(r.UNPROVEN, status=status))["functions"]
    assert function["status"] == status.name.lower()


def test_numbers_that_json_cannot_hold_become_null() -> None:
    timing = replace(r.TIMING, speedup=math.inf, low=math.nan)
    outcome = replace(r.PROPOSED, judged=(replace(r.ACCEPTED, timing=timing),))
    found = rendered(outcome)["functions"][0]["candidates"][0]["timing"]
    assert (found["speedup"], found["low"], found["high"]) == (None, None, 8.6)


def test_text_that_no_encoding_holds_does_not_break_it() -> None:
    outcome = replace(r.PROPOSED, reason="a lone \udcff surrogate and ünïcode")
    text = report_json.report(r.report(outcome))
    assert text.isascii()
    assert strict(text)["functions"][0]["reason"] == "a lone \udcff surrogate and ünïcode"


def test_errors_notes_and_a_failure() -> None:
    document = rendered(errors=("a.py: cannot be parsed",), notes=("no interpreter",))
    assert (document["errors"], document["notes"]) == (["a.py: cannot be parsed"], ["no interpreter"])
    failed = strict(report_json.failure("no such file: x.py"))
    assert (failed["functions"], failed["errors"]) == ([], ["no such file: x.py"])
    assert failed.keys() == document.keys()


def test_what_was_applied_is_marked() -> None:
    text = report_json.report(r.report(r.PROPOSED, r.UNPROVEN), applied=frozenset({"k3f9a1"}))
    assert [function["applied"] for function in strict(text)["functions"]] == [True, False]


def test_a_stored_outcome_has_the_same_shape() -> None:
    assert strict(report_json.shown(r.PROPOSED))["functions"] == rendered(r.PROPOSED)["functions"]
