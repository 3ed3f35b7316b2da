"""explicit(): files, folders and path.py::Qual.name, judged on the work tree."""

import pytest

from optgate import select
from optgate.model import UsageError
from optgate.select.named import explicit

from .conftest import Repo, loop

SHAPES = "class A:\n    def m(self): pass\n    class B:\n        def k(self): pass\n" + loop("scan")


@pytest.fixture
def plain(clean_git, tmp_path):
    """A folder outside any repository."""
    return Repo(tmp_path)


def found(selection):
    return [f"{target.file.path}::{target.qualname}" for target in selection.targets]


def test_a_file_on_work_tree_content(repo):
    repo.commit("a.py", loop("old"))
    repo.write("a.py", loop("new") + loop("more"))
    selection = repo.explicit("a.py")
    assert found(selection) == ["a.py::new", "a.py::more"]
    assert selection.overlays == {}
    assert [file.path for file in selection.whole] == ["a.py"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scan", ["s.py::scan"]),
        ("A.m", ["s.py::A.m"]),
        ("A.B.k", ["s.py::A.B.k"]),
        ("A", ["s.py::A.m", "s.py::A.B.k"]),
    ],
)
def test_names_in_a_file(plain, name, expected):
    plain.write("s.py", SHAPES)
    assert found(plain.explicit(f"s.py::{name}")) == expected


def test_each_function_once_in_order(plain):
    plain.write("s.py", SHAPES)
    plain.write("a.py", loop())
    expected = ["a.py::f", "s.py::A.m", "s.py::A.B.k", "s.py::scan"]
    assert found(plain.explicit("s.py::scan", ".", "s.py", "./a.py::f", str(plain.path / "a.py"))) == expected


def test_the_binding_that_runs_is_meant(plain):
    plain.write("s.py", "def f(): return 1\ndef f(): return 2\nasync def g(): pass\n")
    (target,) = plain.explicit("s.py::f").targets
    assert (target.line, target.refused) == (2, "")
    (target,) = plain.explicit("s.py::g").targets
    assert "coroutine" in target.refused


def test_folder_in_a_repository_is_what_git_sees(repo):
    repo.write(".gitignore", "build/\n")
    for name in ("src/a.py", "src/deep/b.py", "build/c.py", "src/stub.pyi", "src/gone.py"):
        repo.write(name, loop())
    repo.git("add", "src/a.py", "src/gone.py")
    (repo.path / "src/gone.py").unlink()
    (repo.path / "src/link.py").symlink_to("a.py")
    assert found(repo.explicit(".")) == ["src/a.py::f", "src/deep/b.py::f"]
    assert found(repo.explicit("deep", cwd=repo.path / "src")) == ["src/deep/b.py::f"]
    assert found(repo.explicit("build")) == ["build/c.py::f"]
    assert found(repo.explicit("build/c.py")) == ["build/c.py::f"]


def test_folder_outside_a_repository(plain):
    for name in (
        "a.py",
        ".hidden/b.py",
        "env/lib/c.py",
        "x/site-packages/d.py",
        "x/__pycache__/e.py",
        "x/f.py",
    ):
        plain.write(name, loop())
    plain.write("env/pyvenv.cfg", "")
    assert found(plain.explicit(".")) == ["a.py::f", "x/f.py::f"]


def test_globs_apply_to_folders_and_not_to_a_named_file(plain):
    for name in ("a.py", "gen/b.py", "gen/c.py"):
        plain.write(name, loop())
    assert found(plain.explicit(".", exclude=("gen",))) == ["a.py::f"]
    assert found(plain.explicit(".", include=("gen/b.py",))) == ["gen/b.py::f"]
    assert found(plain.explicit("gen/b.py", exclude=("gen",))) == ["gen/b.py::f"]


def test_paths_are_relative_to_the_root_wherever_the_command_runs(repo):
    repo.write("pkg/a.py", loop())
    repo.write("other/x", "")
    selection = repo.explicit("../pkg/a.py", cwd=repo.path / "other")
    assert (selection.root, found(selection)) == (str(repo.path), ["pkg/a.py::f"])


def test_a_link_means_its_target(plain):
    plain.write("real/a.py", loop())
    (plain.path / "link.py").symlink_to("real/a.py")
    assert found(plain.explicit("link.py")) == ["real/a.py::f"]


@pytest.mark.parametrize(
    ("spec", "message", "hint"),
    [
        ("pgk/scan.py", "no such file", "pkg/scan.py"),
        ("pkg/scna.py::f", "no such file", "pkg/scan.py::f"),
        ("pkgs", "no such file", "did you mean pkg"),
        ("entirely-different", "no such file", "path.py::Qual.name"),
        ("pkg/scan.py::scna", "no function scna", "pkg/scan.py::scan"),
        ("pkg/scan.py::zzzzzz", "no function zzzzzz", "A.m, A.B.k, scan"),
        ("pkg/scan.py::scan.inner", "not a function of its own", "pkg/scan.py::scan"),
        ("x" * 5000 + "::f", "no such file", "path.py::Qual.name"),
        ("circle.py", "no such file", ""),
        ("pkg::scan", "is a folder", "name a file"),
        ("note.ipynb", "notebook", ".py file"),
        ("note.ipynb::f", "notebook", ".py file"),
        ("README", "not a Python source file", ".py file"),
        ("bad.py::f", "cannot be judged: does not parse", ""),
        ("/", "outside the project", "inside that file's project"),
    ],
)
def test_wrong_targets_name_the_next_step(repo, spec, message, hint):
    repo.write("pkg/scan.py", SHAPES)
    repo.write("note.ipynb", "{}")
    repo.write("bad.py", "def f(:\n")
    (repo.path / "circle.py").symlink_to("circle.py")
    with pytest.raises(UsageError, match=message) as error:
        repo.explicit(spec)
    assert hint in error.value.hint


def test_files_that_cannot_be_judged_are_skipped_with_a_reason(plain):
    plain.write("bad.py", "def f(:\n")
    plain.write("latin.py", b"x = '\xe9'\n")
    plain.write("large.py", b"#" * (1 << 20) + b"\n")
    plain.write("good.py", loop())
    selection = plain.explicit(".", "bad.py")
    assert found(selection) == ["good.py::f"]
    assert [path for path, _ in selection.skipped] == ["bad.py", "large.py", "latin.py"]


def test_a_name_with_colons_is_a_file_when_it_exists(plain):
    plain.write("odd::name.py", loop())
    assert found(plain.explicit("odd::name.py")) == ["odd::name.py::f"]
    assert found(plain.explicit("odd::name.py::f")) == ["odd::name.py::f"]


def test_lazy_names_of_the_room():
    assert select.explicit is explicit
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = select.nothing_here
