"""The ``include`` and ``exclude`` patterns: the useful part of gitignore's language.

A pattern without a slash (other than a final one) matches a file or folder of that name at any depth; with
a slash it is anchored at the project root. ``*`` and ``?`` stay within one name, ``**`` spans folders, a
final slash matches folders only. What matches a folder matches everything below it. There is no ``!``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase


def wanted(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether a posix path, relative to the root, is included (an empty list: all) and not excluded."""
    if include and not any(matches(path, pattern) for pattern in include):
        return False
    return not any(matches(path, pattern) for pattern in exclude)


def matches(path: str, pattern: str) -> bool:
    """Whether one pattern matches a posix path relative to the root.

    >>> matches("src/pkg/mod.py", "pkg"), matches("src/pkg/mod.py", "pkg/*.py"), matches("a/b.py", "**/b.py")
    (True, False, True)
    """
    steps = [step for step in pattern.split("/") if step not in ("", ".")]
    if not steps:
        return False
    if "/" not in pattern.rstrip("/"):
        steps.insert(0, "**")
    parts = path.split("/")
    return _match(parts[:-1] if pattern.endswith("/") else parts, steps)


def _match(parts: Sequence[str], steps: Sequence[str]) -> bool:
    if not steps:
        return True
    if steps[0] == "**":
        return any(_match(parts[start:], steps[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], steps[0]) and _match(parts[1:], steps[1:])
