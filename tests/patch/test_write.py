"""Writing that nothing can tear, all files or none."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optgate.model import OptgateError, UsageError
from tests.patch.texts import NEW, OLD, TEMPORARY, change, files_of, leftovers, tree, write


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / "pkg").mkdir(parents=True)
    for name in ("a.py", "pkg/b.py", "pkg/c.py"):
        (root / name).write_text(OLD)
    return root


class TestApply:
    def test_replaces_whole_files_and_keeps_their_mode(self, project):
        (project / "a.py").chmod(0o751)
        write(project, [change(name, OLD.encode(), NEW.encode()) for name in ("a.py", "pkg/b.py")])
        assert tree(project) == {"a.py": NEW.encode(), "pkg/b.py": NEW.encode(), "pkg/c.py": OLD.encode()}
        assert stat.S_IMODE((project / "a.py").stat().st_mode) == 0o751

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
    def test_keeps_the_owner(self, project):
        os.chown(project / "a.py", 1234, 4321)
        write(project, [change("a.py", OLD.encode(), NEW.encode())])
        now = (project / "a.py").stat()
        assert (now.st_uid, now.st_gid) == (1234, 4321)

    def test_keeps_extended_attributes(self, project):
        try:
            os.setxattr(project / "a.py", "user.note", b"kept")
        except OSError:
            pytest.skip("the file system has no extended attributes")
        write(project, [change("a.py", OLD.encode(), NEW.encode())])
        assert os.getxattr(project / "a.py", "user.note") == b"kept"

    def test_writes_through_a_link(self, project):
        (project / "link.py").symlink_to("pkg/b.py")
        write(project, [change("link.py", OLD.encode(), NEW.encode())])
        assert (project / "link.py").is_symlink()
        assert (project / "pkg/b.py").read_text() == NEW

    def test_never_touches_the_index(self, project):
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", *command], cwd=project, check=True)
        index = (project / ".git/index").read_bytes()
        (project / ".git/index.lock").touch()
        write(project, [change("a.py", OLD.encode(), NEW.encode())])
        assert (project / ".git/index").read_bytes() == index

    @pytest.mark.parametrize(
        ("spoil", "message"),
        [
            (lambda root: (root / "pkg/b.py").write_text(OLD + "\n"), "edited since it was judged"),
            (lambda root: (root / "pkg/b.py").unlink(), "gone"),
            (lambda root: ((root / "pkg/b.py").unlink(), (root / "pkg/b.py").symlink_to("b.py")), "gone"),
            (lambda root: (root / "pkg/b.py").chmod(0o444), "read-only"),
            (lambda root: os.link(root / "pkg/b.py", root / "pkg/other.py"), "hard links"),
            (lambda root: ((root / "pkg/b.py").unlink(), (root / "pkg/b.py").mkdir()), "not a file"),
            (
                lambda root: (
                    (root / "pkg/b.py").unlink(),
                    (root.parent / "out.py").write_text(OLD),
                    (root / "pkg/b.py").symlink_to("../../out.py"),
                ),
                "out of the project",
            ),
        ],
        ids=["edited", "gone", "circle", "read-only", "hard link", "folder", "link out"],
    )
    def test_refuses_with_nothing_changed(self, project, spoil, message):
        spoil(project)
        before = tree(project)
        with pytest.raises(UsageError, match=message):
            write(
                project,
                [change(name, OLD.encode(), NEW.encode()) for name in ("a.py", "pkg/b.py", "pkg/c.py")],
            )
        assert tree(project) == before

    def test_refuses_paths_outside_doubles_and_text_that_does_not_parse(self, project):
        (project.parent / "out.py").write_text(OLD)
        before = tree(project)
        for name in ("../out.py", str(project.parent / "out.py")):
            with pytest.raises(UsageError, match="out of the project"):
                write(project, [change(name, OLD.encode(), NEW.encode())])
        with pytest.raises(UsageError, match="two changes to one file"):
            write(project, [change("a.py", OLD.encode(), NEW.encode())] * 2)
        with pytest.raises(OptgateError, match="does not parse"):
            write(project, [change("a.py", OLD.encode(), b"def f(:\n")])
        assert tree(project) == before
        assert (project.parent / "out.py").read_text() == OLD

    def test_an_edit_between_the_check_and_the_rename_is_kept(self, project, tmp_path):
        """Another program edits the second file the moment the first one is replaced."""
        script = (
            "import hashlib, pathlib, sys\nfrom optgate import patch\nold, new = sys.argv[1:]\n"
            "def hook(event, arguments):\n"
            "    if event == 'os.rename': pathlib.Path('pkg/b.py').write_text(old + '# mine\\n')\n"
            "sys.addaudithook(hook)\n"
            "digest = hashlib.sha256(old.encode()).hexdigest()\n"
            "names = ('a.py', 'pkg/b.py')\n"
            "changes = [patch.Change(name, digest, new.encode()) for name in names]\n"
            "patch.apply(pathlib.Path('.'), changes, pathlib.Path('../cache'))\n"
        )
        command = [sys.executable, "-c", script, OLD, NEW]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert "pkg/b.py was edited while the change was being applied" in done.stderr
        assert files_of(project) == [OLD, OLD + "# mine\n", OLD]
        assert leftovers(project) == []

    def test_another_run_at_the_same_moment_waits_for_its_turn(self, project):
        """The moment the first file is about to be replaced, somebody else applies in the same folder."""
        script = (
            "import hashlib, pathlib, subprocess, sys, time\nfrom optgate import patch\n"
            "old, new, *names = sys.argv[1:]\n"
            "digest = hashlib.sha256(old.encode()).hexdigest()\nothers = []\n"
            "def hook(event, arguments):\n"
            "    if event == 'os.rename' and len(names) > 1 and not others:\n"
            "        others.append(0)\n"
            "        again = [sys.executable, '-c', sys.orig_argv[2], old, new, 'pkg/c.py']\n"
            "        others[0] = subprocess.Popen(again)\n"
            "        time.sleep(0.5)\n"
            "sys.addaudithook(hook)\n"
            "changes = [patch.Change(name, digest, new.encode()) for name in names]\n"
            "patch.apply(pathlib.Path('.'), changes, pathlib.Path('../cache'))\n"
            "sys.exit(others[0].wait() if others else 0)\n"
        )
        command = [sys.executable, "-c", script, OLD, NEW, "a.py", "pkg/b.py"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert files_of(project) == [NEW, NEW, NEW]

    def test_sweeps_what_a_killed_run_left_and_spares_a_live_one(self, project):
        stale = project / f"{TEMPORARY}stale"
        stale.write_text("torn")
        live = project / f"{TEMPORARY}live"
        holder = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
                "print('held', flush=True); sys.stdin.read()",
                str(live),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with holder:
            holder.stdout.readline()
            write(project, [change("a.py", OLD.encode(), NEW.encode())])
            assert not stale.exists()
            assert live.exists()
        write(project, [change("pkg/b.py", OLD.encode(), NEW.encode())])
        assert live.exists()
        write(project, [change("a.py", NEW.encode(), OLD.encode())])
        assert not live.exists()


FULL = """\
mount -t tmpfs -o size={size} tmpfs {place} || exit 77
cd {place} && {python} - <<'END'
import hashlib, os, pathlib
from optgate import patch
from optgate.model import OptgateError
root = pathlib.Path.cwd()
old = b"x = 1\\n" + b"# padding\\n" * 800
(root / "cache").mkdir()
for name in ("a.py", "b.py"):
    (root / name).write_bytes(old)
new = old + b"y = 2\\n" * 9000
digest = hashlib.sha256(old).hexdigest()
try:
    patch.apply(root, [patch.Change(name, digest, new) for name in ("a.py", "b.py")], root / "cache")
except OptgateError as error:
    print("said:", error, "/", error.hint)
assert sorted(os.listdir()) == ["a.py", "b.py", "cache"], os.listdir()
assert os.listdir("cache") in ([], ["apply.lock"]), os.listdir("cache")
assert all((root / name).read_bytes() == old for name in ("a.py", "b.py"))
END
"""


@pytest.mark.parametrize("size", ["40k", "60k", "100k"])
def test_full_disk_changes_nothing(tmp_path, size):
    """On a file system that has room for no record, for no new file, for one of two new files."""
    script = FULL.format(size=size, place=tmp_path, python=sys.executable)
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no private mounts here")
    assert done.returncode == 0, done.stderr
    assert "said: the disk is full; nothing was changed / free some space" in done.stdout


def test_killed_while_writing_by_the_clock(project, tmp_path):
    """A run in a tight loop, killed from outside at moments nobody chose."""
    loop = (
        "import hashlib, pathlib, sys\nfrom optgate import patch\nroot = pathlib.Path(sys.argv[1])\n"
        "texts = [pathlib.Path(name).read_bytes() for name in sys.argv[2:4]]\nprint('go', flush=True)\n"
        "while True:\n    old, new = texts\n"
        "    change = patch.Change('a.py', hashlib.sha256(old).hexdigest(), new)\n"
        "    patch.apply(root, [change], root.parent / 'cache')\n"
        "    texts.reverse()\n"
    )
    for name, text in (("old", OLD), ("new", NEW * 200)):
        (tmp_path / name).write_text(text)
    for number in range(8):
        (project / "a.py").write_text(OLD)
        command = [sys.executable, "-c", loop, str(project), str(tmp_path / "old"), str(tmp_path / "new")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
            run.stdout.readline()
            time.sleep(0.01 + 0.007 * number)
            run.kill()
        assert Path(project / "a.py").read_text() in (OLD, NEW * 200)
