"""What a selection is, and which folder is the project."""

from __future__ import annotations

from pathlib import Path

import msgspec

from optgate.model import SourceFile, Target, UsageError
from optgate.select import git


class Former(msgspec.Struct, frozen=True):
    """What a changed file was: its path and content then, and its path now (empty for a deleted one)."""

    old_path: str
    path: str
    raw: bytes


class Selection(msgspec.Struct, frozen=True):
    """The functions to judge and what was left out.

    ``root`` is the absolute project root. ``overlays`` maps the absolute path of every tracked Python file
    whose judged content is not that of the work tree to that content (staged changes and those between
    commits; the files of targets are among them). ``skipped`` pairs a path with the reason. ``whole`` are the
    files that were read and parsed, in order; ``former`` what the changed Python files were
    before, in the commit that ``base`` names. ``left_alone`` pairs the path of a generated file with the
    reason.
    """

    root: str
    targets: tuple[Target, ...] = ()
    overlays: dict[str, bytes] = {}
    skipped: tuple[tuple[str, str], ...] = ()
    whole: tuple[SourceFile, ...] = ()
    former: tuple[Former, ...] = ()
    base: str = ""
    left_alone: tuple[tuple[str, str], ...] = ()


def top_level(cwd: Path) -> Path | None:
    """The work tree's top folder, or None outside any repository (or without git).

    Raises:
        UsageError: a bare repository, the inside of ``.git``, or a repository git does not trust.
    """
    try:
        output = git.run(cwd, "rev-parse", "--show-toplevel")
    except FileNotFoundError:
        if cwd.is_dir():
            return None
        raise UsageError(f"no such folder: {cwd}") from None
    except git.GitError as error:
        message = str(error)
        if "not a git repository" in message:
            return None
        if "must be run in a work tree" in message:
            raise UsageError(
                "this is a bare repository or the inside of .git: there is no work tree to judge",
                "run optgate in a clone or in a linked work tree (git worktree add)",
            ) from None
        raise UsageError(
            f"git cannot be used here: {message}", "try `git status` in the same folder"
        ) from None
    return Path(str(output[:-1], "utf-8", "surrogateescape"))


def root(cwd: Path) -> Path:
    """The project: git's top level, else the nearest folder with a pyproject.toml, else ``cwd``.

    Raises:
        UsageError: as ``top_level``.
    """
    top = top_level(cwd)
    if top is not None:
        return top
    here = cwd.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)
