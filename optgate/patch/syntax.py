"""The parser, asked quietly."""

from __future__ import annotations

import ast
import warnings


def parses(source: str | bytes) -> bool:
    """Whether Python source parses."""
    return tree_of(source) is not None


def tree_of(source: str | bytes) -> ast.Module | None:
    """The syntax tree, or None when the source does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
