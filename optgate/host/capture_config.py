"""What a project says about its tests to pytest, as far as it takes to find and start them."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from typing import Any

import msgspec

from optgate.host.capture_sources import Sources

_FILES = ("test_*.py", "*_test.py")
_PLUGINS_LEFT_OUT = ("no:", "xdist", "pytest_cov", "pytest_randomly", "pytest_benchmark")


class PytestConfig(msgspec.Struct, frozen=True):
    """``files`` are the name patterns of test files, ``options`` those of ``addopts`` that stay in force.

    ``folders`` are where tests are looked for, ``roots`` what is importable beside; ``told`` is false where
    the project says nothing to pytest. Of ``addopts`` only what decides how tests are imported is kept: the
    rest chooses, reports, parallelizes or measures.
    """

    files: tuple[str, ...] = _FILES
    options: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    told: bool = False


def read(sources: Sources) -> PytestConfig:
    """The configuration pytest would find at the root; the defaults where it is not readable."""
    section = _section(sources)
    files = _words(section.get("python_files")) or _FILES
    return PytestConfig(
        tuple(files),
        tuple(_kept(_words(section.get("addopts")))),
        tuple(_words(section.get("testpaths"))),
        tuple(_words(section.get("pythonpath"))),
        bool(section),
    )


def _section(sources: Sources) -> dict[str, Any]:
    for path in ("pytest.ini", ".pytest.ini"):
        found = _ini(sources.read(path), "pytest")
        if found is not None:
            return found
    try:
        tool = tomllib.loads(sources.read("pyproject.toml").decode()).get("tool", {})
    except (ValueError, AttributeError):
        tool = {}
    found = tool.get("pytest") if isinstance(tool, dict) else None
    if isinstance(found, dict):
        inner = found.get("ini_options", found)
        return inner if isinstance(inner, dict) else {}
    return _ini(sources.read("tox.ini"), "pytest") or _ini(sources.read("setup.cfg"), "tool:pytest") or {}


def _ini(data: bytes, name: str) -> dict[str, Any] | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(data.decode())
    except (configparser.Error, UnicodeDecodeError):
        return None
    return dict(parser[name]) if name in parser else None


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [word for word in value if isinstance(word, str)]
    try:
        return shlex.split(value) if isinstance(value, str) else []
    except ValueError:
        return []


def _kept(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word.startswith("--import-mode="):
            kept.append(word)
        elif word == "--import-mode":
            kept.append(f"--import-mode={following}")
        elif word == "-p" and not following.startswith(_PLUGINS_LEFT_OUT):
            kept += ["-p", following]
        elif word.startswith("-p") and len(word) > 2 and not word[2:].startswith(_PLUGINS_LEFT_OUT):
            kept.append(word)
    return kept
