"""staged(): functions whose text the commit being made would change, as the index has them."""

import os
import stat
import sys

import pytest

from optgate.model import UsageError
from optgate.select.git import GitError
from optgate.select.index import staged

from .conftest import Repo, loop

CLASSES = """\
class A:
    def m(self, xs):
        return [x + 1 for x in xs]

    class B:
        @staticmethod
        def m(xs):
            return [x + 2 for x in xs]


if True:
    def in_if(xs):
        def inner(y):
            return y + 3
        return [inner(x) for x in xs]
else:
    pass
try:
    import missing
except ImportError:
    def in_except(xs):
        return xs + 4
"""


def test_nothing_staged(repo):
    repo.write("a.py", loop())
    selection = repo.staged()
    assert (selection.targets, selection.skipped, selection.overlays) == ((), (), {})
    assert selection.root == str(repo.path)


def test_first_commit_is_judged_against_the_empty_tree(empty):
    empty.stage("a.py", loop())
    assert empty.names() == {"a.py::f"}


def test_sha256_repository(clean_git, tmp_path):
    repo = Repo(tmp_path / "r")
    repo.path.mkdir()
    repo.git("init", "-q", "--object-format=sha256")
    repo.stage("a.py", loop())
    assert repo.names() == {"a.py::f"}
    repo.commit()
    repo.stage("a.py", loop() + loop("g"))
    assert repo.names() == {"a.py::g"}


def test_only_the_functions_whose_text_changed(repo):
    repo.commit("a.py", loop("f") + loop("g") + loop("h"))
    repo.stage("a.py", loop("f") + loop("g").replace("total = 0", "total = 1") + loop("h"))
    (target,) = repo.staged().targets
    assert (target.qualname, target.line, target.def_line, target.end_line) == ("g", 6, 6, 10)
    assert target.file.raw == repo.git("show", ":a.py").encode()


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("x + 1", "x * 1", {"A.m"}),
        ("x + 2", "x * 2", {"A.B.m"}),
        ("@staticmethod", "@classmethod", {"A.B.m"}),
        ("y + 3", "y * 3", {"in_if"}),
        ("xs + 4", "xs * 4", {"in_except"}),
        ("class A", "class Renamed", set()),
        ("import missing", "import other", set()),
        ("if True", "if False", set()),
    ],
)
def test_where_a_changed_line_belongs(repo, old, new, touched):
    repo.commit("a.py", CLASSES)
    repo.stage("a.py", CLASSES.replace(old, new))
    assert repo.names() == {f"a.py::{name}" for name in touched}


def test_a_pure_deletion_touches_the_function_around_it(repo):
    source = "def f(xs):\n    a = 1\n    b = [x for x in xs]\n    print(b)\n\n\nY = 1\n"
    repo.commit("a.py", source)
    for line in ("    a = 1\n", "    print(b)\n"):
        repo.stage("a.py", source.replace(line, ""))
        assert repo.names() == {"a.py::f"}
    repo.stage("a.py", source.replace("Y = 1\n", ""))
    assert repo.names() == set()


def test_removing_a_neighbour_touches_nothing(repo):
    repo.commit("a.py", loop("f") + loop("g") + loop("h"))
    repo.stage("a.py", loop("f") + loop("h"))
    assert repo.names() == set()


def test_moved_functions_and_converted_line_ends_are_not_new(repo):
    repo.commit("a.py", loop("f") + loop("g"))
    repo.stage("a.py", loop("g") + loop("f"))
    assert repo.names() == set()
    repo.stage("a.py", (loop("f") + loop("g")).replace("\n", "\r\n"))
    assert repo.names() == set()


def test_partially_staged_file_is_judged_as_it_will_be_committed(repo):
    repo.commit("a.py", loop("f") + loop("g"))
    repo.stage("a.py", loop("f").replace("0", "1") + loop("g"))
    repo.write("a.py", loop("f").replace("0", "2") + loop("g").replace("0", "3"))
    selection = repo.staged()
    (target,) = selection.targets
    assert target.qualname == "f"
    assert "total = 1" in target.file.text
    assert selection.overlays == {str(repo.path / "a.py"): target.file.raw}


def test_overlays_are_every_tracked_file_that_differs_from_the_index(repo):
    for name in ("same.py", "edited.py", "removed.py", "touched.py", "pkg/mod.py"):
        repo.stage(name, loop())
    repo.commit()
    repo.stage("new.py", loop("g"))
    repo.write("edited.py", "X = 1\n")
    repo.write("pkg/mod.py", loop("other"))
    repo.write("untracked.py", "Y = 1\n")
    (repo.path / "removed.py").unlink()
    (repo.path / "new.py").unlink()
    os.utime(repo.path / "touched.py", (1, 1))
    expected = {"edited.py": loop(), "removed.py": loop(), "pkg/mod.py": loop(), "new.py": loop("g")}
    assert repo.staged().overlays == {str(repo.path / name): text.encode() for name, text in expected.items()}


def test_new_renamed_copied_deleted_and_mode_changed_files(repo):
    body = "".join(loop(f"f{number}") for number in range(8))
    for name in ("stays.py", "moves.py", "goes.py", "mode.py"):
        repo.stage(name, f"# {name}\n{body}")
    repo.commit()
    repo.git("mv", "moves.py", "moved.py")
    repo.stage("moved.py", f"# moves.py\n{body}".replace("def f3(xs):", "def f3(ys, xs):"))
    repo.git("rm", "-q", "goes.py")
    repo.git("update-index", "--chmod=+x", "mode.py")
    repo.stage("copy.py", "# stays.py\n" + loop("f0"))
    repo.stage("new.py", loop("g"))
    assert repo.names() == {"moved.py::f3", "copy.py::f0", "new.py::g"}


def test_symlinks_submodules_and_other_files_are_left_alone(repo, clean_git, tmp_path):
    other = Repo(tmp_path / "other")
    other.path.mkdir()
    other.git("init", "-q")
    other.commit("inside.py", loop())
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "sub.py")
    (repo.path / "link.py").symlink_to("README")
    repo.git("add", "link.py")
    for name in ("stub.pyi", "script.pyw", "note.ipynb", "text.txt", "upper.PY"):
        repo.stage(name, loop())
    assert repo.names() == set()
    assert repo.staged().skipped == ()
    repo.write("sub.py/inside.py", loop("changed"))
    assert repo.staged().overlays == {}
    inside = Repo(repo.path / "sub.py")
    inside.git("add", "inside.py")
    assert inside.names() == {"inside.py::changed"}
    assert inside.staged().root == str(inside.path)


def test_a_link_that_becomes_a_file_is_new(repo):
    (repo.path / "a.py").symlink_to("README")
    repo.git("add", "a.py")
    repo.commit()
    (repo.path / "a.py").unlink()
    repo.stage("a.py", loop())
    assert repo.names() == {"a.py::f"}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"def f(:\n", "does not parse"),
        (b"def f():\n    x = '\xff'\n", "encoding it declares"),
        (b"# -*- coding: no-such-thing -*-\n", "encoding it declares"),
        (b"# -*- coding: rot13 -*-\nqrs s(): cnff\n", "encoding it declares"),
        (b"# coding: utf-7\nx = '+AGE-'\n", "written back"),
        (b"x = '\0'\n", "null bytes"),
        (b"x = " + b"(" * 3000 + b")" * 3000 + b"\n", "does not parse"),
        (b"# " + b"x" * (1 << 20) + b"\n", "larger than 1 MB"),
        (b"x = " + b"-" * 100_000 + b"1\n", "does not parse"),
    ],
    ids=["syntax", "utf8", "cookie", "rot13", "utf7", "binary", "deep", "large", "unary"],
)
def test_files_that_cannot_be_judged_are_skipped_with_a_reason(repo, raw, reason):
    repo.stage("bad.py", raw)
    repo.stage("good.py", loop())
    selection = repo.staged()
    assert [target.file.path for target in selection.targets] == ["good.py"]
    ((path, said),) = selection.skipped
    assert path == "bad.py"
    assert reason in said


def test_a_repository_that_lacks_an_object(repo):
    repo.stage("a.py", loop())
    name = repo.git("rev-parse", ":a.py").strip()
    (repo.path / ".git/objects" / name[:2] / name[2:]).unlink()
    assert repo.quick()
    assert repo.staged().skipped == (("a.py", "git has lost its content"),)


def test_a_file_that_did_not_parse_before_is_judged_whole(repo):
    repo.commit("a.py", "def broken(:\n")
    repo.stage("a.py", loop())
    assert repo.names() == {"a.py::f"}


@pytest.mark.parametrize(
    ("raw", "encoding", "bom"),
    [
        (b"# -*- coding: latin-1 -*-\ndef f():\n    return '\xe9'\n", "iso-8859-1", False),
        (b"\xef\xbb\xbfdef f():\n    return '\xc3\xa9'\n", "utf-8", True),
        (b"def f():\r\n\treturn '''\r\n\x0c'''\r\n", "utf-8", False),
        (b"# coding: shift_jis\ndef f():\n    return '\x83\x5c'\n", "shift_jis", False),
        (b"def f():\r    return 1\r", "utf-8", False),
    ],
    ids=["latin", "bom", "crlf", "sjis", "old mac"],
)
def test_encodings_marks_and_line_ends_are_kept(repo, raw, encoding, bom):
    repo.git("config", "core.autocrlf", "false")
    repo.stage("a.py", raw)
    (target,) = repo.staged().targets
    file = target.file
    assert (file.raw, file.encoding, file.bom) == (raw, encoding, bom)
    assert (b"\xef\xbb\xbf" if bom else b"") + file.text.encode(encoding) == raw
    assert "".join(file.lines) == file.text
    assert file.lines[target.def_line - 1].startswith("def f")


def test_coroutines_and_replaced_definitions_are_refused_with_a_reason(repo):
    repo.stage(
        "a.py",
        "async def a(): pass\n"
        "def b():\n    async def inner(): pass\n"
        "def c():\n    yield 1\n"
        "def d(): return 1\n"
        "def d(): return 2\n"
        "class E:\n    @property\n    def x(self): return 1\n    @x.setter\n    def x(self, v): pass\n"
        "if c:\n    def g(): return 1\nelse:\n    def g(): return 2\n",
    )
    refused = [(target.qualname, target.refused) for target in repo.staged().targets]
    assert [name for name, _ in refused] == ["a", "b", "c", "d", "d", "E.x", "E.x", "g", "g"]
    assert [bool(reason) for _, reason in refused] == [
        True,
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert "coroutine" in refused[0][1]
    assert "line 7" in refused[3][1]
    assert "depends on a condition" in refused[8][1]


def test_merge_judges_only_what_is_new_to_both_sides(repo):
    base = "".join(loop(name) for name in "fgh")
    repo.commit("a.py", base)
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("theirs.py", loop())
    repo.commit("a.py", base.replace("def f(xs):", "def f(side, xs):").replace("def g(xs):", "def g(a, xs):"))
    repo.git("checkout", "-q", "main")
    repo.commit("a.py", base.replace("def h(xs):", "def h(main, xs):").replace("def g(xs):", "def g(b, xs):"))
    repo.git("merge", "-q", "side", check=False)
    assert ("a.py", "has unresolved merge conflicts") in repo.staged().skipped
    resolved = base.replace("def f(xs):", "def f(side, xs):").replace("def h(xs):", "def h(main, xs):")
    repo.stage("a.py", resolved.replace("def g(xs):", "def g(a, b, xs):"))
    assert repo.names() == {"a.py::g"}
    repo.commit()
    assert repo.names() == set()


def test_octopus_merge(repo):
    repo.commit("a.py", loop("f"))
    for side in ("one", "two"):
        repo.git("checkout", "-q", "-b", side, "main")
        repo.commit(f"{side}.py", loop(side))
    repo.git("checkout", "-q", "main")
    repo.commit("main.py", loop("m"))
    repo.git("merge", "-q", "--no-commit", "one", "two")
    assert repo.names() == set()
    repo.stage("one.py", loop("one") + loop("evil"))
    assert repo.names() == {"one.py::evil"}


def test_from_a_subfolder_and_with_unusual_names(repo):
    repo.stage("Ünï/with space/a\tb.py", loop())
    repo.stage('quote"back\\slash.py', loop())
    repo.stage("-dash.py", loop())
    expected = {"Ünï/with space/a\tb.py::f", 'quote"back\\slash.py::f', "-dash.py::f"}
    assert repo.names() == expected
    assert repo.names(repo.path / "Ünï") == expected


def test_a_name_that_is_not_utf8_is_skipped(repo):
    name = os.fsdecode(b"caf\xe9.py")
    repo.stage(name, loop())
    assert repo.staged().skipped == ((name, "its name is not valid UTF-8"),)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.noprefix", "true"),
        ("diff.renames", "false"),
        ("diff.interHunkContext", "50"),
        ("diff.external", "false"),
        ("diff.ignoreSubmodules", "all"),
        ("color.ui", "always"),
        ("core.quotepath", "true"),
        ("core.abbrev", "7"),
        ("diff.orderFile", "/nonexistent"),
        ("status.relativePaths", "true"),
        ("diff.relative", "true"),
    ],
)
def test_the_users_git_configuration_changes_nothing(repo, key, value):
    repo.commit("pkg/é.py", loop("f") + loop("g"))
    repo.git("mv", "pkg/é.py", "pkg/è.py")
    repo.stage("pkg/è.py", loop("f") + loop("g") + loop("h"))
    repo.git("config", key, value)
    assert repo.names(repo.path / "pkg") == {"pkg/è.py::h"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_DIFF_OPTS", "-u50"),
        ("GIT_EXTERNAL_DIFF", "false"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_TRACE", "1"),
        ("GIT_PREFIX", "sub/"),
    ],
)
def test_gits_own_variables_change_nothing(repo, monkeypatch, name, value):
    repo.stage("a.py", loop())
    monkeypatch.setenv(name, value)
    assert repo.names() == {"a.py::f"}
    assert repo.quick()


def test_attributes_that_hide_a_diff_change_nothing(repo):
    repo.stage(".gitattributes", "*.py -diff binary\n")
    repo.stage("a.py", loop())
    assert repo.names() == {"a.py::f"}


def test_another_index_by_environment(repo, monkeypatch):
    repo.commit("a.py", loop())
    repo.stage("a.py", loop("g"))
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=".git/other")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other")
    assert repo.names() == set()
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert repo.names() == {"a.py::g"}


def test_a_held_index_lock_does_not_matter(repo):
    repo.stage("a.py", loop())
    repo.write(".git/index.lock", b"")
    assert repo.names() == {"a.py::f"}


def test_linked_worktree(repo):
    repo.commit("a.py", loop())
    repo.git("worktree", "add", "-q", "../linked")
    linked = Repo(repo.path.parent / "linked")
    linked.stage("a.py", loop("g"))
    assert linked.names() == {"a.py::g"}
    assert linked.staged().root == str(linked.path)
    assert repo.names() == set()


def test_include_and_exclude(repo):
    for name in ("src/a.py", "src/gen/b.py", "tests/c.py"):
        repo.stage(name, loop())

    def paths(**globs):
        return [target.file.path for target in repo.staged(**globs).targets]

    assert paths(include=("src",)) == ["src/a.py", "src/gen/b.py"]
    assert paths(exclude=("gen/", "tests/*.py")) == ["src/a.py"]


def test_not_a_repository(clean_git, tmp_path):
    with pytest.raises(UsageError, match="not a git repository") as error:
        staged(tmp_path)
    assert "optgate run FILE" in error.value.hint


def test_git_is_not_installed(repo, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="git is not installed"):
        staged(repo.path)


def test_bare_repository_and_inside_of_git_folder(repo, tmp_path):
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    for place in (tmp_path / "bare.git", repo.path / ".git"):
        with pytest.raises(UsageError, match="bare repository"):
            staged(place)


def test_a_broken_index_is_an_error_for_people(repo):
    repo.stage("a.py", loop())
    (repo.path / ".git/index").write_bytes(b"garbage")
    with pytest.raises(UsageError, match="index") as error:
        staged(repo.path)
    assert not isinstance(error.value, GitError)
    assert error.value.hint


HOOK = """#!{python}
import os, pathlib, sys
from optgate import select
cwd = pathlib.Path.cwd()
index = pathlib.Path(os.environ.get("GIT_INDEX_FILE", ".git/index"))
before = index.read_bytes()
selection = select.staged(cwd)
lines = [f"{{select.quick(cwd)}} {{selection.root}}"]
for t in selection.targets:
    lines.append(f"{{t.file.path}}::{{t.qualname}} {{t.file.text.splitlines()[1].strip()}}")
lines += [f"overlay {{os.path.basename(path)}}" for path in selection.overlays]
assert index.read_bytes() == before
pathlib.Path({log!r}).write_text("\\n".join(lines))
"""


@pytest.fixture
def hooked(repo, tmp_path):
    """A repository with a pre-commit hook that writes what it saw; its answer is read with ``seen``."""
    repo.log = tmp_path / "log"
    hook = repo.write(".git/hooks/pre-commit", HOOK.format(python=sys.executable, log=str(repo.log)))
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    repo.commit("a.py", loop("f"))
    repo.commit("b.py", loop("g"))

    def seen(*arguments, cwd=None):
        repo.git("commit", "-q", "-m", "judged", *arguments, cwd=cwd)
        return repo.log.read_text().splitlines()

    repo.seen = seen
    return repo


def edited(name, value):
    return loop(name).replace("total = 0", f"total = {value}")


def test_hook_plain_commit_with_unstaged_edits(hooked):
    hooked.stage("a.py", edited("f", 1))
    hooked.write("a.py", edited("f", 2))
    assert hooked.seen() == [f"True {hooked.path}", "a.py::f total = 1", "overlay a.py"]


def test_hook_commit_all(hooked):
    hooked.write("a.py", edited("f", 1))
    hooked.write("b.py", edited("g", 2))
    assert hooked.seen("-a") == [f"True {hooked.path}", "a.py::f total = 1", "b.py::g total = 2"]


def test_hook_commit_of_a_path_leaves_the_staged_rest_out(hooked):
    hooked.stage("a.py", edited("f", 1))
    hooked.write("b.py", edited("g", 2))
    assert hooked.seen("b.py") == [f"True {hooked.path}", "b.py::g total = 2", "overlay a.py"]


def test_hook_started_in_a_subfolder(hooked):
    hooked.write("sub/x", "")
    hooked.write("a.py", edited("f", 1))
    assert hooked.seen("-a", cwd=hooked.path / "sub") == [f"True {hooked.path}", "a.py::f total = 1"]


def test_hook_amend_of_an_unchanged_tree_has_nothing(hooked):
    assert hooked.seen("--amend", "--allow-empty") == [f"False {hooked.path}"]


def test_hook_in_a_linked_worktree(hooked):
    hooked.git("worktree", "add", "-q", "../linked")
    linked = hooked.path.parent / "linked"
    (linked / "a.py").write_text(edited("f", 7))
    hooked.write("b.py", edited("g", 2))
    assert hooked.seen("-a", cwd=linked) == [f"True {linked}", "a.py::f total = 7"]


def test_hook_with_git_dir_and_work_tree_given(hooked, tmp_path):
    hooked.stage("a.py", edited("f", 3))
    hooked.git(
        f"--git-dir={hooked.path}/.git",
        f"--work-tree={hooked.path}",
        "commit",
        "-q",
        "-m",
        "x",
        cwd=hooked.path,
    )
    assert hooked.log.read_text().splitlines() == [f"True {hooked.path}", "a.py::f total = 3"]


def test_hook_resolving_a_merge(hooked):
    hooked.git("checkout", "-q", "-b", "side")
    hooked.commit("a.py", edited("f", 1))
    hooked.git("checkout", "-q", "main")
    hooked.commit("a.py", edited("f", 2))
    hooked.git("merge", "-q", "side", check=False)
    hooked.stage("a.py", edited("f", 3))
    assert hooked.seen() == [f"True {hooked.path}", "a.py::f total = 3"]
