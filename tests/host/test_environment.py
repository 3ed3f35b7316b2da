"""The environment of a guest."""

from __future__ import annotations

from pathlib import Path

import pytest

from optgate.host.environment import scrubbed, without_secrets


@pytest.mark.parametrize(
    "name",
    [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "API_KEY",
        "LD_PRELOAD",
        "VIRTUAL_ENV",
        "PWD",
        "LC_FORWARDED",
        "PLAIN_NAME",
    ],
)
def test_what_is_not_named_stays_out(name: str) -> None:
    assert name not in scrubbed({name: "x"}, "/private", 1)


@pytest.mark.parametrize("name", ["PATH", "LC_CTYPE", "LANG", "OPENBLAS_CORETYPE", "LD_LIBRARY_PATH"])
def test_what_finds_libraries_and_processor_code_gets_in(name: str) -> None:
    assert scrubbed({name: "x"}, "/private", 1)[name] == "x"


def test_folders_threads_and_hashes_are_ours() -> None:
    found = scrubbed({"HOME": "/home/me", "TMPDIR": "/tmp", "OMP_NUM_THREADS": "8"}, "/private", 42)
    assert {found[name] for name in ("HOME", "TMPDIR", "TEMP")} == {"/private"}
    assert found["OMP_NUM_THREADS"] == found["OPENBLAS_NUM_THREADS"] == "1"
    assert found["PYTHONHASHSEED"] == "42"


def test_folders_of_the_home_are_not_on_the_path(tmp_path: Path) -> None:
    home, link = tmp_path / "home", tmp_path / "link"
    (home / "bin").mkdir(parents=True)
    link.symlink_to(home / "bin")
    path = f"{home}/.local/bin:/usr/bin:{link}:{home}::/bin"
    assert scrubbed({"HOME": str(home), "PATH": path}, "/private", 1)["PATH"] == "/usr/bin:/bin"
    assert scrubbed({"PATH": "/a:/b"}, "/private", 1)["PATH"] == "/a:/b"


def test_an_interpreter_is_asked_its_name_without_secrets() -> None:
    found = without_secrets({"HOME": "/h", "GIT_DIR": "x", "MY_TOKEN": "t", "PYENV_ROOT": "/p"})
    assert found == {"HOME": "/h", "PYENV_ROOT": "/p"}
