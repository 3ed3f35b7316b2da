"""Where in a project a new test belongs, and in which style, by its settings and the tests it has."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from optgate.guest import loader
from optgate.host import capture_config
from optgate.host.capture_sources import Sources
from optgate.host.discovery import Interpreter
from optgate.host.packages import has_package
from optgate.model import Target

Style = Literal["pytest", "unittest"]

_FOLDERS = ("tests", "test")
_PYTEST = re.compile(r"^\s*(import|from)\b.*\bpytest\b|^(async )?def test_", re.MULTILINE)
_UNITTEST = re.compile(r"^\s*(import|from)\b.*\bunittest\b", re.MULTILINE)


class Home(NamedTuple):
    """Where a test goes (posix, relative to the root), its style, and what the module is imported as."""

    path: str
    style: Style
    module: str


def home_of_tests(interpreter: Interpreter, root: Path, target: Target) -> Home:
    """Where a test of a function belongs: in tests from where its module can be imported, else beside it.

    The name is new: nothing stands there.
    """
    return _Homes(interpreter, root, target).found()


class _Homes:
    def __init__(self, interpreter: Interpreter, root: Path, target: Target) -> None:
        self.interpreter = interpreter
        self.sources = Sources(root, [target], {})
        self.root = self.sources.root
        self.target = target
        self.config = capture_config.read(self.sources)
        self.place = loader.locate(str(self.root / target.file.path), str(self.root), target.file.text)
        self.source_root = Path(self.place.source_root)
        self.tests = [path for path in self.sources.python if self._is_test(path)]

    def found(self) -> Home:
        beside = self.root / PurePosixPath(self.target.file.path).parent
        folder = next((one for one in self._folders() if self._reaches(one)), beside)
        return Home(self._free(folder), self._style(), self.place.name)

    def _is_test(self, path: str) -> bool:
        return any(fnmatch.fnmatch(PurePosixPath(path).name, pattern) for pattern in self.config.files)

    def _folders(self) -> Iterator[Path]:
        """The folders of tests: those named to pytest, then the nearest to the function."""
        for name in self.config.folders:
            if (self.root / name).is_dir() and (self.root / name).resolve().is_relative_to(self.root):
                yield (self.root / name).resolve()
        for above in (self.root / self.target.file.path).parents:
            for name in _FOLDERS:
                if (above / name).is_dir() and not (above / name).is_symlink():
                    yield above / name
            if above == self.root:
                return

    def _reaches(self, folder: Path) -> bool:
        """Whether a test there can import the module of the function."""
        top = self.place.name.partition(".")[0]
        if any((self.root / name).resolve() == self.source_root for name in self.config.roots):
            return True
        if "--import-mode=importlib" not in self.config.options:
            ancestors = [one for one in (folder, *folder.parents) if one.is_relative_to(self.root)]
            conftests = [one for one in ancestors if (one / "conftest.py").is_file()]
            if self.source_root in {_inserted(one) for one in (folder, *conftests)}:
                return True
        names = re.compile(rf"^\s*(import|from) {re.escape(top)}\b", re.MULTILINE)
        inside = folder.relative_to(self.root).as_posix() + "/"
        if any(names.search(self._text(path)) for path in self.tests if path.startswith(inside)):
            return True
        return has_package(self.interpreter, top)

    def _style(self) -> Style:
        texts = [self._text(path) for path in self.tests]
        if self.config.told or any(map(_PYTEST.search, texts)):
            return "pytest"
        if any(map(_UNITTEST.search, texts)):
            return "unittest"
        return "pytest" if has_package(self.interpreter, "pytest") else "unittest"

    def _free(self, folder: Path) -> str:
        """A name that pytest and unittest both take for a test, as a rule, and that nothing has."""
        words = f"{PurePosixPath(self.target.file.path).stem}_{self.target.qualname}"
        stem = re.sub(r"\W+", "_", words).strip("_").lower()
        patterns = [one for one in self.config.files if fnmatch.fnmatch("test_x.py", one)]
        pattern = "test_{}.py" if patterns else self.config.files[0].replace("*", "{}", 1)
        if "{}" not in pattern or set("*?[") & set(pattern):
            pattern = "test_{}.py"
        taken = {PurePosixPath(path).name for path in self.tests}
        name, number = pattern.format(stem), 1
        while name in taken or (folder / name).exists() or (folder / name).is_symlink():
            number += 1
            name = pattern.format(f"{stem}_{number}")
        return (folder / name).relative_to(self.root).as_posix()

    def _text(self, path: str) -> str:
        return self.sources.read(path).decode("utf-8", "replace")


def _inserted(folder: Path) -> Path:
    """What pytest puts on the path for a file in a folder: the first folder above that is no package."""
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder
