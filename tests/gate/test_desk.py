"""What the gate says of itself and of its rules."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from optgate import config, detect, gate
from optgate.model import UsageError


@pytest.mark.parametrize("code", [rule.code for rule in detect.rules()])
def test_every_rule_is_explained(code: str) -> None:
    text = gate.explain(code)
    assert text.startswith(f"# {code}")
    assert "```python" in text


def test_codes_are_taken_in_lower_case() -> None:
    code = detect.rules()[0].code
    assert gate.explain(code.lower()) == gate.explain(code)


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        gate.explain("OPT20")
    assert "OPT201" in caught.value.hint


def test_doctor_starts_a_guest_and_names_its_layers(tmp_path: Path) -> None:
    settings = config.load(tmp_path, {"python": sys.executable}, os.environ)
    rows = {what: (value, why) for what, value, why in gate.doctor(tmp_path, settings)}
    assert rows["interpreter"][0] == sys.executable
    assert rows["numpy"][0].startswith(("1.", "2."))
    assert rows["coverage"][0].startswith("coverage 7")
    assert "separate processes" in rows["isolation"][0]


def test_doctor_says_where_it_looked_when_there_is_no_interpreter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX", "OPTGATE_PYTHON"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    rows = {what: (value, why) for what, value, why in gate.doctor(tmp_path, config.load(tmp_path, {}, {}))}
    value, why = rows["interpreter"]
    assert value == "none"
    assert ".venv" in why


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "none"),
        ({"OPTGATE_LLM_ENABLED": "1", "OPTGATE_LLM_MODEL": "small"}, "none"),
        ({"OPTGATE_LLM_ENABLED": "1", "OPTGATE_LLM_BASE_URL": "http://127.0.0.1:1/v1"}, "none"),
        (
            {
                "OPTGATE_LLM_ENABLED": "1",
                "OPTGATE_LLM_MODEL": "small",
                "OPTGATE_LLM_BASE_URL": "http://127.0.0.1:1/v1",
            },
            "small at http://127.0.0.1:1/v1",
        ),
    ],
)
def test_doctor_says_which_model_is_asked_and_never_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], expected: str
) -> None:
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "OPTGATE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VIRTUAL_ENV", "")
    monkeypatch.setenv("PATH", "")
    if expected != "none":
        monkeypatch.setenv("OPTGATE_LLM_API_KEY", "sk-very-secret")
    rows = gate.doctor(tmp_path, config.load(tmp_path, {}, environ))
    assert next(value for what, value, _ in rows if what == "model") == expected
    assert "very-secret" not in str(rows)
