from __future__ import annotations

import pytest
from msgspec.structs import replace

from optgate.model import Counterexample, Decision, Finding, Mutant, Status, Strength
from optgate.report import text
from optgate.report.view import Detail, View
from tests.report import records as r


def plain(lines: list) -> str:
    return "\n".join(line.plain for line in lines)


def run(*outcomes, view: View | None = None, **others) -> str:
    return plain(text.report(r.report(*outcomes, **others), view or View()))


class TestProposal:
    def test_it_says_what_where_and_how_much_faster(self) -> None:
        head = run(r.PROPOSED).splitlines()[2]
        for part in ("src/stats.py:6", "OPT102 guarded-sum-loop", "rms()", "7.8x faster [7.1, 8.6]"):
            assert part in head

    def test_the_changed_lines_stand_with_their_numbers(self) -> None:
        lines = run(r.PROPOSED).splitlines()
        assert "  7  -        total += x * x" in lines
        assert "     +    return float(np.sqrt(np.dot(xs, xs) / len(xs)))" in lines
        assert not any("@@" in line or "b/src" in line for line in lines)

    def test_it_says_what_the_claim_rests_on(self) -> None:
        said = " ".join(run(r.PROPOSED).split())
        assert "no difference but what is noted below on 1,204 inputs (1,172 searched, 32 from tests)" in said
        assert "every branch of both versions, counted by coverage 7.10 (ctrace)" in said
        assert "xs: float64 or float32 1-D array (tests)" in said
        assert "a RuntimeWarning is no longer raised" in said

    def test_without_a_note_there_is_no_difference_at_all(self) -> None:
        verdict = replace(r.ACCEPTED.verdict, notes=())
        outcome = replace(r.PROPOSED, judged=(replace(r.ACCEPTED, verdict=verdict),))
        assert "no difference on 1,204 inputs (1,172 searched" in " ".join(run(outcome).split())

    def test_incomplete_branches_are_never_called_every_branch(self) -> None:
        inputs = replace(r.INPUTS, branch_coverage=0.9, missing=(7, 9))
        said = " ".join(run(replace(r.PROPOSED, inputs=inputs)).split())
        assert "every branch" not in said
        assert "branches of the original 90%, not those of line 7, 9, of the candidate 100%" in said

    @pytest.mark.parametrize(("ratio", "said"), [(0.9999, "original 99%"), (None, "original not measured")])
    def test_less_than_all_is_never_rounded_up(self, ratio: float | None, said: str) -> None:
        outcome = replace(r.PROPOSED, inputs=replace(r.INPUTS, branch_coverage=ratio))
        assert said in " ".join(run(outcome).split())

    def test_unmeasured_candidate_branches_are_said_to_be(self) -> None:
        verdict = replace(r.ACCEPTED.verdict, branch_coverage=None)
        outcome = replace(r.PROPOSED, judged=(replace(r.ACCEPTED, verdict=verdict),))
        assert "of the candidate not measured" in " ".join(run(outcome).split())

    def test_mutants_are_counted_and_survivors_shown_on_request(self) -> None:
        survivors = (Mutant(6, "`+=` became `=`"), Mutant(7, "`x * x` became `x + x`"))
        outcome = replace(r.PROPOSED, inputs=replace(r.INPUTS, strength=Strength(31, 29, survivors)))
        short = " ".join(run(outcome).split())
        assert "counted by coverage 7.10 (ctrace) · 29 of 31 mutants note" in short
        assert "survived" not in short
        full = " ".join(run(outcome, view=View(detail=Detail.FULL)).split())
        assert "survived line 6: `+=` became `=` line 7: `x * x` became `x + x`" in full
        assert plain(text.shown(outcome, View(detail=Detail.FULL))).count("line 7:") == 1

    def test_mutants_that_were_left_out_are_said_to_be(self) -> None:
        outcome = replace(r.PROPOSED, inputs=replace(r.INPUTS, strength=Strength(20, 20, left_out=11)))
        assert "20 of 20 mutants (11 left out: no time)" in " ".join(run(outcome).split())

    def test_strength_that_was_not_measured_is_not_mentioned(self) -> None:
        assert "mutant" not in run(r.PROPOSED, view=View(detail=Detail.FULL))

    def test_sizes_and_where_it_is_slower(self) -> None:
        said = " ".join(run(r.PROPOSED).split())
        assert "n = 10: 0.80x 100: 4.1x 1k: 6.0x 10k: 7.8x (slower only below n = 17)" in said

    def test_a_call_that_refuted_two_is_shown_once(self) -> None:
        again = replace(r.WRONG, candidate=replace(r.WRONG.candidate, id="77aa"))
        said = " ".join(run(replace(r.PROPOSED, judged=(r.WRONG, again, r.ACCEPTED))).split())
        assert said.count("rms(np.array([1e308, 1e308]))") == 1
        assert "77aa (rules:lift): differs as 9c1d22 does" in said

    def test_inputs_are_counted_by_where_they_come_from(self) -> None:
        sources = {"search": 5, "failed": 2, "main": 1, "inputs": 3}
        verdict = replace(r.ACCEPTED.verdict, inputs=replace(r.INPUTS, count=11, sources=sources))
        outcome = replace(r.PROPOSED, judged=(replace(r.ACCEPTED, verdict=verdict),), inputs=verdict.inputs)
        said = " ".join(run(outcome).split())
        assert "11 inputs (5 searched, 3 from `inputs`, 2 that failed before, 1 from __main__)" in said

    def test_what_was_run_for_evidence_is_told_on_request(self) -> None:
        assert "2 test files ran" not in run(r.PROPOSED, details=("2 test files ran",))
        full = run(r.PROPOSED, details=("2 test files ran",), view=View(detail=Detail.FULL))
        assert "evidence: 2 test files ran" in full

    def test_refused_candidates_show_the_call_that_refuted_them(self) -> None:
        said = " ".join(run(r.PROPOSED).split())
        assert "9c1d22 (rules:lift): rms(np.array([1e308, 1e308])) gave inf, was 1.0e+308" in said

    def test_the_next_steps_are_commands_that_can_be_copied(self) -> None:
        said = run(r.PROPOSED, view=View(program="~/env/bin/optgate", width=60))
        assert '~/env/bin/optgate dismiss k3f9a1 --reason "…"' in said.splitlines()[-1]
        assert "~/env/bin/optgate apply k3f9a1" in said

    def test_an_applied_proposal_is_not_offered_again(self) -> None:
        said = run(r.PROPOSED, view=View(applied=frozenset({"k3f9a1"})))
        assert "applied" in said
        assert "apply k3f9a1" not in said

    def test_a_long_patch_is_cut_but_not_when_shown(self) -> None:
        body = "".join(f"-    a{i} = {i}\n" for i in range(200))
        outcome = replace(r.PROPOSED, patch=f"--- a/x\n+++ b/x\n@@ -1,200 +0,0 @@\n{body}")
        assert "a199" not in run(outcome)
        assert "… 140 more lines" in run(outcome)
        assert "a199" in plain(text.shown(outcome, View(diff_lines=None)))

    def test_distant_changes_are_set_apart(self) -> None:
        middle = " pass\n" * 9
        patch = f"--- a/x\n+++ b/x\n@@ -1,11 +1,9 @@\n-first\n{middle}-last\n"
        said = run(replace(r.PROPOSED, patch=patch))
        assert said.count(" pass") == 2
        assert said.index("-first") < said.index("⋯") < said.index("-last")
        assert "  11  -last" in said.splitlines()

    def test_several_proposals_are_offered_together(self) -> None:
        assert "`optgate apply` writes all 2 proposals" in run(r.PROPOSED, r.PROPOSED)
        assert "writes all" not in run(r.PROPOSED, r.DISMISSED)


class TestDetail:
    def test_an_explicit_run_says_what_became_of_every_flagged_function(self) -> None:
        said = run(r.UNPROVEN, r.REJECTED)
        assert "unproven" in said
        assert "line 7 was never reached" in said
        assert "rejected" in said
        assert "gave inf" in said

    @pytest.mark.parametrize("outcome", [r.UNPROVEN, r.REJECTED, r.DISMISSED])
    def test_a_hook_is_silent_about_what_cannot_be_acted_on(self, outcome) -> None:
        assert run(outcome, view=View(detail=Detail.HOOK)) == ""

    @pytest.mark.parametrize("outcome", [r.PROPOSED, r.REGRESSED])
    def test_even_a_quiet_run_shows_what_can_be_acted_on(self, outcome) -> None:
        assert "rms()" in run(outcome, view=View(detail=Detail.QUIET))

    def test_a_dismissal_is_shown_on_request(self) -> None:
        assert "not on a hot path" not in run(r.DISMISSED)
        assert "not on a hot path" in run(r.DISMISSED, view=View(detail=Detail.FULL))

    def test_what_stands_behind_a_verdict_on_request(self) -> None:
        full = run(r.PROPOSED, view=View(detail=Detail.FULL), layers=("rlimits", "a private folder"))
        assert "4 processes, CPU clock, 2.1 s" in full
        assert "isolation: rlimits, a private folder" in full
        assert "CPU clock" not in run(r.PROPOSED, layers=("rlimits",))

    def test_the_header_counts_and_tells_the_time(self) -> None:
        head = run(r.PROPOSED, replace(r.UNPROVEN, cached=True), budget=10.0).splitlines()[0]
        assert head.startswith("optgate  2 functions flagged · 1 verified faster")
        assert "1 cached" in run(replace(r.UNPROVEN, cached=True))
        assert head.endswith("4.1 s of 10 s")

    def test_a_run_that_found_nothing_says_so(self) -> None:
        assert "no slow loop found" in run()


class TestBudget:
    @pytest.mark.parametrize("detail", [Detail.HOOK, Detail.NORMAL])
    def test_what_is_left_comes_with_the_command_that_finishes_it(self, detail: Detail) -> None:
        said = run(r.LEFT, budget=10.0, view=View(detail=detail))
        assert "the budget of 10 s ran out with 1 function left" in said
        assert "  optgate run src/stats.py::rms" in said.splitlines()

    def test_a_run_that_finished_does_not_mention_it(self) -> None:
        assert "ran out" not in run(r.PROPOSED, r.UNPROVEN, budget=10.0)


class TestNotes:
    def test_they_are_shown_in_the_hook_but_not_when_quiet(self) -> None:
        note = "no interpreter was found\nlooked at: PATH\nset `python`"
        said = run(notes=(note,), view=View(detail=Detail.HOOK))
        assert said.splitlines() == [
            "optgate: no interpreter was found",
            "  looked at: PATH",
            "  set `python`",
        ]
        assert run(notes=(note,), view=View(detail=Detail.QUIET)) == ""


class TestClosing:
    def test_it_says_that_the_commit_is_stopped_and_why(self) -> None:
        said = " ".join(plain(text.closing(r.report(r.PROPOSED, r.LEFT), stops=True, view=View())).split())
        assert said.startswith("Commit stopped: 1 proposal. Apply or dismiss it, then commit again")

    def test_only_what_is_open_counts(self) -> None:
        report = r.report(r.PROPOSED, r.PROPOSED, r.DISMISSED, r.REGRESSED)
        said = plain(text.closing(report, stops=True, view=View()))
        assert "2 proposals and 1 regression. Apply or dismiss them" in said

    def test_a_warning_says_that_nothing_is_stopped(self) -> None:
        said = plain(text.closing(r.report(r.PROPOSED), stops=False, view=View()))
        assert "not stopped (mode is warn): 1 proposal" in said


class TestJudgement:
    def judge(self, one, **changes) -> str:
        outcome = replace(r.REJECTED, judged=(one,), findings=(), **changes)
        return plain(text.judgement(r.report(outcome), View()))

    def test_a_wrong_rewrite_is_shown_with_the_call_and_both_results(self) -> None:
        lines = self.judge(r.WRONG).splitlines()
        assert lines[0] == "wrong  src/stats.py:4 rms()"
        assert lines[1].split(maxsplit=1) == ["call", "rms(np.array([1e308, 1e308]))"]
        assert lines[2].split() == ["original", "1.0e+308"]
        assert lines[3].split() == ["candidate", "inf"]
        assert lines[4].split(maxsplit=1) == ["why", "found after 38 inputs"]

    def test_a_call_is_never_broken(self) -> None:
        call = f"rms(np.array([{', '.join(['1.0'] * 80)}]))"
        example = Counterexample(call, "1.0", "2.0")
        one = replace(r.WRONG, verdict=replace(r.WRONG.verdict, counterexample=example))
        assert any(line.endswith(call) for line in self.judge(one).splitlines())

    def test_a_slow_one_says_how_slow(self) -> None:
        said = self.judge(r.SLOW, status=Status.NOT_FASTER)
        assert said.startswith("not faster  ")
        assert "it is not 5 % faster" in said
        assert "0.93x the speed of the original [0.90, 0.97]" in said
        assert "faster [" not in said

    def test_an_accepted_one_is_a_proposal(self) -> None:
        said = plain(text.judgement(r.report(replace(r.PROPOSED, judged=(r.ACCEPTED,))), View()))
        assert "7.8x faster" in said
        assert "optgate apply k3f9a1" in said

    def test_a_function_that_could_not_be_judged(self) -> None:
        said = plain(text.judgement(r.report(replace(r.UNPROVEN, findings=())), View()))
        assert "unproven" in said
        assert "line 7 was never reached" in said


class TestFindings:
    def test_a_line_a_finding_that_editors_can_follow(self) -> None:
        lines = plain(text.findings(r.report(r.UNPROVEN), View())).splitlines()
        assert lines[0] == "src/stats.py:6:5: OPT102 a loop adds up products [guarded-sum-loop]"
        assert lines[1].startswith("1 finding in 1 function; `optgate run`")

    def test_nothing_found(self) -> None:
        assert plain(text.findings(r.report(), View())) == "No slow loop found."
        assert plain(text.findings(r.report(), View(detail=Detail.QUIET))) == ""

    def test_an_unreadable_file_is_not_called_clean(self) -> None:
        assert plain(text.findings(r.report(errors=("a.py: cannot be parsed",)), View())) == ""


class TestWidth:
    @pytest.mark.parametrize("width", [30, 60, 80, 140])
    def test_prose_keeps_to_the_width_and_code_stays_whole(self, width: int) -> None:
        lines = run(r.PROPOSED, r.UNPROVEN, r.LEFT, budget=10.0, view=View(width=width)).splitlines()
        whole = ("+ ", "- ", "rms(", "optgate", "src/stats.py", "def ", "7.8x", "import")
        for line in lines:
            assert len(line) <= max(width, 40) or any(part in line for part in whole), line
        assert any("+    return float(np.sqrt(np.dot(xs, xs) / len(xs)))" in line for line in lines)

    def test_the_rows_hang_under_their_text(self) -> None:
        lines = run(r.PROPOSED, view=View(width=50)).splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("  same"))
        assert lines[start + 1].startswith(" " * 13)
        assert lines[start + 1][13] != " "


@pytest.mark.parametrize(
    ("folder", "seen"),
    [
        ("", "src/stats.py"),
        ("/project", "src/stats.py"),
        ("/project/src", "stats.py"),
        ("/project/a", "../src/stats.py"),
    ],
)
def test_paths_are_shown_as_seen_from_the_folder(folder: str, seen: str) -> None:
    view = View(folder=folder)
    assert f"\n{seen}:6  " in run(r.PROPOSED, view=view)
    assert f"optgate run {seen}::rms" in run(r.LEFT, view=view, budget=10.0)
    assert plain(text.findings(r.report(r.UNPROVEN), view)).startswith(f"{seen}:6:5:")


class TestHostileText:
    def test_what_steers_a_terminal_is_spelt_out(self) -> None:
        example = Counterexample("f()", "1", "\x1b[2J\x1b[31mharmless\r\u202e")
        one = replace(r.WRONG, verdict=replace(r.WRONG.verdict, counterexample=example))
        finding = Finding("OPT102", "x", 6, 4, 7, "mess\x07age")
        outcome = replace(r.REJECTED, judged=(one,), findings=(finding,))
        for lines in (
            text.report(r.report(outcome), View()),
            text.judgement(r.report(outcome), View()),
            text.findings(r.report(outcome), View()),
        ):
            said = plain(lines)
            assert not set(said) & {"\x1b", "\r", "\x07", "\u202e"}
        assert "\\x1b[2J" in plain(text.judgement(r.report(outcome), View()))

    def test_a_patch_cannot_hide_lines(self) -> None:
        patch = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new \x1b[1A\x1b[2K\u2066 hidden\n"
        assert "\\x1b[1A\\x1b[2K\\u2066 hidden" in run(replace(r.PROPOSED, patch=patch))


def test_facts_name_the_reason_below_the_value() -> None:
    rows = (("python", "/usr/bin/python3", "VIRTUAL_ENV"), ("cache", "none", ""))
    lines = plain(text.facts(rows, 80)).splitlines()
    long = plain(text.facts((("isolation", "limits; " * 30, "so it is"),), 60)).splitlines()
    assert all(len(line) <= 60 for line in long)
    assert lines == ["python  /usr/bin/python3", "        VIRTUAL_ENV", "cache   none"]


def test_every_status_and_decision_has_words() -> None:
    from optgate.report.view import DECISION_WORDS, STATUS_WORDS

    assert STATUS_WORDS.keys() == set(Status)
    assert DECISION_WORDS.keys() == set(Decision)
