"""The file that the tests of this folder change, and what they look at."""

import hashlib
import os

from optgate import patch
from optgate.model import SourceFile
from optgate.patch.files import TEMPORARY

OLD = """\
import os


def f(xs):
    total = 0
    for x in xs:
        total += x
    return total


Y = 1
"""
NEW = OLD.replace(
    "    total = 0\n    for x in xs:\n        total += x\n    return total\n", "    return sum(xs)\n"
)
BOM = "\ufeff"


def file_of(text, path="a.py", encoding="utf-8", bom=False, root="/"):
    raw = (BOM.encode() if bom else b"") + text.encode(encoding)
    return SourceFile(root=root, path=path, raw=raw, text=text, encoding=encoding, bom=bom)


def change(path, old, new):
    return patch.Change(str(path), hashlib.sha256(old).hexdigest(), new)


def write(root, changes):
    """Apply changes, with the journal in a folder beside the project."""
    patch.apply(root, changes, root.parent / "cache")


def tree(folder):
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def files_of(project):
    return [(project / name).read_text() for name in ("a.py", "pkg/b.py", "pkg/c.py")]


def leftovers(project):
    return [path for path in project.rglob("*") if path.name.startswith(TEMPORARY)]
