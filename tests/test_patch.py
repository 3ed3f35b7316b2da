"""Patches that git takes, changes carried over to edited files, and writing that nothing can tear."""

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from optgate import patch
from optgate.model import OptgateError, SourceFile, UsageError
from optgate.patch.write import TEMPORARY

OLD = """\
import os


def f(xs):
    total = 0
    for x in xs:
        total += x
    return total


Y = 1
"""
NEW = OLD.replace(
    "    total = 0\n    for x in xs:\n        total += x\n    return total\n", "    return sum(xs)\n"
)
BOM = "\ufeff"


def file_of(text, path="a.py", encoding="utf-8", bom=False, root="/"):
    raw = (BOM.encode() if bom else b"") + text.encode(encoding)
    return SourceFile(root=root, path=path, raw=raw, text=text, encoding=encoding, bom=bom)


def change(path, old, new):
    return patch.Change(str(path), hashlib.sha256(old).hexdigest(), new)


@pytest.fixture
def git(monkeypatch, tmp_path):
    """A repository, and git's ``apply`` on the patch of a file in it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    repo = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(repo)], check=True)

    def applied(file, new_text):
        place = repo / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.raw)
        text = patch.diff(file, new_text)
        if text:
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            done = subprocess.run(
                command, cwd=repo, input=text.encode(file.encoding), capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
        return place.read_bytes()

    return applied


LINE = st.text(
    st.sampled_from(["a", "b", " ", "\t", "\r", "\x0c", "é", "\u2028", "+", "-", "@", "\\"]), max_size=3
)
TEXT = st.builds(
    lambda lines, last: "".join(f"{line}\n" for line in lines) + last, st.lists(LINE, max_size=30), LINE
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT.filter(bool), TEXT.filter(bool), st.booleans())
@example("a", "a\n", False)
@example("a\n", "a", False)
@example("a\r\nb\r\n", "a\r\nc\r\n", True)
@example("\n" * 20 + "a", "\n" * 20 + "b", False)
def test_git_applies_what_diff_writes(git, old, new, bom):
    file = file_of(old, bom=bom)
    assert git(file, new) == patch.encode(file, new)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, min_size=1, max_size=60), st.data())
def test_git_applies_small_edits_of_long_texts(git, lines, data):
    edited = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(edited) - 1))
        edited[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(LINE, max_size=2))
        edited = edited or ["x"]
    old, new = ("".join(f"{line}\n" for line in part) for part in (lines, edited))
    file = file_of(old)
    assert git(file, new) == new.encode()


@pytest.mark.parametrize(
    "path",
    [
        "with space/a b.py",
        "Ünï/é.py",
        'quote"d.py',
        "back\\slash.py",
        "tab\there.py",
        "line\nfeed.py",
        "-dash.py",
        "a b/ü\x07.py",
        "b/a/x.py",
    ],
)
def test_git_applies_patches_of_unusual_paths(git, path):
    assert git(file_of(OLD, path), NEW) == NEW.encode()


@pytest.mark.parametrize(("encoding", "text"), [("iso-8859-1", "é"), ("shift_jis", "表"), ("cp1252", "€")])
def test_git_applies_patches_in_the_encoding_of_the_file(git, encoding, text):
    old = f"# coding: {encoding}\nx = '{text}'\ny = 1\n"
    file = file_of(old, encoding=encoding)
    assert git(file, old.replace("y = 1", f"y = '{text}'")).decode(encoding).endswith(f"y = '{text}'\n")


@pytest.mark.parametrize(
    "path", ["a.py", "with space/a b.py", "Ünï/é.py", 'q"\\.py', "t\tb c.py", "\x01é.py"]
)
def test_headers_are_those_of_git(git, tmp_path, path):
    git(file_of(OLD, path), OLD)
    place = tmp_path / "repo"
    subprocess.run(["git", "add", "."], cwd=place, check=True)
    (place / path).write_text(NEW)
    command = ["git", "-c", "core.quotepath=false", "diff"]
    theirs = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stdout
    marks = ("diff ", "--- ", "+++ ")
    ours = patch.diff(file_of(OLD, path), NEW)
    headers = [[line for line in text.split("\n") if line.startswith(marks)] for text in (ours, theirs)]
    assert headers[0] == headers[1]


def test_what_a_patch_looks_like():
    assert patch.diff(file_of(OLD), NEW) == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -2,10 +2,7 @@\n \n \n def f(xs):\n"
        "-    total = 0\n-    for x in xs:\n-        total += x\n-    return total\n+    return sum(xs)\n"
        " \n \n Y = 1\n"
    )
    assert patch.diff(file_of(OLD), OLD) == ""


def test_a_large_file_takes_no_time():
    body = "".join(f"def f{number}(x):\n    y = x\n    return y\n\n\n" for number in range(6000))
    begun = time.process_time()
    text = patch.diff(file_of(body), "import numpy as np\n" + body.replace("def f5990(x)", "def f5990(x, z)"))
    assert time.process_time() - begun < 2
    assert text.count("\n@@ ") == 2


def test_encode_keeps_encoding_and_mark():
    assert patch.encode(file_of("é", bom=True), "è") == b"\xef\xbb\xbf\xc3\xa8"
    assert patch.encode(file_of("é", encoding="iso-8859-1"), "è\r\n") == b"\xe8\r\n"
    with pytest.raises(OptgateError, match="cannot be written in iso-8859-1") as error:
        patch.encode(file_of("é", encoding="iso-8859-1"), "€")
    assert "utf-8" in error.value.hint


class TestRebase:
    def test_unchanged_text_takes_the_new_one(self):
        assert patch.rebase(OLD, NEW, OLD) == NEW

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("import os\n", "import os\nimport sys\n"),
            ("import os\n\n\n", ""),
            ("Y = 1\n", "Y = 2\n"),
            ("\n\nY = 1\n", ""),
            ("Y = 1\n", "Y = 1\n\n\ndef g(xs):\n    total = 0\n    return total\n"),
            ("import os\n", "def f(ys):\n    return ys\n"),
            ("Y = 1\n", "Y = 1"),
        ],
    )
    def test_edits_elsewhere_are_kept(self, old, new):
        current = OLD.replace(old, new)
        assert patch.rebase(OLD, NEW, current) == NEW.replace(old, new)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("def f(xs):", "def f(ys):"),
            ("total = 0", "total = 1"),
            ("def f", "@cache\ndef f"),
            ("    return total\n", "    return total\n    print()\n"),
            (OLD[OLD.index("def f") : OLD.index("Y = 1")], ""),
            ("import os", "import ("),
        ],
    )
    def test_a_function_edited_meanwhile_is_refused(self, old, new):
        assert patch.rebase(OLD, NEW, OLD.replace(old, new)) is None

    def test_an_edit_of_another_part_of_the_function_is_refused(self):
        body = "".join(f"    a{number} = {number}\n" for number in range(30))
        old = f"def f():\n{body}    return a1\n"
        new = old.replace("a29 = 29", "a29 = 30")
        assert patch.rebase(old, new, old.replace("a2 = 2", "a2 = 5")) is None
        assert patch.rebase(old, new, "x = 1\n" + old) == "x = 1\n" + new

    def test_lines_that_stand_in_two_places_are_refused(self):
        body = "".join(f"    a{number} = {number}\n" for number in range(30))
        old = f"def g():\n{body}\n\ndef f():\n{body}"
        at = old.rindex("a15")
        new = f"{old[:at]}b{old[at:]}"
        assert patch.rebase(old, new, old) == new
        assert patch.rebase(old, new, "x = 1\n" + old) is None

    def test_the_same_function_twice_is_refused(self):
        assert patch.rebase(OLD, NEW, OLD + OLD) is None

    def test_the_same_lines_in_another_function_are_not_mistaken(self):
        other = OLD.replace("def f", "def g").replace("import os\n\n\n", "")
        merged = patch.rebase(OLD, NEW, other + OLD)
        assert merged in (None, other + NEW)

    def test_windows_line_ends_in_the_work_tree(self):
        assert patch.rebase(OLD, NEW, OLD.replace("\n", "\r\n")) == NEW.replace("\n", "\r\n")

    def test_methods_and_decorated_functions(self):
        old = "class A:\n    @one\n    def m(self, xs):\n        return [x for x in xs]\n"
        new = old.replace("[x for x in xs]", "list(xs)")
        assert patch.rebase(old, new, "Z = 1\n" + old) == "Z = 1\n" + new
        assert patch.rebase(old, new, "Z = 1\n" + old.replace("@one", "@two")) is None

    def test_an_import_that_came_in_meanwhile_is_not_added_twice(self):
        new = NEW.replace("import os\n", "import os\nimport numpy as np\n")
        current = OLD.replace("import os\n", "import os\nimport numpy as np\nimport sys\n")
        merged = patch.rebase(OLD, new, current)
        assert merged == current.replace(OLD[OLD.index("def f") :], NEW[NEW.index("def f") :])

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.sampled_from([*OLD.splitlines(), "Z = 2", "", "def g(): pass"]), max_size=12), st.data()
    )
    def test_a_result_parses_and_has_the_new_function_once(self, lines, data):
        at = data.draw(st.integers(0, len(lines)))
        current = "\n".join([*lines[:at], *OLD.splitlines(), *lines[at:], ""])
        merged = patch.rebase(OLD, NEW, current)
        if merged is not None:
            compile(merged, "m", "exec")
            body = OLD[OLD.index("    total") : OLD.index("\n\nY")]
            assert merged.count("def f(xs):\n    return sum(xs)\n") == 1
            assert merged.replace("    return sum(xs)\n", body) == current


class TestPrepare:
    def test_unchanged_edited_and_conflicting_work_trees(self, tmp_path):
        file = file_of(OLD, root=str(tmp_path))
        place = tmp_path / "a.py"
        for current, expected in ((OLD, NEW), (OLD + "# end\n", NEW + "# end\n")):
            place.write_text(current)
            (one,) = patch.prepare(tmp_path, [(file, NEW)])
            patch.apply(tmp_path, [one])
            assert place.read_text() == expected
        place.write_text(OLD.replace("total = 0", "total = 1"))
        with pytest.raises(UsageError, match="edited since it was judged") as error:
            patch.prepare(tmp_path, [(file, NEW)])
        assert "run optgate again" in error.value.hint
        place.unlink()
        with pytest.raises(UsageError, match="gone"):
            patch.prepare(tmp_path, [(file, NEW)])

    def test_two_rewrites_of_one_file(self, tmp_path):
        both = OLD + OLD[OLD.index("def f") :].replace("def f", "def g").replace("Y = 1", "Z = 1")
        first = both.replace("import os", "import os\nimport numpy as np").replace(
            OLD[OLD.index("def f") : OLD.index("\n\nY")], "def f(xs):\n    return np.sum(xs)\n"
        )
        second = both.replace("import os", "import os\nimport numpy as np").replace(
            OLD[OLD.index("def f") : OLD.index("\n\nY")].replace("def f", "def g"),
            "def g(xs):\n    return np.add.reduce(xs)\n",
        )
        (tmp_path / "a.py").write_text(both)
        file = file_of(both)
        patch.apply(tmp_path, patch.prepare(tmp_path, [(file, first), (file, second)]))
        text = (tmp_path / "a.py").read_text()
        assert text.count("import numpy as np") == 1
        assert "return np.sum(xs)" in text
        assert "return np.add.reduce(xs)" in text
        assert "for x in xs" not in text

    def test_mark_encoding_and_undecodable_work_tree(self, tmp_path):
        file = file_of(OLD, bom=True)
        place = tmp_path / "a.py"
        place.write_bytes(file.raw + b"# more\n")
        (one,) = patch.prepare(tmp_path, [(file, NEW)])
        assert one.content == (BOM + NEW).encode() + b"# more\n"
        for raw in (OLD.encode() + b"# more\n", file.raw + b"# \xff\n"):
            place.write_bytes(raw)
            with pytest.raises(UsageError, match="edited"):
                patch.prepare(tmp_path, [(file, NEW)])


def tree(folder):
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


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
        patch.apply(project, [change(name, OLD.encode(), NEW.encode()) for name in ("a.py", "pkg/b.py")])
        assert tree(project) == {"a.py": NEW.encode(), "pkg/b.py": NEW.encode(), "pkg/c.py": OLD.encode()}
        assert stat.S_IMODE((project / "a.py").stat().st_mode) == 0o751

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
    def test_keeps_the_owner(self, project):
        os.chown(project / "a.py", 1234, 4321)
        patch.apply(project, [change("a.py", OLD.encode(), NEW.encode())])
        now = (project / "a.py").stat()
        assert (now.st_uid, now.st_gid) == (1234, 4321)

    def test_keeps_extended_attributes(self, project):
        try:
            os.setxattr(project / "a.py", "user.note", b"kept")
        except OSError:
            pytest.skip("the file system has no extended attributes")
        patch.apply(project, [change("a.py", OLD.encode(), NEW.encode())])
        assert os.getxattr(project / "a.py", "user.note") == b"kept"

    def test_writes_through_a_link(self, project):
        (project / "link.py").symlink_to("pkg/b.py")
        patch.apply(project, [change("link.py", OLD.encode(), NEW.encode())])
        assert (project / "link.py").is_symlink()
        assert (project / "pkg/b.py").read_text() == NEW

    def test_never_touches_the_index(self, project):
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", *command], cwd=project, check=True)
        index = (project / ".git/index").read_bytes()
        (project / ".git/index.lock").touch()
        patch.apply(project, [change("a.py", OLD.encode(), NEW.encode())])
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
            patch.apply(
                project,
                [change(name, OLD.encode(), NEW.encode()) for name in ("a.py", "pkg/b.py", "pkg/c.py")],
            )
        assert tree(project) == before

    def test_refuses_paths_outside_doubles_and_text_that_does_not_parse(self, project):
        (project.parent / "out.py").write_text(OLD)
        before = tree(project.parent)
        for name in ("../out.py", str(project.parent / "out.py")):
            with pytest.raises(UsageError, match="out of the project"):
                patch.apply(project, [change(name, OLD.encode(), NEW.encode())])
        with pytest.raises(UsageError, match="two changes to one file"):
            patch.apply(project, [change("a.py", OLD.encode(), NEW.encode())] * 2)
        with pytest.raises(OptgateError, match="does not parse"):
            patch.apply(project, [change("a.py", OLD.encode(), b"def f(:\n")])
        assert tree(project.parent) == before

    def test_an_edit_between_the_check_and_the_rename_is_kept(self, project, tmp_path):
        """Another program edits the second file the moment the first one is replaced."""
        script = (
            "import hashlib, pathlib, sys\nfrom optgate import patch\nold, new = sys.argv[1:]\n"
            "def hook(event, arguments):\n"
            "    if event == 'os.rename': pathlib.Path('pkg/b.py').write_text(old + '# mine\\n')\n"
            "sys.addaudithook(hook)\n"
            "digest = hashlib.sha256(old.encode()).hexdigest()\n"
            "names = ('a.py', 'pkg/b.py')\n"
            "patch.apply(pathlib.Path('.'), [patch.Change(name, digest, new.encode()) for name in names])\n"
        )
        command = [sys.executable, "-c", script, OLD, NEW]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert "pkg/b.py was edited while the change was being applied" in done.stderr
        assert files_of(project) == [OLD, OLD + "# mine\n", OLD]
        assert leftovers(project) == []

    def test_another_run_at_the_same_moment_does_not_sweep_ours(self, project):
        """The moment the first file is about to be replaced, somebody else applies in the same folder."""
        script = (
            "import hashlib, pathlib, sys\nfrom optgate import patch\nold, new = sys.argv[1:]\n"
            "digest = hashlib.sha256(old.encode()).hexdigest()\nnested = []\n"
            "def write(*names):\n"
            "    patch.apply(pathlib.Path('.'), [patch.Change(n, digest, new.encode()) for n in names])\n"
            "def hook(event, arguments):\n"
            "    if event == 'os.rename' and not nested: nested.append(1); write('pkg/c.py')\n"
            "sys.addaudithook(hook)\nwrite('pkg/b.py')\n"
        )
        command = [sys.executable, "-c", script, OLD, NEW]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert files_of(project) == [OLD, NEW, NEW]

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
            patch.apply(project, [change("a.py", OLD.encode(), NEW.encode())])
            assert not stale.exists()
            assert live.exists()
        patch.apply(project, [change("pkg/b.py", OLD.encode(), NEW.encode())])
        assert live.exists()
        patch.apply(project, [change("a.py", NEW.encode(), OLD.encode())])
        assert not live.exists()


FULL = """\
mount -t tmpfs -o size={size} tmpfs {place} || exit 77
cd {place} && {python} - <<'END'
import hashlib, os, pathlib
from optgate import patch
from optgate.model import OptgateError
root = pathlib.Path.cwd()
old = b"x = 1\\n" + b"# padding\\n" * 800
for name in ("a.py", "b.py"):
    (root / name).write_bytes(old)
new = old + b"y = 2\\n" * 9000
before = sorted(os.listdir())
try:
    patch.apply(root, [patch.Change(n, hashlib.sha256(old).hexdigest(), new) for n in ("a.py", "b.py")])
except OptgateError as error:
    print("said:", error, "/", error.hint)
assert sorted(os.listdir()) == before, os.listdir()
assert all((root / name).read_bytes() == old for name in before)
END
"""


def test_full_disk_changes_nothing(tmp_path):
    """On a file system of 100 kB that has room for one of two new files."""
    script = FULL.format(size="100k", place=tmp_path, python=sys.executable)
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no private mounts here")
    assert done.returncode == 0, done.stderr
    assert "said: the disk is full; nothing was changed / free some space" in done.stdout


KILLED = """\
import hashlib, os, pathlib, signal, sys
from optgate import patch
root, at, kind = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
old, new = (pathlib.Path(name).read_bytes() for name in sys.argv[4:6])
seen = 0
EVENTS = {"open", "os.rename", "os.remove", "os.chmod", "os.chown", "fcntl.flock", "os.listxattr"}
def hook(event, arguments):
    global seen
    if event in EVENTS and armed:
        seen += 1
        if seen == at:
            os.kill(os.getpid(), kind)
armed = False
sys.addaudithook(hook)
changes = [patch.Change(n, hashlib.sha256(old).hexdigest(), new) for n in ("a.py", "pkg/b.py", "pkg/c.py")]
armed = True
patch.apply(root, changes)
armed = False
print("done", seen)
"""


def killed(project, tmp_path, at, kind):
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name).write_text(text)
    command = [sys.executable, "-c", KILLED, str(project), str(at), str(int(kind))]
    return subprocess.run(
        [*command, str(tmp_path / "old"), str(tmp_path / "new")], capture_output=True, text=True, check=False
    )


def files_of(project):
    return [(project / name).read_text() for name in ("a.py", "pkg/b.py", "pkg/c.py")]


def leftovers(project):
    return [path for path in project.rglob("*") if path.name.startswith(TEMPORARY)]


def steps(project, tmp_path, most):
    """The steps of an uninterrupted run, thinned out to at most ``most``."""
    done = killed(project, tmp_path, 10**9, signal.SIGKILL)
    count = int(done.stdout.split()[1])
    assert files_of(project) == [NEW] * 3
    for name in ("a.py", "pkg/b.py", "pkg/c.py"):
        (project / name).write_text(OLD)
    return sorted({round(1 + number * (count - 1) / (most - 1)) for number in range(most)})


def test_killed_at_any_step_no_file_is_torn(project, tmp_path):
    for at in steps(project, tmp_path, 20):
        done = killed(project, tmp_path, at, signal.SIGKILL)
        assert done.returncode == -signal.SIGKILL
        assert set(files_of(project)) <= {OLD, NEW}
        for name in ("a.py", "pkg/b.py", "pkg/c.py"):
            (project / name).write_text(OLD)
        patch.apply(project, [change(name, OLD.encode(), OLD.encode()) for name in ("a.py", "pkg/b.py")])
        assert leftovers(project) == []


def test_interrupted_at_any_step_nothing_is_changed(project, tmp_path):
    for at in steps(project, tmp_path, 12):
        done = killed(project, tmp_path, at, signal.SIGINT)
        if "done" in done.stdout:
            assert files_of(project) == [NEW] * 3
            for name in ("a.py", "pkg/b.py", "pkg/c.py"):
                (project / name).write_text(OLD)
        else:
            assert done.returncode == -signal.SIGINT
            assert files_of(project) == [OLD] * 3
        assert leftovers(project) == []


def test_killed_while_writing_by_the_clock(project, tmp_path):
    """A run in a tight loop, killed from outside at moments nobody chose."""
    loop = (
        "import hashlib, pathlib, sys\nfrom optgate import patch\nroot = pathlib.Path(sys.argv[1])\n"
        "texts = [pathlib.Path(name).read_bytes() for name in sys.argv[2:4]]\nprint('go', flush=True)\n"
        "while True:\n    old, new = texts\n"
        "    patch.apply(root, [patch.Change('a.py', hashlib.sha256(old).hexdigest(), new)])\n"
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
