"""What the operating system can be asked to enforce on the guest, before any code of the user runs."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def apply(wanted: dict[str, int]) -> list[str]:
    """Set resource limits; returns what was set, or why nothing was, as words for the report.

    ``wanted`` maps ``memory`` (bytes on top of what the process has), ``cpu`` (seconds on top of what it
    has used), ``file`` (bytes of the largest file written) and ``files`` (open descriptors) to limits; 0
    leaves one alone.
    """
    try:
        import resource
    except ImportError:
        return ["no resource limits (no resource module)"]
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    values = {"RLIMIT_CORE": 0}
    if wanted.get("memory") and _address_space():
        values["RLIMIT_AS"] = _address_space() + wanted["memory"]
    if wanted.get("cpu"):
        values["RLIMIT_CPU"] = spent + wanted["cpu"]
    if wanted.get("file"):
        values["RLIMIT_FSIZE"] = wanted["file"]
    if wanted.get("files"):
        values["RLIMIT_NOFILE"] = wanted["files"]
    done = [name[7:].lower() for name, value in values.items() if _limit(resource, name, value)]
    return [f"resource limits ({', '.join(sorted(done))})"] if done else ["no resource limits (refused)"]


def _limit(resource: Any, name: str, value: int) -> bool:
    kind = getattr(resource, name, None)
    if kind is None:
        return False
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):
        return False
    return True


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


def die_with_parent(parent: int) -> list[str]:
    """Ask Linux to kill this process when its parent ends, and end at once when it already has."""
    if not sys.platform.startswith("linux") or not _prctl(PR_SET_PDEATHSIG, signal.SIGKILL):
        return []
    if os.getppid() != parent:
        os._exit(0)
    return ["parent-death signal"]


def on_parents_end(number: int) -> None:
    """Ask Linux for a signal when the parent ends; nothing happens elsewhere."""
    if sys.platform.startswith("linux"):
        _prctl(PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends, so that none of them is lost from sight."""
    if sys.platform.startswith("linux"):
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> bool:
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    except (ImportError, OSError, AttributeError):
        return False
