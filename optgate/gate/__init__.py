"""The gate: the only floor that knows every room.

``corridor`` holds the way of the data, ``judge`` the judgement of one function, ``guests`` what the
functions of a run share, ``desk`` what is done with stored outcomes. Names are loaded on first use, so
that the hook's no-op path imports next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from optgate.gate.corridor import check, run, verify
    from optgate.gate.desk import apply, as_test, dismiss, doctor, explain, export_pyperf, show

__all__ = [
    "apply",
    "as_test",
    "check",
    "dismiss",
    "doctor",
    "explain",
    "export_pyperf",
    "quick",
    "root",
    "run",
    "show",
    "verify",
]

_HOMES = {
    "check": "corridor",
    "run": "corridor",
    "verify": "corridor",
    "apply": "desk",
    "as_test": "desk",
    "dismiss": "desk",
    "doctor": "desk",
    "explain": "desk",
    "export_pyperf": "desk",
    "show": "desk",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'optgate.gate' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"optgate.gate.{_HOMES[name]}"), name)


def quick(cwd: str | Path) -> bool:
    """Whether anything staged could matter; False ends the hook at once."""
    from optgate import select

    return select.quick(cwd)


def root(cwd: Path) -> Path:
    """The project root: git's top level, else the nearest folder with a pyproject.toml, else ``cwd``."""
    from optgate import select

    return select.root(cwd)
