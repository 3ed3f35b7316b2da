"""A fingerprint of everything in the project that a function's behaviour can depend on."""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from optgate.model import SourceFile, Target
from optgate.select.functions import parse
from optgate.select.source import UnjudgeableError, read

_PARSE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


def fingerprint(target: Target, *, overlays: Mapping[str, bytes] | None = None) -> str:
    """A sha256 over the function, the module-level statements it depends on, and its project imports.

    Statements are followed by name, transitively; a method depends on its whole class. Imported modules
    of the project count with their whole content (``overlays``, absolute path -> bytes, in place of the
    file on disk), theirs transitively too. Another edit of the same file leaves the fingerprint alone.
    """
    file = target.file
    digest = hashlib.sha256()
    for part in (file.path, target.qualname, str(target.def_line - target.line)):
        _feed(digest, part.encode())
    try:
        tree = parse(file.text)
    except _PARSE_ERRORS:
        _feed(digest, file.raw)
        return digest.hexdigest()
    lines = file.lines
    kept = _depends(tree, target)
    for statement in kept:
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])
        text = "".join(lines[first - 1 : statement.end_lineno])
        _feed(digest, text.replace("\r\n", "\n").encode("utf-8", "surrogatepass"))
    modules = _Modules(file, overlays or {})
    for path in sorted(modules.reached(kept)):
        _feed(digest, path.encode())
        _feed(digest, modules.content(path) or b"")
    return digest.hexdigest()


def _feed(digest: hashlib._Hash, part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)


def _depends(tree: ast.Module, target: Target) -> list[ast.stmt]:
    """The module-level statements the function needs, itself first in line, in the file's order."""
    binders: dict[str, list[int]] = defaultdict(list)
    kept: set[int] = set()
    imported = {name for statement in tree.body if _is_import(statement) for name in _binds(statement)}
    for number, statement in enumerate(tree.body):
        if statement.lineno <= target.def_line <= (statement.end_lineno or 0):
            kept.add(number)
        for name in _binds(statement, imported):
            binders[name].append(number)
    kept.update(binders.get("*", ()))
    pending = list(kept)
    seen: set[str] = set()
    while pending:
        for name in _mentions(tree.body[pending.pop()]) - seen:
            seen.add(name)
            fresh = set(binders.get(name, ())) - kept
            kept |= fresh
            pending.extend(fresh)
    return [tree.body[number] for number in sorted(kept)]


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _binds(statement: ast.stmt, imported: Collection[str] = ()) -> set[str]:
    """Names a module-level statement binds or may change; ``*`` for what acts on the whole module."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        inner = {name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names}
        return {statement.name, *inner}
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return {"*"}
    names = _mentions(statement)
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = (names - set(imported)).union(*(_mentions(target) for target in targets))
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names


def _mentions(statement: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


class _Modules:
    """Finds the project files that imports name, without importing anything."""

    def __init__(self, file: SourceFile, overlays: Mapping[str, bytes]) -> None:
        self.root = Path(file.root)
        self.own = file.path
        self.overlays = overlays
        self._contents: dict[str, bytes | None] = {}

    def content(self, path: str) -> bytes | None:
        """The bytes of a project file, or None when there is none."""
        if path not in self._contents:
            self._contents[path] = self._read(self.root / path)
        return self._contents[path]

    def reached(self, statements: Iterable[ast.stmt]) -> set[str]:
        """Paths of all project modules imported by the statements, directly or through one another."""
        found: set[str] = set()
        pending = [(self.own, list(statements))]
        while pending:
            importer, body = pending.pop()
            for path in self._imports(importer, body) - found - {self.own}:
                found.add(path)
                try:
                    text = read("", path, self.content(path) or b"").text
                    pending.append((path, parse(text).body))
                except (UnjudgeableError, *_PARSE_ERRORS):
                    continue
        return found

    def _read(self, path: Path) -> bytes | None:
        overlay = self.overlays.get(str(path))
        if overlay is not None:
            return overlay
        try:
            return path.read_bytes() if path.is_file() else None
        except OSError:
            return None

    def _imports(self, importer: str, body: Iterable[ast.stmt]) -> set[str]:
        found: set[str] = set()
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        parts = alias.name.split(".")
                        for count in range(1, len(parts) + 1):
                            found.update(self._module(importer, 0, parts[:count]))
                elif isinstance(node, ast.ImportFrom):
                    parts = node.module.split(".") if node.module else []
                    found.update(self._module(importer, node.level, parts))
                    for alias in node.names:
                        found.update(self._module(importer, node.level, [*parts, alias.name]))
        return found

    def _module(self, importer: str, level: int, parts: list[str]) -> Iterator[str]:
        """The file of one module name, in the first folder that has it."""
        for folder in self._folders(importer, level):
            stem = folder.joinpath(*parts)
            for path in (stem.with_name(f"{stem.name}.py") if parts else None, stem / "__init__.py"):
                if path is not None and self.content(path.as_posix()) is not None:
                    yield path.as_posix()
                    return

    def _folders(self, importer: str, level: int) -> list[Path]:
        here = Path(importer).parent
        if level:
            for _ in range(level - 1):
                here = here.parent
            return [here]
        top = here
        while top.parts and self.content((top / "__init__.py").as_posix()) is not None:
            top = top.parent
        return list(dict.fromkeys([top, here, Path("src"), Path()]))
