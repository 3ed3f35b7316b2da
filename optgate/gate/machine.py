"""What the gate can measure on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Noise, Progress


def noise(cwd: Path, config: Config, progress: Progress) -> Noise | str:
    """The noise of this machine, measured in the project's interpreter for about two seconds.

    Returns:
        The noise, or why it could not be measured.
    """
    import os

    from optgate import host
    from optgate.gate import root
    from optgate.gate.guests import kit_folder
    from optgate.model import GuestError, SourceFile
    from optgate.timing.noise import PROBE
    from optgate.timing.noise import noise as measured

    found = host.discover(root(cwd), config.python, os.environ)
    if found.interpreter is None:
        return "no interpreter of this project was found"
    progress("measuring the noise of this machine")
    file = SourceFile(str(kit_folder()), "optgate_probe.py", PROBE.encode(), PROBE)
    try:
        with host.Workbench(found.interpreter, None, file, "probe", overlays={}) as bench, bench.open(PROBE):
            return measured(bench.open)
    except GuestError as error:
        return str(error)
