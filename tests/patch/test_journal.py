"""What was applied can be undone, and what was cut is put back: all files or none, no edit lost."""

import hashlib
import os
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optgate import patch
from optgate.model import OptgateError, UsageError
from tests.patch.texts import NEW, OLD, change, files_of, leftovers

NAMES = ("a.py", "pkg/b.py", "pkg/c.py")
CUT = """\
import hashlib, os, pathlib, signal, sys
from optgate import patch
root, folder, place = (pathlib.Path(name) for name in sys.argv[1:4])
old, new = sys.argv[4:]
digest = hashlib.sha256(old.encode()).hexdigest()
changes = [patch.Change(name, digest, new.encode()) for name in ("a.py", "pkg/b.py", "pkg/c.py")]
def hook(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(str(place)):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
if old == new:
    with patch.undoing(root, folder): pass
else:
    patch.apply(root, changes, folder)
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / "pkg").mkdir(parents=True)
    for name in NAMES:
        (root / name).write_text(OLD)
    return root


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def applied(project, cache):
    patch.apply(project, [change(name, OLD.encode(), NEW.encode()) for name in NAMES], cache)
    return project


def cut(project, cache, place, old=OLD, new=NEW):
    """Kill an apply (or, with equal texts, an undo) when the file at ``place`` is about to be replaced."""
    command = [sys.executable, "-c", CUT, str(project), str(cache), place, old, new]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


def undone(project, cache):
    with patch.undoing(project, cache) as done:
        return done and [entry.path for entry in done.entries]


def recovered(project, cache):
    with patch.recovering(project, cache) as found:
        return found


class TestUndo:
    def test_every_file_is_put_back_once(self, applied, cache):
        (applied / "a.py").chmod(0o741)
        assert undone(applied, cache) == list(NAMES)
        assert files_of(applied) == [OLD] * 3
        assert (applied / "a.py").stat().st_mode & 0o777 == 0o741
        assert undone(applied, cache) is None
        assert leftovers(applied) == []

    def test_the_bytes_are_those_of_before(self, project, cache):
        (project / "a.py").write_bytes(b"\xef\xbb\xbf" + b"if x:\r\n\ty = 1")
        (project / "pkg/b.py").write_bytes("# coding: latin-1\r\nx = 'é'\r\ny = 1".encode("latin-1"))
        before = [(project / name).read_bytes() for name in NAMES]
        changes = [
            change(name, raw, raw.replace(b" 1", b" 3"))
            for name, raw in zip(NAMES[:2], before[:2], strict=True)
        ]
        patch.apply(project, changes, cache)
        assert [(project / name).read_bytes() for name in NAMES[:2]] == [one.content for one in changes]
        assert undone(project, cache) == list(NAMES[:2])
        assert [(project / name).read_bytes() for name in NAMES] == before

    def test_through_a_link(self, project, cache):
        (project / "link.py").symlink_to("pkg/b.py")
        patch.apply(project, [change("link.py", OLD.encode(), NEW.encode())], cache)
        undone(project, cache)
        assert (project / "link.py").is_symlink()
        assert files_of(project) == [OLD] * 3

    @pytest.mark.parametrize(
        ("spoil", "message"),
        [
            (lambda path: path.write_text(NEW + "# mine\n"), r"pkg/b\.py: edited since the apply"),
            (lambda path: path.unlink(), r"pkg/b\.py is gone"),
            (lambda path: path.chmod(0o444), "read-only"),
            (lambda path: os.link(path, path.with_name("d.py")), "hard links"),
        ],
        ids=["edited", "gone", "read-only", "hard link"],
    )
    def test_a_file_that_is_not_as_it_was_written_stops_all(self, applied, cache, spoil, message):
        spoil(applied / "pkg/b.py")
        with pytest.raises(UsageError, match=message):
            undone(applied, cache)
        assert [(applied / name).read_text() for name in ("a.py", "pkg/c.py")] == [NEW, NEW]
        assert not patch.is_pending(cache)

    def test_a_failed_apply_leaves_the_record_of_the_one_before(self, applied, cache):
        with pytest.raises(UsageError):
            patch.apply(applied, [change("a.py", OLD.encode(), NEW.encode())], cache)
        assert undone(applied, cache) == list(NAMES)

    def test_a_damaged_record_is_no_record(self, applied, cache):
        record = cache / "apply.done"
        record.write_bytes(record.read_bytes()[:-1])
        assert undone(applied, cache) is None
        assert files_of(applied) == [NEW] * 3

    def test_stopped_between_two_files_nothing_is_undone(self, applied, cache):
        calls = iter(range(100))

        def stop():
            if next(calls) == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), patch.undoing(applied, cache, stop):
            pass
        assert files_of(applied) == [NEW] * 3
        assert undone(applied, cache) == list(NAMES)


class TestRecovery:
    def test_what_was_cut_between_two_files_is_put_back(self, project, cache):
        (project / "a.py").chmod(0o640)
        cut(project, cache, "pkg/c.py")
        assert files_of(project) == [NEW, NEW, OLD]
        assert leftovers(project)
        assert patch.is_pending(cache)
        found = recovered(project, cache)
        assert (found.kind, found.restored, found.edited) == ("apply", ("a.py", "pkg/b.py"), ())
        assert files_of(project) == [OLD] * 3
        assert (project / "a.py").stat().st_mode & 0o777 == 0o640
        assert leftovers(project) == []
        assert recovered(project, cache) is None

    def test_cut_before_it_is_final_all_files_are_put_back(self, project, cache):
        cut(project, cache, "apply.done")
        assert files_of(project) == [NEW] * 3
        recovered(project, cache)
        assert files_of(project) == [OLD] * 3
        assert undone(project, cache) is None

    def test_an_undo_that_was_cut_is_put_back_too(self, applied, cache):
        cut(applied, cache, "pkg/b.py", OLD, OLD)
        assert files_of(applied) == [OLD, NEW, NEW]
        assert recovered(applied, cache).kind == "undo"
        assert files_of(applied) == [NEW] * 3
        assert undone(applied, cache) == list(NAMES)

    def test_an_edit_made_in_between_is_kept(self, project, cache):
        cut(project, cache, "pkg/c.py")
        (project / "pkg/b.py").write_text("mine = 1\n")
        found = recovered(project, cache)
        assert files_of(project) == [OLD, "mine = 1\n", OLD]
        [(name, kept)] = found.edited
        assert (name, kept.read_text()) == ("pkg/b.py", OLD)
        assert not patch.is_pending(cache)

    @pytest.mark.parametrize("what", ["deleted", "link out"])
    def test_a_file_that_went_away_is_not_made_again(self, project, cache, what):
        cut(project, cache, "pkg/c.py")
        (project / "pkg/b.py").unlink()
        if what == "link out":
            (project.parent / "out.py").write_text(NEW)
            (project / "pkg/b.py").symlink_to("../../out.py")
        assert [name for name, _ in recovered(project, cache).edited] == ["pkg/b.py"]
        assert (project / "a.py").read_text() == OLD
        assert not (project / "pkg/b.py").is_file() or (project.parent / "out.py").read_text() == NEW

    def test_nothing_is_applied_on_top_of_it(self, project, cache):
        cut(project, cache, "pkg/b.py")
        with pytest.raises(OptgateError, match="interrupted"):
            patch.apply(project, [change("pkg/c.py", OLD.encode(), NEW.encode())], cache)
        assert files_of(project) == [NEW, OLD, OLD]

    def test_a_damaged_record_is_set_aside_and_told(self, project, cache):
        cut(project, cache, "pkg/b.py")
        (cache / "apply.pending").write_bytes(b"torn")
        with pytest.raises(OptgateError, match="cannot be read"):
            recovered(project, cache)
        assert recovered(project, cache) is None
        assert files_of(project) == [NEW, OLD, OLD]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary(max_size=60), st.booleans())
    def test_whatever_stands_in_the_record_nothing_crashes(self, project, cache, payload, signed):
        cache.mkdir(exist_ok=True)
        digest = hashlib.sha256(payload).digest() if signed else b""
        (cache / "apply.pending").write_bytes(digest + payload)
        (cache / "apply.done").write_bytes(digest + payload)
        with pytest.raises(OptgateError, match="cannot be read"):
            recovered(project, cache)
        assert undone(project, cache) is None
        assert files_of(project) == [OLD] * 3

    def test_the_record_and_every_new_file_are_on_the_disk_before_the_first_rename(self, project, cache):
        """As the kernel is told, in order: what a power cut leaves is what was flushed."""
        script = (
            "import hashlib, os, pathlib, sys\nfrom optgate import patch\nold, new = sys.argv[1:]\n"
            "flush = os.fsync\n"
            "def fsync(fd):\n    flush(fd)\n"
            "    print('fsync', os.path.basename(os.readlink(f'/proc/self/fd/{fd}')))\n"
            "os.fsync = fsync\n"
            "def hook(event, arguments):\n"
            "    if event == 'os.rename': print('rename', os.path.basename(arguments[1]))\n"
            "sys.addaudithook(hook)\ndigest = hashlib.sha256(old.encode()).hexdigest()\n"
            "changes = [patch.Change(name, digest, new.encode()) for name in ('a.py', 'pkg/b.py')]\n"
            "patch.apply(pathlib.Path('.'), changes, pathlib.Path('../cache'))\n"
        )
        command = [sys.executable, "-c", script, OLD, NEW]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
        lines = [line if ".optgate-apply-" not in line else "fsync new" for line in done.stdout.splitlines()]
        assert lines[:7] == [
            "fsync apply.part",
            "rename apply.pending",
            "fsync cache",
            "fsync new",
            "fsync new",
            "rename a.py",
            "rename b.py",
        ]
        assert sorted(lines[7:9]) == ["fsync pkg", "fsync project"]
        assert lines[9:] == ["rename apply.done", "fsync cache"]
