"""What pre-commit reads of this repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from optgate.__main__ import main

MANIFEST = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


def test_pre_commit_accepts_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_hooks_of_the_contract() -> None:
    hooks = {hook["id"]: hook for hook in load_manifest(str(MANIFEST))}
    assert hooks.keys() == {"optgate", "optgate-pre-push", "optgate-check"}
    for hook in hooks.values():
        assert (hook["language"], hook["types"], hook["require_serial"]) == ("python", ["python"], True)
    assert hooks["optgate"]["stages"] == ["pre-commit"]
    assert hooks["optgate-pre-push"]["stages"] == ["pre-push"]
    assert hooks["optgate-pre-push"]["pass_filenames"] is False
    assert (hooks["optgate"]["pass_filenames"], hooks["optgate-check"]["pass_filenames"]) == (False, True)


def test_every_entry_is_a_command_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for hook in load_manifest(str(MANIFEST)):
        name, *arguments = hook["entry"].split()
        assert name == "optgate"
        with pytest.raises(SystemExit, match="0"):
            main([*arguments, "--help"])
        assert "usage: optgate" in capsys.readouterr().out
