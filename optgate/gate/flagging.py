"""From a selection to the functions with findings, less those that the project accepts or ignores."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from optgate.gate.ratchet import Ratchet

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Finding, SourceFile, Target
    from optgate.select import Files, Selection

    Flag = tuple[Target, tuple[Finding, ...]]


class Flagged(NamedTuple):
    """What was found: functions with their findings, and comments that silence nothing (OPT900).

    ``functions`` holds those that were asked for by name too. ``accepted`` findings are in the baseline.
    """

    functions: list[Flag]
    comments: list[Flag]
    accepted: int
    left_alone: tuple[tuple[str, str], ...] = ()

    @property
    def all(self) -> list[Flag]:
        """Functions with everything found in them, the comments included, in the order of their lines."""
        found: dict[tuple[str, int, str], tuple[Target, list[Finding]]] = {}
        for target, some in (*self.functions, *self.comments):
            place = target.file.path, target.line, target.qualname
            found.setdefault(place, (target, []))[1].extend(some)
        return [
            (target, tuple(sorted(some, key=lambda one: (one.line, one.column))))
            for _, (target, some) in sorted(found.items(), key=lambda item: item[0])
        ]

    @property
    def details(self) -> tuple[str, ...]:
        """What is to be said to those who ask for everything."""
        left_out = f"findings left out because the baseline accepts them: {self.accepted}"
        left_alone = (f"{path}: {reason}" for path, reason in self.left_alone)
        return (*([left_out] if self.accepted else []), *left_alone)


def look(
    selection: Selection,
    config: Config,
    named: Collection[str] = (),
    *,
    strays: bool = False,
    notes: bool = False,
) -> Flagged:
    """The selected functions with findings, and those that are ``named``; a file is parsed once.

    With ``strays``, comments that stand in no function are looked at too; with ``notes`` what rarely pays.
    """
    ratchet = Ratchet.of(Path(selection.root), config)
    chosen: list[Flag] = []
    comments: list[Flag] = []
    for flags in by_file(selection, config, comments=comments, strays=strays, notes=notes):
        open_ones = ratchet.open(flags)
        chosen += [flag for flag in open_ones if flag[1] or flag[0].qualname in named]
    return Flagged(chosen, comments, ratchet.left_out, selection.left_alone)


def flagged(selection: Selection, config: Config, named: Collection[str] = ()) -> list[Flag]:
    """The selected functions with findings, and those that were asked for by name."""
    return look(selection, config, named).functions


def sweep(
    files: Files, config: Config, jobs: int | None, *, notes: bool = False
) -> tuple[Flagged, list[tuple[str, str]]]:
    """As ``look`` for whole files, in as many processes as ``jobs``; also the files skipped, with reasons."""
    from optgate.gate import crowd

    ratchet = Ratchet.of(Path(files.root), config)
    seen = crowd.examine(crowd.Wish(files, config, notes), jobs)
    chosen = [flag for one in seen for flag in ratchet.open(one.flags) if flag[1]]
    comments = [flag for one in seen for flag in one.comments]
    left_alone = tuple(pair for one in seen for pair in one.left_alone)
    skipped = [pair for one in seen for pair in one.skipped]
    return Flagged(chosen, comments, ratchet.left_out, left_alone), skipped


def by_file(
    selection: Selection,
    config: Config,
    *,
    comments: list[Flag] | None = None,
    strays: bool = False,
    notes: bool = False,
) -> Iterator[list[Flag]]:
    """The functions of each file with their findings, many with none; ``comments`` is added to."""
    from optgate import detect

    targets: dict[str, list[Target]] = {}
    for target in selection.targets:
        targets.setdefault(target.file.path, []).append(target)
    files = {path: own[0].file for path, own in targets.items()}
    if strays:
        files |= {file.path: file for file in selection.whole if "optgate:" in file.text.lower()}
    for path, file in files.items():
        own = targets.get(path, [])
        left_out = (*config.ignore, *ignored(path, config))
        seen = detect.examine(
            file, select=config.select, ignore=left_out, notes=notes, reasons=config.require_ignore_reasons
        )
        found = [one for _, some in seen.functions for one in some]
        if comments is not None:
            comments += _owned(file, seen.comments, own, strays=strays)
        yield [(target, _inside(target, found)) for target in own]


def _inside(target: Target, found: Collection[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in found if target.line <= one.line <= target.end_line)


def _owned(
    file: SourceFile, comments: Collection[Finding], targets: Collection[Target], *, strays: bool
) -> Iterator[Flag]:
    """The comments with the functions they stand in; ``strays`` belong to the module."""
    from optgate.model import Target

    left = list(comments)
    for target in targets:
        inside = _inside(target, left)
        if inside:
            yield target, inside
            left = [one for one in left if one not in inside]
    if left and strays:
        yield Target(file, "<module>", 1, 1, max(len(file.lines), 1)), tuple(left)


def ignored(path: str, config: Config) -> Iterator[str]:
    """The codes that ``per-file-ignores`` leaves out of a file."""
    from optgate.select.globs import matches

    for pattern, codes in config.per_file_ignores.items():
        if matches(path, pattern):
            yield from codes
