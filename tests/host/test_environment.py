"""The environment of a guest."""

from __future__ import annotations

import pytest

from optgate.host.environment import scrubbed


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
