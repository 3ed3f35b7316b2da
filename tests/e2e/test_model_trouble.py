"""Whatever a model's server does: the command ends in time, with one clear line and what the rules found."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX
from tests.e2e.test_interrupts import belonging, until
from tests.rewrite.llm.server import Said, failure, model, reply

HARD = '''

def spread(values: list[int]) -> list[int]:
    """A loop that no rule rewrites."""
    found = []
    for i in range(len(values)):
        last = values[i]
        while last > 1 and last % 3:
            last = last // 2 if last % 2 == 0 else 3 * last + 1
        found.append(last)
    return found
'''
TROUBLES = {
    "refused-key": (failure(401, "bad key"), "refused the key (status 401)"),
    "quota": (failure(429, "spent", "insufficient_quota"), "the quota of the key is spent"),
    "rate-limit": (failure(429, "slow down", retry_after="0"), "limits the rate of calls"),
    "web-page": (Said(200, b"<html>It works!</html>", "text/html"), "it sent a web page"),
    "malformed": (Said(200, b'{"choices": [{"mess'), "not the JSON it should be"),
    "error-body": (Said(200, b'{"error": {"message": "no such engine"}}'), "no such engine"),
    "empty": (reply(""), "its reply was empty"),
    "refusal": (reply(None, refusal="I cannot help with that"), "refused"),
    "length": (reply("", "length"), "cut off before any text came"),
    "server": (failure(500, "out of memory"), "failed (status 500): out of memory"),
    "hang": (Said(delay=60), "no answer came within 1 s"),
}


def settings(repo: Repo, url: str) -> dict[str, str]:
    return {
        **repo.env,
        "OPTGATE_LLM_ENABLED": "1",
        "OPTGATE_LLM_MODEL": "scripted",
        "OPTGATE_LLM_BASE_URL": url,
        "OPTGATE_LLM_TIMEOUT": "1",
    }


@pytest.mark.soak
@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_rules_results_are_still_there(repo: Repo, trouble: str) -> None:
    said, expected = TROUBLES[trouble]
    repo.write("stats.py", PREFIX + HARD)
    with model(lambda request: said) as running:
        began = time.monotonic()
        done = repo.optgate(
            "run", "stats.py", "--budget", "60", "--output-format", "json", **settings(repo, running.url)
        )
        assert time.monotonic() - began < 62
    assert done.returncode == 1, done.stderr
    found = {one["qualname"]: one for one in json.loads(done.stdout)["functions"]}
    assert found["running_total"]["status"] == "proposed"
    assert "Traceback" not in done.stderr
    assert expected in done.stdout + done.stderr


def test_an_interrupt_while_the_model_is_asked(repo: Repo, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    repo.write("stats.py", HARD.strip() + "\n")
    before = repo.snapshot()
    with model(lambda request: Said(delay=60)) as running:
        gate = subprocess.Popen(
            [sys.executable, "-m", "optgate", "run", "stats.py::spread"],
            cwd=repo.path,
            env={**settings(repo, running.url), "OPTGATE_LLM_TIMEOUT": "60", "TMPDIR": str(temporary)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert until(lambda: bool(running.asked)), gate.poll()
        began = time.monotonic()
        gate.send_signal(signal.SIGINT)
        said = gate.communicate(timeout=20)[1]
        assert time.monotonic() - began < 5
    assert gate.returncode == 130
    assert "Traceback" not in said
    assert until(lambda: not belonging(str(temporary)), 0.5)
    assert list(temporary.iterdir()) == []
    assert repo.snapshot() == before
