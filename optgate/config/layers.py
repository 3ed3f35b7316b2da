"""The layers that settings come from, the weakest first, and everything that was given in them."""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from optgate import __version__
from optgate.config.files import File, file_values, settings_files
from optgate.config.options import Option, options
from optgate.config.release import as_specifier, satisfies
from optgate.config.values import convert, split
from optgate.model import UsageError


class Layer(enum.StrEnum):
    """Where a value may come from, the weakest first."""

    DEFAULT = "default"
    USER = "user file"
    PROJECT = "project file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"


class Setting(NamedTuple):
    """A value that was given, and by whom; ``place`` is its file and line, its variable or its option."""

    path: tuple[str, ...]
    value: Any
    layer: Layer
    place: Callable[[], str]


def settings(root: Path, overrides: Mapping[str, Any], environ: Mapping[str, str]) -> list[Setting]:
    """Everything that was given, decoded, the weakest layer first; arguments and errors as in ``load``."""
    files = list(settings_files(root.absolute()))
    _require(files, overrides, environ)
    given = [_of_file(file, path, value) for file in files for path, value in file_values(file).items()]
    for option in options().values():
        if text := environ.get(option.variable):
            given.append(_of_text(option, text, option.variable, Layer.ENVIRONMENT))
    for option in options().values():
        if (text := overrides.get(option.dest)) is not None:
            given.append(_of_text(option, text, option.flag, Layer.COMMAND_LINE))
    return given


def _require(files: Sequence[File], overrides: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """See that this is a version the project wants, before anything that a later one may know better."""
    option = options()["required-version",]
    places: list[tuple[Any, Callable[[], str]]] = [
        (overrides.get(option.dest), lambda: option.flag),
        (environ.get(option.variable), lambda: option.variable),
    ]
    for file in reversed(files):
        places.append((file.settings.get(option.key), functools.partial(file.place, option.path)))
    spec, place = next((one for one in places if one[0]), ("", str))
    if isinstance(spec, str) and spec and not satisfies(__version__, spec, place):
        raise UsageError(
            f"this project requires optgate {spec}; this is {__version__}\n"
            f"{place()}: `required-version` says so",
            f"install it, for instance `pip install 'optgate{as_specifier(spec)}'`",
        )


def _of_file(file: File, path: tuple[str, ...], value: Any) -> Setting:
    layer = Layer.USER if file.users else Layer.PROJECT
    return Setting(path, value, layer, functools.partial(file.place, path))


def _of_text(option: Option, text: Any, place: str, layer: Layer) -> Setting:
    value = convert(option, split(option, text), lambda: place, strict=False)
    return Setting(option.path, value, layer, lambda: place)
