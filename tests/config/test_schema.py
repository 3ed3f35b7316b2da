"""The JSON schema: valid itself, and of one mind with what reads the settings."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from optgate import config
from optgate.config import schema
from optgate.model import UsageError

SCHEMA = json.loads(schema.document())


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_option_has_its_place_and_its_help() -> None:
    for path, option in config.options().items():
        node = SCHEMA
        for part in path:
            if "$ref" in node:
                node = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]]
            node = node["properties"][part]
        assert node["description"].startswith(option.help)
        assert ("not in the file of a project" in node["description"]) is option.private
        assert (
            Draft202012Validator(node).is_valid(json.loads(json.dumps(option.default))) or not option.default
        )


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", True),
        ("min-speedup = 1.5\nselect = ['OPT2']\nmode = {ci = 'warn'}", True),
        ("per-file-ignores = {'a.py' = ['OPT1']}\n[functions.'a.b:f']\ninputs = 'c:d'", True),
        ("python = 'x'\nrequired-version = '>0'\nbaseline = 'b'\nllm.temperature = 0.5", True),
        ("min-speedup = 0.5", False),
        ("min-spedup = 1.5", False),
        ("select = ['E501']", False),
        ("mode = {ci = 'stop'}", False),
        ("mode = {cd = 'warn'}", False),
        ("per-file-ignores = {'a.py' = ['E1']}", False),
        ("functions.'a.b:f' = {inputs = 'no colon'}", False),
        ("functions.'a.b:f' = {input = 'c:d'}", False),
        ("python = 3", False),
    ],
)
def test_it_takes_what_the_reader_takes(tmp_path: Path, text: str, valid: bool) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text)) is valid
    (tmp_path / "optgate.toml").write_text(text)
    if valid:
        config.load(tmp_path, {}, {})
    else:
        with pytest.raises(UsageError):
            config.load(tmp_path, {}, {})
