"""The store: what it gives back, and that nothing about its file ever stops a run."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import msgspec
import pytest

from optgate import store as store_room
from optgate.config import Config
from optgate.model import (
    Candidate,
    Decision,
    Inputs,
    Judged,
    Outcome,
    SizePoint,
    SourceFile,
    Status,
    Target,
    Timing,
    UsageError,
    Verdict,
)

TEXT = "import os\n\n\ndef f(xs):\n    return [x for x in xs]\n\n\ndef g(xs):\n    return [x for x in xs]\n"


def outcome(*ids, proposal="", qualname="f", text=TEXT, raw=None, root="/r", path="pkg/a.py"):
    file = SourceFile(root=root, path=path, raw=text.encode() if raw is None else raw, text=text)
    line = {"f": 4, "g": 8}[qualname]
    timing = Timing(Decision.ACCEPTED, "", 2.0, 1.9, 2.1, 0.5, "cpu", 4, 1, (SizePoint(16, 2.0, 1.0, 3.0),))
    verdict = Verdict(
        Decision.ACCEPTED,
        "",
        Inputs(3, 1.0, 0.1, {"search": 3}, {"xs": "list"}),
        1.0,
        sized=((4, b"\x00\xff"),),
    )
    judged = tuple(
        Judged(Candidate(id, "rules:lift", text, "s"), Decision.ACCEPTED, "", verdict, timing) for id in ids
    )
    status = Status.PROPOSED if proposal else Status.NO_CANDIDATE
    target = Target(file, qualname, line, line, line + 1)
    return Outcome(target, (), status, "", judged, patch="x" if proposal else None, proposal=proposal)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/a.py").write_text(TEXT)
    return tmp_path


@pytest.fixture
def open_store(root):
    opened = []

    def open_it(**settings):
        opened.append(store_room.open(root, Config(**settings)))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


def file_in(root):
    return root / ".optgate_cache/store.sqlite"


def test_the_folder_marks_itself(root, open_store):
    open_store().save(outcome())
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True).stdout
    assert listed.split() == ["pkg/a.py"]
    tag = (root / ".optgate_cache/CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_shared_folder_is_not_marked(root, open_store):
    for place in (".", ".."):
        assert open_store(cache_dir=place).note == ""
        assert not (root / place / ".gitignore").exists()


def test_outcomes_come_back_whole_in_a_later_run(open_store):
    kept = outcome("abc1", proposal="abc1")
    first = open_store()
    first.remember("key", kept)
    assert first.path is not None
    first.close()
    second = open_store()
    assert second.lookup("key") == msgspec.structs.replace(kept, cached=True)
    assert second.lookup("other") is None
    second.remember("key", outcome())
    assert second.lookup("key").judged == ()
    assert first.note == second.note == ""


def test_find_by_unique_prefix(open_store):
    kept = open_store()
    kept.save(outcome("abc1", "abd2", proposal="abc1"))
    kept.save(outcome("ab", "ffff", qualname="g"))
    assert kept.find("abc").proposal == "abc1"
    assert kept.find("abd2").proposal == "abc1"
    assert kept.find("ab").target.qualname == "g"
    for prefix, message in (
        ("a", "start of 3 ids: ab, abc1, abd2"),
        ("zz", "no proposal"),
        ("", "no proposal"),
    ):
        with pytest.raises(UsageError, match=message) as error:
            kept.find(prefix)
        assert error.value.hint
    for wildcard in ("%", "_", "a%"):
        with pytest.raises(UsageError, match="no proposal"):
            kept.find(wildcard)


def test_an_id_found_in_several_runs_gives_the_newest(open_store):
    kept = open_store()
    kept.save(outcome("abc1"))
    kept.save(outcome("abc1", "abc2", proposal="abc1"))
    assert kept.find("abc1").proposal == "abc1"
    kept.save(outcome("abc3"))
    assert kept.find("abc2").proposal == "abc1"


def test_life_of_a_proposal(open_store):
    kept = open_store()
    kept.save(outcome("abc1", "rejected", proposal="abc1"))
    assert [one.proposal for one in kept.proposals()] == ["abc1"]
    kept.close_proposal("abc")
    assert kept.proposals() == []
    assert kept.dismissed("abc1") is None
    kept.save(outcome("abc1", proposal="abc1"))
    assert [one.proposal for one in kept.proposals()] == ["abc1"]
    assert kept.dismiss("abc", "not worth it").dismissed == "not worth it"
    assert kept.dismissed("abc1") == "not worth it"
    assert kept.find("abc1").dismissed == "not worth it"
    kept.save(outcome("abc1", proposal="abc1"))
    assert kept.proposals() == []
    with pytest.raises(UsageError, match="not a proposal"):
        kept.dismiss("rejected", "x")
    with pytest.raises(UsageError, match="no proposal"):
        kept.close_proposal("nothing")


def test_a_later_run_overtakes_an_earlier_one(open_store):
    kept = open_store()
    kept.save(outcome("one", proposal="one"))
    kept.save(outcome("two", proposal="two"))
    kept.save(outcome("three", proposal="three", qualname="g"))
    assert [one.proposal for one in kept.proposals()] == ["two", "three"]
    kept.save(outcome())
    assert [one.proposal for one in kept.proposals()] == ["three"]
    assert kept.find("one").proposal == "one"


@pytest.mark.parametrize(
    ("old", "new", "offered"),
    [
        ("", "", True),
        ("import os", "import sys", True),
        ("\n", "\r\n", True),
        ("def f(xs)", "def f(ys)", False),
        ("return [x for x in xs]\n\n\ndef g", "return list(xs)\n\n\ndef g", False),
    ],
)
def test_a_proposal_is_stale_once_its_function_changed(root, open_store, old, new, offered):
    kept = open_store()
    kept.save(outcome("one", proposal="one"))
    (root / "pkg/a.py").write_bytes((TEXT.replace(old, new) if old else TEXT).encode())
    assert bool(kept.proposals()) is offered


def test_a_proposal_of_a_file_that_is_gone_is_stale(root, open_store):
    kept = open_store()
    kept.save(outcome("one", proposal="one"))
    (root / "pkg/a.py").unlink()
    assert kept.proposals() == []
    assert kept.find("one").proposal == "one"


def test_text_without_a_utf8_form_is_not_kept(open_store):
    kept = open_store()
    bad = msgspec.structs.replace(outcome("one", proposal="one"), reason="\ud800")
    kept.remember("key", bad)
    kept.save(bad)
    assert kept.lookup("key") is None
    assert kept.proposals() == []


def test_size_is_bounded_and_the_oldest_go(root, open_store, monkeypatch):
    monkeypatch.setattr(store_room, "MAX_BYTES", 400_000)
    kept = open_store()
    for number in range(60):
        big = outcome(f"id{number:02}", text=TEXT + f"# {os.urandom(10_000).hex()}\n")
        kept.remember(f"key{number}", big)
        kept.save(big)
    assert file_in(root).stat().st_size < 600_000
    assert kept.lookup("key59") is not None
    assert kept.lookup("key0") is None
    assert kept.find("id59")
    with pytest.raises(UsageError):
        kept.find("id00")


def test_number_of_rows_is_bounded(open_store, monkeypatch):
    monkeypatch.setattr(store_room, "MAX_ROWS", 10)
    kept = open_store()
    for number in range(30):
        kept.remember(f"key{number}", outcome())
    assert [number for number in range(30) if kept.lookup(f"key{number}")] == list(range(20, 30))


def filled(root):
    with store_room.open(root, Config()) as kept:
        for number in range(30):
            kept.save(outcome(f"id{number}", text=TEXT + f"# {os.urandom(2000).hex()}\n"))
            kept.remember("key", outcome("one", proposal="one"))
    return file_in(root)


@pytest.mark.parametrize(
    "how", ["garbage", "empty", "cut", "scrambled", "tables gone", "blobs", "other version"]
)
def test_a_spoilt_file_is_started_afresh(root, how):
    path = filled(root)
    raw = path.read_bytes()
    if how == "garbage":
        path.write_bytes(b"garbage" * 1000)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif how == "scrambled":
        path.write_bytes(raw[:200] + os.urandom(len(raw) - 200))
    else:
        with sqlite3.connect(path) as db:
            statements = {
                "tables gone": ["DROP TABLE verdicts"],
                "blobs": ["UPDATE verdicts SET outcome = x'00'", "UPDATE outcomes SET outcome = 'text'"],
                "other version": ["PRAGMA user_version = 99"],
            }
            for statement in statements[how]:
                db.execute(statement)
        db.close()
    with store_room.open(root, Config()) as kept:
        assert kept.lookup("key") is None
        assert kept.proposals() == []
        kept.remember("key", outcome())
        kept.save(outcome("new", proposal="new"))
        assert (kept.note != "") == (how != "empty")
    with store_room.open(root, Config()) as kept:
        assert kept.note == ""
        assert kept.lookup("key") is not None
        assert [one.proposal for one in kept.proposals()] == ["new"]


def test_wrong_use_is_no_reason_to_start_afresh(root):
    filled(root)
    raised = []

    def use(kept):
        try:
            kept.lookup("key")
        except sqlite3.ProgrammingError as error:
            raised.append(error)

    with store_room.open(root, Config()) as kept:
        thread = threading.Thread(target=use, args=(kept,))
        thread.start()
        thread.join()
        assert raised
        assert kept.lookup("key") is not None


def test_spoilt_while_it_is_open(root):
    path = filled(root)
    with store_room.open(root, Config()) as kept:
        path.write_bytes(os.urandom(path.stat().st_size))
        kept.remember("key", outcome())
        assert kept.lookup("key") is not None
        assert "started afresh" in kept.note


def test_a_locked_file_is_bypassed(root, monkeypatch):
    monkeypatch.setattr("optgate.store.database.BUSY_SECONDS", 0.1)
    path = filled(root)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with store_room.open(root, Config()) as kept:
        assert "another run holds it" in kept.note
        kept.remember("mine", outcome())
        assert kept.lookup("mine") is not None
        with pytest.raises(UsageError) as error:
            kept.find("id3")
        assert "another run" in error.value.hint
    holder.execute("ROLLBACK")
    holder.close()
    with store_room.open(root, Config()) as kept:
        assert kept.note == ""
        assert kept.lookup("key") is not None
        assert kept.lookup("mine") is None


def test_waits_for_a_short_lock(root):
    path = filled(root)
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.3, lambda: holder.execute("ROLLBACK"))
    release.start()
    begun = time.monotonic()
    with store_room.open(root, Config()) as kept:
        assert kept.note == ""
        assert kept.lookup("key") is not None
    assert time.monotonic() - begun > 0.2
    release.join()
    holder.close()


@pytest.mark.parametrize(
    "how", ["file in place of the folder", "folder in place of the file", "link to nowhere"]
)
def test_where_no_file_can_be_the_run_goes_on_in_memory(root, how):
    folder = root / ".optgate_cache"
    if how == "file in place of the folder":
        folder.write_text("")
    elif how == "folder in place of the file":
        (folder / "store.sqlite").mkdir(parents=True)
    else:
        folder.symlink_to("/nonexistent/place")
    with store_room.open(root, Config()) as kept:
        kept.remember("key", outcome())
        kept.save(outcome("one", proposal="one"))
        assert kept.lookup("key") is not None
        assert kept.find("o").proposal == "one"
        assert kept.path is None
        assert "results are not kept" in kept.note


READ_ONLY = """\
import os, pathlib
from optgate import store
from optgate.config import Config
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
with store.open(pathlib.Path({root!r}), Config()) as kept:
    print(kept.note)
    print(kept.lookup("key"))
"""


@pytest.mark.parametrize("exists", [False, True])
def test_read_only_folder(root, tmp_path_factory, exists):
    if exists:
        filled(root)
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    parents = [path for path in root.parents if path != Path("/tmp") and "pytest" in str(path)]
    modes = [(path, path.stat().st_mode) for path in parents]
    try:
        for path in parents:
            path.chmod(0o755)
        script = READ_ONLY.format(root=str(root))
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    finally:
        for path, mode in modes:
            path.chmod(mode)
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    note, answer = done.stdout.splitlines()
    assert "results are not kept" in note
    assert answer == "None"


WORKER = """\
import pathlib, sys
sys.path.insert(0, {here!r})
from tests.test_store import outcome
from optgate import store
from optgate.config import Config
with store.open(pathlib.Path(sys.argv[1]), Config()) as kept:
    for number in range(40):
        kept.remember(f"{{sys.argv[2]}}-{{number}}", outcome())
        kept.save(outcome(f"{{sys.argv[2]}}{{number}}", proposal=f"{{sys.argv[2]}}{{number}}"))
    print(kept.note)
"""


@pytest.mark.parametrize("before", ["nothing", "garbage"])
def test_two_runs_at_once(root, before):
    if before == "garbage":
        filled(root).write_bytes(b"garbage" * 500)
    script = WORKER.format(here=str(Path(__file__).parent.parent))
    command = [sys.executable, "-c", script, str(root)]
    runs = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("x", "y")]
    notes = [run.communicate()[0].strip() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    with store_room.open(root, Config()) as kept:
        assert kept.note == ""
        found = [name for name in "xy" if all(kept.lookup(f"{name}-{number}") for number in range(40))]
        if before == "nothing":
            assert (notes, found) == (["", ""], ["x", "y"])
        else:
            assert found


def test_a_killed_run_leaves_a_store_that_works(root):
    script = WORKER.format(here=str(Path(__file__).parent.parent))
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(root), "x"], stdout=subprocess.DEVNULL
        ) as run:
            while not file_in(root).exists() and run.poll() is None:
                time.sleep(0.005)
            time.sleep(0.03)
            run.kill()
        with store_room.open(root, Config()) as kept:
            assert kept.note == ""
            kept.remember("after", outcome())
            assert kept.lookup("after") is not None


def test_the_room_does_not_hide_a_module():
    assert isinstance(store_room, types.ModuleType)
    assert store_room.__all__ == ["Store", "clean", "open"]
