"""The settings in force, with their origin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from optgate.config.layers import Layer, settings
from optgate.config.options import dotted, options, quoted


class Row(NamedTuple):
    """A setting: its dotted key, its value, the same as TOML, and where it comes from."""

    key: str
    value: Any
    toml: str
    layer: str
    place: str

    @property
    def line(self) -> str:
        """The setting as a line of TOML; one without a value as a comment."""
        return f"{self.key} = {self.toml}" if self.toml else f"# {self.key} is not set"

    @property
    def origin(self) -> str:
        """Where the value comes from, for people."""
        return f"{self.layer}, {self.place}" if self.place else self.layer


def shown(root: Path, overrides: Mapping[str, Any], environ: Mapping[str, str]) -> list[Row]:
    """Every setting in the order of declaration; arguments and errors as in ``load``.

    A value is shown where it counts: of several that were given, the one of the strongest layer.
    """
    given = {one.path: one for one in settings(root, overrides, environ)}
    rows = []
    for path, option in options().items():
        inner = [one for one in given if one[:-1] == path and option.kind == "table"]
        if path in given:
            inner = []
        rows += [_row(one, given[one].value, given[one].layer, given[one].place()) for one in inner]
        if path in given:
            rows.append(_row(path, given[path].value, given[path].layer, given[path].place()))
        elif not inner:
            rows.append(_row(path, option.default, Layer.DEFAULT, ""))
    rest = [one for path, one in given.items() if path not in options() and path[:-1] not in options()]
    return rows + [_row(one.path, one.value, one.layer, one.place()) for one in rest]


def _row(path: tuple[str, ...], value: Any, layer: Layer, place: str) -> Row:
    return Row(dotted(path), value, toml(value), layer.value, place)


def toml(value: Any) -> str:
    """A value as TOML; empty for None, which TOML does not have."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        entries = ", ".join(f"{dotted((key,))} = {toml(one)}" for key, one in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, str):
        return quoted(value)
    return repr(value) if isinstance(value, float) else json.dumps(value)
