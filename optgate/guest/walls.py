"""The walls of the kernel around a process of the user's interpreter, and the words for what stands of them.

They are put up from inside that interpreter, before it imports anything but the guest, and again, narrower,
in every copy that it forks. No library of the gate's environment runs there; hence ctypes.
"""

from __future__ import annotations

import os
import sys
from typing import Dict, List

from . import landlock, seccomp
from .landlock import RefusedError

_SYSTEM = [
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/loadavg",
    "/sys/devices/system",
]
"""What an interpreter and its libraries read beside their own folders."""

_COMES_WITH = {
    "processes": ["/bin", "/sbin", "/etc"],
    "network": ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/ssl", "/etc/pki"],
    "template": ["/proc"],
}
"""Paths that may be read with what is allowed; copies of the template have names of their own in /proc."""


def build(wanted: Dict[str, List[str]], private: str) -> List[str]:
    """Put up every wall the system has, for good; returns what stands, or why not, as words for the report.

    What does not stand begins with ``no``. ``wanted`` holds the paths that may be read (``read``) and
    written (``write``) beside those of the interpreter and the folder ``private``, and under ``allow`` the
    words of ``seccomp.program``.
    """
    allowed = wanted["allow"]
    read = [*_SYSTEM, *_interpreter(), *wanted["read"]]
    for word in allowed:
        read += _COMES_WITH.get(word, [])
    found = []
    try:
        known = landlock.fence(read, ["/dev/null", private, *wanted["write"]], connect="network" in allowed)
        found.append(f"Landlock {known}")
        if known < landlock.WHOLE:
            found.append(f"no Landlock against truncation (version {known})")
    except RefusedError as error:
        found.append(f"no Landlock ({error.strerror})")
    try:
        seccomp.silence(allowed)
        found.append("seccomp")
    except RefusedError as error:
        found.append(f"no seccomp ({error.strerror})")
    return found


def _interpreter() -> List[str]:
    """The folders that modules and libraries of this interpreter are loaded from."""
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    return [sys.prefix, sys.base_prefix, *sys.path, *libraries, *_editable()]


def _editable() -> List[str]:
    """Where packages stand that setuptools installed in place through a finder of their own."""
    found: List[str] = []
    for name, module in list(sys.modules.items()):
        mapping = getattr(module, "MAPPING", None) if name.startswith("__editable__") else None
        if isinstance(mapping, dict):
            found += [path for path in mapping.values() if isinstance(path, str)]
    return found
