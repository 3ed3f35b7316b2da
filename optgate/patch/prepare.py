"""From rewrites, as they were judged, to the changes of the work tree as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from optgate.model import SourceFile, UsageError
from optgate.patch.files import AGAIN, resolve, sha256
from optgate.patch.text import encode, rebase


class Change(msgspec.Struct, frozen=True):
    """A file to replace: its path relative to the root, the sha256 of its old bytes (hex), its new bytes.

    The sha256 is empty for a file that is not there yet.
    """

    path: str
    expected_sha256: str
    content: bytes


def prepare(root: Path, rewrites: Sequence[tuple[SourceFile, str]]) -> list[Change]:
    """The changes that bring rewrites (the file as judged, its new text) into the work tree as it is now.

    Where the work tree has other edits than what was judged, each rewrite is carried over with ``rebase``;
    several rewrites of one file become one change.

    Raises:
        UsageError: a file is gone, or was edited where the rewrite changes it.
        OptgateError: a new text cannot be written in its file's encoding.
    """
    originals: dict[str, bytes] = {}
    contents: dict[str, bytes] = {}
    for file, new_text in rewrites:
        if file.path not in contents:
            originals[file.path] = contents[file.path] = resolve(root, file.path).read_bytes()
        current = contents[file.path]
        merged = encode(file, new_text) if current == file.raw else _carried_over(file, new_text, current)
        if merged is None:
            raise UsageError(f"{file.path} was edited since it was judged", AGAIN)
        contents[file.path] = merged
    return [Change(path, sha256(originals[path]), content) for path, content in contents.items()]


def _carried_over(file: SourceFile, new_text: str, current: bytes) -> bytes | None:
    mark = encode(file, "")
    if not current.startswith(mark):
        return None
    try:
        text = rebase(file.text, new_text, current[len(mark) :].decode(file.encoding))
    except UnicodeDecodeError:
        return None
    return None if text is None else encode(file, text)
