"""docs/configuration.md, derived from the declaration: ``python -m optgate.config.document`` prints it."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from optgate.config.options import Option, options
from optgate.config.records import Config, Function
from optgate.config.showing import toml

_HEAD = """\
# Configuration

This page is made from the declaration of the settings (`python -m optgate.config.document`).

## Where settings stand

From the weakest to the strongest:

1. the default;
2. the user's own file, `optgate.toml` in the folder for configuration (on Linux `~/.config/optgate/`);
3. the project's file: `[tool.optgate]` in `pyproject.toml`, or the same keys in `optgate.toml`, in the top
   folder of the repository. Settings in both of them are an error, as one would hide the other;
4. environment variables: `OPTGATE_` and the key in capitals, `_` for `-` and `.` (`OPTGATE_MIN_SPEEDUP`,
   `OPTGATE_BUDGET_PRE_COMMIT`); lists are separated by commas, tables are pairs `KEY:VALUE` separated by
   commas; an empty one is not set;
5. the command line: `--` and the key, where `optgate COMMAND --help` lists it.

`optgate config --show` prints every setting in force with its origin, `optgate config --schema` a JSON schema
(draft 2020-12) for editors. A key that does not exist or a value of a wrong type ends every command with
status 2 and names the key, the file and the line. Paths in a file are relative to its folder.

```toml
[tool.optgate]
exclude = ["tests/*"]
ignore = ["OPT6"]
per-file-ignores = { "scripts/*" = ["OPT1", "OPT2"] }
budget = { pre-commit = 5 }
mode = { pre-commit = "warn" }

[tool.optgate.functions."pkg/mod.py::f"]
inputs = "tests.examples:f"
```

Patterns are those of `.gitignore`, without `!`: one without a slash matches at any depth, one with a slash
from the top folder on.
"""

_INLINE = """\
## In the source

`# optgate: ignore[OPT201] reason` on the line of a `def` or of a loop silences the code there (a beginning
such as `OPT2` will do, several are separated by commas), `# optgate: ignore` every code; on a `def`, in the
whole function. A comment that silences nothing, or cannot be read, is itself reported (OPT900). What a whole
project accepts at once stands in a [baseline](baseline.md).
"""

_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤"}
_WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "^OPT[0-9]{0,3}$": "code",
}


def document() -> str:
    """The page, in Markdown."""
    groups = itertools.groupby(options().values(), key=lambda option: option.path[:-1])
    parts = [_HEAD]
    for group, members in groups:
        parts.append("\n".join([*_heading(group), *_table(members), ""]))
    functions = [
        Option(("functions", "NAME", field.encode_name), field.type, field.default, _help(field), "", "")
        for field in msgspec.structs.fields(Function)
    ]
    parts.append("\n".join([*_heading(("functions",)), *_table(functions), ""]))
    return "\n".join([*parts, _INLINE])


def _heading(group: tuple[str, ...]) -> list[str]:
    if not group:
        return ["## Settings", ""]
    if group == ("functions",):
        return ["## `[tool.optgate.functions.NAME]`", "", f"{_summary(Function)}", ""]
    field = next(one for one in msgspec.structs.fields(Config) if one.encode_name == group[0])
    return [f"## `[tool.optgate.{group[0]}]`", "", _summary(field.type), ""]


def _summary(struct: type) -> str:
    summary = (struct.__doc__ or "").partition("\n")[0]
    return summary.replace("``", "`")


def _help(field: msgspec.structs.FieldInfo) -> str:
    return next(
        one.description or "" for one in reversed(field.type.__metadata__) if isinstance(one, msgspec.Meta)
    )


def _table(members: Iterator[Option] | list[Option]) -> Iterator[str]:
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for option in members:
        default = f"`{toml(option.default)}`" if option.default is not None else ""
        private = "; not in the file of a project" if option.private else ""
        cells = (
            f"`{option.path[-1]}`",
            _value(msgspec.json.schema(option.type)),
            default,
            option.help + private,
        )
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _value(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    kinds = [one for one in schema.get("anyOf", (schema,)) if one != {"type": "null"}]
    kind = kinds[0]
    if "enum" in kind:
        return " or ".join(f'`"{word}"`' for word in kind["enum"])
    if kind["type"] == "array":
        return f"list of {_value(kind['items'])}"
    if kind["type"] == "object":
        return f"table of {_value(kind['additionalProperties'])}"
    bounds = [f"{sign} {kind[name]:g}" for name, sign in _BOUNDS.items() if name in kind]
    word = _WORDS.get(kind.get("pattern", "")) or _WORDS[kind["type"]]
    return f"{word} {' and '.join(bounds)}".rstrip()


if __name__ == "__main__":
    sys.stdout.write(document())
