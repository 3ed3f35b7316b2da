"""Functions named on the command line, judged on the work tree's content.

A TARGET is a file, a folder (every Python file below it that git does not ignore) or ``path.py::Qual.name``,
where the name is a function, a method, or a class (all its methods). ``include`` and ``exclude`` apply to
folders; a file that is named is always judged.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from optgate.model import SourceFile, Target, UsageError
from optgate.select import generated, git
from optgate.select.globs import wanted
from optgate.select.selection import Selection, root
from optgate.select.source import MAX_BYTES, TOO_LARGE, UnjudgeableError, read, targets

_OTHERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_ENOUGH = 20_000


class _Gathering:
    """What the specs have named so far; every file is read once."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.found: dict[tuple[str, str, int], Target] = {}
        self.skipped: dict[str, str] = {}
        self.files: dict[str, tuple[SourceFile, list[Target]]] = {}
        self.left_alone: dict[str, str] = {}

    def in_folder(self, path: Path) -> list[Target]:
        """The functions of a file that nobody named: none if a program wrote it."""
        found = self.targets_of(path)
        relative = path.relative_to(self.base).as_posix()
        file = self.files.get(relative)
        if file is not None and (why := generated.reason(file[0].text)):
            self.left_alone[relative] = why
            del self.files[relative]
            return []
        return found

    def targets_of(self, path: Path) -> list[Target]:
        """The functions of a file; a file that cannot be judged has none and is noted as skipped."""
        relative = path.relative_to(self.base).as_posix()
        if relative in self.skipped:
            return []
        self.left_alone.pop(relative, None)
        if relative not in self.files:
            try:
                if path.stat().st_size > MAX_BYTES:
                    raise UnjudgeableError(TOO_LARGE)
                file = read(str(self.base), relative, path.read_bytes())
                self.files[relative] = file, targets(file)
            except UnjudgeableError as reason:
                self.skipped[relative] = str(reason)
                return []
            except OSError as error:
                self.skipped[relative] = f"cannot be read: {error.strerror}"
                return []
        return self.files[relative][1]

    def selection(self, chosen: Sequence[Target]) -> Selection:
        """The selection of these functions."""
        whole = tuple(file for _, (file, _) in sorted(self.files.items()))
        skipped, left = sorted(self.skipped.items()), sorted(self.left_alone.items())
        return Selection(str(self.base), tuple(chosen), {}, tuple(skipped), whole, left_alone=tuple(left))

    def add(self, chosen: Sequence[Target]) -> None:
        for target in chosen:
            self.found[target.file.path, target.qualname, target.line] = target


def explicit(
    cwd: Path, specs: Sequence[str], *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Selection:
    """The functions that ``specs`` name, each once.

    Raises:
        UsageError: a path or a name does not exist (the hint has the nearest one), is outside the project,
            or is not Python source.
    """
    base = root(cwd).resolve()
    gathering = _Gathering(base)
    for spec in specs:
        text, name = _parted(cwd, spec)
        path = _locate(cwd, base, text, spec)
        if path.is_dir():
            if name:
                raise UsageError(f"{spec}: {text} is a folder", "name a file before `::`")
            for file in _python_files(path):
                if wanted(file.relative_to(base).as_posix(), include, exclude):
                    gathering.add(gathering.in_folder(file))
        elif name:
            gathering.add(_pick(gathering, path, text, name))
        else:
            _require_python(path, text)
            gathering.add(gathering.targets_of(path))
    ordered = sorted(gathering.found.values(), key=lambda target: (target.file.path, target.line))
    return gathering.selection(ordered)


class Files(NamedTuple):
    """The files that were named, sorted: the absolute project root, and posix paths relative to it.

    ``named`` are those that were named themselves, not by their folder.
    """

    root: str
    paths: tuple[str, ...]
    named: frozenset[str] = frozenset()


def files(
    cwd: Path, specs: Sequence[str], *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Files | None:
    """The files that ``specs`` name, each once and none of them read; nothing if one names a function.

    Raises:
        UsageError: as ``explicit``.
    """
    base = root(cwd).resolve()
    found: set[str] = set()
    named: set[str] = set()
    for spec in specs:
        text, name = _parted(cwd, spec)
        path = _locate(cwd, base, text, spec)
        if name:
            return None
        if path.is_dir():
            listed = (file.relative_to(base).as_posix() for file in _python_files(path))
            found |= {one for one in listed if wanted(one, include, exclude)}
        else:
            _require_python(path, text)
            named.add(path.relative_to(base).as_posix())
    return Files(str(base), tuple(sorted(found | named)), frozenset(named))


def single(files: Files, path: str) -> Selection:
    """All the functions of one of the files."""
    gathering = _Gathering(Path(files.root))
    get = gathering.targets_of if path in files.named else gathering.in_folder
    return gathering.selection(get(Path(files.root, path)))


def _parted(cwd: Path, spec: str) -> tuple[str, str]:
    """Path and name of a TARGET; the name is empty for a whole file or folder."""
    if "::" not in spec or _exists(cwd / spec):
        return spec, ""
    text, _, name = spec.rpartition("::")
    return text, name


def _locate(cwd: Path, base: Path, text: str, spec: str) -> Path:
    if not _exists(cwd / text):
        near = difflib.get_close_matches(text, _nearby(cwd), 1)
        rest = spec.removeprefix(text)
        hint = (
            f"did you mean {near[0]}{rest}?" if near else "TARGET is a file, a folder or path.py::Qual.name"
        )
        raise UsageError(f"no such file or folder: {text}", hint)
    path = (cwd / text).resolve()
    if not path.is_relative_to(base):
        raise UsageError(
            f"{text} is outside the project {base}", "run optgate from inside that file's project"
        )
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _require_python(path: Path, text: str) -> None:
    if path.suffix == ".ipynb":
        raise UsageError(
            f"{text} is a notebook, and notebooks are not judged",
            "move the function into a .py file and import it (jupyter nbconvert --to script helps)",
        )
    if path.suffix != ".py":
        raise UsageError(
            f"{text} is not a Python source file", "TARGET is a .py file, a folder or path.py::Qual.name"
        )


def _pick(gathering: _Gathering, path: Path, text: str, name: str) -> list[Target]:
    _require_python(path, text)
    found = gathering.targets_of(path)
    relative = path.relative_to(gathering.base).as_posix()
    if relative in gathering.skipped:
        raise UsageError(f"{text} cannot be judged: {gathering.skipped[relative]}")
    wished = name.replace(".<locals>", "")
    exact = [target for target in found if target.qualname == wished]
    if len(exact) > 1:
        return [target for target in exact if not target.refused] or exact[-1:]
    chosen = exact or [target for target in found if target.qualname.startswith(f"{wished}.")]
    if chosen:
        return chosen
    around = [target for target in found if wished.startswith(f"{target.qualname}.")]
    if around:
        outer = around[0].qualname
        raise UsageError(
            f"{name} is not a function of its own in {text}", f"judge the one around it: {text}::{outer}"
        )
    near = difflib.get_close_matches(wished, [target.qualname for target in found], 1, 0.5)
    if near:
        hint = f"did you mean {text}::{near[0]}?"
    else:
        hint = f"{text} has " + (", ".join(target.qualname for target in found[:8]) or "no functions")
    raise UsageError(f"there is no function {name} in {text}", hint)


def _python_files(folder: Path) -> list[Path]:
    """The Python files below a folder: what git tracks or would track, else (no git, or ignored) all."""
    try:
        listing = git.run(
            folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.py"
        )
    except (git.GitError, FileNotFoundError):
        listing = b""
    names = {os.fsdecode(name) for name in listing.split(b"\0") if name}
    paths = (folder / name for name in sorted(names)) if names else _walk(folder)
    return [path for path in paths if path.suffix == ".py" and path.is_file() and not path.is_symlink()]


def _walk(folder: Path) -> Iterator[Path]:
    """Every .py file below a folder, but for hidden folders, virtual environments and installed packages."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _OTHERS and not (here / name / "pyvenv.cfg").exists()
        )
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


def _nearby(cwd: Path) -> list[str]:
    """Files and folders somebody may have meant, relative to ``cwd``."""
    names: dict[str, None] = {}
    for path in _python_files(cwd)[:_ENOUGH]:
        relative = path.relative_to(cwd)
        names[str(relative)] = None
        names.update(dict.fromkeys(str(parent) for parent in relative.parents if parent.name))
    return list(names)
