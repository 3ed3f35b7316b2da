"""Where candidates come from: lifting loops to whole-array or builtin forms, and rewrites by other people."""

from __future__ import annotations

from .compiled import compiled
from .external import external
from .guard import guarded
from .propose import propose
from .refusing import why_not
from .screen import screen

__all__ = ["compiled", "external", "guarded", "propose", "screen", "why_not"]
