"""From files that changed to the functions that did.

A function is touched when its text (first decorator to last line) is not among the functions of the same
file in any of the earlier states: that is what the changed lines amount to, with moved functions, pure
line-end conversions and module-level changes left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from optgate.model import SourceFile, Target
from optgate.select import generated, git
from optgate.select.globs import wanted
from optgate.select.selection import Former, Selection
from optgate.select.source import MAX_BYTES, TOO_LARGE, UnjudgeableError, own_text, read, targets

_LOST = "git has lost its content"


class Changes:
    """What differs between earlier states and the one that is judged.

    ``listings`` hold the changed files, against each of the earlier states, the first of which people call
    ``base``. ``differing`` are the tracked
    files whose content in the work tree is not the one that is judged; that one is their ``old`` side. With
    ``on_disk`` the work tree itself is judged.
    """

    def __init__(
        self,
        cwd: Path,
        root: str,
        listings: Sequence[Sequence[git.Change]],
        differing: Sequence[git.Change] = (),
        *,
        base: str,
        on_disk: bool = False,
    ) -> None:
        self.root = root
        self.base = base
        self.listing = listings[0]
        self.others = [{change.path: change for change in listing} for listing in listings[1:]]
        self.differing = [change for change in differing if change.had_file and change.status in "MDT"]
        self.on_disk = on_disk
        wants = {change.new for change in self.listing if change.has_file and not on_disk}
        wants |= {change.old for change in (*self.listing, *self.differing) if change.had_file}
        wants |= {side.old for other in self.others for side in other.values() if side.had_file}
        self.contents, self.large = _contents(cwd, {name for name in wants if name.strip(git.ABSENT)})

    def selection(self, include: Sequence[str], exclude: Sequence[str]) -> Selection:
        """The functions touched, what their files were before, and what was left out."""
        skipped: list[tuple[str, str]] = []
        selected: list[Target] = []
        whole: list[SourceFile] = []
        left_alone: list[tuple[str, str]] = []
        for change in self.listing:
            if not wanted(change.path, include, exclude):
                continue
            if change.status == "U":
                skipped.append((change.path, "has unresolved merge conflicts"))
            elif self._new_to_all(change):
                try:
                    file = read(self.root, change.path, self._new(change))
                    found = targets(file)
                except UnjudgeableError as reason:
                    skipped.append((change.path, str(reason)))
                    continue
                if why := generated.reason(file.text):
                    left_alone.append((change.path, why))
                    continue
                whole.append(file)
                before = [_texts(self.contents.get(side.old)) for side in self._sides(change)]
                selected += [one for one in found if all(own_text(one) not in texts for texts in before)]
        former = tuple(
            Former(change.old_path, change.path if change.has_file else "", self.contents[change.old])
            for change in self.listing
            if change.had_file and change.old in self.contents and change.old != change.new
        )
        return Selection(
            self.root,
            tuple(selected),
            self._overlays(),
            tuple(skipped),
            tuple(whole),
            former,
            self.base,
            tuple(left_alone),
        )

    def _new_to_all(self, change: git.Change) -> bool:
        """Whether a regular file's content differs from what it is in every earlier state."""
        if not change.has_file or change.old == change.new:
            return False
        return all(change.path in other and other[change.path].old != change.new for other in self.others)

    def _sides(self, change: git.Change) -> list[git.Change]:
        """How the file came from each of the earlier states that had it."""
        sides = [change, *(other[change.path] for other in self.others)]
        return [side for side in sides if side.had_file]

    def _new(self, change: git.Change) -> bytes:
        """The content that is judged.

        Raises:
            UnjudgeableError: It cannot be had.
        """
        raw = _from_disk(self.root, change.path) if self.on_disk else self.contents.get(change.new)
        if raw is None:
            raise UnjudgeableError(TOO_LARGE if change.new in self.large else _LOST)
        return raw

    def _overlays(self) -> dict[str, bytes]:
        return {
            os.path.join(self.root, change.path): self.contents[change.old]  # noqa: PTH118 - absolute keys, text as git has it
            for change in self.differing
            if change.old in self.contents and _from_disk(self.root, change.path) != self.contents[change.old]
        }


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


def _from_disk(root: str, path: str) -> bytes | None:
    try:
        return Path(root, path).read_bytes()
    except OSError:
        return None
