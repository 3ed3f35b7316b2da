"""The store survives: kills at any system call, spoilt files, crowds, full disks, folders that are closed."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks import kill_store
from benchmarks.kill_store import proposal
from optgate import store
from optgate.config import Config
from optgate.model import UsageError

ROOT = Path(__file__).resolve().parents[2]

NOBODY = 65534
SAVING = """\
for n in range({}):
    kept.save(proposal(f"id{{n}}"))
    assert kept.find(f"id{{n}}")
print(kept.note)"""


def file_in(root: Path) -> Path:
    return root / ".optgate_cache/store.sqlite"


def filled(root: Path, count: int = 4) -> Path:
    kill_store.writing(root, "kept", count)(lambda line: None)
    return file_in(root)


def script(root: Path, body: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Run ``body`` with an open store in a process of its own."""
    text = (
        "import os, pathlib, resource, sys\n"
        f"sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]\n"
        "from benchmarks.kill_store import proposal\nfrom optgate import store\n"
        "from optgate.config import Config\n"
        + "".join(f"{line}\n" for line in before)
        + f"with store.open(pathlib.Path({str(root)!r}), Config()) as kept:\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
    )
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=False, timeout=60
    )


def test_nothing_reported_is_lost_by_a_kill_at_any_system_call() -> None:
    """The whole of it is ``benchmarks/kill_store.py``, in a process without threads."""
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "benchmarks/kill_store.py"),
            "--kills=60",
            "--spoils=40",
            "--processes=4",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if "may not trace" in done.stderr:
        pytest.skip("processes cannot be traced here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == 3


def test_what_can_be_read_of_a_spoilt_file_is_kept(tmp_path: Path) -> None:
    path = filled(tmp_path, 12)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE outcomes SET outcome = x'00' WHERE number = 3")
    db.close()
    with store.open(tmp_path, Config()) as kept:
        assert kept.find("kept1").proposal == "kept1"
        with pytest.raises(UsageError):
            kept.find("kept2")
        assert "was corrupt and has been started afresh; 11 results in it were saved" in kept.note
        assert "\n" not in kept.note
        assert all(kept.find(f"kept{number}") for number in (0, 3, 11))


def test_a_changed_input_is_noticed_and_dropped_alone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE inputs SET call = x'ff' WHERE path = 'kept1.py'")
        db.execute("UPDATE captures SET key = 'key x.0' WHERE path = 'kept2.py'")
    db.close()
    with store.open(tmp_path, Config()) as kept:
        assert kept.inputs("kept1.py", "f") == ()
        assert kept.captured_key("kept2.py", "f") is None
        assert kept.captured_key("kept3.py", "f") == "key 1.0"
        assert len(kept.inputs("kept0.py", "f")) == 3
        assert kept.find("kept1")
        assert "started afresh" in kept.note


def test_a_schema_that_is_no_text(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"ON DELETE CASCADE", b"ON DELETE C\x9fSCADE"))
    with store.open(tmp_path, Config()) as kept:
        kept.save(proposal("mine"))
        assert kept.find("mine")
        assert "started afresh" in kept.note


def test_inputs_of_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    with store.open(tmp_path, Config()) as kept:
        kept.keep_failed("caf\udce9.py", "f", [b"call"])
        assert [given.call for given in kept.inputs("caf\udce9.py", "f")] == [b"call"]
        assert kept.inputs("caf.py", "f") == ()


def test_a_store_whose_folder_is_removed_goes_on_in_a_new_one(tmp_path: Path) -> None:
    filled(tmp_path)
    with store.open(tmp_path, Config()) as kept:
        assert kept.find("kept0")
        shutil.rmtree(tmp_path / ".optgate_cache")
        kept.save(proposal("later"))
        assert kept.note == ""
    assert (tmp_path / ".optgate_cache/.gitignore").read_text() == "*\n"
    with store.open(tmp_path, Config()) as kept:
        assert kept.find("later")


def test_a_file_that_another_run_replaces_is_followed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with store.open(tmp_path, Config()) as one:
        assert one.find("kept0")
        path.write_bytes(b"garbage" * 2000)
        with store.open(tmp_path, Config()) as two:
            two.save(proposal("second"))
            assert "started afresh" in two.note
        one.save(proposal("first"))
    with store.open(tmp_path, Config()) as kept:
        assert kept.note == ""
        assert kept.find("first")
        assert kept.find("second")


def test_marks_that_a_kill_left_empty_are_written(tmp_path: Path) -> None:
    (tmp_path / ".optgate_cache").mkdir()
    (tmp_path / ".optgate_cache/.gitignore").touch()
    store.open(tmp_path, Config()).close()
    assert (tmp_path / ".optgate_cache/.gitignore").read_text() == "*\n"


@pytest.mark.parametrize("room", [0, 1000, 9000, 30_000])
def test_a_disk_that_is_full(tmp_path: Path, room: int) -> None:
    done = script(
        tmp_path,
        SAVING.format(9),
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))",
    )
    assert done.returncode == 0, done.stderr
    assert "results are not kept" in done.stdout
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != room


def test_a_full_file_system(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mounted)], capture_output=True, check=False
    ).returncode:
        pytest.skip("no mounts here")
    try:
        done = script(
            mounted,
            SAVING.format(40),
        )
    finally:
        subprocess.run(["umount", str(mounted)], check=True)
    assert done.returncode == 0, done.stderr
    assert "the disk is full" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("closed", ["folder", "file", "both"])
def test_somebody_without_permission_goes_on_without(tmp_path: Path, closed: str) -> None:
    path = filled(tmp_path)
    if closed in ("folder", "both"):
        path.parent.chmod(0o700)
    if closed in ("file", "both"):
        path.chmod(0o600)
    opened = [folder for folder in tmp_path.parents if "pytest" in str(folder)]
    modes = [folder.stat().st_mode for folder in opened]
    try:
        for folder in opened:
            folder.chmod(0o755)
        body = "kept.save(proposal('mine'))\nassert kept.find('mine')\nprint(kept.note)"
        done = script(tmp_path, body, f"os.setgid({NOBODY}); os.setuid({NOBODY})")
    finally:
        for folder, mode in zip(opened, modes, strict=True):
            folder.chmod(mode)
    assert done.returncode == 0, done.stderr
    assert "results are not kept" in done.stdout
    with store.open(tmp_path, Config()) as kept:
        assert kept.note == ""
        assert kept.find("kept0")


def test_a_folder_held_for_long_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optgate.store.database.BUSY_SECONDS", 0.2)
    filled(tmp_path)
    from optgate.store import locks

    with locks.locked(file_in(tmp_path).parent, 1.0), store.open(tmp_path, Config()) as kept:
        assert "another run holds it" in kept.note
        kept.save(proposal("mine"))
        assert kept.find("mine")
    with store.open(tmp_path, Config()) as kept:
        assert kept.note == ""


def test_who_waits_for_a_folder_gets_it(tmp_path: Path) -> None:
    from optgate.store import locks

    order: list[str] = []

    def wait() -> None:
        with locks.locked(tmp_path, 5.0):
            order.append("second")

    with locks.locked(tmp_path, 1.0):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


@pytest.mark.parametrize("version", [1, 99])
def test_a_store_of_another_version(tmp_path: Path, version: int) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {version}")
        db.execute("ALTER TABLE outcomes RENAME COLUMN proposal TO offered")
    db.close()
    with store.open(tmp_path, Config()) as kept:
        assert "another version of optgate" in kept.note
        assert "\n" not in kept.note
        kept.save(proposal("mine"))
    with store.open(tmp_path, Config()) as kept:
        assert kept.note == ""
        assert kept.find("mine")
