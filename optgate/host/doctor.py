"""What a guest in the user's interpreter says of itself, for ``optgate doctor``."""

from __future__ import annotations

from pathlib import Path

from optgate.host.discovery import Interpreter
from optgate.host.kit import ensure_kit
from optgate.host.workbench import Workbench
from optgate.model import GuestError, SourceFile

_PROBE = "def probe():\n    return None\n"


def diagnose(interpreter: Interpreter, cache_dir: Path) -> list[tuple[str, str, str]]:
    """Rows of what, value and why: the interpreter, its numpy, coverage for it, the layers in force.

    A guest is really started, in an empty module of its own; nothing of the project is imported.
    """
    version = ".".join(map(str, interpreter.version))
    rows = [
        (
            "interpreter",
            interpreter.path,
            f"{interpreter.implementation} {version}, found by {interpreter.source}",
        )
    ]
    kit = ensure_kit(interpreter, cache_dir)
    file = SourceFile(str(cache_dir), "optgate_probe.py", _PROBE.encode(), _PROBE)
    try:
        with Workbench(interpreter, kit, file, "probe", overlays={}) as bench, bench.open(_PROBE) as side:
            info = side.info
            counter = side.cover([], timeout=10.0).counter
    except GuestError as error:
        return [*rows, ("guest", "does not start", str(error))]
    rows.append(("numpy", info.numpy or "none", "as the project's interpreter imports it"))
    if kit is None:
        rows.append(("coverage", "none", "no way to install it worked; branches are counted by marks"))
    else:
        rows.append(("coverage", counter, f"{kit.source}: {kit.path}"))
    return [*rows, *_isolation(info.layers)]


def _isolation(layers: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """What stands around a guest, and what the system does not have, with what follows from it."""
    standing = [layer for layer in layers if not layer.startswith("no ")]
    missing = [layer for layer in layers if layer.startswith("no ")]
    rows = [("isolation", "; ".join(standing), "in force for every guest; see SECURITY.md")]
    if missing:
        why = "rewrites that optgate did not write are refused here without --allow-unsandboxed"
        rows.append(("missing", "; ".join(missing), why))
    return rows
