"""The ratchet: what was accepted once is not told again, and what is accepted may only become less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from optgate import baseline
from optgate.baseline import Entry

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Finding, SourceFile, Target

    Flags = Sequence[tuple[Target, tuple[Finding, ...]]]

FILE = ".optgate-baseline"
"""The baseline where the configuration names none; it is used when it exists."""


class Ratchet:
    """The accepted findings of a project. An entry speaks for other files once its own is gone."""

    def __init__(self, root: Path, entries: Iterable[Entry] = ()) -> None:
        self.root = root
        self.entries = frozenset(entries)
        self.left_out = 0
        self._moved: Counter[tuple[str, str, str, int]] | None = None
        self._known = {(entry.function, entry.code) for entry in self.entries}

    @classmethod
    def of(cls, root: Path, config: Config) -> Ratchet:
        """The ratchet of a project; without a baseline it holds nothing.

        Raises:
            UsageError: The file is missing although it is named, or cannot be read.
        """
        path = place(root, config)
        if config.baseline is None and not path.exists():
            return cls(root)
        return cls(root, baseline.read(path))

    def open(self, flags: Flags) -> list[tuple[Target, tuple[Finding, ...]]]:
        """The functions of one file with those of their findings that are not accepted."""
        if not any((target.qualname, one.code) in self._known for target, found in flags for one in found):
            return list(flags)
        rest: list[tuple[Target, tuple[Finding, ...]]] = []
        described = iter(entries(flags))
        for target, found in flags:
            kept = tuple(one for one, entry in zip(found, described, strict=False) if not self.accepts(entry))
            self.left_out += len(found) - len(kept)
            rest.append((target, kept))
        return rest

    def accepts(self, entry: Entry) -> bool:
        """Whether a finding is accepted; an entry whose file is gone speaks for one finding elsewhere."""
        if entry in self.entries:
            return True
        if self._moved is None:
            self._moved = Counter(one.identity for one in self.entries if not (self.root / one.path).exists())
        if not self._moved[entry.identity]:
            return False
        self._moved[entry.identity] -= 1
        return True


class Change(NamedTuple):
    """What became of a baseline: entries ``added``, ``dropped`` and ``moved``, and how many it ``holds`` now.

    With ``refused`` it was left as it was, since it would have grown.
    """

    path: Path
    holds: int
    added: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    moved: int = 0
    refused: bool = False


def place(root: Path, config: Config) -> Path:
    """The file of the baseline, as it is shortest to read from the current folder."""
    path = root / (config.baseline or FILE)
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def update(cwd: Path, config: Config, *, grow: bool) -> Change:
    """Accept the findings of the whole project as they are; the file is made if need be.

    Without ``grow`` nothing is written when there is a finding that was not accepted before.

    Raises:
        UsageError: The file cannot be read or written.
    """
    return _rewrite(cwd, config, grow=grow, accept=True)


def prune(cwd: Path, config: Config) -> Change:
    """Drop the entries that no finding answers to any more, and accept nothing new.

    Raises:
        UsageError: There is no baseline, or it cannot be read or written.
    """
    return _rewrite(cwd, config, grow=False, accept=False)


def _rewrite(cwd: Path, config: Config, *, grow: bool, accept: bool) -> Change:
    from optgate.gate import root

    top = root(cwd).resolve()
    path = place(top, config)
    old = baseline.read(path) if path.exists() or not accept else frozenset()
    ratchet = Ratchet(top, old)
    now = _present(top, config, old)
    fresh = [entry for entry in sorted(now, key=lambda one: one not in old) if not ratchet.accepts(entry)]
    kept = now if accept else now - set(fresh)
    known = {entry.identity for entry in kept}
    dropped = tuple(sorted(entry for entry in old - kept if entry.identity not in known))
    added = tuple(sorted(fresh)) if accept else ()
    if added and not grow:
        return Change(path, len(old), added, dropped, refused=True)
    if kept != old or not path.exists():
        baseline.write(path, kept)
    return Change(path, len(kept), added, dropped, len(kept - old) - len(added))


def _present(top: Path, config: Config, old: frozenset[Entry]) -> frozenset[Entry]:
    """The findings of the whole project, accepted or not; of a file that cannot be read the old ones."""
    from optgate import select
    from optgate.gate.flagging import by_file

    selection = select.explicit(top, (str(top),), include=config.include, exclude=config.exclude)
    unread = {_name(path) for path, _ in selection.skipped}
    found = {entry for flags in by_file(selection, config) for entry in entries(flags)}
    return frozenset(found | {entry for entry in old if entry.path in unread})


def entries(flags: Flags) -> list[Entry]:
    """The findings of one file as entries, in their order."""
    from optgate import detect

    if not flags:
        return []
    file: SourceFile = flags[0][0].file
    digests = iter(detect.identities(file, [one for _, found in flags for one in found]))
    path = _name(file.path)
    seen: Counter[tuple[str, str, str]] = Counter()
    described: list[Entry] = []
    for target, found in flags:
        for one in found:
            known = (target.qualname, one.code, next(digests))
            seen[known] += 1
            described.append(Entry(path, *known, number=seen[known]))
    return described


def _name(path: str) -> str:
    """A path as it can be written: names of files need not be text."""
    return path.encode("utf-8", "backslashreplace").decode()
