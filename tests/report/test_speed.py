"""Where the time goes and what pyperf says, as people and programs are told."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from optgate.model import Confirmation, Decision, Hot, Judged, Noise, Reach, Spent
from optgate.report import doctor, speed, text
from optgate.report import json as reports
from optgate.report.view import Detail, View
from tests.report import records as r

HOT = Hot(
    1000,
    3.4e-4,
    (Spent(6, 7, 1000, 0.92), Spent(5, 5, 3, 0.001)),
    (Spent(5, 5, 1, 0.001), Spent(6, 6, 1001, 0.3), Spent(7, 7, 1000, 0.62), Spent(8, 8, 1, 0.079)),
)
AGREES = Confirmation(True, 6.9, 6.0, 8.0, 7.2, 6)
DISAGREES = Confirmation(False, 1.01, 0.95, 1.08, 7.2, 6)
MISSING = Confirmation(False, missing="pyperf did not end within 9 s")


def lines(outcome, detail=Detail.NORMAL):
    return " ".join(part for line in text.shown(outcome, View(detail=detail)) for part in line.plain.split())


def with_confirmation(judged: Judged, found: Confirmation) -> Judged:
    return replace(judged, timing=replace(judged.timing, confirmation=found))


def test_the_loop_of_the_finding_is_shown_with_its_share():
    shown = lines(replace(r.PROPOSED, hot=HOT))
    assert "time loop of lines 6 to 7: 92 % of 340 µs a call (n = 1k), 1,000 times through" in shown
    assert "line 7: 62 %" not in shown


def test_all_detail_shows_lines():
    shown = lines(replace(r.REJECTED, hot=replace(HOT, whole=False)), Detail.FULL)
    assert "as far as it was watched" in shown
    assert "loop of line 5: 0 %, 3 times through" in shown
    assert "line 6: 30 %, 1,001 hits line 7: 62 %, 1,000 hits line 8: 8 %, 1 hit" in shown
    assert "line 5: 0 %, 1 hit" not in shown


def test_programs_get_hits_and_shares():
    found = json.loads(reports.shown(replace(r.PROPOSED, hot=HOT)))["functions"][0]
    assert found["hot"]["loops"][0] == {"line": 6, "end_line": 7, "hits": 1000, "share": 0.92}
    assert [one["line"] for one in found["hot"]["lines"]] == [5, 6, 7, 8]
    assert (found["findings"][0]["hits"], found["findings"][0]["share"]) == (1000, 0.92)
    bare = json.loads(reports.shown(r.PROPOSED))["functions"][0]
    assert bare["hot"] is None
    assert bare["findings"][0]["share"] is None


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (AGREES, "pyperf agrees: 6.9x [6.0, 8.0] by its own runner, 6 processes a side, 7.2 s"),
        (MISSING, "not confirmed by pyperf's own runner: pyperf did not end within 9 s"),
    ],
)
def test_an_accepted_candidate_says_what_pyperf_made_of_it(found, words):
    outcome = replace(r.PROPOSED, judged=(with_confirmation(r.ACCEPTED, found),))
    assert words in lines(outcome)


def test_a_disagreement_is_told():
    slow = with_confirmation(replace(r.SLOW, reason="pyperf's own runner disagrees: 1.01x"), DISAGREES)
    outcome = replace(r.REJECTED, judged=(slow,))
    shown = " ".join(line.plain for line in text.judgement(r.report(outcome), View()))
    assert "does not agree: 1.01x" in shown
    told = json.loads(reports.shown(outcome))["functions"][0]["candidates"][0]["timing"]["confirmation"]
    assert told == {
        "agrees": False,
        "speedup": 1.01,
        "low": 0.95,
        "high": 1.08,
        "seconds": 7.2,
        "processes": 6,
        "missing": None,
    }


def test_a_missing_confirmation_has_no_figures():
    outcome = replace(r.PROPOSED, judged=(with_confirmation(r.ACCEPTED, MISSING),))
    told = json.loads(reports.shown(outcome))["functions"][0]["candidates"][0]["timing"]["confirmation"]
    assert (told["agrees"], told["speedup"], told["missing"]) == (None, None, MISSING.missing)


def test_the_kept_files_stand_as_a_command():
    shown = [line.plain for line in text.shown(r.PROPOSED, View(), {"k3f9a1": "my cache/k3f9a1"})]
    assert shown[-1].split(maxsplit=1)[1] == (
        "pyperf compare_to 'my cache/k3f9a1/original.json' 'my cache/k3f9a1/candidate.json'"
    )
    told = json.loads(reports.shown(r.PROPOSED, {"k3f9a1": "c"}))["functions"][0]["candidates"]
    assert told[1]["timing"]["pyperf"] == {"original": "c/original.json", "candidate": "c/candidate.json"}
    assert told[0]["timing"] is None
    assert told[0]["verdict"] == Decision.WRONG


@pytest.mark.parametrize(
    ("seconds", "words"), [(2.5, "2.5 s"), (3.4e-4, "340 µs"), (1.234e-3, "1.23 ms"), (9e-8, "90 ns")]
)
def test_durations(seconds, words):
    assert speed.duration(seconds) == words


NOISE = Noise(
    1.9,
    9,
    -0.004,
    0.008,
    0.009,
    0.01,
    3.9,
    (Reach(1.0, 1, float("inf")), Reach(3.0, 13, 0.021), Reach(10.0, 20, 0.01)),
)


def test_the_noise_says_what_can_be_decided():
    noise, reach = doctor.rows(NOISE)
    assert "0.8 %" in noise[1]
    assert "load 3.9" in noise[2]
    assert reach[1] == "nothing in 1 s; 2.1 % in 3 s; 1.0 % in 10 s"
    assert doctor.rows("the machine is too busy") == [("noise", "not measured", "the machine is too busy")]


def test_the_noise_for_programs():
    told = json.loads(doctor.document([("a", "b", "c")], NOISE))
    assert told["facts"] == [{"what": "a", "value": "b", "why": "c"}]
    assert [one["least"] for one in told["noise"]["reach"]] == [None, 0.021, 0.01]
    assert told["noise_missing"] is None
    bare = json.loads(doctor.document([], "no interpreter"))
    assert (bare["noise"], bare["noise_missing"]) == (None, "no interpreter")
