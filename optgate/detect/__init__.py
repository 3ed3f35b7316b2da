"""Static findings: which loops of a function are scalar numeric work that a whole-array form would replace.

A first pass over the plain syntax tree reads each loop as a kernel (``shape``), tells kinds by tags of its
own (``tags``) and asks the rules (``families``). astroid (``infer``) is asked only about findings whose
container the tags left open.
"""

from __future__ import annotations

from .find import check_source, find
from .registry import Rule, rules

__all__ = ["Rule", "check_source", "find", "rules"]
