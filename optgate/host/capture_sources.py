"""The files of a project as they are judged: what there is, and what stands in it."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from optgate.model import Target

_LEFT_OUT = frozenset(
    {"__pycache__", "node_modules", "site-packages", "venv", "virtualenv", "build", "dist", "htmlcov"}
)
_COMPILED = (".so", ".pyd", ".dll", ".dylib")
_WALKED_AT_MOST = 50_000
_READ_AT_MOST = 2 << 20
_GIT_SECONDS = 10


class Sources:
    """The project under ``root``; paths are posix and relative to it.

    ``overlays`` (by absolute or relative path) and the judged files themselves count instead of the disk.
    """

    def __init__(self, root: Path, targets: Sequence[Target], overlays: Mapping[str, bytes]) -> None:
        self.root = Path(os.path.realpath(root))
        self.overlays: dict[str, bytes] = {}
        for path, data in overlays.items():
            relative = self._relative(path)
            if relative:
                self.overlays[relative] = data
        for target in targets:
            self.overlays[target.file.path] = target.file.raw
        self._read: dict[str, bytes] = {}

    def _relative(self, path: str) -> str:
        """The path under the root, or nothing when it lies elsewhere."""
        whole = os.path.join(self.root, path)  # noqa: PTH118  an absolute path stays what it is
        for found in (whole, os.path.realpath(whole)):
            relative = os.path.relpath(found, self.root)
            if relative.partition(os.sep)[0] != os.pardir:
                return relative.replace(os.sep, "/")
        return ""

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file but those of caches, virtual environments, build results and version control."""
        listed = _listed_by_git(self.root) or list(_walked(self.root))
        listed += [path for path in self.overlays if path not in set(listed)]
        environments = {
            str(PurePosixPath(path).parent) + "/" for path in listed if path.endswith("/pyvenv.cfg")
        }
        return tuple(
            sorted(
                path
                for path in dict.fromkeys(listed)
                if not _left_out(path) and not any(path.startswith(folder) for folder in environments)
            )
        )

    @cached_property
    def python(self) -> tuple[str, ...]:
        """The Python files among them."""
        return tuple(path for path in self.files if path.endswith(".py"))

    @cached_property
    def known(self) -> frozenset[str]:
        """The Python files, for looking one up."""
        return frozenset(self.python)

    def beside(self) -> list[str]:
        """What version control does not list and the packages need: compiled modules and written ones."""
        listed = set(self.files)
        folders = sorted({str(PurePosixPath(path).parent) for path in self.python})
        found = []
        for folder in folders:
            for name in _names(self.root / folder):
                path = name if folder == "." else f"{folder}/{name}"
                if name.endswith((*_COMPILED, ".py")) and path not in listed:
                    found.append(path)
        return found

    def read(self, path: str) -> bytes:
        """The content of a file; nothing when it is missing, over 2 MiB or no regular file."""
        if path in self.overlays:
            return self.overlays[path]
        if path not in self._read:
            self._read[path] = _content(self.root / path)
        return self._read[path]


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _READ_AT_MOST:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return []


def _left_out(path: str) -> bool:
    parts = path.split("/")
    if any(part in _LEFT_OUT or part.endswith(".egg-info") for part in parts[:-1]):
        return True
    return any(part.startswith(".") for part in parts[:-1])


def _listed_by_git(root: Path) -> list[str]:
    """Tracked files and new ones that are not ignored; nothing where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    if done.returncode:
        return []
    return [os.fsdecode(path) for path in done.stdout.split(b"\0") if path]


def _walked(root: Path) -> Iterator[str]:
    count = 0
    for folder, below, names in os.walk(root):
        if "pyvenv.cfg" in names and folder != str(root):
            below.clear()
            continue
        below[:] = sorted(_entered(below))
        for name in sorted(names):
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")  # noqa: PTH118
            count += 1
            if count >= _WALKED_AT_MOST:
                return


def _entered(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not name.startswith(".") and name not in _LEFT_OUT and not name.endswith(".egg-info"):
            yield name
