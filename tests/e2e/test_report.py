"""``optgate report``: what the last run said, again."""

from __future__ import annotations

import json

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX


def test_the_last_run_is_reported_again_in_any_format(repo: Repo) -> None:
    none = repo.optgate("report")
    assert none.returncode == 2
    assert "no run is on record" in none.stderr
    repo.write("stats.py", PREFIX)
    repo.git("add", "stats.py")
    done = repo.optgate("run", "--output-format", "json")
    assert done.returncode == 1
    again = repo.optgate("report", "--output-format", "json")
    assert again.returncode == 0
    assert json.loads(again.stdout) == json.loads(done.stdout)
    assert "OPT201" in repo.optgate("report").stdout
    before = repo.snapshot()
    assert repo.optgate("report", "-o", "../page.html").returncode == 0
    assert repo.snapshot() == before
    page = (repo.path.parent / "page.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "running_total" in page
    assert str(repo.path.parent) not in page
