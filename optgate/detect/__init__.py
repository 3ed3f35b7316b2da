"""Static findings: which loops of a function are scalar numeric work that a whole-array form would replace.

A first pass over the plain syntax tree reads each loop as a kernel (``shape``), tells kinds by tags of its
own (``tags``) and asks the rules (``families``). astroid (``infer``) is asked only about findings whose
container the tags left open.
"""

from __future__ import annotations

from .find import Examined, check_source, examine, find, silenced
from .identity import identities
from .registry import Rule, rules
from .unused import rule as unused_ignore

__all__ = [
    "Examined",
    "Rule",
    "check_source",
    "examine",
    "find",
    "identities",
    "rules",
    "silenced",
    "unused_ignore",
]
