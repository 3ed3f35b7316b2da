"""between(): functions that commits touch, as CI and pushes look at them."""

import pytest

from optgate.model import UsageError
from optgate.select.ranges import between

from .conftest import Repo, loop

ZEROS = "0" * 40


def names(repo, from_ref, to_ref="HEAD", **globs):
    before = repo.snapshot()
    selection = between(repo.path, from_ref, to_ref, **globs)
    assert repo.snapshot() == before
    return {f"{target.file.path}::{target.qualname}" for target in selection.targets}


def refused(repo, from_ref, to_ref="HEAD"):
    with pytest.raises(UsageError) as caught:
        between(repo.path, from_ref, to_ref)
    assert caught.value.exit_status == 2
    assert "\n" not in str(caught.value)
    return f"{caught.value} ({caught.value.hint})"


def clone(repo, *options):
    made = Repo(repo.path.parent / "clone")
    repo.git("clone", "-q", *options, f"file://{repo.path}", str(made.path))
    return made


@pytest.fixture
def feature(repo):
    """A branch with a function of its own, and a main that went on after it."""
    repo.commit("a.py", loop("f") + loop("g"))
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit("a.py", loop("f") + loop("g").replace("= 0", "= 1"))
    repo.commit("b.py", loop("new"))
    repo.git("checkout", "-q", "main")
    repo.commit("a.py", loop("f").replace("= 0", "= 2") + loop("g"))
    return repo


def test_what_a_branch_touches_counts_from_where_it_parted(feature):
    assert names(feature, "main", "feature") == {"a.py::g", "b.py::new"}
    assert names(feature, "feature", "main") == {"a.py::f"}
    assert names(feature, "feature~1", "feature") == {"b.py::new"}
    assert names(feature, "feature", "feature") == names(feature, "feature", "feature~1") == set()
    assert names(feature, "main", "feature", exclude=("b.py",)) == {"a.py::g"}


def test_the_commit_is_judged_and_not_the_work_tree(feature):
    feature.write("a.py", "X = 1\n")
    selection = between(feature.path, "main", "feature")
    [g, new] = selection.targets
    assert g.file.raw == feature.git("show", "feature:a.py").encode()
    assert selection.overlays == {
        str(feature.path / "a.py"): g.file.raw,
        str(feature.path / "b.py"): new.file.raw,
    }
    feature.git("checkout", "-q", "--force", "feature")
    assert between(feature.path, "main", "HEAD").overlays == {}


def test_the_work_tree_against_a_commit(feature):
    feature.git("checkout", "-q", "feature")
    assert names(feature, "main", "") == {"a.py::g", "b.py::new"}
    feature.stage("b.py", loop("new") + loop("staged"))
    feature.write("a.py", loop("f").replace("x", "y") + loop("g"))
    assert names(feature, "HEAD", "") == {"a.py::f", "a.py::g", "b.py::staged"}
    assert between(feature.path, "HEAD", "").overlays == {}
    (feature.path / "a.py").unlink()
    assert names(feature, "HEAD", "") == {"b.py::staged"}


def test_what_a_merge_brings_from_the_default_branch_is_not_judged_again(feature):
    feature.git("checkout", "-q", "feature")
    pushed = feature.git("rev-parse", "HEAD").strip()
    feature.git("merge", "-q", "--no-edit", "main")
    feature.commit("c.py", loop("later"))
    assert names(feature, pushed) == {"c.py::later"}
    assert names(feature, "main") == {"a.py::g", "b.py::new", "c.py::later"}


def test_a_merge_commit_whose_function_is_new_to_both_sides(feature):
    feature.git("checkout", "-q", "feature")
    pushed = feature.git("rev-parse", "HEAD").strip()
    feature.git("merge", "-q", "--no-commit", "main")
    feature.commit("a.py", loop("f").replace("= 0", "= 2") + loop("g").replace("= 0", "= 3"))
    assert names(feature, pushed) == {"a.py::g"}


def test_a_rebase_leaves_out_what_the_default_branch_has(feature):
    before = feature.git("rev-parse", "feature").strip()
    feature.git("checkout", "-q", "feature")
    feature.git("reset", "-q", "--hard", "main")
    feature.commit("a.py", loop("f").replace("= 0", "= 2") + loop("g").replace("= 0", "= 1"))
    assert names(feature, before) == {"a.py::g"}


def test_a_force_push_whose_earlier_commit_is_gone(feature):
    gone = feature.git("commit-tree", "main^{tree}", "-m", "orphan").strip()
    made = clone(feature)
    said = refused(made, gone)
    assert f"there is no commit '{gone}'" in said
    assert "git fetch" in said


def test_histories_that_share_nothing_are_compared_as_they_are(feature):
    feature.git("checkout", "-q", "--orphan", "other")
    feature.commit("a.py", loop("f").replace("= 0", "= 2") + loop("h"))
    assert names(feature, "main") == {"a.py::h"}


@pytest.mark.parametrize("first", ["", ZEROS, "0" * 64])
def test_the_first_push_of_a_branch_counts_from_the_default_branch(feature, first):
    assert names(feature, first, "feature") == {"a.py::g", "b.py::new"}
    made = clone(feature, "-b", "feature")
    assert names(made, first) == {"a.py::g", "b.py::new"}


def test_the_first_push_of_the_default_branch_is_judged_whole(feature):
    assert names(feature, ZEROS, "main") == {"a.py::f", "a.py::g"}
    assert names(clone(feature), ZEROS) == {"a.py::f", "a.py::g"}


def test_a_new_branch_without_commits_of_its_own_has_nothing_to_judge(feature):
    feature.git("checkout", "-q", "-b", "fresh")
    assert names(feature, ZEROS) == set()
    assert names(feature, ZEROS, "HEAD~1") == set()


def test_a_deleted_branch(feature):
    assert names(feature, "main", ZEROS) == set()


def test_a_shallow_clone_says_how_to_fetch_the_rest(feature):
    made = clone(feature, "--depth", "1", "--no-single-branch", "-b", "feature")
    said = refused(made, "origin/main")
    assert "shallow clone" in said
    assert "git fetch --unshallow" in said
    assert "fetch --unshallow" in refused(made, "HEAD~1")
    assert "fetch --unshallow" in refused(made, ZEROS)
    made.git("fetch", "-q", "--unshallow")
    assert names(made, "origin/main") == {"a.py::g", "b.py::new"}


def test_a_shallow_clone_that_is_deep_enough(feature):
    made = clone(feature, "--depth", "3", "--no-single-branch", "-b", "feature")
    assert names(made, "origin/main") == {"a.py::g", "b.py::new"}


@pytest.mark.parametrize("ref", ["nowhere", "HEAD~99", "-x", "--all", "a..b", "main:a.py", "f" * 40, "a b"])
def test_a_ref_that_does_not_exist(feature, ref):
    assert f"there is no commit {ref!r}" in refused(feature, ref)
    assert f"there is no commit {ref!r}" in refused(feature, "main", ref)


def test_tags_and_short_names(feature):
    feature.git("tag", "-a", "v1", "-m", "release", "feature~1")
    assert names(feature, "v1", "feature") == {"b.py::new"}
    assert names(feature, feature.git("rev-parse", "--short", "feature~1").strip(), "feature") == {
        "b.py::new"
    }


def test_no_commit_yet(empty):
    empty.stage("a.py", loop())
    for from_ref in ("main", "", ZEROS):
        assert "no commit yet" in refused(empty, from_ref)


def test_a_detached_head(feature):
    feature.git("checkout", "-q", "--detach", "feature")
    assert names(feature, "main") == {"a.py::g", "b.py::new"}
    assert names(feature, ZEROS) == {"a.py::g", "b.py::new"}


def test_a_bare_repository(feature):
    made = clone(feature, "--bare")
    assert "bare repository" in refused(made, "main")


def test_outside_any_repository(clean_git, tmp_path):
    with pytest.raises(UsageError, match="not a git repository"):
        between(tmp_path, "main", "HEAD")


def test_renamed_files_and_a_linked_worktree(feature):
    feature.git("checkout", "-q", "feature")
    feature.commit("long.py", "".join(loop(f"f{number}") for number in range(6)))
    before = feature.git("rev-parse", "HEAD").strip()
    feature.git("mv", "long.py", "moved.py")
    feature.commit(
        "moved.py", "".join(loop(f"f{number}") for number in range(6)).replace("f3(xs)", "f3(*xs)")
    )
    linked = Repo(feature.path.parent / "linked")
    feature.git("worktree", "add", "-q", "--detach", str(linked.path))
    assert names(linked, before) == {"moved.py::f3"}
