import stat
import subprocess
import sys
import tempfile
import time

import pytest

from optgate.timing.alone import SHARED, alone

HOLD = """
import sys, time
from pathlib import Path
from optgate.timing.alone import alone
folder, shared = map(Path, sys.argv[1:])
with alone(time.monotonic() + 5, folder, shared=shared) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def holder(folder, shared="/nowhere"):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), str(shared)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "True\n"
    return child


def test_another_process_waits_until_its_deadline_and_no_longer(tmp_path):
    child = holder(tmp_path)
    try:
        started = time.monotonic()
        with alone(started + 0.3, tmp_path) as mine:
            assert not mine
        assert 0.25 < time.monotonic() - started < 0.8
    finally:
        child.communicate()
    with alone(time.monotonic() + 1, tmp_path) as mine:
        assert mine


def test_a_killed_holder_leaves_nothing_locked(tmp_path):
    child = holder(tmp_path)
    child.kill()
    child.communicate()
    with alone(time.monotonic() + 1, tmp_path) as mine:
        assert mine


def test_a_folder_that_cannot_be_made_is_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "file").write_text("")
    with alone(time.monotonic() + 1, tmp_path / "file" / "cache") as mine:
        assert mine


def test_waiting_is_told_once_and_only_when_it_is_needed(tmp_path):
    told = []
    with alone(time.monotonic() + 1, tmp_path, waiting=lambda: told.append(1)) as mine:
        assert mine and told == []
        with alone(time.monotonic() + 0.1, tmp_path, waiting=lambda: told.append(2)) as second:
            assert not second and told == [2]


@pytest.mark.parametrize(("mode", "waits"), [(0o1777, True), (0o777, False), (0o700, False)])
def test_users_wait_for_each_other_by_a_folder_that_nobody_can_take_away(tmp_path, mode, waits):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(mode)
    child = holder(tmp_path / "one", shared)
    try:
        with alone(time.monotonic() + 0.1, tmp_path / "other", shared=shared) as mine:
            assert mine is not waits
    finally:
        child.communicate()
    with alone(time.monotonic() + 1, tmp_path / "other", shared=shared) as mine:
        assert mine
    assert list(shared.iterdir()) == []


def test_a_shared_folder_that_is_the_own_one_is_locked_once(tmp_path):
    tmp_path.chmod(0o1777)
    (tmp_path / "link").symlink_to(tmp_path)
    with alone(time.monotonic() + 0.1, tmp_path, shared=tmp_path / "link") as mine:
        assert mine


def test_by_default_all_users_of_the_machine_wait(monkeypatch, tmp_path):
    assert stat.S_IMODE(SHARED.stat().st_mode) == 0o1777
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with alone(time.monotonic() + 20) as mine:
        assert mine
        with alone(time.monotonic() + 0.05, tmp_path / "other", shared=SHARED) as second:
            assert not second
