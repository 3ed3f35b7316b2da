"""Module names, search paths and what a file imports."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from optgate.guest.loader import find, foreign, imported, locate, outside


def place(root: Path, files: str, path: str, text: str = "") -> tuple[str, list[str]]:
    for name in [*files.split(), path]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    found = locate(str(root / path), str(root), text)
    return found.name, [str(Path(folder).relative_to(root)) for folder in found.roots]


@pytest.mark.parametrize(
    ("files", "path", "text", "name", "roots"),
    [
        ("", "mod.py", "", "mod", ["."]),
        ("", "scripts/run.py", "import os", "run", ["scripts", "."]),
        ("", "scripts/run-it.py", "", "m_run_it", ["scripts", "."]),
        ("", "scripts/2d.py", "", "m_2d", ["scripts", "."]),
        ("p/__init__.py", "p/mod.py", "", "p.mod", ["."]),
        ("p/__init__.py p/q/__init__.py", "p/q/mod.py", "", "p.q.mod", ["."]),
        ("src/p/__init__.py", "src/p/mod.py", "", "p.mod", ["src", "."]),
        ("p/__init__.py", "p/__init__.py", "", "p", ["."]),
        ("lib/p/__init__.py", "lib/p/mod.py", "", "p.mod", ["lib", "."]),
        ("", "p/q/mod.py", "from . import x", "p.q.mod", ["."]),
        ("", "src/p/q/mod.py", "from .. import x", "p.q.mod", ["src", "."]),
        ("p/q/__init__.py", "p/q/mod.py", "from .. import x", "p.q.mod", ["."]),
        ("p/q/__init__.py", "p/q/mod.py", "from . import x", "q.mod", ["p", "."]),
        ("my-p/__init__.py", "my-p/mod.py", "", "mod", ["my-p", "."]),
        ("", "my-p/mod.py", "from . import x", "mod", ["my-p", "."]),
    ],
)
def test_places(tmp_path: Path, files: str, path: str, text: str, name: str, roots: list[str]) -> None:
    assert place(tmp_path, files, path, text) == (name, roots)


def test_what_a_text_imports_at_its_top_level() -> None:
    text = """
import os, numpy as np
from scipy.ndimage import label
from . import sibling
from .other import x
try:
    import cv2
except ImportError:
    cv2 = None
if True:
    import numba
def f():
    import inside
class C:
    import within
"""
    assert imported(text) == ["os", "numpy", "scipy.ndimage", "cv2", "numba"]


def test_modules_of_the_project_are_not_foreign(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "top.py").touch()
    found = locate(str(tmp_path / "top.py"), str(tmp_path), "")
    assert not foreign("pkg.sub", found)
    assert not foreign("top", found)
    assert foreign("numpy.linalg", found)


class _Table:
    def __total(self) -> int:
        return 1

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("qualname", "expected"),
    [
        ("f", "f"),
        ("__f", "__f"),
        ("Table.total", "Table.total"),
        ("_Table.__total", "_Table._Table__total"),
        ("_Table.__len__", "_Table.__len__"),
        ("Outer.__Inner.__total", "Outer._Outer__Inner._Inner__total"),
        ("___.__total", "___.__total"),
    ],
)
def test_private_names_as_they_are_written_outside_their_class(qualname: str, expected: str) -> None:
    assert outside(qualname) == expected


def test_private_methods_are_found() -> None:
    module = sys.modules[__name__]
    assert find(module, "_Table.__total") is vars(_Table)["_Table__total"]
    assert find(module, "_Table.__len__") is _Table.__len__
