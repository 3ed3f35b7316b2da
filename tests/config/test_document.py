"""docs/configuration.md says what is declared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from optgate import config
from optgate.config.document import document

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_page_is_current() -> None:
    message = "run `python -m optgate.config.document > docs/configuration.md`"
    assert PAGE.read_text(encoding="utf-8") == document(), message


def test_every_key_stands_in_the_table_of_its_section() -> None:
    sections = re.split(r"^## ", document(), flags=re.MULTILINE)
    for option in config.options().values():
        title = f"`[tool.optgate.{option.path[0]}]`" if len(option.path) > 1 else "Settings"
        (section,) = [one for one in sections if one.startswith(title + "\n")]
        assert f"\n| `{option.path[-1]}` | " in section


def test_its_example_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", document(), re.S)
    assert tomllib.loads(example)["tool"]["optgate"]
    (tmp_path / "pyproject.toml").write_text(example)
    assert config.load(tmp_path, {}, {}).budget.pre_commit == 5
