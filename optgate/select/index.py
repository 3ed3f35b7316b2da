"""Functions touched by the staged changes, judged on the index's content.

While a merge is being committed a function must be new to every parent, so that what came in from the other
branch is not judged again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from optgate.model import UsageError
from optgate.select import git
from optgate.select.changes import Changes
from optgate.select.selection import Selection, top_level


def staged(cwd: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Selection:
    """The functions the staged changes touch; files that cannot be judged are in ``skipped``.

    Raises:
        UsageError: not in a git repository, or in a bare one.
    """
    top = top_level(cwd)
    if top is None:
        why = "this is not a git repository" if shutil.which("git") else "git is not installed"
        raise UsageError(
            f"there is nothing staged here: {why}",
            "name what to judge: optgate run FILE, FOLDER or FILE::FUNCTION",
        )
    try:
        listings = [git.parse_raw(git.run(cwd, *git.diff_index(base))) for base in _parents(cwd)]
        differing = git.parse_raw(
            git.run(cwd, "diff-files", "--raw", "-z", "--no-abbrev", "--", git.PYTHON_FILES)
        )
        return Changes(cwd, str(top), listings, differing, base="HEAD").selection(include, exclude)
    except git.GitError as error:
        raise UsageError(
            f"git could not read the index: {error}", "try `git status` in the same folder"
        ) from None


def _parents(cwd: Path) -> list[str]:
    """What the commit will have as parents: HEAD (or the empty tree), then the branches being merged."""
    if git.commit(cwd, "HEAD") is None:
        return [git.empty_tree(cwd)]
    path = os.fsdecode(git.run(cwd, "rev-parse", "--git-path", "MERGE_HEAD")[:-1])
    try:
        return ["HEAD", *(cwd / path).read_text("ascii").split()]
    except FileNotFoundError:
        return ["HEAD"]
