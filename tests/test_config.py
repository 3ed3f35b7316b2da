from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate import __version__, config
from optgate.model import UsageError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    return root


def write_user_file(project: Path, text: str) -> None:
    folder = project.parent / "user" / "optgate"
    folder.mkdir(parents=True)
    (folder / "optgate.toml").write_text(text)


def load(project: Path, environ: dict[str, str] | None = None, **overrides: object) -> config.Config:
    return config.load(project, overrides, environ or {})


def complaint(project: Path, environ: dict[str, str] | None = None, **overrides: object) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load(project, environ, **overrides)
    return caught.value


class TestPrecedence:
    def test_without_any_file_the_defaults_of_the_contract_hold(self, project: Path) -> None:
        found = load(project)
        assert (found.min_speedup, found.min_branch_coverage, found.cache_dir) == (
            1.05,
            1.0,
            ".optgate_cache",
        )
        assert (found.budget.pre_commit, found.budget.pre_push, found.budget.ci) == (10, 60, 900)
        assert (found.mode.pre_commit, found.mode.ci) == ("block", "block")

    def test_each_layer_overrides_the_one_before(self, project: Path) -> None:
        seen = [load(project).min_speedup]
        write_user_file(project, "min-speedup = 1.1")
        seen.append(load(project).min_speedup)
        (project / "pyproject.toml").write_text("[tool.optgate]\nmin-speedup = 1.2\n")
        seen.append(load(project).min_speedup)
        environ = {"OPTGATE_MIN_SPEEDUP": "1.3"}
        seen.append(load(project, environ).min_speedup)
        seen.append(load(project, environ, min_speedup="1.4").min_speedup)
        assert seen == [1.05, 1.1, 1.2, 1.3, 1.4]

    def test_tables_merge_key_by_key(self, project: Path) -> None:
        write_user_file(project, "budget = {pre-commit = 3, ci = 100}")
        (project / "optgate.toml").write_text("[budget]\nci = 200\n")
        found = load(project, {"OPTGATE_MODE_PRE_COMMIT": "warn"})
        assert (found.budget.pre_commit, found.budget.pre_push, found.budget.ci) == (3, 60, 200)
        assert (found.mode.pre_commit, found.mode.ci) == ("warn", "block")

    def test_patterns_merge_one_by_one_and_a_variable_replaces_them(self, project: Path) -> None:
        write_user_file(project, 'per-file-ignores = {"a.py" = ["OPT1"], "b.py" = ["OPT1"]}')
        (project / "optgate.toml").write_text('[per-file-ignores]\n"b.py" = ["OPT2"]\n')
        assert load(project).per_file_ignores == {"a.py": ("OPT1",), "b.py": ("OPT2",)}
        environ = {"OPTGATE_PER_FILE_IGNORES": "c.py:OPT3"}
        assert load(project, environ).per_file_ignores == {"c.py": ("OPT3",)}
        assert load(project, environ, per_file_ignores=["d:OPT4"]).per_file_ignores == {"d": ("OPT4",)}

    def test_a_value_that_is_not_given_overrides_nothing(self, project: Path) -> None:
        (project / "optgate.toml").write_text('select = ["OPT2"]\nno-cache = true')
        found = load(project, {"OPTGATE_SELECT": ""}, select=None, no_cache=None)
        assert found.select == ("OPT2",)
        assert found.no_cache is True

    def test_unrelated_values_of_the_command_line_are_left_alone(self, project: Path) -> None:
        assert load(project, targets=["a.py"], budget_=3, quiet=True) == config.Config()


class TestText:
    def test_lists_are_separated_by_commas_and_may_be_repeated(self, project: Path) -> None:
        assert load(project, {"OPTGATE_SELECT": "OPT1, OPT2,"}).select == ("OPT1", "OPT2")
        assert load(project, exclude=["a,b", "c"]).exclude == ("a", "b", "c")

    @pytest.mark.parametrize(("text", "value"), [("1", True), ("true", True), ("0", False), ("false", False)])
    def test_switches(self, project: Path, text: str, value: bool) -> None:
        assert load(project, {"OPTGATE_NO_CACHE": text}).no_cache is value

    def test_a_wrong_text_names_where_it_came_from(self, project: Path) -> None:
        assert str(complaint(project, {"OPTGATE_SEED": "x"})).startswith(
            "OPTGATE_SEED: expected a whole number"
        )
        assert str(complaint(project, min_speedup="fast")).startswith("--min-speedup: expected a number")

    def test_every_option_can_be_set_by_its_variable(self, project: Path) -> None:
        texts = {
            "python": "/usr/bin/python3", "include": "a", "exclude": "b", "select": "OPT1", "ignore": "OPT2",
            "per-file-ignores": "a/*:OPT1, b.py:OPT2,a/*:OPT3", "require-ignore-reasons": "true",
            "baseline": "/tmp/b", "jobs": "3", "regressions": "false", "max-slowdown": "1.5",
            "mode.pre-push": "warn",
            "sources": "rules", "min-speedup": "2", "min-branch-coverage": "0.5", "seed": "7",
            "no-cache": "1", "allow-unsandboxed": "true", "rigorous": "false",
            "cache-dir": "/tmp/c", "required-version": f"=={__version__}", "budget.pre-commit": "1",
            "budget.pre-push": "2", "budget.ci": "3", "mode.pre-commit": "off", "mode.ci": "warn",
            "verify.timeout": "4", "verify.capture": "false", "verify.signed-zero": "true",
            "min-strength": "0.25", "sandbox.read": "data", "sandbox.write": "out", "sandbox.network": "true",
            "sandbox.threads": "true", "sandbox.processes": "false",
            "llm.enabled": "true", "llm.base-url": "http://127.0.0.1:1/v1", "llm.model": "m",
            "llm.api": "responses", "llm.temperature": "0.5", "llm.samples": "3", "llm.more-samples": "2",
            "llm.repairs": "1", "llm.repair-rounds": "2", "llm.refinements": "0", "llm.max-calls": "5",
            "llm.max-tokens": "6", "llm.max-reply-tokens": "70", "llm.max-usd": "0.5", "llm.input-price": "8",
            "llm.output-price": "9", "llm.timeout": "10", "llm.max-seconds": "11", "llm.concurrency": "2",
            "llm.send-values": "true",
        }  # fmt: skip
        declared = {option.key: option for option in config.options().values()}
        assert declared.keys() == texts.keys()
        environ = {declared[key].variable: text for key, text in texts.items()}
        found = load(project, environ)
        assert found == config.Config(
            python="/usr/bin/python3", include=("a",), exclude=("b",), select=("OPT1",), ignore=("OPT2",),
            min_speedup=2.0, min_branch_coverage=0.5, seed=7, no_cache=True, cache_dir="/tmp/c",
            required_version=f"=={__version__}", budget=config.Budgets(1.0, 2.0, 3.0), sources=("rules",),
            llm=config.Llm(
                True, "http://127.0.0.1:1/v1", "m", "responses", 0.5, 3, 2, 1, 2, 0, 5, 6, 70, 0.5, 8.0, 9.0,
                10.0, 11.0, 2, True,
            ),
            mode=config.Modes("off", "warn", "warn"), verify=config.Verify(4.0, False, True),
            min_strength=0.25, sandbox=config.Sandbox(("data",), ("out",), True, True, False),
            allow_unsandboxed=True, rigorous=False, regressions=False, max_slowdown=1.5,
            per_file_ignores={"a/*": ("OPT1", "OPT3"), "b.py": ("OPT2",)}, require_ignore_reasons=True,
            baseline="/tmp/b", jobs=3,
        )  # fmt: skip


class TestPaths:
    def test_a_path_is_relative_to_what_it_is_written_in(self, project: Path) -> None:
        (project / "optgate.toml").write_text('python = ".venv/bin/python"\ncache-dir = "var"')
        (project / "sub").mkdir()
        found = load(project)
        assert (found.python, found.cache_dir) == (str(project / ".venv/bin/python"), str(project / "var"))

    def test_on_the_command_line_it_is_relative_to_the_current_folder(
        self, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (project / "sub").mkdir()
        monkeypatch.chdir(project / "sub")
        found = load(project, python="env/bin/python", cache_dir="c")
        assert (found.python, found.cache_dir) == (
            str(project / "sub/env/bin/python"),
            str(project / "sub/c"),
        )

    def test_a_bare_command_stays_a_command(self, project: Path) -> None:
        (project / "python3.12").mkdir()
        assert load(project, python="python3.12").python == "python3.12"

    def test_the_home_folder_is_expanded(self, project: Path) -> None:
        assert load(project, python="~/bin/python").python == str(Path.home() / "bin/python")


WRONG = [
    ("min-spedup = 2", "unknown key `min-spedup` in [tool.optgate]", "did you mean `min-speedup`?"),
    ("min_speedup = 2", "unknown key `min_speedup`", "did you mean `min-speedup`?"),
    ("budget.pre-comit = 2", "unknown key `pre-comit` in [tool.optgate.budget]", "`pre-commit`"),
    ("zzz = 2", "unknown key `zzz`", "the keys there are: python, "),
    ('min-speedup = "2"', '`min-speedup`: expected a number, not "2"', "min-speedup: "),
    ("min-speedup = 0.5", "expected a number >= 1.0, not 0.5", ""),
    ("min-branch-coverage = 1.5", "expected a number <= 1.0, not 1.5", ""),
    ("budget.ci = 0", "`budget.ci`: expected a number > 0", ""),
    ("seed = 1.5", "expected a whole number, not 1.5", ""),
    ('no-cache = "yes"', "expected true or false", ""),
    ("python = 3", "expected a string, not 3", ""),
    ('exclude = "build"', "expected a list", ""),
    ("exclude = [1]", "expected a list of strings", ""),
    ('select = ["E501"]', "expected codes", ""),
    ('sources = ["magic"]', "expected rules", ""),
    ('mode.ci = "stop"', "expected block or warn or off", ""),
    ('per-file-ignores = ["a"]', "`per-file-ignores`: expected a table", "match a pattern"),
    ('per-file-ignores."a" = "OPT1"', "`per-file-ignores.a`: expected a list", ""),
    ('per-file-ignores."a/*" = ["E5"]', '`per-file-ignores."a/*"`: expected codes', ""),
    ('per-file-ignores."a" = {b = 1}', "`per-file-ignores.a`: expected a list", ""),
    ("baseline = ''", "`baseline`: ", ""),
    ("jobs = 0", "`jobs`: expected a whole number >= 1, not 0", ""),
    ("jobs = 'x'", "`jobs`: expected a whole number, not", ""),
    ("budget = 3", "`budget` has to be a table", "budget = { pre-commit = … }"),
]


class TestMistakes:
    @pytest.mark.parametrize(("setting", "what", "hint"), WRONG)
    def test_a_mistake_names_key_file_and_line(
        self, project: Path, setting: str, what: str, hint: str
    ) -> None:
        above = "# a project\n[tool.ruff]\nmin-speedup = 1\n\n[tool.optgate]\ninclude = [\n  'a',\n]\n"
        text = f"{above}{setting}\n"
        (project / "pyproject.toml").write_text(text)
        error = complaint(project)
        assert str(error).startswith("pyproject.toml:9: ")
        assert what in str(error)
        assert hint in error.hint
        assert error.exit_status == 2

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("[tool.optgate.budget]\npre-commit = 'x'", 2),
            ("[tool]\noptgate.budget = {ci = 1, pre-commit = 'x'}", 2),
            ("[tool.optgate]\nselect = [\n 'OPT1',\n\n 3]", 2),
            ("tool.optgate.seed = 1.5", 1),
            ("[tool.optgate]\n'seed' = 1.5", 2),
            ('[project]\ntext = """\n[tool.optgate]\nseed = 1\n"""\n[tool.optgate]\n# seed\nseed = 1.5', 8),
            ("[tool]\noptgate = 3", 2),
            ("tool = 3", 1),
        ],
    )
    def test_the_line_is_right_however_the_key_is_written(self, project: Path, text: str, line: int) -> None:
        (project / "pyproject.toml").write_text(text)
        assert str(complaint(project)).startswith(f"pyproject.toml:{line}: ")

    def test_the_user_file_is_named_too(self, project: Path) -> None:
        write_user_file(project, "\nseed = 'x'")
        assert "user/optgate/optgate.toml:2: `seed`" in str(complaint(project))

    def test_both_project_files_with_settings(self, project: Path) -> None:
        (project / "pyproject.toml").write_text("[tool.optgate]\nseed = 1")
        (project / "optgate.toml").write_text("seed = 2")
        error = complaint(project)
        assert "both optgate.toml and pyproject.toml:1 have settings" in str(error)
        assert "move the settings" in error.hint

    def test_a_pyproject_without_settings_is_no_second_file(self, project: Path) -> None:
        (project / "pyproject.toml").write_text("[tool.ruff]\nline-length = 3\n[tool.optgate]\n")
        (project / "optgate.toml").write_text("seed = 2")
        assert load(project).seed == 2

    @pytest.mark.parametrize(
        ("raw", "what"),
        [
            (b"[tool.optgate]\nseed = = 1\n", "pyproject.toml:2:8: not valid TOML"),
            (b"[tool.optgate]\nseed = 1 # \xff\n", "pyproject.toml is not UTF-8"),
        ],
    )
    def test_a_file_that_cannot_be_decoded(self, project: Path, raw: bytes, what: str) -> None:
        (project / "pyproject.toml").write_bytes(raw)
        assert str(complaint(project)).startswith(what)

    def test_a_folder_in_place_of_the_file(self, project: Path) -> None:
        (project / "optgate.toml").mkdir()
        assert "cannot read optgate.toml" in str(complaint(project))


class TestRequiredVersion:
    @pytest.mark.parametrize(
        "spec",
        [__version__, ">=0.0.1", ">=0.0.1, <1000", "!=99", f"~={__version__}", f"=={__version__}.0", "<=99"],
    )
    def test_it_is_satisfied(self, project: Path, spec: str) -> None:
        (project / "optgate.toml").write_text(f"required-version = '{spec}'")
        assert load(project).required_version == spec

    @pytest.mark.parametrize(
        "spec", ["99", "==99.0", ">=99", "<0.0.1", f"!={__version__}", "~=99.1", ">=0,<0.0.1"]
    )
    def test_it_is_not(self, project: Path, spec: str) -> None:
        (project / "optgate.toml").write_text(f"required-version = '{spec}'")
        error = complaint(project)
        assert f"requires optgate {spec}; this is {__version__}" in str(error)
        assert "pip install" in error.hint

    def test_it_is_no_version(self, project: Path) -> None:
        (project / "optgate.toml").write_text("required-version = 'newest'")
        assert "optgate.toml:1: `required-version` is no version specifier: 'newest'" in str(
            complaint(project)
        )

    def test_it_is_asked_for_before_what_another_version_may_know_better(self, project: Path) -> None:
        (project / "optgate.toml").write_text("new-key = 3\nrequired-version = '>=99'\n")
        error = complaint(project)
        assert "requires optgate >=99" in str(error)
        assert "optgate.toml:2: `required-version`" in str(error)

    def test_the_strongest_layer_is_asked(self, project: Path) -> None:
        (project / "optgate.toml").write_text("required-version = '>=99'\n")
        assert load(project, {"OPTGATE_REQUIRED_VERSION": ">0"}).required_version == ">0"
        assert "OPTGATE_REQUIRED_VERSION" in str(complaint(project, {"OPTGATE_REQUIRED_VERSION": ">98"}))


@given(
    st.lists(
        st.sampled_from(["", "# seed", "select = [\n'OPT1',\n]", "exclude = ['''\nseed = 3\n''']"]),
        unique=True,
    ),
    st.lists(st.sampled_from(["", "# no seed", "[budget]\nci = 3", "python = 'seed'"]), unique=True),
)
def test_the_line_of_a_mistake_is_the_line_it_is_on(
    tmp_path_factory, before: list[str], after: list[str]
) -> None:
    root = tmp_path_factory.mktemp("project")
    after.sort(key=lambda part: part.startswith("["))
    (root / "optgate.toml").write_text("\n".join([*before, "seed = 'x'", *after]))
    expected = "\n".join([*before, ""]).count("\n") + 1
    with pytest.raises(UsageError, match=rf"optgate.toml:{expected}: `seed`"):
        config.load(root, {}, {})


class TestFunctions:
    TABLE = '[tool.optgate.functions."pkg/mod.py::f"]\n'

    def test_inputs_of_a_function(self, project: Path) -> None:
        (project / "pyproject.toml").write_text(
            self.TABLE + 'inputs = "tests.examples:f"\n[tool.optgate.functions]\n'
            '"pkg.mod:g" = {inputs = "examples:G.all"}\n'
        )
        assert load(project).functions == {
            "pkg/mod.py::f": config.Function("tests.examples:f"),
            "pkg.mod:g": config.Function("examples:G.all"),
        }

    def test_the_file_and_line_of_a_key_are_found(self, project: Path) -> None:
        (project / "pyproject.toml").write_text(self.TABLE + 'inputs = "tests.examples:f"\n')
        found = config.place(project, ("functions", "pkg/mod.py::f", "inputs"))
        assert found == 'pyproject.toml:2: `functions."pkg/mod.py::f".inputs`'
        assert config.place(project, ("seed",)) == "`seed`"

    @pytest.mark.parametrize(
        ("text", "says", "hints"),
        [
            ('inputs = "no colon"', "pyproject.toml:2: `functions", "callable"),
            ('inputs = "no colon"', "expected a callable as `module:name`", ""),
            ("inputs = 3", "expected a string", ""),
            ('input = "a:b"', 'unknown key `input` in [tool.optgate.functions."pkg/mod.py::f"]', "`inputs`"),
        ],
    )
    def test_what_is_wrong_names_key_and_line(self, project: Path, text: str, says: str, hints: str) -> None:
        (project / "pyproject.toml").write_text(self.TABLE + text + "\n")
        error = complaint(project)
        assert says in str(error)
        assert hints in error.hint

    @pytest.mark.parametrize("text", ["functions = 3\n", '[tool.optgate.functions]\n"a.b:f" = "x:y"\n'])
    def test_functions_and_each_function_are_tables(self, project: Path, text: str) -> None:
        header = "" if text.startswith("[") else "[tool.optgate]\n"
        (project / "pyproject.toml").write_text(header + text)
        error = complaint(project)
        assert "has to be a table" in str(error)
        assert "[functions." in error.hint

    def test_capturing_can_be_turned_off(self, project: Path) -> None:
        assert load(project).verify.capture is True
        (project / "pyproject.toml").write_text("[tool.optgate.verify]\ncapture = false\n")
        assert load(project).verify.capture is False
