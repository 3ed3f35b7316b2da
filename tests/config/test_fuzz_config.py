"""Whatever stands in the configuration: settings, or a complaint that names the place and what to do."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate import config
from optgate.config import Config, options, showing
from optgate.config.options import dotted
from optgate.config.showing import toml
from optgate.model import UsageError
from tests.fuzzing import fuzz

SECONDS = 5.0
UTF8 = st.characters(codec="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    return tmp_path


def loaded(project: Path, content: bytes, name: str, **environ: str) -> UsageError | None:
    """The complaint about a file, or None when it gives a configuration; anything else ends the test."""
    (project / name).write_bytes(content)
    began = time.process_time()
    try:
        assert isinstance(config.load(project, {}, environ), Config)
    except UsageError as error:
        assert str(error)
        return error
    finally:
        (project / name).unlink()
        assert time.process_time() - began < SECONDS
    return None


keys = st.one_of(
    st.sampled_from([".".join(path) for path in options()]),
    st.sampled_from(["budget", "functions", "verify", 'functions."a:b".inputs', "functions.x", "mode.ci.x"]),
    st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6})?", fullmatch=True),
)
strings = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=12).map(json.dumps)
values = st.recursive(
    st.one_of(
        strings,
        st.booleans().map(lambda flag: str(flag).lower()),
        st.integers(-(2**70), 2**70).map(str),
        st.sampled_from(["9" * 5000, "1e400", "nan", "-inf", "inf", "0x_1", "1979-05-27", "07:32:00", "''"]),
        st.sampled_from(
            ["1979-05-27T07:32:00Z", "{}", "[]", '"""a\nb"""', "'rules'", "['rules']", "['OPT2']"]
        ),
        st.floats().map(repr),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(keys, inner).map(lambda pair: f"{{{pair[0]} = {pair[1]}}}"),
    ),
    max_leaves=5,
)
tables = st.lists(st.tuples(keys, values).map(" = ".join), max_size=4).map("\n".join)


@given(st.data())
@fuzz(150)
def test_any_settings_are_read_or_complained_about(project: Path, data: st.DataObject) -> None:
    name, head = data.draw(st.sampled_from([("optgate.toml", ""), ("pyproject.toml", "[tool.optgate]\n")]))
    error = loaded(project, (head + data.draw(tables)).encode("utf-8", "surrogatepass"), name)
    assert error is None or name in str(error) or "required-version" in str(error), str(error)


@given(st.data())
@fuzz(150)
def test_any_bytes_are_read_or_complained_about(project: Path, data: st.DataObject) -> None:
    content = bytearray(
        b'[tool.optgate]\nmin-speedup = 1.5\nexclude = ["a"]\n[tool.optgate.budget]\nci = 3\n'
    )
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    error = loaded(project, bytes(content), "pyproject.toml")
    assert error is None or "pyproject.toml" in str(error), str(error)


@given(
    st.sampled_from([option.variable for option in options().values()]),
    st.one_of(
        st.text(st.characters(exclude_characters="\0"), max_size=20),
        st.sampled_from(["9" * 5000, "1e999", "nan", "~nobody/x", "~", ",", "\udcff", "/" * 5000, "true"]),
    ),
)
@fuzz(150)
def test_any_variable_is_read_or_complained_about(project: Path, variable: str, value: str) -> None:
    error = loaded(project, b"", "optgate.toml", **{variable: value})
    assert error is None or variable in str(error) or "required-version" in str(error), str(error)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"[tool.optgate]\nseed = 1\0\n",
        b"<<<<<<< HEAD\n[tool.optgate]\n=======\n>>>>>>> other\n",
        b"[tool.optgate]\nseed = " + b"9" * 5000 + b"\n",
        b"[tool.optgate]\nseed = " + b"[" * 5000 + b"]" * 5000 + b"\n",
        b"[tool.optgate]\nx = " + b"{a = " * 3000 + b"1" + b"}" * 3000 + b"\n",
        b"[tool.optgate." + b"a." * 3000 + b"b]\n",
        b"tool = 1\n",
        b"[[tool.optgate]]\nseed = 1\n",
        b"[tool.optgate]\nseed = 1\nseed = 2\n",
        b"[tool.optgate]\nseed = 1979-05-27\n",
        b"[tool.optgate]\nbudget = [1]\n",
    ],
)
def test_broken_files_are_named(project: Path, content: bytes) -> None:
    error = loaded(project, content, "pyproject.toml")
    assert error is not None and "pyproject.toml" in str(error)


def test_a_byte_order_mark_does_no_harm(project: Path) -> None:
    (project / "optgate.toml").write_bytes(b"\xef\xbb\xbfseed = 7\n")
    assert config.load(project, {}, {}).seed == 7


@given(
    st.dictionaries(
        st.text(UTF8, min_size=1), st.lists(st.sampled_from(["OPT1", "OPT201"]), max_size=3), max_size=3
    ),
    st.lists(st.text(UTF8), max_size=3),
    st.floats(min_value=1, allow_nan=False),
)
@fuzz(50)
def test_what_is_shown_is_read_again(
    project: Path, table: dict[str, list[str]], patterns: list[str], factor: float
) -> None:
    ignores = [f"{dotted(('per-file-ignores', key))} = {toml(codes)}" for key, codes in table.items()]
    text = "\n".join([f"exclude = {toml(patterns)}", f"min-speedup = {toml(factor)}", *ignores, ""])
    (project / "optgate.toml").write_bytes(text.encode())
    shown = "\n".join(row.line for row in showing.shown(project, {}, {}) if not row.key.startswith("llm."))
    (project / "optgate.toml").write_bytes(shown.encode())
    assert config.load(project, {}, {}) == Config(
        exclude=tuple(patterns),
        min_speedup=factor,
        cache_dir=str(project / ".optgate_cache"),
        per_file_ignores={key: tuple(codes) for key, codes in table.items()},
    )


def test_a_key_far_down_in_a_long_file_is_placed_soon(project: Path) -> None:
    lines = [f"[tool.other{number}]\nsed = {number}  # seed of seed" for number in range(1500)]
    error = loaded(project, ("\n".join(lines) + "\n[tool.optgate]\nseed = 'x'\n").encode(), "pyproject.toml")
    assert error is not None and ":3002: `seed`" in str(error)
