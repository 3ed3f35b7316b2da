import subprocess
import sys
import time

from optgate.timing.alone import alone

HOLD = """
import sys, time
from pathlib import Path
from optgate.timing.alone import alone
with alone(time.monotonic() + 5, Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def holder(folder):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
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


def test_a_folder_that_cannot_be_made_is_replaced(tmp_path):
    (tmp_path / "file").write_text("")
    with alone(time.monotonic() + 1, tmp_path / "file" / "cache") as mine:
        assert mine


def test_waiting_is_told_once_and_only_when_it_is_needed(tmp_path):
    told = []
    with alone(time.monotonic() + 1, tmp_path, waiting=lambda: told.append(1)) as mine:
        assert mine and told == []
        with alone(time.monotonic() + 0.1, tmp_path, waiting=lambda: told.append(2)) as second:
            assert not second and told == [2]
