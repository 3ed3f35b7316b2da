"""The hook's way out: two git commands and the built-in parser tell that nothing staged can matter."""

from __future__ import annotations

from os import PathLike, fspath

from optgate.select import git
from optgate.select.functions import Definition, loops, outermost, parse


def quick(cwd: str | PathLike[str]) -> bool:
    """False when certainly no staged change touches a function that loops.

    Anything out of the ordinary (no commit yet, not a repository, a merge, unparsable source) answers
    True, so that ``staged`` looks at it. Imports no heavy module: this decides before optgate loads.
    """
    place = fspath(cwd)
    listing = git.read(place, git.diff_index("HEAD"))
    if listing is None:
        return True
    changes = [change for change in git.parse_raw(listing) if change.has_file and change.old != change.new]
    if not changes:
        return False
    names = {name for change in changes for name in (change.old, change.new) if name.strip(git.ABSENT)}
    output = git.read(place, ["cat-file", "--batch"], git.request(sorted(names)))
    if output is None:
        return True
    contents = git.parse_batch(output)
    return any(_matters(contents.get(change.new), contents.get(change.old, b"")) for change in changes)


def _matters(new: bytes | None, old: bytes) -> bool:
    """Whether a function that loops is in ``new`` with another text than any in ``old``."""
    if new is None:
        return True
    if old.replace(b"\r\n", b"\n") == new.replace(b"\r\n", b"\n"):
        return False
    try:
        now = _texts(new)
        before = _texts(old) if old and now else {}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return any(loops(definition) for text, definition in now.items() if text not in before)


def _texts(raw: bytes) -> dict[bytes, Definition]:
    """The functions of a file by their text."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return {b"\n".join(lines[found.line - 1 : found.end_line]): found for found in outermost(parse(raw))}
