"""Functions touched between two commits, judged on the later one's content: what CI and pushes look at.

Changes count from where the two histories parted (as ``git diff A...B`` has it). When the later one has taken
in more of the default branch since then, by a merge or a rebase, a function must be new to that too.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from optgate.model import UsageError
from optgate.select import git
from optgate.select.changes import Changes
from optgate.select.selection import Selection, top_level

_SHORT = 10
_DEFAULT = ("main", "master", "trunk")
_FULL = "fetch the rest: git fetch --unshallow (GitHub Actions: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)"


def between(
    cwd: Path, from_ref: str, to_ref: str, *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Selection:
    """The functions that the commits of ``to_ref`` touch which are not in ``from_ref``.

    Args:
        cwd: A folder of the repository.
        from_ref: Where the changes count from. Empty or all zeros, as a hook has it when a branch is pushed
            for the first time: the default branch, or nothing at all where there is none.
        to_ref: The commit that is judged; empty for the work tree, all zeros (a deleted branch) for nothing.
        include: Patterns of the files to look at; empty for all.
        exclude: Patterns of the files to leave out.

    Raises:
        UsageError: Not in a work tree of git, no such commit, or the history does not reach far enough.
    """
    top = top_level(cwd)
    if top is None:
        why = "this is not a git repository" if shutil.which("git") else "git is not installed"
        raise UsageError(
            f"there are no commits to compare: {why}",
            "name what to judge: optgate run FILE, FOLDER or FILE::FUNCTION",
        )
    if to_ref and _zeros(to_ref):
        return Selection(str(top))
    try:
        return _changes(cwd, str(top), from_ref, to_ref).selection(include, exclude)
    except git.GitError as error:
        raise UsageError(
            f"git could not compare the two: {error}", "try `git status` in the same folder"
        ) from None


def _changes(cwd: Path, root: str, from_ref: str, to_ref: str) -> Changes:
    """How the commit (or the work tree) differs from where it parted from the other."""
    later = _commit(cwd, to_ref or "HEAD")
    bases = _bases(cwd, from_ref, to_ref or "HEAD", later)
    name = bases[0][:_SHORT]
    if to_ref:
        compare = ("diff-tree", "-r", "--raw", "-z", "-M", "--no-abbrev")
        listings = [_listed(cwd, *compare, base, later) for base in bases]
        return Changes(cwd, root, listings, _listed(cwd, *_TREE, later), base=name)
    return Changes(cwd, root, [_listed(cwd, *_TREE, "-M", base) for base in bases], base=name, on_disk=True)


_TREE = ("diff-index", "--raw", "-z", "--no-abbrev")


def _listed(cwd: Path, *arguments: str) -> list[git.Change]:
    return git.parse_raw(git.run(cwd, *arguments, "--", git.PYTHON_FILES))


def _bases(cwd: Path, from_ref: str, to_ref: str, later: str) -> list[str]:
    """The states that a function must be new to: the first is the one it is compared with."""
    default = _default(cwd, later)
    if _zeros(from_ref):
        base = _merge_base(cwd, default, later) if default else None
        if base is None and default and _shallow(cwd):
            raise _cut("the default branch", to_ref)
        return [base or git.empty_tree(cwd)]
    earlier = _commit(cwd, from_ref)
    base = _merge_base(cwd, earlier, later)
    if base is None:
        if _shallow(cwd):
            raise _cut(from_ref, to_ref)
        base = earlier
    taken = _merge_base(cwd, default, later) if default else None
    if taken is None or taken == later or _is_ancestor(cwd, taken, base):
        return [base]
    return [base, taken]


def _commit(cwd: Path, ref: str) -> str:
    """The commit of a ref.

    Raises:
        UsageError: There is none.
    """
    found = git.commit(cwd, ref)
    if found is not None:
        return found
    if git.commit(cwd, "HEAD") is None and not git.run(cwd, "for-each-ref", "--count=1"):
        raise UsageError("this repository has no commit yet", "`optgate run` judges what is staged")
    if _shallow(cwd):
        hint = _FULL
    else:
        hint = "`git branch --all` lists what is here; `git fetch` brings what a remote has"
    raise UsageError(f"there is no commit {ref!r} in this repository", hint)


def _cut(from_ref: str, to_ref: str) -> UsageError:
    what = f"where {to_ref} parted from {from_ref} is not in it"
    return UsageError(f"the history here is cut off (a shallow clone): {what}", _FULL)


def _default(cwd: Path, later: str) -> str | None:
    """The default branch that a commit builds on; None where there is none, or the commit is its first push.

    A commit at its tip builds on it when another branch is there too, which then has nothing of its own.
    """
    heads = ["HEAD", *_DEFAULT]
    names = [f"refs/remotes/origin/{name}" for name in heads] + [f"refs/heads/{name}" for name in _DEFAULT]
    for name in names:
        tip = git.commit(cwd, name)
        if tip is None:
            continue
        if tip != later:
            return tip
        listing = git.run(
            cwd, "for-each-ref", "--format=%(refname)", f"--points-at={tip}", "refs/heads", "refs/remotes"
        )
        here = {_branch(line) for line in listing.decode(errors="replace").split()} - {"HEAD"}
        own = _branch(_followed(cwd, name))
        return tip if here - {own} else None
    return None


def _followed(cwd: Path, name: str) -> str:
    """The branch that a symbolic name stands for, or the name."""
    try:
        return git.run(cwd, "symbolic-ref", "--quiet", name).decode(errors="replace").strip()
    except git.GitError:
        return name


def _branch(name: str) -> str:
    """The name of a branch without where it is kept."""
    parts = name.split("/")
    return "/".join(parts[3:] if parts[1] == "remotes" else parts[2:])


def _merge_base(cwd: Path, one: str, other: str) -> str | None:
    """The newest commit that both histories hold, or None."""
    try:
        return git.run(cwd, "merge-base", one, other).decode("ascii").strip()
    except git.GitError:
        return None


def _is_ancestor(cwd: Path, one: str, other: str) -> bool:
    return _merge_base(cwd, one, other) == one


def _shallow(cwd: Path) -> bool:
    return git.run(cwd, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _zeros(ref: str) -> bool:
    return not ref.strip("0")
