"""Finds the interpreter that has the user's packages; never our own, unless it is asked for by name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from optgate.host.environment import without_secrets
from optgate.model import UsageError

OLDEST = (3, 9)

_ASK = """\
import json, platform, sys, sysconfig
print(json.dumps([list(sys.version_info[:3]), platform.python_implementation(), sys.prefix,
                  sysconfig.get_platform(), getattr(sys, "_is_gil_enabled", lambda: True)()]))
"""


class Interpreter(msgspec.Struct, frozen=True):
    """An interpreter that was started once and answered.

    ``source`` says how it was found (``.venv``, ``--python``); ``platform`` is ``sysconfig.get_platform()``.
    """

    path: str
    version: tuple[int, int, int]
    implementation: str
    prefix: str
    platform: str
    source: str
    gil: bool = True


class Discovery(msgspec.Struct, frozen=True):
    """The interpreter that was found, or None; and every place looked at, in order, with what was there."""

    interpreter: Interpreter | None
    looked_at: tuple[str, ...]


def discover(root: Path, explicit: str | None, environ: Mapping[str, str]) -> Discovery:
    """Look for the project's interpreter.

    Args:
        root: The project root.
        explicit: A path or a command name from the command line or the configuration.
        environ: The environment; ``VIRTUAL_ENV``, ``CONDA_PREFIX`` and ``PATH`` count.

    Raises:
        UsageError: The explicit interpreter does not run, or is older than Python 3.9.
    """
    if explicit:
        found = shutil.which(explicit, path=environ.get("PATH")) or explicit
        interpreter = ask(found, "--python, OPTGATE_PYTHON or the configuration")
        if isinstance(interpreter, str):
            raise UsageError(
                f"the interpreter {explicit!r} cannot be used: {interpreter}",
                "give the path of a Python 3.9 or newer that has the project's packages",
            )
        return Discovery(interpreter, (explicit,))
    looked_at: list[str] = []
    for place, folder in _places(root, environ):
        path = _executable(folder)
        if path is None:
            looked_at.append(f"{place} (none)")
        elif Path(folder).resolve() == Path(sys.prefix).resolve():
            looked_at.append(f"{place} (optgate's own)")
        else:
            interpreter = ask(path, place)
            if isinstance(interpreter, Interpreter):
                return Discovery(interpreter, (*looked_at, place))
            looked_at.append(f"{place} ({interpreter})")
    return Discovery(None, tuple(looked_at))


def ask(path: str, source: str) -> Interpreter | str:
    """Start an interpreter and let it name itself; a string says why it cannot be used."""
    try:
        done = subprocess.run(
            [path, "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            stdin=subprocess.DEVNULL,
            env=without_secrets(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"it does not start: {getattr(error, 'strerror', None) or type(error).__name__}"
    try:
        version, implementation, prefix, platform, gil = json.loads(done.stdout)
    except ValueError:
        return "it does not answer like a Python interpreter"
    if tuple(version) < OLDEST:
        return "it is Python {}.{}; 3.9 is the oldest that is supported".format(*version)
    return Interpreter(path, tuple(version), implementation, prefix, platform, source, gil)


def _places(root: Path, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Environment folders by the order of precedence, each with the name it is reported under."""
    for variable in ("VIRTUAL_ENV",):
        yield variable, environ.get(variable, "")
    for name in (".venv", "venv"):
        yield name, str(root / name)
    yield "CONDA_PREFIX", environ.get("CONDA_PREFIX", "")
    yield from _children(root, ".pixi/envs")
    for folder in environ.get("PATH", "").split(os.pathsep):
        if folder and (Path(folder).parent / "pyvenv.cfg").is_file():
            yield "PATH", str(Path(folder).parent)
    yield from _children(root, ".tox")
    yield from _children(root, ".nox")


def _children(root: Path, name: str) -> Iterator[tuple[str, str]]:
    folder = root / name
    found = sorted(child for child in folder.iterdir() if child.is_dir()) if folder.is_dir() else []
    for child in found:
        yield f"{name}/{child.name}", str(child)
    if not found:
        yield name, ""


def _executable(folder: str) -> str | None:
    """The interpreter inside an environment's folder."""
    if not folder:
        return None
    for name in ("bin/python", "bin/python3", "python.exe", "Scripts/python.exe"):
        path = Path(folder, name)
        if path.is_file():
            return str(path)
    return None
