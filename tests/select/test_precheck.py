"""quick(): False only when certainly nothing staged can matter, and cheap."""

import subprocess
import sys

import pytest

from .conftest import loop

STRAIGHT = "def f(x):\n    return x + 1\n"


def test_no_loop_near_the_staged_changes(repo):
    assert not repo.quick()
    repo.stage("notes.txt", "for x in xs: pass\n")
    repo.stage("stub.pyi", loop())
    assert not repo.quick()
    repo.stage("a.py", STRAIGHT)
    assert not repo.quick()
    repo.stage("a.py", STRAIGHT + "for x in range(3):\n    print(x)\n")
    assert not repo.quick()


@pytest.mark.parametrize(
    "body",
    [
        "for x in xs: print(x)",
        "while xs: xs.pop()",
        "return [x for x in xs]",
        "return {x for x in xs}",
        "return {x: x for x in xs}",
        "return sum(x for x in xs)",
        "return list(map(abs, xs))",
        "return np.vectorize(abs)(xs)",
        "return xs.apply(abs)",
        "return (lambda ys: [y for y in ys])(xs)",
        "def g():\n        while True: pass",
    ],
)
def test_anything_that_repeats_work_matters(repo, body):
    repo.stage("a.py", f"class C:\n  def f(self, xs):\n    {body}\n")
    assert repo.quick()


def test_a_loop_that_was_there_before_does_not_matter(repo):
    repo.commit("a.py", loop() + STRAIGHT)
    repo.stage("a.py", "import os\n\n\n" + loop() + STRAIGHT.replace("1", "2"))
    assert not repo.quick()
    repo.stage("a.py", loop().replace("0", "1") + STRAIGHT)
    assert repo.quick()


def test_renamed_removed_and_linked_files(repo):
    repo.commit("a.py", loop())
    repo.git("mv", "a.py", "b.py")
    assert not repo.quick()
    repo.git("rm", "-q", "--cached", "b.py")
    (repo.path / "link.py").symlink_to("b.py")
    repo.git("add", "link.py")
    assert not repo.quick()


@pytest.mark.parametrize(
    "raw", [b"def f(:\n", b"x = '\xff'\n", b"x = '\0'\n", b"x = " + b"(" * 3000 + b")" * 3000]
)
def test_what_cannot_be_read_matters_because_the_report_says_why(repo, raw):
    repo.stage("a.py", raw)
    assert repo.quick()


def test_encodings(repo):
    repo.stage("a.py", b"\xef\xbb\xbf" + loop().encode())
    assert repo.quick()
    repo.stage("a.py", b"# coding: latin-1\ndef f():\n    return '\xe9'\n")
    assert not repo.quick()


def test_anything_out_of_the_ordinary_is_left_to_the_full_selection(empty, tmp_path, monkeypatch):
    assert empty.quick()
    empty.commit("README", "x\n")
    assert not empty.quick()
    outside = tmp_path / "outside"
    outside.mkdir()
    assert type(empty)(outside).quick()
    assert type(empty)(tmp_path / "missing").quick()
    monkeypatch.setenv("PATH", "")
    assert empty.quick()


def test_many_files_are_left_to_the_full_selection(repo):
    for number in range(1600):
        repo.write(f"m{number}.py", f"def f{number}(): pass\n")
    repo.git("add", ".")
    assert repo.quick()


def test_says_no_to_nothing_that_the_full_selection_would_judge(repo):
    """Over a series of edits: where staged() has a function with a loop, quick() lets it through."""
    versions = [
        loop("f") + STRAIGHT.replace("f", "g"),
        loop("f") + loop("g"),
        "class A:\n" + "".join(f"    {line}\n" for line in loop("f").splitlines()),
        loop("f").replace("\n", "\r\n"),
        "@staticmethod\n" + loop("f"),
        "",
        STRAIGHT,
    ]
    for version in versions:
        repo.stage("a.py", version)
        judged = [target for target in repo.staged().targets if "for " in target.file.text]
        assert repo.quick() or not judged
        repo.git("commit", "-q", "--allow-empty", "-m", "next")


def test_loads_nothing_heavy(repo):
    code = (
        "import sys; before = set(sys.modules); from optgate.select import quick; quick(sys.argv[1]);"
        "print(*(set(sys.modules) - before))"
    )
    repo.stage("a.py", loop())
    done = subprocess.run(
        [sys.executable, "-c", code, str(repo.path)], capture_output=True, text=True, check=True
    )
    heavy = {"msgspec", "ast", "re", "typing", "subprocess", "pathlib", "argparse", "dataclasses", "tokenize"}
    assert "optgate.select.precheck" in done.stdout.split()
    assert not heavy & set(done.stdout.split())
