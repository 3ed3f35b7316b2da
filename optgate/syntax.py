"""The syntax tree of a file, made once for all who look at the file in turn."""

from __future__ import annotations

import ast
import warnings

_last: list[tuple[str, ast.Module]] = []


def parse(text: str) -> ast.Module:
    """The tree of a text; that of the text asked for last is remembered, and is not to be changed.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as ``ast.parse`` does for what it cannot parse.
    """
    if not _last or _last[0][0] is not text:
        _last.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _last.append((text, ast.parse(text)))
    return _last[0][1]
