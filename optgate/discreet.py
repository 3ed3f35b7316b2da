"""What leaves the program says neither where the user's home folder is nor what a secret variable holds.

The home folder is written as ``~`` and the values of secret variables as ``***``. Sources are left as they
are: a patch has to apply, and what stands in it stands in the user's file already.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from optgate.model import Candidate, Counterexample, Outcome, SourceFile

T = TypeVar("T")

HIDDEN = "***"
SHORTEST = 8
"""Characters of the shortest value taken for a secret; shorter ones occur in ordinary words."""

_SECRET_NAME = re.compile(
    r"secret|token|passw|passphrase|pwd$|credential|api_?key|(access|private|signing|encryption)_?key|"
    r"_key$|^key$|_dsn$|auth$|database_url|connection_?string|cookie",
    re.IGNORECASE,
)
_NO_SECRETS = frozenset({"PWD", "OLDPWD"})
_WITH_LOGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/@\s]+@", re.IGNORECASE)
_VERBATIM = {Candidate: frozenset({"text"}), Outcome: frozenset({"patch"})}


def secret(name: str, value: str) -> bool:
    """Whether an environment variable is one to be kept to oneself, by its name or a login in its value."""
    if name in _NO_SECRETS:
        return False
    return bool(_SECRET_NAME.search(name) or _WITH_LOGIN.match(value))


def discreet(text: str, environ: Mapping[str, str] | None = None) -> str:
    """The text without the home folder and without the values of secret variables of ``environ``."""
    homes, values = _told(os.environ if environ is None else environ)
    pattern = _pattern(homes, values)
    return pattern.sub(_stand_in, text) if pattern is not None else text


def discreet_record(value: T) -> T:
    """The same of every text in a record, or in tuples, lists and dictionaries of them.

    Source files, the texts of candidates and patches stay as they are; so do encoded inputs, which are
    bytes (see ``reveals``). A test that would have to be changed is left out: it would not hold any more.
    """
    found: Any = _cleaned(value)
    return found  # type: ignore[no-any-return]


def reveals(data: bytes) -> bool:
    """Whether encoded inputs hold what texts are cleaned of."""
    text = data.decode("utf-8", "replace")
    return discreet(text) != text


def _cleaned(value: Any) -> Any:
    if type(value) is str:
        return discreet(value)
    if isinstance(value, msgspec.Struct):
        return _cleaned_struct(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_cleaned(item) for item in value])
    return value


def _cleaned_struct(value: msgspec.Struct) -> msgspec.Struct:
    if isinstance(value, SourceFile):
        return value
    kept = _VERBATIM.get(type(value), frozenset())
    parts = {name: getattr(value, name) for name in value.__struct_fields__ if name not in kept}
    clean = {name: _cleaned(part) for name, part in parts.items()}
    if isinstance(value, Counterexample) and clean["test"] != value.test:
        clean["test"] = ""
    return msgspec.structs.replace(value, **clean)


def _told(environ: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    return _told_by(tuple(environ.items()))


@functools.lru_cache(maxsize=8)
def _told_by(variables: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The spellings of the home folder, and the secret values."""
    environ = dict(variables)
    home = environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111  Path.home() raises without any
    homes = {home.rstrip("/\\"), os.path.realpath(home)} if os.path.isabs(home) else set()  # noqa: PTH117
    values = {
        value for name, value in environ.items() if len(value.strip()) >= SHORTEST and secret(name, value)
    }
    return frozenset(one for one in homes if len(one) > 1), frozenset(values - homes)


@functools.lru_cache(maxsize=8)
def _pattern(homes: frozenset[str], values: frozenset[str]) -> re.Pattern[str] | None:
    """The longest first; a home of one part such as ``/root`` counts only where a path begins."""
    spelt = {form for value in values for form in (value, repr(value)[1:-1])}
    secrets = "|".join(map(re.escape, sorted(spelt, key=len, reverse=True)))
    parts = [f"(?P<secret>{secrets})"] if secrets else []
    for home in sorted(homes, key=len, reverse=True):
        start = "" if home.count(os.sep) > 1 else r"(?:(?<![\w.~-])|(?<=\\[abfnrtv]))"
        parts.append(f"{start}{re.escape(home)}(?!\\w)")
    return re.compile("|".join(parts)) if parts else None


def _stand_in(match: re.Match[str]) -> str:
    return HIDDEN if match.groupdict().get("secret") else "~"
