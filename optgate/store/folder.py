"""The cache folder: made with its marks for git and for backup tools, and deleted only when it has them."""

from __future__ import annotations

from pathlib import Path

from optgate.model import UsageError

_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of optgate; it can be deleted at any time.
# About cache directory tags: https://bford.info/cachedir/
"""
_MARKS = {".gitignore": "*\n", "CACHEDIR.TAG": _TAG}


def make(folder: Path, root: Path) -> None:
    """The cache folder with its marks for git and for backup tools.

    A folder around the project gets none, and one that held other things before gets none either.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if root.resolve().is_relative_to(folder.resolve()):
        return
    held = {path.name for path in folder.iterdir()}
    if "CACHEDIR.TAG" not in held and held - _MARKS.keys():
        return
    for name, text in _MARKS.items():
        mark = folder / name
        if not mark.exists() or not mark.stat().st_size:
            mark.write_text(text)


def clean(folder: Path) -> int:
    """Delete a cache folder and everything in it; returns the bytes that were freed.

    Raises:
        UsageError: It has not the marks that optgate gives to its own, or it cannot be deleted.
    """
    import shutil

    if not folder.is_dir():
        return 0
    mark = folder / "CACHEDIR.TAG"
    if folder.is_symlink() or not mark.is_file() or mark.read_bytes() != _TAG.encode():
        raise UsageError(
            f"{folder} is not deleted: optgate did not make it (it has no CACHEDIR.TAG of optgate's)",
            "delete it by hand if nothing else is in it",
        )
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise UsageError(f"cannot delete {folder}: {error.strerror}", "delete it by hand") from None
    return size
