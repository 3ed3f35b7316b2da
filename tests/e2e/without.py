"""Starts a command on a system that lacks a layer: the kernel answers its calls as an older one would.

    python -m tests.e2e.without landlock|seccomp|both COMMAND ...

A filter that comes before everything else lets ``landlock_*`` end with ENOSYS, and filters with EINVAL.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

LANDLOCK = (444, 445, 446)
PRCTL = {"x86_64": 157, "aarch64": 167}
SECCOMP_OPTION, FILTER, NO_NEW_PRIVS = 22, 2, 38
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000


def program(missing: str) -> bytes:
    """The filter as the kernel reads it: operation, two distances, value."""
    steps = [(LOAD, 0, 0, 0)]
    for number in LANDLOCK if missing in ("landlock", "both") else ():
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERROR | errno.ENOSYS)]
    if missing in ("seccomp", "both"):
        steps += [
            (EQUAL, 0, 3, PRCTL[platform.machine()]),
            (LOAD, 0, 0, 16),
            (EQUAL, 0, 1, SECCOMP_OPTION),
            (RETURN, 0, 0, ERROR | errno.EINVAL),
        ]
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def main() -> None:
    missing, *command = sys.argv[1:]
    code = program(missing)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(SECCOMP_OPTION, FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter could be set")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
