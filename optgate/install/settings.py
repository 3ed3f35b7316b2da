"""The table of pyproject.toml: where there is none, one that names what teams most often change."""

from __future__ import annotations

import tomllib
from pathlib import Path

from optgate.install.steps import Step

_TABLE = """\
[tool.optgate]
# These are the defaults.
# budget = { pre-commit = 10, pre-push = 60, ci = 900 }  # seconds
# mode = { pre-commit = "block", pre-push = "block", ci = "block" }  # or "warn", "off"
# exclude = []  # patterns of files that are left alone
"""


def settings(top: Path) -> list[Step]:
    """The step that adds the table, where there is a pyproject.toml to hold it and no settings yet."""
    path = top / "pyproject.toml"
    if (top / "optgate.toml").is_file():
        return [Step("optgate.toml holds the settings; it was left as it is")]
    try:
        raw = path.read_bytes()
        text = raw.decode()
        tool = tomllib.loads(text).get("tool", {})
    except FileNotFoundError:
        return [Step("there is no pyproject.toml: the defaults hold; settings can stand in optgate.toml")]
    except (OSError, ValueError) as error:
        return [Step(f"pyproject.toml cannot be read ({error}), and was left as it is: the defaults hold")]
    if "optgate" in tool:
        return [Step("pyproject.toml has settings of optgate; it was left as it is")]
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    added = text + gap + _TABLE.replace("\n", newline)
    try:
        tomllib.loads(added)
    except tomllib.TOMLDecodeError:
        return [Step("pyproject.toml is written in a way that is better changed by hand: the defaults hold")]
    return [
        Step("added [tool.optgate] to pyproject.toml, with the defaults as comments", path, added.encode())
    ]
