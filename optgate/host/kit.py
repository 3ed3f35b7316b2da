"""The kit: coverage for the user's interpreter, kept outside the project and installed once.

The hook's own packages are never lent to another Python version: compiled parts would not load there, and
coverage would silently fall back to its slow tracer. The first way that works is taken:

1. the kit is there already;
2. the interpreter is of the gate's own version and platform: the gate's coverage is copied, offline;
3. ``uv pip install --target``, then the gate's pip with ``--python-version``, then the project's own pip.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from optgate.host.discovery import Interpreter
from optgate.host.environment import without_secrets
from optgate.host.leftovers import private_folder

_SECONDS = 120


class Kit(msgspec.Struct, frozen=True):
    """A folder that holds coverage for one interpreter version, and how it came there."""

    path: str
    version: str
    source: str


def ensure_kit(interpreter: Interpreter, cache_dir: Path) -> Kit | None:
    """The kit for an interpreter, installed into ``cache_dir`` when it is missing.

    Returns:
        The kit, or None when no way to install it worked; branches are then counted by marks.
    """
    folder = cache_dir / tag(interpreter)
    kit = _read(folder, "cache")
    if kit is not None:
        return kit
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    for source, install in _ways(interpreter):
        with private_folder("kit", cache_dir) as building:
            target = building / "kit"
            if install(target) and _read(target, source):
                compile_kit(interpreter, target)
                try:
                    target.rename(folder)
                except OSError:
                    if not folder.is_dir():
                        continue
                return _read(folder, source)
    return None


def tag(interpreter: Interpreter) -> str:
    """What tells apart interpreters that cannot share compiled files, for the name of a folder."""
    major, minor, _ = interpreter.version
    threads = "" if interpreter.gil else "t"
    return f"{interpreter.implementation.lower()}-{major}.{minor}{threads}-{interpreter.platform}"


def _read(folder: Path, source: str) -> Kit | None:
    """The kit in a folder, when it is whole."""
    if not (folder / "coverage" / "__init__.py").is_file():
        return None
    versions = [found.version for found in importlib.metadata.distributions(path=[str(folder)])]
    return Kit(str(folder), versions[0], source) if versions else None


def _ways(interpreter: Interpreter) -> Iterator[tuple[str, Callable[[Path], bool]]]:
    if _is_like_ours(interpreter):
        yield "copied from optgate's own environment", _copy
    version = ".".join(map(str, interpreter.version[:2]))
    if uv := shutil.which("uv"):
        yield (
            "uv",
            lambda target: _run(
                [uv, "pip", "install", "--quiet", "--no-deps", "--python", interpreter.path],
                target,
            ),
        )
    wheels = ["--only-binary=:all:", "--implementation", "cp", "--python-version", version]
    if interpreter.implementation == "CPython" and importlib.util.find_spec("pip"):
        yield "pip", lambda target: _run([*_pip(sys.executable), *wheels], target)
    yield "the project's pip", lambda target: _run(_pip(interpreter.path), target)


def _is_like_ours(interpreter: Interpreter) -> bool:
    return (
        interpreter.version[:2] == sys.version_info[:2]
        and interpreter.implementation == platform.python_implementation()
        and interpreter.platform == sysconfig.get_platform()
        and interpreter.gil
    )


def _copy(target: Path) -> bool:
    """Copy the gate's own coverage: its package and its metadata, no scripts."""
    ours = importlib.metadata.distribution("coverage")
    for file in ours.files or ():
        if file.parts[0] in ("..", "__pycache__") or "__pycache__" in file.parts:
            continue
        destination = target / file
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(file.locate()), destination)
    return True


def compile_kit(interpreter: Interpreter, target: Path) -> None:
    """Compile the kit ahead of time: guests write no compiled files, and importing it would take 0.2 s."""
    command = [interpreter.path, "-I", "-m", "compileall", "-q", str(target)]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=without_secrets(os.environ),
        )


def _pip(python: str) -> list[str]:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    return [python, "-m", "pip", "install", *quiet]


def _run(command: list[str], target: Path) -> bool:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            [*command, "--target", str(target), "coverage>=7.7"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=kept,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
