"""Importing the user's module from given text, as if that text were the file on disk."""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import sys
import types
from typing import Any, Optional, Sequence


class Place:
    """Where a file stands among Python's modules: its dotted name and the folders to search.

    ``source_root`` is the folder on ``sys.path`` under which ``name`` is found; ``roots`` are the
    folders of the project that go in front of ``sys.path``, in order.
    """

    def __init__(self, name: str, source_root: str, roots: list[str]) -> None:
        self.name = name
        self.source_root = source_root
        self.roots = roots


def locate(path: str, root: str, text: str) -> Place:
    """Work out the module name of the file ``path`` (absolute) of the project at ``root``.

    Folders with ``__init__.py`` make the package; where there are none but the text imports relatively,
    the folders up to ``src`` or the project root count as namespace packages. A script whose name is no
    identifier gets one made of it.
    """
    folder, base = os.path.split(path)
    stem = os.path.splitext(base)[0]
    parts: list[str] = []
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder).isidentifier():
        folder, last = os.path.split(folder)
        parts.insert(0, last)
    source = os.path.join(root, "src")
    top = source if _within(path, source) else root
    if _depth(text) > len(parts) and _within(folder, top) and folder != top:
        names = os.path.relpath(folder, top).split(os.sep)
        if all(name.isidentifier() for name in names):
            parts, folder = names + parts, top
    if stem != "__init__" or not parts:
        parts.append(stem if stem.isidentifier() else re.sub(r"\W", "_", "m_" + stem))
    roots = [folder]
    for extra in (source, root):
        if extra not in roots and os.path.isdir(extra):
            roots.append(extra)
    return Place(".".join(parts), folder, roots)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)


def _depth(text: str) -> int:
    """How many packages the relative imports of a module's text need around it."""
    levels = [node.level or 0 for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return max(levels, default=0)


def imported(text: str) -> list[str]:
    """The top-level names of the modules that the text imports when it is imported itself."""
    found: list[str] = []
    pending: list[ast.AST] = [ast.parse(text)]
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.append(node.module)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending += ast.iter_child_nodes(node)
    return list(dict.fromkeys(found))


def foreign(name: str, place: Place) -> bool:
    """Whether the module ``name`` comes from elsewhere than the project."""
    first = name.partition(".")[0]
    for root in place.roots:
        base = os.path.join(root, first)
        if os.path.isfile(base + ".py") or os.path.isdir(base):
            return False
    return True


class Text(importlib.abc.InspectLoader):
    """A loader whose source is given; it neither reads nor writes compiled files."""

    def __init__(self, path: str, code: types.CodeType, source: Optional[str]) -> None:
        self.path = path
        self.code = code
        self.source = source

    def is_package(self, fullname: str) -> bool:
        """Whether the text is that of an ``__init__.py``."""
        return os.path.basename(self.path) == "__init__.py"

    def get_code(self, fullname: str) -> types.CodeType:
        """The compiled module."""
        return self.code

    def get_source(self, fullname: str) -> Optional[str]:
        """The text, for ``inspect`` and ``linecache``."""
        return self.source

    def get_filename(self, fullname: str) -> str:
        """The path of the file that the text stands for."""
        return self.path


class Finder(importlib.abc.MetaPathFinder):
    """Finds the judged module and the overlaid ones before Python looks at the disk."""

    def __init__(self, place: Place, path: str, loader: Text, overlays: dict[str, bytes]) -> None:
        self.place = place
        self.path = path
        self.loader = loader
        self.overlays = overlays

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]] = None, target: Optional[types.ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        """The specification of a module that is ours to give, or None."""
        if fullname == self.place.name:
            return _spec(fullname, self.path, self.loader)
        if not self.overlays:
            return None
        last = fullname.rpartition(".")[2]
        for entry in sys.path if path is None else path:
            for tail in (os.path.join(last, "__init__.py"), last + ".py"):
                file = os.path.join(entry, tail)
                if file in self.overlays:
                    data = self.overlays[file]
                    code = compile(data, file, "exec", dont_inherit=True)
                    return _spec(fullname, file, Text(file, code, importlib.util.decode_source(data)))
            if os.path.exists(os.path.join(entry, last + ".py")) or os.path.isdir(os.path.join(entry, last)):
                return None
        return None


def _spec(name: str, path: str, loader: Text) -> importlib.machinery.ModuleSpec:
    package = [os.path.dirname(path)] if os.path.basename(path) == "__init__.py" else None
    spec = importlib.machinery.ModuleSpec(name, loader, origin=path, is_package=package is not None)
    spec.has_location = True
    if package:
        spec.submodule_search_locations = package
    return spec


def load(
    place: Place, path: str, code: types.CodeType, text: str, overlays: dict[str, bytes]
) -> types.ModuleType:
    """Import the module; its parents, and the modules it imports, are imported really.

    Raises whatever the user's code raises.
    """
    sys.path[:0] = [root for root in place.roots if root not in sys.path]
    sys.meta_path.insert(0, Finder(place, path, Text(path, code, text), overlays))
    for name in [place.name, *_shadowed(place)]:
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    return importlib.import_module(place.name)


def _shadowed(place: Place) -> list[str]:
    """Loaded modules of the same name as the package of the judged one, which stand elsewhere."""
    first = place.name.partition(".")[0]
    module = sys.modules.get(first)
    if module is None:
        return []
    file = getattr(module, "__file__", None) or ""
    if _within(file, place.source_root + os.sep + first):
        return []
    return [name for name in list(sys.modules) if name == first or name.startswith(first + ".")]


def find(module: types.ModuleType, qualname: str) -> Any:
    """The object that ``qualname`` names in ``module``.

    Raises:
        AttributeError: there is none.
    """
    found: Any = module
    for part in qualname.split("."):
        found = getattr(found, stored_as(found, part))
    return found


def stored_as(owner: Any, name: str) -> str:
    """The attribute under which ``owner`` holds what its text calls ``name``: classes mangle names."""
    return mangled(owner.__name__, name) if isinstance(owner, type) else name


def mangled(kind: str, name: str) -> str:
    """What Python makes of a name in the body of the class ``kind``."""
    kind = kind.lstrip("_")
    return f"_{kind}{name}" if kind and name.startswith("__") and not name.endswith("__") else name


def outside(qualname: str) -> str:
    """A qualified name as it has to be written outside its class."""
    parts = qualname.split(".")
    return ".".join([parts[0], *(mangled(parts[place], name) for place, name in enumerate(parts[1:]))])
