"""What a hook has to know of its repository: where its places are, and what a push brings to a remote."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from optgate.model import UsageError
from optgate.select import git
from optgate.select.selection import top_level

_MOST_EDGES = 64


class Places(NamedTuple):
    """Folders of a repository: the work tree, git's own shared by all work trees, and that of the hooks.

    ``configured`` says that ``core.hooksPath`` names the last of them.
    """

    top: Path
    common: Path
    hooks: Path
    configured: bool


def places(cwd: Path) -> Places:
    """Where the repository around ``cwd`` keeps what.

    Raises:
        UsageError: Not in a repository, in a bare one, or in one that git does not trust.
    """
    top = top_level(cwd)
    if top is None:
        raise UsageError("this is not a git repository", "make it one first: git init")
    common = _path(git.run(top, "rev-parse", "--git-common-dir"))
    hooks = _path(git.run(top, "rev-parse", "--git-path", "hooks"))
    try:
        configured = bool(git.run(top, "config", "--get", "core.hooksPath").strip())
    except git.GitError:
        configured = False
    return Places(top, (top / common).resolve(), top / hooks, configured)


class Push(NamedTuple):
    """One line of what git tells a pre-push hook: names and commits on this side and on the other.

    A commit is all zeros where a side has none.
    """

    local_ref: str
    local: str
    remote_ref: str
    remote: str


def pushes(lines: Iterable[str]) -> list[Push]:
    """The lines git writes to a pre-push hook; others are passed over."""
    words = (line.split() for line in lines)
    return [Push(*four) for four in words if len(four) == 4]


def ranges(cwd: Path, pushed: Sequence[Push]) -> list[tuple[str, str]]:
    """The pairs of commits between which the new commits of a push lie, each once.

    What any remote is known to have is not new: after a force push, for a branch that is new there, for a
    tag. The first of a pair is empty where no ancestor is on a remote. Deleted branches, what is no commit,
    and what the remote has already give no pair.
    """
    found: list[tuple[str, str]] = []
    for push in pushed:
        commit = _commit(cwd, push.local)
        if commit is None:
            continue
        known = _commit(cwd, push.remote)
        start = _start(cwd, commit, known)
        if start is not None and (start, commit) not in found:
            found.append((start, commit))
    return found


def _start(cwd: Path, commit: str, known: str | None) -> str | None:
    """The newest ancestor that the other side has, empty where it has none; None where nothing is new."""
    listing = ["rev-list", "--boundary", commit, "--not", *([known] if known else []), "--remotes"]
    words = git.run(cwd, *listing).decode("ascii").split()
    if all(word.startswith("-") for word in words):
        return None
    edge = [word[1:] for word in words if word.startswith("-")]
    if not edge:
        return ""
    newest = git.run(cwd, "merge-base", "--independent", *edge[:_MOST_EDGES]).decode("ascii").split()
    return known if known in newest else newest[0]


def _commit(cwd: Path, name: str) -> str | None:
    return git.commit(cwd, name) if name.strip(git.ABSENT) else None


def _path(output: bytes) -> Path:
    return Path(os.fsdecode(output.removesuffix(b"\n")))
