"""``optgate config``, ``cache`` and ``completion``."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from optgate import config

from .conftest import Optgate


def shown(optgate: Optgate, **environ: str) -> dict[str, tuple[str, str]]:
    """Each key with its value and its origin."""
    done = optgate("config", "--show", **environ)
    assert done.returncode == 0, done.stderr
    rows = [line.partition(" = ") for line in done.stdout.splitlines() if not line.startswith("# ")]
    return {key: tuple(part.strip() for part in rest.rsplit("  # ", 1)) for key, _, rest in rows}  # type: ignore[misc]


class TestConfig:
    def test_each_value_is_shown_with_its_origin(
        self, inside: Optgate, project: Path, env: dict[str, str]
    ) -> None:
        user = Path(env["HOME"]) / ".config" / "optgate" / "optgate.toml"
        user.parent.mkdir(parents=True)
        user.write_text('seed = 3\nper-file-ignores = {"a.py" = ["OPT1"]}\n')
        (project / "pyproject.toml").write_text(
            "[tool.optgate]\nmin-speedup = 1.2\n\n[tool.optgate.per-file-ignores]\n"
            '"tests/*" = ["OPT2"]\n\n[tool.optgate.functions."a:f"]\ninputs = "b:c"\n'
        )
        found = shown(inside, OPTGATE_MIN_STRENGTH="0.25")
        assert found["min-branch-coverage"] == ("1.0", "default")
        assert found["seed"] == ("3", "user file, ~/.config/optgate/optgate.toml:1")
        assert found["min-speedup"] == ("1.2", "project file, pyproject.toml:2")
        assert found["min-strength"] == ("0.25", "environment, OPTGATE_MIN_STRENGTH")
        assert found['per-file-ignores."a.py"'] == (
            '["OPT1"]',
            "user file, ~/.config/optgate/optgate.toml:2",
        )
        assert found['per-file-ignores."tests/*"'] == ('["OPT2"]', "project file, pyproject.toml:5")
        assert found['functions."a:f".inputs'] == ('"b:c"', "project file, pyproject.toml:8")
        found = shown(inside, OPTGATE_PER_FILE_IGNORES="b.py:OPT3", OPTGATE_SEED="")
        assert found["per-file-ignores"] == (
            '{ "b.py" = ["OPT3"] }',
            "environment, OPTGATE_PER_FILE_IGNORES",
        )
        assert found["seed"][0] == "3"
        assert not [key for key in found if key.startswith("per-file-ignores.")]

    def test_what_is_shown_can_be_written_into_a_file(
        self, inside: Optgate, project: Path, env: dict[str, str]
    ) -> None:
        text = inside("config", "--show").stdout
        (project / "optgate.toml").write_text(text.replace("llm.base-url", "# llm.base-url"))
        expected = config.Config(python=env["OPTGATE_PYTHON"], cache_dir=f"{project}/.optgate_cache")
        assert config.load(project, {}, {}) == expected
        assert len(text.splitlines()) == len(config.options())
        assert tomllib.loads(text)["budget"] == {"pre-commit": 10, "pre-push": 60, "ci": 900}

    def test_for_programs(self, inside: Optgate, project: Path) -> None:
        (project / "optgate.toml").write_text("select = ['OPT2']\n")
        done = inside("config", "--show", "--output-format", "json")
        rows = {one["key"]: one for one in json.loads(done.stdout)["settings"]}
        assert rows["select"] == {
            "key": "select",
            "value": ["OPT2"],
            "origin": "project file",
            "place": "optgate.toml:1",
        }
        assert rows["python"]["place"] == "OPTGATE_PYTHON"
        assert rows["baseline"] == {"key": "baseline", "value": None, "origin": "default", "place": None}

    def test_the_schema(self, inside: Optgate) -> None:
        done = inside("config", "--schema")
        assert "min-speedup" in json.loads(done.stdout)["properties"]

    def test_one_of_them_is_asked_for(self, inside: Optgate) -> None:
        assert inside("config").returncode == inside("config", "--show", "--schema").returncode == 2

    @pytest.mark.parametrize("command", [("config", "--show"), ("check", "."), ("cache", "dir")])
    def test_mistakes_in_a_file_end_every_command(
        self, inside: Optgate, project: Path, command: tuple[str, ...]
    ) -> None:
        (project / "optgate.toml").write_text("\nmin-spedup = 2\n")
        done = inside(*command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines() == [
            "optgate: optgate.toml:2: unknown key `min-spedup`",
            "  did you mean `min-speedup`?",
        ]

    def test_two_files_with_settings(self, inside: Optgate, project: Path) -> None:
        (project / "optgate.toml").write_text("seed = 1\n")
        (project / "pyproject.toml").write_text("[tool.optgate]\nseed = 2\n")
        done = inside("check", ".")
        assert (done.returncode, done.stdout) == (2, "")
        assert "both optgate.toml and pyproject.toml:1 have settings of optgate" in done.stderr


class TestCache:
    def test_its_folder(self, inside: Optgate, project: Path) -> None:
        assert inside("cache", "dir").stdout == f"{project}/.optgate_cache\n"
        (project / "sub").mkdir()
        assert inside("cache", "dir", cwd=project / "sub").stdout == f"{project}/.optgate_cache\n"
        assert inside("cache", "dir", "--cache-dir", "/tmp/c").stdout == "/tmp/c\n"

    def test_it_is_deleted_and_made_again(self, inside: Optgate, project: Path) -> None:
        assert inside("cache", "clean").stdout.startswith("nothing to delete")
        inside("dismiss", "--list")
        assert (project / ".optgate_cache" / "store.sqlite").exists()
        done = inside("cache", "clean")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"deleted {project}/.optgate_cache: ")
        assert not (project / ".optgate_cache").exists()
        assert (project / "loop.py").exists()

    def test_what_optgate_did_not_make_is_left_alone(self, inside: Optgate, project: Path) -> None:
        for folder in (".", "..", "mine"):
            (project / "mine").mkdir(exist_ok=True)
            (project / "mine" / "file").touch()
            done = inside("cache", "clean", "--cache-dir", folder)
            assert done.returncode == 2
            assert "is not deleted: optgate did not make it" in done.stderr
        assert (project / "mine" / "file").exists()
        assert (project / "loop.py").exists()

    @pytest.mark.parametrize("others", [[], [".gitignore"]])
    def test_a_folder_that_held_something_before_is_left_alone(
        self, inside: Optgate, project: Path, others: list[str]
    ) -> None:
        (project / "mine").mkdir()
        for name in ("file", *others):
            (project / "mine" / name).touch()
        assert inside("dismiss", "--list", "--cache-dir", "mine").returncode == 0
        assert inside("cache", "clean", "--cache-dir", "mine").returncode == 2
        assert (project / "mine" / "file").exists()

    def test_what_an_interrupted_apply_needs_is_left_alone(self, inside: Optgate, project: Path) -> None:
        inside("dismiss", "--list")
        (project / ".optgate_cache" / "apply.pending").write_bytes(b"x")
        done = inside("cache", "clean")
        assert done.returncode == 2
        assert "optgate apply --undo" in done.stderr
        assert (project / ".optgate_cache" / "apply.pending").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_completion_knows_every_command(inside: Optgate, shell: str) -> None:
    done = inside("completion", shell)
    assert done.returncode == 0, done.stderr
    for word in ("baseline", "verify", "per-file-ignores"):
        assert word in done.stdout


def test_a_shell_completes_with_it(inside: Optgate, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    (tmp_path / "script").write_text(inside("completion", "bash").stdout)
    complete = (
        f"source {tmp_path}/script; COMP_WORDS=(optgate base); COMP_CWORD=1; COMP_LINE='optgate base';"
        "_shtab_optgate; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run([bash, "-c", complete], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["baseline"], done.stderr


def test_an_unknown_shell(inside: Optgate) -> None:
    done = inside("completion", "cmd")
    assert done.returncode == 2
    assert "bash" in done.stderr
