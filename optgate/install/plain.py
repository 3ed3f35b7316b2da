"""The hooks of git itself: a small script a stage, before a hook that is there already and is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import optgate
from optgate.install.steps import Step
from optgate.model import UsageError

STAGES = ("pre-commit", "pre-push")
_KEPT = ".kept"
_BY_HAND = (
    "git config core.hooksPath .githooks (then `optgate init` again), or call `optgate hook` from there"
)


class Layout(NamedTuple):
    """The folder where hooks are put.

    ``tracked`` says that it is part of the work tree, so that all who clone it have the hooks; ``manager`` is
    the program it belongs to, or empty.
    """

    folder: Path
    tracked: bool = False
    manager: str = ""


def layout(top: Path, common: Path, hooks: Path) -> Layout:
    """Where hooks go, from where git looks for them.

    husky has git look into a folder that it makes anew, and calls the scripts beside that folder.

    Raises:
        UsageError: The folder is shared with other repositories, or is no folder.
    """
    folder = hooks.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"core.hooksPath is {hooks}, which is not a folder", f"for instance: {_BY_HAND}")
    if folder.is_relative_to(common):
        return Layout(folder)
    if not folder.is_relative_to(top.resolve()):
        raise UsageError(
            f"core.hooksPath leads out of this repository, to {hooks}, which other repositories may share; "
            "nothing was installed",
            f"for instance: {_BY_HAND}",
        )
    if folder.name == "_" and folder.parent.name == ".husky":
        return Layout(folder.parent, tracked=True, manager="husky")
    return Layout(folder, tracked=True)


def plain(place: Layout, shown: Path) -> list[Step]:
    """The steps that install both hooks in a folder; ``shown`` is where paths are told from."""
    return [step for stage in STAGES for step in _install(place, stage, shown)]


def removed(place: Layout, shown: Path) -> list[Step]:
    """The steps that take both hooks out again, and put back what was kept."""
    steps: list[Step] = []
    for stage in STAGES:
        path = place.folder / stage
        if not path.is_file() or not _ours(path.read_bytes()):
            continue
        steps.append(Step(f"removed {_from(shown, path)}", path, gone=True))
        kept = path.with_name(stage + _KEPT)
        if kept.exists():
            steps.append(Step(f"put back {_from(shown, path)}", kept, moved_to=path))
    return steps or [Step("no hook of optgate is installed")]


def script(stage: str) -> bytes:
    """The script of a stage: with the package once it is built, in ``hooks/`` of a checkout."""
    package = Path(optgate.__file__).parent
    for folder in (package / "install" / "hooks", package.parent / "hooks"):
        if (folder / stage).is_file():
            return (folder / stage).read_bytes()
    raise UsageError(f"this installation of optgate has no {stage} script", "install optgate anew")


def _install(place: Layout, stage: str, shown: Path) -> Iterator[Step]:
    path, content = place.folder / stage, script(stage)
    name = _from(shown, path)
    there = path.read_bytes() if path.is_file() else b""
    if there == content:
        yield Step(f"{name} is installed already")
        return
    if not _ours(there) and f"optgate hook {stage}".encode() in there:
        yield Step(f"{name} calls optgate already; it was left as it is")
        return
    if os.path.lexists(path) and not _ours(there):
        kept = path.with_name(stage + _KEPT)
        if os.path.lexists(kept):
            raise UsageError(
                f"there is a {name} that is not optgate's, and {kept.name} beside it from an earlier time",
                f"look at both, and remove {_from(shown, kept)} if it is no longer needed",
            )
        runs = bool(place.manager)
        yield Step(
            f"kept the {stage} hook that was there, as {_from(shown, kept)}; it is run first",
            path,
            moved_to=kept,
            executable=runs,
        )
    told = f"for git add: {name} is part of the repository" if place.tracked else ""
    yield Step(f"wrote {name}", path, content, executable=True, next=told)


def _ours(text: bytes) -> bool:
    """Whether optgate wrote a hook, in this version or another."""
    return b"find_optgate()" in text and b"\nexec " in text


def _from(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
