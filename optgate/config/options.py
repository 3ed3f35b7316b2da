"""The options, derived from the records that declare them: keys, flags, variables, kinds."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta

from optgate.config.records import Config, Function, Location

FUNCTIONS = "functions"
"""The table of settings of single functions."""


def dotted(path: tuple[str, ...]) -> str:
    """A path as TOML writes it: ``functions."pkg.mod:f".inputs``."""
    return ".".join(part if re.fullmatch(r"[\w-]+", part, re.ASCII) else quoted(part) for part in path)


def quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Option(NamedTuple):
    """One option as it is declared in ``Config``; ``path`` is its key, a part a table.

    A ``private`` one is not for the files of a project.
    """

    path: tuple[str, ...]
    type: Any
    default: Any
    help: str
    metavar: str
    location: Location
    private: bool = False

    @property
    def key(self) -> str:
        """The key in a file, dotted: ``budget.pre-commit``."""
        return dotted(self.path)

    @property
    def dest(self) -> str:
        """The name among the command line's values: ``min_speedup``."""
        return "_".join(self.path).replace("-", "_")

    @property
    def flag(self) -> str:
        """The option of the command line: ``--min-speedup``."""
        return "--" + "-".join(self.path)

    @property
    def variable(self) -> str:
        """The environment variable: ``OPTGATE_MIN_SPEEDUP``."""
        return "OPTGATE_" + self.dest.upper()

    @property
    def kind(self) -> Literal["switch", "list", "table", "value"]:
        """How the command line takes it; a ``table`` as pairs ``KEY:VALUE``."""
        inner = _bare(self.type)
        if inner in (bool, bool | None):
            return "switch"
        if get_origin(inner) is dict:
            return "table"
        return "list" if get_origin(inner) is tuple else "value"


@functools.cache
def options() -> dict[tuple[str, ...], Option]:
    """Every option of a project by its path, in the order of declaration."""
    return {option.path: option for option in _declared(Config, ())}


def option_at(path: tuple[str, ...]) -> Option | None:
    """The option that a key of a file names.

    It is one of a project, under ``functions.NAME`` one of a function, or an entry of a table of any keys.
    """
    if len(path) > 2 and path[0] == FUNCTIONS:
        return next((one for one in _declared(Function, path[:2]) if one.path == path), None)
    table = options().get(path[:-1])
    if table is not None and table.kind == "table":
        return table._replace(path=path, type=get_args(_bare(table.type))[1])
    return options().get(path)


def tables() -> frozenset[tuple[str, ...]]:
    """The paths of the tables that a file may have."""
    groups = {path[:depth] for path in options() for depth in range(1, len(path))}
    groups |= {path for path, option in options().items() if option.kind == "table"}
    return frozenset({*groups, (FUNCTIONS,)})


def siblings(path: tuple[str, ...]) -> list[str]:
    """The keys that may stand where the last part of a path stands."""
    if len(path) > 2 and path[0] == FUNCTIONS:
        return [option.path[-1] for option in _declared(Function, path[:2])]
    table, depth = path[:-1], len(path) - 1
    known = [one[depth] for one in options() if one[:depth] == table]
    return list(dict.fromkeys(known if table else [*known, FUNCTIONS]))


def _declared(struct: type[msgspec.Struct], prefix: tuple[str, ...]) -> Iterator[Option]:
    for field in msgspec.structs.fields(struct):
        path = (*prefix, field.encode_name)
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _declared(field.type, path)
            continue
        if path == (FUNCTIONS,):
            continue
        about = next(m for m in reversed(get_args(field.type)) if isinstance(m, Meta) and m.description)
        extra = about.extra or {}
        yield Option(
            path,
            field.type,
            field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory(),
            about.description or "",
            extra["metavar"],
            extra["location"],
            extra.get("private", False),
        )


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
