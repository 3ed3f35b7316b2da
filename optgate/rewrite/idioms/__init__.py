"""Pure-Python targets of lifted loops: builtins, comprehensions, ``itertools``."""

from __future__ import annotations
