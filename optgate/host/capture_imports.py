"""Which file of a project imports which, read off the import statements without running anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from optgate.host.capture_sources import Sources

_STATEMENT = re.compile(
    rb"^[ \t]*(?:>>>[ \t]*)?"
    rb"(?:from[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n#;]*)|import[ \t]+([^\n#;]+))",
    re.MULTILINE,
)
_NAME = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+\w+)?")
_COMMENT = re.compile(rb"#[^\n]*")
_INIT = "__init__"


class Imports:
    """The graph of the project's own modules; every file is read once at most, and only when it is asked for.

    A name counts as a file's when it leads there from a folder that is no package, wherever that folder is.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._ends: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._paths: dict[tuple[str, ...], str] = {}
        self._found: dict[str, frozenset[str]] = {}
        self._reach: dict[tuple[str, str], bool] = {}
        for path in sources.python:
            parts = _parts(path)
            self._paths[parts] = path
            if parts:
                self._ends[parts[-1]].append(parts)

    def of(self, path: str) -> frozenset[str]:
        """The files that importing ``path`` imports itself."""
        if path not in self._found:
            self._found[path] = frozenset(self._imported(path)) - {path}
        return self._found[path]

    def reach(self, start: str, goal: str) -> bool:
        """Whether importing ``start`` may, over however many modules, import ``goal``."""
        if (start, goal) not in self._reach:
            self._reach[start, goal] = self._search(start, goal)
        return self._reach[start, goal]

    def _search(self, start: str, goal: str) -> bool:
        seen, pending = {start}, [start]
        while pending:
            path = pending.pop()
            if path == goal or self._reach.get((path, goal)):
                return True
            more = [found for found in self.of(path) if found not in seen]
            more = [found for found in more if self._reach.get((found, goal)) is not False]
            seen.update(more)
            pending += more
        self._reach.update({(path, goal): False for path in seen})
        return False

    def _imported(self, path: str) -> Iterator[str]:
        for source, names, plain in _STATEMENT.findall(self._sources.read(path)):
            if plain:
                for name in plain.split(b","):
                    words = name.split()
                    if words:
                        yield from self._absolute(words[0].decode("ascii", "replace").split("."))
                continue
            imported = [found.decode("utf-8", "replace") for found in _NAME.findall(_COMMENT.sub(b"", names))]
            yield from self._from(path, source.decode("utf-8", "replace"), imported)
        for folder in _parents(path):
            init = f"{folder}{_INIT}.py"
            if init in self._sources.known:
                yield init

    def _from(self, path: str, source: str, names: Iterable[str]) -> Iterator[str]:
        tail = source.lstrip(".")
        level = len(source) - len(tail)
        parts = [part for part in tail.split(".") if part]
        for following in ([], *([name] for name in names)):
            if not level:
                yield from self._absolute([*parts, *following])
                continue
            folder = path.split("/")[:-1]
            whole = tuple(folder[: len(folder) - level + 1] + parts + following)
            if whole in self._paths and level <= len(folder) + 1:
                yield self._paths[whole]

    def _absolute(self, name: list[str]) -> Iterator[str]:
        """The files that a dotted name may stand for, and the packages around them."""
        for length in range(len(name), 0, -1):
            tail = tuple(name[:length])
            for parts in self._ends.get(tail[-1], ()):
                if parts[-length:] == tail and parts[:-length] not in self._packages:
                    yield self._paths[parts]

    @cached_property
    def _packages(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_parts(path) for path in self._sources.python if path.endswith(f"/{_INIT}.py"))


def _parts(path: str) -> tuple[str, ...]:
    """A file's place as the parts of a dotted name; a package's ``__init__.py`` stands for the package."""
    parts = path[: -len(".py")].split("/")
    return tuple(parts[:-1] if parts[-1] == _INIT else parts)


def _parents(path: str) -> Iterator[str]:
    """The folders above a file, each with a slash at its end."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        yield "/".join(parts[:length]) + "/"
