"""Functions touched by the staged changes, judged on the index's content.

A function is touched when its text (first decorator to last line) is not among the functions of the same
file in the commit before: that is what the staged hunks amount to, with moved functions, pure line-end
conversions and module-level changes left out. While a merge is being committed it must be new to every
parent, so that what came in from the other branch is not judged again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from optgate.model import SourceFile, Target, UsageError
from optgate.select import git
from optgate.select.globs import wanted
from optgate.select.selection import Selection, top_level
from optgate.select.source import MAX_BYTES, TOO_LARGE, UnjudgeableError, own_text, read, targets


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
        return _select(cwd, str(top), include, exclude)
    except git.GitError as error:
        raise UsageError(
            f"git could not read the index: {error}", "try `git status` in the same folder"
        ) from None


def _select(cwd: Path, root: str, include: Sequence[str], exclude: Sequence[str]) -> Selection:
    bases = _parents(cwd)
    listings = [git.parse_raw(git.run(cwd, *git.diff_index(base))) for base in bases]
    others = [{change.path: change for change in listing} for listing in listings[1:]]
    changes, skipped = [], []
    for change in listings[0]:
        if not wanted(change.path, include, exclude):
            continue
        if change.status == "U":
            skipped.append((change.path, "has unresolved merge conflicts"))
        elif _new_to_all(change, others):
            changes.append(change)
    differing = git.parse_raw(
        git.run(cwd, "diff-files", "--raw", "-z", "--no-abbrev", "--", git.PYTHON_FILES)
    )
    differing = [change for change in differing if change.had_file and change.status in "MDT"]
    wants = {change.new for change in changes} | {change.old for change in differing}
    wants |= {side.old for change in changes for side in _sides(change, others) if side.had_file}
    contents, large = _contents(cwd, wants)

    selected: list[Target] = []
    whole: list[SourceFile] = []
    for change in changes:
        if change.new not in contents:
            skipped.append((change.path, TOO_LARGE if change.new in large else "git has lost its content"))
            continue
        try:
            file = read(root, change.path, contents[change.new])
            found = targets(file)
        except UnjudgeableError as reason:
            skipped.append((change.path, str(reason)))
            continue
        whole.append(file)
        before = [_texts(contents.get(side.old)) for side in _sides(change, others) if side.had_file]
        selected.extend(target for target in found if all(own_text(target) not in texts for texts in before))
    overlays = {
        os.path.join(root, change.path): contents[change.old]  # noqa: PTH118 - absolute keys, text as git has it
        for change in differing
        if change.old in contents and _on_disk(root, change.path) != contents[change.old]
    }
    return Selection(root, tuple(selected), overlays, tuple(skipped), tuple(whole))


def _parents(cwd: Path) -> list[str]:
    """What the commit will have as parents: HEAD (or the empty tree), then the branches being merged."""
    try:
        git.run(cwd, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except git.GitError:
        return [git.run(cwd, "hash-object", "-t", "tree", "--stdin").decode("ascii").strip()]
    path = os.fsdecode(git.run(cwd, "rev-parse", "--git-path", "MERGE_HEAD")[:-1])
    try:
        return ["HEAD", *(cwd / path).read_text("ascii").split()]
    except FileNotFoundError:
        return ["HEAD"]


def _new_to_all(change: git.Change, others: Sequence[dict[str, git.Change]]) -> bool:
    """Whether a regular file's content in the index differs from what it is in every parent."""
    if not change.has_file or change.old == change.new:
        return False
    return all(change.path in other and other[change.path].old != change.new for other in others)


def _sides(change: git.Change, others: Sequence[dict[str, git.Change]]) -> list[git.Change]:
    """How the file came from each parent."""
    return [change, *(other[change.path] for other in others)]


def _contents(cwd: Path, names: Iterable[str]) -> tuple[dict[str, bytes], set[str]]:
    """The blobs by object name, and the names of those too large to be read."""
    ordered = sorted(names)
    if not ordered:
        return {}, set()
    listing = git.run(cwd, "cat-file", "--batch-check", stdin=git.request(ordered))
    sizes = {
        words[0]: int(words[2])
        for line in listing.decode("ascii").splitlines()
        if len(words := line.split()) == 3
    }
    large = {name for name, size in sizes.items() if size > MAX_BYTES}
    small = [name for name in ordered if name in sizes and name not in large]
    return git.parse_batch(git.run(cwd, "cat-file", "--batch", stdin=git.request(small))), large


def _texts(raw: bytes | None) -> set[str]:
    """The texts of the functions of an earlier version; none when it cannot be read."""
    try:
        return {own_text(target) for target in targets(read("", "", raw or b""))}
    except UnjudgeableError:
        return set()


def _on_disk(root: str, path: str) -> bytes | None:
    try:
        return Path(root, path).read_bytes()
    except OSError:
        return None
