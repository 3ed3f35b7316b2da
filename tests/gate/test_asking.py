"""A scripted model behind the real SDK, and the whole gate around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from optgate import config, gate
from optgate.gate import corridor
from optgate.model import Decision, Outcome, Report, Status, UsageError
from tests.rewrite.llm.server import Model, Said, Script, failure, fenced, model, reply, user_text

ORIGINAL = '''\
def spread(values: list[int]) -> list[int]:
    """The sums of all prefixes."""
    found = []
    for i in range(len(values)):
        found.append(sum(values[: i + 1]))
    return found
'''
WRONG = "import itertools\n\ndef spread(values):\n    return list(itertools.accumulate(values[1:]))\n"
RIGHT = "import itertools\n\ndef spread(values):\n    return list(itertools.accumulate(values))\n"
RULED = (
    "def doubled(values: list[int]) -> list[int]:\n    found = []\n    for value in values:\n"
    "        found.append(value * 2)\n    return found\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, and an environment in which no model is set up."""
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "OPTGATE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    (tmp_path / "mod.py").write_text(ORIGINAL)
    return tmp_path


def judged(project: Path, url: str, *specs: str, **settings: str) -> Report:
    """What the gate makes of the project when a model is served at ``url``."""
    environ = {"OPTGATE_PYTHON": sys.executable, "OPTGATE_LLM_ENABLED": "1", "OPTGATE_LLM_MODEL": "scripted"}
    environ |= {"OPTGATE_SOURCES": "llm", "OPTGATE_LLM_REFINEMENTS": "0", "OPTGATE_LLM_BASE_URL": url}
    environ |= {f"OPTGATE_{name.upper()}": value for name, value in settings.items()}
    loaded = config.load(project, {}, environ)
    return corridor.run(project, specs or ("mod.py",), loaded, budget=40, progress=lambda phrase: None)


def run(project: Path, script: Script, **settings: str) -> tuple[Outcome, Report, Model]:
    with model(script) as running:
        report = judged(project, running.url, **settings)
    [outcome] = report.outcomes
    return outcome, report, running


def wrong_first(request: dict[str, Any]) -> Said:
    return reply(fenced(RIGHT if "It differs from the original" in user_text(request) else WRONG))


def learnt_elsewhere(project: Path) -> None:
    """The same shape in another file needs no model: it has the lesson of the first."""
    other = ORIGINAL.replace("spread", "steps").replace("values", "marks").replace("found", "gaps")
    (project / "other.py").write_text(other)
    loaded = config.load(project, {}, {"OPTGATE_PYTHON": sys.executable, "OPTGATE_SOURCES": "llm"})
    [outcome] = corridor.run(project, ("other.py",), loaded, budget=40, progress=lambda _: None).outcomes
    assert outcome.status is Status.PROPOSED, outcome
    assert outcome.usage is None
    [one] = outcome.judged
    assert one.candidate.source == "llm:scripted"
    assert "accepted for spread" in one.candidate.summary
    assert "accumulate(marks)" in one.candidate.text


def test_wrong_first_right_after_a_counterexample_and_a_second_run_asks_nothing(project: Path) -> None:
    with model(wrong_first) as running:
        [outcome] = judged(project, running.url).outcomes
        cached = judged(project, running.url).outcomes[0].cached
        url = running.url
    assert outcome.status is Status.PROPOSED, outcome
    assert "+    return list(itertools.accumulate(values))" in (outcome.patch or "")
    assert {one.decision for one in outcome.judged} == {Decision.ACCEPTED, Decision.WRONG}
    assert outcome.usage is not None
    assert (outcome.usage.calls, outcome.usage.failed, outcome.usage.reason) == (5, 0, "")
    assert (outcome.usage.input_tokens, outcome.usage.output_tokens) == (500, 50)
    assert len(running.asked) == 5
    told = user_text(running.asked[-1])
    assert "call: spread([" in told
    assert "types: list of " in told
    accepted = next(one.candidate for one in outcome.judged if one.candidate.id == outcome.proposal)
    assert (accepted.source, accepted.trusted, len(accepted.prompt)) == ("llm:scripted", False, 64)
    assert cached
    learnt_elsewhere(project)
    (project / ".optgate_cache" / "store.sqlite").unlink()
    [replayed] = judged(project, url, llm_max_calls="0").outcomes
    assert replayed.usage is not None
    assert (replayed.usage.calls, replayed.usage.replayed) == (0, 5)
    assert replayed.proposal == outcome.proposal


def test_inputs_of_the_model_join_the_search(project: Path) -> None:
    special = RIGHT.replace("return", "if values == [7, 5, 3, 424242]:\n        return []\n    return")
    text = fenced(special) + "INPUT: ([7, 5, 3, 424242],)\nINPUT: (__import__('os').getpid(),)\n"
    outcome, _, _ = run(project, lambda request: reply(text), llm_samples="1", llm_repair_rounds="0")
    assert outcome.judged[0].decision is Decision.WRONG
    verdict = outcome.judged[0].verdict
    assert verdict is not None
    assert verdict.inputs is not None
    assert verdict.inputs.sources == {"model": 1}


def test_a_hostile_rewrite_never_runs(project: Path) -> None:
    code = f"def spread(values):\n    open({str(project / 'made')!r}, 'w').close()\n    return []\n"
    outcome, _, running = run(project, lambda request: reply(fenced(code)))
    assert [one.decision for one in outcome.judged] == [Decision.UNSAFE]
    assert len(running.asked) == 8
    assert sum("times, " in user_text(request) for request in running.asked) == 4
    assert not (project / "made").exists()


def test_trouble_is_one_line_and_the_rules_results_are_still_there(project: Path) -> None:
    (project / "mod.py").write_text(f"{RULED}\n\n{ORIGINAL}")
    with model(lambda request: failure(429, "spent", "insufficient_quota")) as running:
        report = judged(project, running.url, sources="rules,llm")
    found = {one.target.qualname: one for one in report.outcomes}
    assert found["doubled"].judged
    assert all(one.candidate.trusted for one in found["doubled"].judged)
    assert len([note for note in report.notes if "quota" in note]) <= 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (failure(429, "spent", "insufficient_quota"), "the quota of the key is spent"),
        (Said(200, b"<html>", "text/html"), "a web page"),
        (reply("", "length"), "cut off before any text came"),
        (Said(delay=60), "no answer came within 1 s"),
    ],
)
def test_trouble_is_one_line(project: Path, said: Said, expected: str) -> None:
    outcome, report, _ = run(project, lambda request: said, llm_timeout="1")
    [line] = [note for note in report.notes if "model" in note]
    assert line.startswith("the model scripted was asked no further: ")
    assert expected in line
    assert "\n" not in line
    assert outcome.status is Status.NO_CANDIDATE
    assert outcome.usage is not None
    assert expected in outcome.usage.reason


def test_a_refused_connection(project: Path) -> None:
    with model(lambda request: reply("")) as running:
        url = running.url
    report = judged(project, url)
    assert f"its server cannot be reached at {url}" in report.notes[-1]
    assert report.outcomes[0].status is Status.NO_CANDIDATE


def test_nothing_is_sent_where_no_key_is_set(project: Path) -> None:
    report = judged(project, "")
    assert "neither a key (OPTGATE_LLM_API_KEY or OPENAI_API_KEY) nor a base URL" in report.notes[0]
    assert report.outcomes[0].usage is None


def test_a_secret_is_never_sent(project: Path) -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    (project / "mod.py").write_text(ORIGINAL.replace("found = []", f'found = []  # key = "{key}"'))
    outcome, report, running = run(project, wrong_first)
    assert running.asked == []
    assert any("nothing was sent" in note and "AWS" in note for note in report.notes)
    assert key not in str(report.notes)
    assert outcome.status is Status.NO_CANDIDATE


def test_a_project_may_not_name_an_endpoint(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.optgate.llm]\nbase-url = "http://evil.example/v1"\n')
    with pytest.raises(UsageError, match=r"`llm.base-url` may not be set by a project"):
        config.load(project, {}, {})


def test_values_seen_in_use_are_not_sent(project: Path) -> None:
    (project / "test_mod.py").write_text(
        "from mod import spread\n\n\ndef test_it():\n    assert spread([90125, 67890]) == [90125, 158015]\n"
    )
    _, _, running = run(project, lambda request: reply(fenced(WRONG)), llm_samples="1", llm_more_samples="0")
    texts = [user_text(request) for request in running.asked]
    assert any("It differs from the original" in text and "types: list of" in text for text in texts)
    assert not any("90125" in text or "call:" in text for text in texts)


def test_show_prompt_sends_nothing(project: Path) -> None:
    settings = config.load(project, {}, {"OPTGATE_PYTHON": sys.executable})
    texts = gate.prompts(project, ("mod.py",), settings, budget=20, progress=lambda phrase: None)
    assert len(texts) == 8
    assert texts[0].startswith("--- mod.py::spread, sample 1 of 8, sha256 ")
    assert "found.append(sum(values[: i + 1]))" in texts[0]
    assert "times, " in texts[7]


def test_without_a_model_the_sdk_is_not_imported(project: Path) -> None:
    code = (
        "import sys, json, pathlib\nfrom optgate import config\nfrom optgate.gate import corridor\n"
        "loaded = config.load(pathlib.Path('.'), {}, {'OPTGATE_PYTHON': sys.executable})\n"
        "corridor.run(pathlib.Path('.'), ['mod.py'], loaded, budget=4, progress=lambda phrase: None)\n"
        "print(json.dumps([name for name in sys.modules if name.startswith('optgate.rewrite.llm') "
        "or name.partition('.')[0] in ('openai', 'mcp', 'pydantic', 'httpx2', 'detect_secrets')]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
