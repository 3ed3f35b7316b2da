import pytest

from optgate.model import UsageError
from optgate.select.selection import root


def test_git_top_level_from_a_subfolder(repo):
    repo.write("sub/deep/pyproject.toml", "")
    assert root(repo.path / "sub/deep") == repo.path


def test_a_folder_name_with_unusual_characters(clean_git, tmp_path):
    place = tmp_path / "Ünï \n x"
    place.mkdir()
    from .conftest import Repo

    Repo(place).git("init", "-q")
    assert root(place) == place


def test_nearest_pyproject_outside_git_else_the_folder_itself(clean_git, tmp_path):
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    assert root(deep) == deep
    (tmp_path / "a/pyproject.toml").touch()
    assert root(deep) == tmp_path / "a"


def test_without_git_installed(repo, monkeypatch):
    monkeypatch.setenv("PATH", "")
    repo.write("pyproject.toml", "")
    repo.write("sub/x", "")
    assert root(repo.path / "sub") == repo.path


def test_a_folder_that_is_not_there(clean_git, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        root(tmp_path / "missing")


def test_a_repository_that_git_refuses(repo):
    (repo.path / ".git/config").write_text("[broken\n")
    with pytest.raises(UsageError, match="git cannot be used here"):
        root(repo.path)
