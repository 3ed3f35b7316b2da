"""Conditions that a docstring states of a parameter: sorted, positive, a permutation, summing to one.

Only sentences that name the parameter, or the entry of the parameter in a numpydoc or Google section, count.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Sequence

from optgate.verify.evidence.module import Function
from optgate.verify.values.conditions import SORTED, between

_STATED = (
    ("increasing", r"strictly (increasing|ascending)|increasing and distinct"),
    (
        SORTED,
        r"\b(sorted|ascending|non-?decreasing|monoton\w+|increasing|in order)\b(?!\s+(copy|by|list of))",
    ),
    ("weights with the sum 1", r"\bsums? (up )?to (one|1(\.0)?)\b|\bprobabilit(y|ies) (vector|distribution)"),
    ("a permutation", r"\bpermutation of\b"),
    ("inside 0 and 1", r"strictly between 0(\.0)? and 1|in \(0(\.0)?, ?1(\.0)?\)"),
    (
        "between 0 and 1",
        r"\bbetween 0(\.0)? and 1\b|in \[0(\.0)?, ?1(\.0)?\]|"
        r"(?<![\d.-])0(\.0)? ?(to|\.\.) ?1(\.0)?(?![\d.])|\bprobabilit(y|ies)\b|\bfraction\b",
    ),
    ("not negative", r"\bnon-?negative\b|\bnot negative\b|>= ?0\b|≥ ?0\b"),
    ("positive", r"(?<!-)\bpositive\b|> ?0\b|at least (1|one)\b|>= ?1\b"),
    ("not zero", r"\bnon-?zero\b|\bnot zero\b|must not be 0"),
    ("distinct", r"\b(distinct|unique)\b|no duplicates|without duplicates"),
    ("odd", r"\bodd\b"),
    ("a power of two", r"\bpower of (two|2)\b"),
    ("positive definite", r"\bpositive[- ]definite\b"),
    ("finite", r"\bfinite\b"),
)
_RANGE = re.compile(
    r"\b(?:in|between|from|within)\s+\[?(?P<low>-?\d+(?:\.\d+)?)\s*(?:\.\.|to|and|,)\s*"
    r"(?P<high>-?\d+(?:\.\d+)?)(?![\d.]*\d)",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:at most|no more than|up to) (\d+(?:\.\d+)?)(?![\d.]*\d)", re.IGNORECASE)
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STATED)
_DENIED = re.compile(
    r"\b(need not|not necessarily|may be un|unsorted|un-?ordered|does not have to|returns?)\b", re.IGNORECASE
)
_ENTRY = re.compile(
    r"^(?P<indent>\s*)(?::param\s+(?:[\w.\[\], ]+\s)?)?\*{0,2}(?P<name>[a-zA-Z_]\w*)\s*(\(|:|--|,)"
)


def asked(function: Function, names: Sequence[str]) -> dict[str, list[str]]:
    """Per parameter the conditions that the function's docstring states."""
    text = ast.get_docstring(function) or ""
    found: dict[str, list[str]] = {}
    for name, said in _sayings(text, names):
        if _DENIED.search(said):
            continue
        matching = [condition for condition, pattern in _PATTERNS if pattern.search(said)] or _range(said)
        if matching and matching[0] not in found.get(name, []):
            found.setdefault(name, []).append(matching[0])
    return found


def _range(said: str) -> list[str]:
    """The range of numbers that a text gives, as a condition."""
    match = _RANGE.search(said)
    if match is None:
        most = _MOST.search(said)
        return [between(-math.inf, float(most[1]))] if most else []
    if float(match["low"]) >= float(match["high"]):
        return []
    return [between(float(match["low"]), float(match["high"]))]


def _sayings(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a parameter and what is said of it: its entry, or a sentence that names it alone."""
    found, prose = [], []
    entry, depth = "", 0
    for line in text.splitlines():
        match = _ENTRY.match(line)
        indent = len(line) - len(line.lstrip())
        if match and match["name"] in names:
            entry, depth = match["name"], indent
            found.append((entry, line[match.end("name") :]))
        elif entry and line.strip() and indent > depth:
            found.append((entry, line))
        else:
            entry = ""
            prose.append(line)
    for sentence in re.split(r"(?<=[.;:!?])\s+|\n\s*\n", " ".join(prose)):
        named = [name for name in names if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w(])", sentence)]
        if len(named) == 1:
            found.append((named[0], sentence))
    return found
