"""Rewrites, and what is known before one is judged."""

from __future__ import annotations

import msgspec


class Candidate(msgspec.Struct, frozen=True):
    """A rewrite of the whole file in which only the target function (and added imports) differ.

    ``source`` names where it comes from (``rules:lift``, ``external``, ``llm:MODEL``); ``trusted`` is true
    when optgate's own rules wrote it. ``summary`` is one line for people. ``probes`` are Python expressions
    of argument tuples that would show a wrong use of the rule, tried early. ``prompt`` is the sha256 of what
    a model was sent, empty for other sources.
    """

    id: str
    source: str
    text: str
    summary: str
    trusted: bool = True
    probes: tuple[str, ...] = ()
    prompt: str = ""


class Usage(msgspec.Struct, frozen=True):
    """What asking a model for rewrites of one function took.

    ``calls`` went over the network, ``replayed`` came from the cache. Tokens are as the server counted them,
    0 where it did not; ``usd`` is None where no prices are known. ``seconds`` were spent waiting. ``failed``
    calls brought no rewrite, and ``reason`` says why asking ended early, or is empty.
    """

    model: str
    calls: int = 0
    replayed: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = None
    seconds: float = 0.0
    reason: str = ""


class Lesson(msgspec.Struct, frozen=True):
    """A model's rewrite that was accepted, to be tried on functions of the same shape.

    ``shape`` is the sha256 of the original's syntax tree without its own names; ``name`` is what the
    function was called, ``names`` are its own names in the order of the tree; ``text`` holds the imports and
    helpers of the rewrite and the rewrite, ``source`` and ``prompt`` are those of its candidate.
    """

    shape: str
    name: str
    names: tuple[str, ...]
    text: str
    source: str
    prompt: str


class Observed(msgspec.Struct, frozen=True):
    """What a parameter held in realistic inputs.

    ``container`` is ``list``, ``tuple``, ``array``, ``frame``, ``series``, ``dict``, ``set``, ``iterator``,
    or the name of a scalar type; ``element`` the type or dtype of what it holds, ``ndim`` its dimensions
    (nested lists count as such) and ``size`` the most elements seen.
    """

    container: str
    element: str = ""
    ndim: int = 0
    size: int = 0
