"""What is worth running for a function: the files whose code can get to it, judged by words and imports."""

from __future__ import annotations

import ast
import bisect
import hashlib
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from functools import cached_property
from pathlib import PurePosixPath

import msgspec

from optgate.host import capture_config
from optgate.host.capture_imports import Imports
from optgate.host.capture_sources import Sources
from optgate.model import Target

MAX_TESTS = 40
ENOUGH_TESTS = 10
"""Where so many files name the function, those that only name its callers are not looked for."""
MAX_HOPS = 3
MAX_CALLERS = 40
_ELSEWHERE = frozenset({"benchmarks", "benchmark", "examples", "example", "docs", "doc"})
_DYNAMIC = re.compile(rb"\b(importlib|__import__|runpy|import_module)\b")
_HEADER = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_ALIAS = re.compile(rb"\w+[ \t]+as[ \t]+(\w+)")
_ASSIGNED = re.compile(rb"^(\w+)[ \t]*(?::[^=\n]*)?=")
_LOOK_BACK = 400
_MAIN = re.compile(rb"^if[ \t(]+(__name__[ \t]*==|['\"]__main__['\"][ \t]*==)", re.MULTILINE)


class Reached(msgspec.Struct, frozen=True):
    """What can call a target: ``tests``, the most promising first, ``doctests`` of its own, ``mains``."""

    tests: tuple[str, ...] = ()
    doctests: bool = False
    mains: tuple[str, ...] = ()


class Reach:
    """Looks for what can call the targets of one project."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.config = capture_config.read(sources)
        self._imports = Imports(sources)

    @cached_property
    def _tests(self) -> tuple[str, ...]:
        return tuple(path for path in self.sources.python if self._is_test(path))

    def _is_test(self, path: str) -> bool:
        *folders, name = path.split("/")
        if _ELSEWHERE.intersection(folders):
            return False
        patterns = self.config.files
        return any(
            fnmatch(name, pattern) or ("/" in pattern and fnmatch(path, pattern)) for pattern in patterns
        )

    @cached_property
    def _others(self) -> tuple[str, ...]:
        tests = set(self._tests)
        return tuple(path for path in self.sources.python if path not in tests)

    def of(self, target: Target) -> Reached:
        """What can call ``target``; reads other files only where there is a test at all."""
        path = target.file.path
        mains = [path] if _MAIN.search(target.file.raw) else []
        package = next((main for main in self._package_mains(path) if self._imports.reach(main, path)), None)
        if package and package != path:
            mains.append(package)
        tests = self._ranked(target) if self._tests else ()
        return Reached(tests, _has_doctests(target), tuple(mains))

    def _package_mains(self, path: str) -> Iterator[str]:
        folder = PurePosixPath(path).parent
        while f"{folder}/__init__.py" in self.sources.known:
            if f"{folder}/__main__.py" in self.sources.known:
                yield f"{folder}/__main__.py"
            folder = folder.parent

    def conftests(self, path: str) -> Iterator[str]:
        """The ``conftest.py`` files that pytest loads for a test file."""
        for folder in PurePosixPath(path).parents:
            found = str(folder / "conftest.py")
            if found in self.sources.known:
                yield found

    def _ranked(self, target: Target) -> tuple[str, ...]:
        goal, stem = target.file.path, PurePosixPath(target.file.path).stem
        found: dict[str, tuple[int, bool, int, str]] = {}
        for distance, names in enumerate(self._waves(target)):
            if len(found) >= ENOUGH_TESTS:
                break
            for path in self._tests:
                if path in found or path == goal:
                    continue
                count = len(_mentions(names, self.sources.read(path)))
                if count and self._gets_to(path, goal):
                    found[path] = distance, stem not in PurePosixPath(path).stem, -count, path

        return tuple(path for *_, path in sorted(found.values())[:MAX_TESTS])

    def _gets_to(self, path: str, goal: str) -> bool:
        starts = (path, *self.conftests(path))
        if any(self._imports.reach(start, goal) for start in starts):
            return True
        return any(_DYNAMIC.search(self.sources.read(start)) for start in starts)

    def _waves(self, target: Target) -> Iterator[set[str]]:
        """The names to look for: the function's, its class's, then those of what calls it, and so on."""
        *owner, name = target.qualname.split(".")
        names = set(owner) if _is_dunder(name) else {name}
        yield names
        seen = set(names)
        for hop in range(MAX_HOPS):
            callers = self._callers(names, target.file.path) | (set(owner) if not hop else set())
            names = set(sorted(callers - seen)[:MAX_CALLERS])
            if not names:
                return
            yield names
            seen |= names

    def _callers(self, names: set[str], goal: str) -> set[str]:
        """The functions of the project, tests left out, in which one of ``names`` stands."""
        found: set[str] = set()
        for path in self._others:
            if self._imports.reach(path, goal):
                data = self.sources.read(path)
                found |= _around(data, _mentions(names, data))
        return found

    def files(self, target: Target) -> tuple[tuple[str, str], ...]:
        """What ``of`` finds as files, with what they depend on in pytest, and the sha256 of each."""
        reached = self.of(target)
        paths: dict[str, None] = {}
        for test in reached.tests:
            paths.update(dict.fromkeys((test, *self.conftests(test))))
        if reached.doctests:
            paths[target.file.path] = None
        paths.update(dict.fromkeys(reached.mains))
        return tuple((path, hashlib.sha256(self.sources.read(path)).hexdigest()) for path in paths)


def _mentions(names: set[str], data: bytes) -> list[int]:
    """Where one of ``names`` stands as a word, as offsets."""
    there = [re.escape(name) for name in map(str.encode, sorted(names)) if name in data]
    if not there:
        return []
    return [match.start() for match in re.finditer(rb"(?<!\w)(?:" + b"|".join(there) + rb")(?!\w)", data)]


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _around(data: bytes, places: Sequence[int]) -> set[str]:
    """The names under which others get to the places where a name stands, told by the indentation alone.

    That is the function around the place (for a special method its class), what is assigned to there, or
    another name that it is imported under.
    """
    headers = [(match.start(), match) for match in _HEADER.finditer(data)] if places else []
    found: set[str] = set()
    for place in places:
        alias = _ALIAS.match(data, place)
        if alias:
            found.add(alias[1].decode("utf-8", "replace"))
            continue
        start = data.rfind(b"\n", 0, place) + 1
        line = data[start:place]
        depth = len(line) - len(line.lstrip())
        if not depth:
            found.update(name.decode() for name in _ASSIGNED.findall(line))
            continue
        above = bisect.bisect_left(headers, start, key=lambda header: header[0])
        found.add(_reached_as([header for _, header in headers[max(0, above - _LOOK_BACK) : above]], depth))
    return found - {""}


def _reached_as(headers: Sequence[re.Match[bytes]], depth: int) -> str:
    """The outermost function, or the class of a special method, among the headers above a place."""
    name = ""
    for header in reversed(headers):
        indent = len(header[1])
        if indent < depth:
            depth = indent
            if header[2] != b"class" or not name or _is_dunder(name):
                name = header[3].decode("utf-8", "replace")
        if not depth:
            break
    return name


def _has_doctests(target: Target) -> bool:
    """Whether the docstring of the function, of a class around it or of its module holds an example."""
    if ">>>" not in target.file.text:
        return False
    try:
        node: ast.AST = ast.parse(target.file.text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    for name in (*target.qualname.split("."), ""):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ">>>" in (
            ast.get_docstring(node) or ""
        ):
            return True
        node = next((item for item in _defined(node) if item.name == name), node)
    return False


def _defined(node: ast.AST) -> Sequence[ast.FunctionDef | ast.ClassDef]:
    return [item for item in ast.walk(node) if isinstance(item, ast.FunctionDef | ast.ClassDef)]
