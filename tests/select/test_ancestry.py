"""earlier(): what a changed function was, followed through renames and moves."""

import pytest

from optgate import select
from optgate.select.ancestry import earlier

from .conftest import loop

SCALED = """\
def scaled(x, k):
    total = 0
    for value in x:
        if value > k:
            total += value * k
    return total
"""

TALLY = """\
def tally(words):
    found = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return sorted(found.items())
"""


def paired(repo):
    found = earlier(repo.staged())
    return {f"{t.file.path}::{t.qualname}": f"{one.path}::{one.qualname}" for t, one in found.items()}


def only(repo):
    [(target, found)] = earlier(repo.staged()).items()
    return target, found


def test_a_function_that_keeps_its_name(repo):
    repo.commit("a.py", SCALED + TALLY)
    repo.stage("a.py", SCALED.replace("> k", ">= k") + TALLY + loop("new"))
    target, found = only(repo)
    assert target.qualname == found.qualname == "scaled"
    assert found.target.file.text == SCALED + TALLY
    assert (found.same, found.loops, found.renamed) == (False, True, False)
    assert repo.staged().base == "HEAD"


@pytest.mark.parametrize(
    "text",
    [
        SCALED.replace("total = 0", '"""Told."""\n    total = 0  # none yet'),
        SCALED.replace("(x, k)", "(x: list[int], k: int = 1) -> int").replace(": int = 1", ": int"),
        SCALED.replace("total = 0", "total: int = 0"),
        SCALED.replace("value > k", "(value > k)"),
    ],
    ids=["docstring", "annotations", "annotated name", "brackets"],
)
def test_a_change_that_changes_nothing(repo, text):
    repo.commit("a.py", SCALED)
    repo.stage("a.py", text)
    assert only(repo)[1].same


@pytest.mark.parametrize("text", [SCALED.replace("> k", ">= k"), SCALED.replace("(x, k)", "(x, k=1)")])
def test_a_change_that_may_change_something(repo, text):
    repo.commit("a.py", SCALED)
    repo.stage("a.py", text)
    assert not only(repo)[1].same


def test_a_renamed_function_is_known_under_both_names(repo):
    repo.commit("a.py", "def first(n):\n    return [first(n - 1)] * 2 if n else second(n)\n\n\n" + TALLY)
    repo.stage("a.py", TALLY + "def other(n):\n    return [other(n - 1)] * 2 if n > 0 else second(n)\n")
    target, found = only(repo)
    assert (target.qualname, found.qualname, found.renamed) == ("other", "first", True)
    module = {"second": str}
    exec(found.target.file.text, module)
    assert module["other"](1) == module["first"](1) == ["0", "0"]


def test_a_renamed_method_and_a_renamed_class(repo):
    body = "class A:\n    def total(self, xs):\n        return sum([x * 2 for x in xs if x > 1])\n"
    repo.commit("a.py", body)
    repo.stage("a.py", body.replace("total", "summed").replace("> 1", "> 2"))
    assert paired(repo) == {"a.py::A.summed": "a.py::A.total"}
    repo.stage("a.py", body.replace("A:", "B:").replace("> 1", "> 2"))
    assert paired(repo) == {"a.py::B.total": "a.py::A.total"}
    module = {}
    exec(only(repo)[1].target.file.text, module)
    assert module["A"]().total([3]) == module["B"]().total([3]) == 6


def test_a_function_that_moved_to_another_file(repo):
    repo.stage("a.py", SCALED + TALLY)
    repo.stage("b.py", loop("here"))
    repo.commit()
    repo.stage("a.py", TALLY)
    repo.stage("b.py", loop("here") + SCALED.replace("> k", ">= k"))
    assert paired(repo) == {"b.py::scaled": "a.py::scaled"}
    repo.git("rm", "-q", "--force", "a.py")
    assert paired(repo)["b.py::scaled"] == "a.py::scaled"


def test_a_renamed_file(repo):
    repo.commit("a.py", TALLY * 3 + SCALED)
    repo.git("mv", "a.py", "moved.py")
    repo.stage("moved.py", TALLY * 3 + SCALED.replace("> k", ">= k"))
    assert paired(repo)["moved.py::scaled"] == "a.py::scaled"


def test_another_function_is_no_earlier_version(repo):
    repo.commit("a.py", SCALED)
    repo.stage("a.py", TALLY)
    assert paired(repo) == {}
    repo.stage("a.py", "def area(w):\n    return w\n")
    assert paired(repo) == {}


def test_nothing_earlier(repo, empty):
    repo.stage("a.py", SCALED)
    assert paired(repo) == {}
    repo.commit("b.py", "def broken(:\n")
    repo.stage("b.py", SCALED)
    assert paired(repo) == {}


def test_between_commits(repo):
    repo.commit("a.py", SCALED)
    repo.commit("a.py", SCALED.replace("> k", ">= k"))
    selection = select.between(repo.path, "HEAD~1", "HEAD")
    [(target, found)] = earlier(selection).items()
    assert (target.qualname, found.target.file.text) == ("scaled", SCALED)
    assert repo.git("rev-parse", "HEAD~1").startswith(selection.base)
