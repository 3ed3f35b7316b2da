"""Which packages the user's interpreter has."""

from __future__ import annotations

import os
import subprocess

from optgate.host.discovery import Interpreter
from optgate.host.environment import without_secrets

_SECONDS = 20.0
_QUESTION = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"


def has_package(interpreter: Interpreter, name: str) -> bool:
    """Whether a package can be found there; nothing of it is imported, an interpreter that fails has none."""
    try:
        done = subprocess.run(
            [interpreter.path, "-I", "-c", _QUESTION, name],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=without_secrets(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
