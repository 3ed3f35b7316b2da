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
    from optgate.gate.desk import as_test, dismiss, doctor, documentation, show
    from optgate.gate.explaining import explain
    from optgate.gate.installing import init, uninstall
    from optgate.gate.keeping import last_run
    from optgate.gate.machine import noise
    from optgate.gate.pushing import finishes, push, pushed
    from optgate.gate.ratchet import prune as prune_baseline
    from optgate.gate.ratchet import update as update_baseline
    from optgate.gate.showing import prompts
    from optgate.gate.storing import cache_folder, clean, dismissals, reinstate
    from optgate.gate.testing import with_tests

__all__ = [
    "apply",
    "as_pyperf_script",
    "as_test",
    "cache_folder",
    "check",
    "clean",
    "cut",
    "dismiss",
    "dismissals",
    "doctor",
    "documentation",
    "explain",
    "export_pyperf",
    "finishes",
    "init",
    "keep_pyperf",
    "last_run",
    "noise",
    "prompts",
    "prune_baseline",
    "push",
    "pushed",
    "quick",
    "recover",
    "reinstate",
    "root",
    "run",
    "show",
    "undo",
    "uninstall",
    "update_baseline",
    "verify",
    "with_tests",
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
    "explain": "explaining",
    "as_pyperf_script": "benchmarking",
    "export_pyperf": "benchmarking",
    "keep_pyperf": "benchmarking",
    "noise": "machine",
    "prompts": "showing",
    "finishes": "pushing",
    "last_run": "keeping",
    "with_tests": "testing",
    "init": "installing",
    "uninstall": "installing",
    "push": "pushing",
    "pushed": "pushing",
    "show": "desk",
    "cache_folder": "storing",
    "clean": "storing",
    "dismissals": "storing",
    "reinstate": "storing",
    "prune_baseline": "ratchet:prune",
    "update_baseline": "ratchet:update",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'optgate.gate' has no attribute {name!r}")
    import importlib

    home, _, own = _HOMES[name].partition(":")
    return getattr(importlib.import_module(f"optgate.gate.{home}"), own or name)


def quick(cwd: str | Path) -> bool:
    """Whether anything staged could matter; False ends the hook at once."""
    from optgate import select

    return select.quick(cwd)


def root(cwd: Path) -> Path:
    """The project root: git's top level, else the nearest folder with a pyproject.toml, else ``cwd``."""
    from optgate import select

    return select.root(cwd)
