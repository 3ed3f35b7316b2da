"""A change that makes a function slower, or changes what it does, against the version before."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.e2e.conftest import Repo

BEFORE = """\
import numpy as np


def wanted(values: list, names: list):
    known = set(names)
    out = []
    for value in values:
        if value in known:
            out.append(value)
    return out


def half(values: list):
    total = 0
    for value in values[: len(values) // 2]:
        total += value
    return total


def told(values: list):
    total = 0
    for value in values:
        total += value * value
    return total


def scaled(x: np.ndarray, k: float):
    return x * k
"""

AFTER = (
    BEFORE.replace("    known = set(names)\n", "")
    .replace("in known", "in names")
    .replace("len(values) // 2", "(len(values) + 1) // 2")
    .replace("def told(values: list):", 'def told(values: list[int]) -> int:\n    """Squares."""')
)

SLOWED = AFTER[: AFTER.index("def half")].rstrip() + BEFORE[BEFORE.index("\n\n\ndef half") :]

ONLY = {"OPTGATE_SELECT": "OPT9", "OPTGATE_BUDGET_PRE_COMMIT": "9"}
"""Regressions alone: nothing is looked for that could be faster."""


def judged(repo: Repo, *arguments: str) -> dict[str, dict]:
    done = repo.optgate("run", "--output-format", "json", *arguments, **ONLY)
    assert done.returncode in {0, 1}, done.stderr
    return {one["qualname"]: one for one in json.loads(done.stdout)["functions"]}


@pytest.fixture
def changed(repo: Repo) -> Repo:
    """One function slower, one otherwise, one only described, one untouched; staged."""
    repo.write("pkg/slow.py", BEFORE)
    repo.commit()
    repo.write("pkg/slow.py", AFTER)
    repo.git("add", "-A")
    return repo


def test_a_slower_function_is_told_with_its_interval_in_every_format(changed: Repo) -> None:
    before = changed.snapshot()
    functions = judged(changed)
    assert changed.snapshot() == before
    assert set(functions) == {"wanted", "half"}, "what only got a docstring is not compared"
    slower, other = functions["wanted"], functions["half"]
    assert slower["status"] == "regressed"
    assert [one["code"] for one in slower["findings"]] == ["OPT901"]
    assert "times as long as at HEAD" in slower["reason"]
    [head] = slower["candidates"]
    assert head["source"] == "head"
    assert 1.1 < head["timing"]["low"] <= head["timing"]["speedup"] <= head["timing"]["high"]
    assert len(head["timing"]["sizes"]) > 1

    assert other["status"] == "skipped"
    [note] = other["findings"]
    assert (note["code"], note["level"]) == ("OPT902", "note")
    example = other["candidates"][0]["counterexample"]
    module: dict = {}
    exec(BEFORE, module)
    assert repr(eval(example["call"], module)) == example["expected"]
    exec(AFTER, module)
    assert repr(eval(example["call"], module)) == example["actual"] != example["expected"]

    in_every_format(changed, example["call"])
    through_the_hook(changed, head["id"])


def in_every_format(changed: Repo, call: str) -> None:
    def run(format: str, **extra: str) -> str:
        done = changed.optgate("run", "--output-format", format, **ONLY, **extra)
        assert done.returncode == 1, done.stderr
        return done.stdout

    summary = changed.path.parent / "summary.md"
    github = run("github", GITHUB_STEP_SUMMARY=str(summary)).splitlines()
    assert [line.split("::")[1].split()[0] for line in github] == ["error", "notice"]
    assert "title=OPT901 slower-than-before" in github[0]
    assert "title=OPT902 behaviour-changed" in github[1]
    assert "**1 regression**" in summary.read_text()
    issues = json.loads(run("gitlab"))
    assert [(one["check_name"], one["severity"]) for one in issues] == [
        ("OPT901", "critical"),
        ("OPT902", "info"),
    ]
    log = json.loads(run("sarif"))["runs"][0]
    assert [(one["ruleId"], one["level"]) for one in log["results"]] == [
        ("OPT901", "error"),
        ("OPT902", "note"),
    ]
    assert all("help" in rule for rule in log["tool"]["driver"]["rules"])
    suite = ElementTree.fromstring(run("junit"))
    assert {case.get("name"): next(part.tag for part in case) for case in suite.iter("testcase")} == {
        "wanted": "failure",
        "half": "skipped",
    }
    text = run("text")
    assert "1 regressed" in text
    assert "slower [" in text
    assert call in text


def through_the_hook(changed: Repo, head: str) -> None:
    shown = changed.optgate("show", head)
    assert shown.returncode == 0, shown.stderr
    stopped = changed.optgate("hook", "pre-commit", **ONLY)
    assert stopped.returncode == 1, stopped.stderr
    assert "1 regression" in stopped.stdout
    assert "OPT902" not in stopped.stdout
    warned = changed.optgate("hook", "pre-commit", **ONLY, OPTGATE_MODE_PRE_COMMIT="warn")
    assert warned.returncode == 0
    assert "1 regression" in warned.stdout
    off = changed.optgate("run", "--output-format", "json", **ONLY, OPTGATE_REGRESSIONS="false")
    assert json.loads(off.stdout)["functions"] == []
    done = changed.optgate("dismiss", head, "--reason", "the list is short")
    assert done.returncode == 0, done.stderr
    passed = changed.optgate("hook", "pre-commit", **ONLY)
    assert (passed.returncode, passed.stdout) == (0, "")


def test_a_comment_accepts_a_loss(changed: Repo) -> None:
    text = SLOWED.replace("names: list):", "names: list):  # optgate: ignore[OPT901] the list is short")
    changed.write("pkg/slow.py", text)
    changed.git("add", "-A")
    assert judged(changed) == {}


@pytest.mark.soak
def test_a_loop_free_function_is_for_ci_and_its_file_may_be_renamed(repo: Repo) -> None:
    repo.write("pkg/slow.py", BEFORE)
    repo.commit()
    repo.git("mv", "pkg/slow.py", "pkg/quick.py")
    copies = "x = x.copy().copy().copy()\n    return np.array(x * k).copy().copy()"
    repo.write("pkg/quick.py", BEFORE.replace("return x * k", copies))
    repo.git("add", "-A")
    assert judged(repo) == {}, "a commit compares what loops"
    repo.commit()
    repo.write("pkg/quick.py", "edited = True\n")
    found = judged(repo, "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert found["scaled"]["status"] == "regressed"
    assert "pkg/slow.py::scaled" in found["scaled"]["reason"]


@pytest.mark.soak
def test_what_a_function_uses_is_as_it_was_for_the_version_before(repo: Repo) -> None:
    body = "from helper import {name}\n\n\ndef total(values: list[int]) -> int:\n    out = 0\n"
    body += "    for value in values:\n        out += {name}(value)\n    return out\n"
    repo.write("helper.py", "def once(value):\n    return value * 2\n")
    repo.write("uses.py", body.format(name="once"))
    repo.commit()
    repo.write("helper.py", "def often(value):\n    return sum([value] * 40) // 20\n")
    repo.write("uses.py", body.format(name="often"))
    repo.git("add", "-A")
    assert judged(repo)["total"]["status"] == "regressed"


@pytest.mark.soak
def test_a_renamed_and_a_moved_function_are_followed(repo: Repo) -> None:
    repo.write("a.py", BEFORE)
    repo.write("b.py", "X = 1\n")
    repo.commit()
    renamed = SLOWED.replace("def wanted", "def kept")
    repo.write("a.py", renamed)
    repo.git("add", "-A")
    found = judged(repo)
    assert found["kept"]["status"] == "regressed"
    assert "(wanted)" in found["kept"]["reason"]
    start, end = SLOWED.index("def wanted"), SLOWED.index("def half")
    repo.write("a.py", SLOWED[:start] + SLOWED[end:])
    repo.write("b.py", SLOWED[start:end].rstrip() + "\n")
    repo.git("add", "-A")
    found = judged(repo)
    assert found["wanted"]["status"] == "regressed"
    assert "a.py::wanted" in found["wanted"]["reason"]
