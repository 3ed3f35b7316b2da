"""The configuration: every option is declared once, in ``Config``.

Type, default, bounds and help text stand at the field; the command line's options, the ``OPTGATE_*``
variables and the decoding of the files are derived from it (``options``). Precedence, weakest first: the
default, the user's file, the project's file, the environment, the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from optgate.config.files import settings_files
from optgate.config.layers import Layer, Setting, settings
from optgate.config.options import Option, dotted, options
from optgate.config.records import Budgets, Config, Function, Llm, Mode, Modes, Sandbox, Verify

__all__ = [
    "Budgets",
    "Config",
    "Function",
    "Layer",
    "Llm",
    "Mode",
    "Modes",
    "Option",
    "Sandbox",
    "Setting",
    "Verify",
    "load",
    "options",
    "place",
    "settings",
]


def load(root: Path, overrides: Mapping[str, Any], environ: Mapping[str, str]) -> Config:
    """The configuration for a project.

    Args:
        root: The project root, where pyproject.toml or optgate.toml stand.
        overrides: Values of the command line by ``Option.dest``; None means not given.
        environ: The environment; its ``OPTGATE_*`` variables count.

    Raises:
        UsageError: An unknown key, a wrong type or value, an unreadable file, two files with settings, or
            a project that requires another version of optgate. Names the key, the file and the line.
    """
    given = settings(root, overrides, environ)
    return msgspec.convert(_nested({one.path: one.value for one in given}), Config)


def place(root: Path, path: tuple[str, ...]) -> str:
    """Where an option of a file stands, for a complaint that names it: ``pyproject.toml:12: `seed```."""
    file = next((one for one in settings_files(root.absolute()) if _has(one.settings, path)), None)
    where = f"{file.place(path)}: " if file else ""
    return f"{where}`{dotted(path)}`"


def _has(settings: Any, path: tuple[str, ...]) -> bool:
    for part in path:
        if not isinstance(settings, Mapping) or part not in settings:
            return False
        settings = settings[part]
    return True


def _nested(values: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in values.items():
        table = tree
        for part in path[:-1]:
            table = table.setdefault(part, {})
        table[path[-1]] = value
    return tree
