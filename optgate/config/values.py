"""Single values: decoding, and what is said of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from optgate.config.options import Option
from optgate.model import UsageError

_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "bool | null": "true or false",
    "float | null": "a number",
    "int | null": "a whole number",
    "str": "a string",
    "str | null": "a string",
    "array": "a list",
    "object": "a table",
}
_LONGEST = 200
_EXPECTED = re.compile(r"Expected `(?P<type>[^`]+)`(?P<bound> [<>=]+ .*)?(, got `(?P<got>[^`]+)`)?")


def convert(option: Option, value: Any, place: Callable[[], str], *, strict: bool) -> Any:
    """The value of an option, decoded; not ``strict``: from text.

    Raises:
        UsageError: The value has a wrong type or is out of bounds; begins with ``place()``.
    """
    try:
        return msgspec.convert(value, option.type, strict=strict)
    except UnicodeEncodeError:
        raise UsageError(f"{place()}: expected text in UTF-8", f"{option.key}: {option.help}") from None
    except msgspec.ValidationError as error:
        problem = f"{_expected(option, str(error))}, not {_toml(value)}"
        raise UsageError(f"{place()}: expected {problem}", f"{option.key}: {option.help}") from None


def _expected(option: Option, error: str) -> str:
    problem, _, element = error.partition(" - at ")
    if "regex" in problem and option.path[0] == "functions":
        return "a callable as `module:name`"
    if "regex" in problem:
        return "codes, that is OPT and up to three digits (OPT201, OPT2)"
    if choices := _choices(option.type):
        return " or ".join(choices)
    if option.kind == "table" and not element:
        return f"{option.metavar}, separated by commas" if "got `str`" in problem else "a table"
    match = _EXPECTED.match(problem)
    if match is None:
        return problem
    word = _WORDS.get(match["type"], match["type"])
    if element and match["type"] == "str":
        return "a list of strings"
    return word + (match["bound"] or "")


def _toml(value: Any) -> str:
    """A wrong value as its author wrote it, near enough; the beginning of a long one."""
    import json

    try:
        text = json.dumps(value, default=str, ensure_ascii=False)
    except (ValueError, RecursionError):
        return f"a giant {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words that a Literal allows, wherever it stands in an annotation."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for part in get_args(annotation) if (found := _choices(part))), ())


def split(option: Option, value: Any) -> Any:
    """A value from the environment or the command line; lists are separated by commas."""
    if option.kind in ("list", "table"):
        given = [value] if isinstance(value, str) else value
        parts = [part.strip() for text in given for part in text.split(",") if part.strip()]
        return parts if option.kind == "list" else _paired(parts)
    return located(option, value, Path.cwd())


def _paired(parts: list[str]) -> Any:
    """Pairs ``KEY:VALUE`` as a table of lists; what is no pair stays as it is, to be complained about."""
    if not all(part.rpartition(":")[0] for part in parts):
        return ",".join(parts)
    table: dict[str, list[str]] = {}
    for part in parts:
        key, _, value = part.rpartition(":")
        table.setdefault(key.strip(), []).append(value.strip())
    return table


def located(option: Option, value: Any, folder: Path) -> Any:
    """The value; made absolute when it is a path. A bare command such as ``python3.12`` stays what it is."""
    if not option.location or not value:
        return value
    if option.location == "command" and "/" not in value and "\\" not in value:
        return value
    return str(folder / Path(value).expanduser())
