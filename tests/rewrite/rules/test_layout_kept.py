"""Statements with formatted texts can be written anew."""

from __future__ import annotations

from .table import check


def test_a_formatted_text_in_a_changed_statement():
    text = "f'{v:>10.2f} {v!r} is in {1e-3}'"
    body = f"def f(x, b):\n    for v in x:\n        assert v not in b, {text}\n    return b\n"
    check(body, "membership in a set", [([], []), ([1.0], [2.0]), ([1.0], [1.0])])
