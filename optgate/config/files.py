"""The files that hold settings, and where in them a key stands."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from optgate.config.options import FUNCTIONS, Option, dotted, option_at, options, siblings, tables
from optgate.config.values import convert, located
from optgate.model import UsageError

_ATTEMPTS = 300
"""Beginnings of a file read to find a line in it."""


class File(NamedTuple):
    """A file with settings; ``table`` leads to them. ``users`` is true for the user's own file."""

    path: Path
    text: str
    table: tuple[str, ...]
    settings: Mapping[str, Any]
    users: bool = False

    def place(self, key: tuple[str, ...] = ()) -> str:
        """``file:line`` of a key of the settings, as seen from the current folder."""
        line = _line_of(self.text, (*self.table, *key))
        name = _display(self.path)
        return f"{name}:{line}" if line else name


def settings_files(root: Path) -> Iterator[File]:
    """The user's file, then the project's, each only when it has settings."""
    import platformdirs

    user = _read(Path(platformdirs.user_config_dir("optgate", appauthor=False)) / "optgate.toml", ())
    own = _read(root / "optgate.toml", ())
    shared = _read(root / "pyproject.toml", ("tool", "optgate"))
    if own and shared:
        raise UsageError(
            f"both {_display(own.path)} and {shared.place()} have settings of optgate\n"
            "one would silently hide the other",
            f"move the settings into one of them, for instance [tool.optgate] in {_display(shared.path)}",
        )
    if user:
        yield user._replace(users=True)
    yield from (file for file in (own, shared) if file)


def _read(path: Path, table: tuple[str, ...]) -> File | None:
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8-sig")
        settings: Any = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(
            f"cannot read {_display(path)}: {error.strerror}", "make it readable, or remove it"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{_display(path)} is not UTF-8: {error.reason}", "TOML is UTF-8: convert it"
        ) from None
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        place, problem = (f":{match[2]}:{match[3]}", match[1]) if match else ("", str(error))
        raise UsageError(f"{_display(path)}{place}: not valid TOML: {problem}", "correct the file") from None
    except (ValueError, RecursionError) as error:
        problem = "a giant number" if isinstance(error, ValueError) else "nested too deeply"
        raise UsageError(f"{_display(path)} cannot be read: {problem}", "correct the file") from None
    for depth, part in enumerate(table, 1):
        settings = settings.get(part, {})
        if not isinstance(settings, Mapping):
            line = _line_of(text, table[:depth])
            raise UsageError(
                f"{_display(path)}:{line or 1}: `{'.'.join(table[:depth])}` has to be a table",
                f"write [{'.'.join(table)}] on a line of its own, with the settings below",
            )
    return File(path, text, table, settings) if settings else None


def file_values(file: File) -> dict[tuple[str, ...], Any]:
    """The options that a file sets, decoded, by path."""
    values: dict[tuple[str, ...], Any] = {}
    for path, value in _leaves(file.settings, ()):
        option = option_at(path)
        if option is None:
            raise _unknown(file, path)
        if option.private and not file.users:
            raise _not_here(file, option)
        place = functools.partial(_setting, file, option)
        values[path] = located(option, convert(option, value, place, strict=True), file.path.parent)
    return values


def _not_here(file: File, option: Option) -> UsageError:
    import platformdirs

    folder = platformdirs.user_config_dir("optgate", appauthor=False)
    return UsageError(
        f"{_setting(file, option)} may not be set by a project: code would go where the project wants it",
        f"set {option.variable} in the environment, or `{option.key}` in {Path(folder) / 'optgate.toml'}",
    )


def _setting(file: File, option: Option) -> str:
    return f"{file.place(option.path)}: `{option.key}`"


def _leaves(table: Mapping[str, Any], prefix: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Keys and values of a table, entering those tables that hold options."""
    for key, value in table.items():
        path = (*prefix, key)
        if isinstance(value, Mapping) and (path in tables() or prefix == (FUNCTIONS,)):
            yield from _leaves(value, path)
        else:
            yield path, value


def _unknown(file: File, path: tuple[str, ...]) -> UsageError:
    import difflib

    table = dotted((*file.table, *path[:-1]))
    where = f" in [{table}]" if table else ""
    if path[0] == FUNCTIONS and len(path) < 3:
        return UsageError(
            f"{file.place(path)}: `{dotted(path)}` has to be a table",
            'write for instance [functions."pkg/mod.py::f"] and below it inputs = "tests.examples:f"',
        )
    keys = siblings(path)
    if path[-1] in keys:
        return UsageError(
            f"{file.place(path)}: `{'.'.join(path)}` has to be a table",
            f"write for instance {path[-1]} = {{ {next(p for p in options() if p[0] == path[-1])[-1]} = … }}",
        )
    near = difflib.get_close_matches(path[-1].replace("_", "-"), keys, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"the keys there are: {', '.join(keys)}"
    return UsageError(f"{file.place(path)}: unknown key `{path[-1]}`{where}", hint)


def _line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The line (1-based) where a key stands in a TOML text: the first whose addition brings the key in.

    What a beginning of the text holds, every longer one holds too, so the line is found by bisection; None
    where too many beginnings would have to be read because a value goes on over many lines.
    """
    lines = text.split("\n")
    candidates = [number for number, line in enumerate(lines) if path[-1] in line]
    attempts = iter(range(_ATTEMPTS))
    place = bisect.bisect_left(candidates, True, key=lambda number: _holds(lines, number + 1, path, attempts))
    return candidates[place] + 1 if place < len(candidates) and next(attempts, None) is not None else None


def _holds(lines: list[str], end: int, path: tuple[str, ...], attempts: Iterator[int]) -> bool:
    """Whether the shortest readable beginning of at least ``end`` lines holds a key."""
    import tomllib

    for stop, _ in zip(range(end, len(lines) + 1), attempts, strict=False):
        try:
            value: Any = tomllib.loads("\n".join(lines[:stop]))
        except (ValueError, RecursionError):
            continue
        for part in path:
            if not isinstance(value, Mapping) or part not in value:
                return False
            value = value[part]
        return True
    return False


def _display(path: Path) -> str:
    """A path as it is shortest to read from the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
