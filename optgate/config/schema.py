"""The JSON schema of the settings, derived from their declaration."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from optgate.config.options import options
from optgate.config.records import Config

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def document() -> str:
    """The schema of ``[tool.optgate]`` and of optgate.toml, as JSON (draft 2020-12)."""
    (root,), definitions = msgspec.json.schema_components([Config], ref_template="#/$defs/{name}")
    tables = {name: _closed(definition) for name, definition in definitions.items()}
    head = {"description": "Settings of optgate: [tool.optgate], or optgate.toml."}
    top = tables.pop(root["$ref"].rpartition("/")[2])
    for path, option in options().items():
        if option.private:
            owner = tables[_table(top, path[0])] if len(path) > 1 else top
            owner["properties"][path[-1]]["description"] += " (not in the file of a project)"
    return json.dumps({"$schema": DRAFT, **top, **head, "title": "optgate", "$defs": tables}, indent=2) + "\n"


def _closed(definition: dict[str, Any]) -> dict[str, Any]:
    """A table without other keys and without null, which TOML does not have; its tables have no default."""
    closed: dict[str, Any] = _without_null(definition)
    for found in closed["properties"].values():
        if "$ref" in found:
            del found["default"]
    closed["additionalProperties"] = False
    return closed


def _without_null(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_null(one) for one in node]
    if not isinstance(node, dict):
        return node
    node = {key: _without_null(one) for key, one in node.items() if not (key == "default" and one is None)}
    kinds = [one for one in node.get("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        del node["anyOf"]
        node = {**kinds[0], **node}
    return node


def _table(top: dict[str, Any], key: str) -> str:
    """The name of the definition that a key of the top leads to."""
    found = top["properties"][key]
    reference = found.get("$ref") or found["allOf"][0]["$ref"]
    return str(reference).rpartition("/")[2]
