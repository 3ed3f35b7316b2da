"""The gate: the only floor that knows every room.

``corridor`` holds the way of the data, ``judge`` the judgement of one function, ``guests`` what the
functions of a run share, ``desk`` what is done with stored outcomes, ``applying`` how they reach the files.
Names are loaded on first use, so that the hook's no-op path imports next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from optgate.gate.applying import apply, cut, recover, undo
    from optgate.gate.benchmarking import as_pyperf_script, export_pyperf, keep_pyperf
    from optgate.gate.corridor import check, run, verify
    from optgate.gate.desk import as_test, dismiss, doctor, documentation, explain, show
    from optgate.gate.machine import noise
    from optgate.gate.showing import prompts

__all__ = [
    "apply",
    "as_pyperf_script",
    "as_test",
    "check",
    "cut",
    "dismiss",
    "doctor",
    "documentation",
    "explain",
    "export_pyperf",
    "keep_pyperf",
    "noise",
    "prompts",
    "quick",
    "recover",
    "root",
    "run",
    "show",
    "undo",
    "verify",
]

_HOMES = {
    "check": "corridor",
    "run": "corridor",
    "verify": "corridor",
    "apply": "applying",
    "cut": "applying",
    "recover": "applying",
    "undo": "applying",
    "as_test": "desk",
    "dismiss": "desk",
    "doctor": "desk",
    "documentation": "desk",
    "explain": "desk",
    "as_pyperf_script": "benchmarking",
    "export_pyperf": "benchmarking",
    "keep_pyperf": "benchmarking",
    "noise": "machine",
    "prompts": "showing",
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
