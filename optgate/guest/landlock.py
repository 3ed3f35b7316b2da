"""Landlock: paths, TCP and signals that Linux forbids a process for good, without privileges.

What is forbidden is inherited by every copy, which may forbid itself more. It holds for the calling thread
and those it starts: put it up before a library starts threads. Numbers are those of the kernel's own
headers; source: Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import stat
import struct
import sys
from typing import Any, Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_NO_NEW_PRIVS = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_FS_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over paths that a version of the interface knows (4 added TCP, 6 scopes)."""

_NEVER = _MAKE_CHAR | _MAKE_BLOCK
"""Not even in the private folder: root could make itself a door to any disk."""

WHOLE = 3
"""The version from which on files that may only be read cannot be truncated either."""


class RefusedError(OSError):
    """The kernel does not offer the layer, or refuses it."""


@functools.lru_cache(maxsize=None)
def libc() -> Any:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *args: object) -> int:
    result = int(libc().syscall(ctypes.c_long(number), *args))
    if result < 0:
        code = ctypes.get_errno()
        raise RefusedError(code, os.strerror(code))
    return result


def no_new_privileges() -> None:
    """Give up what programs with more rights would give; the condition for both walls.

    Raises:
        RefusedError: The kernel refuses.
    """
    if libc().prctl(_NO_NEW_PRIVS, 1, 0, 0, 0):
        code = ctypes.get_errno()
        raise RefusedError(code, os.strerror(code))


@functools.lru_cache(maxsize=None)
def version() -> int:
    """The version of the Landlock interface, 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except (RefusedError, AttributeError):
        return 0


def fence(read: Iterable[str], write: Iterable[str], *, connect: bool) -> int:
    """Forbid every path but these, and TCP unless ``connect``; returns the version of the interface.

    ``read`` may be read and executed, ``write`` also changed. What does not exist is left out.

    Raises:
        RefusedError: the kernel has no Landlock.
    """
    known = version()
    if not known:
        raise RefusedError(errno.ENOSYS, "not in this system")
    rights = _FS_RIGHTS[max(n for n in _FS_RIGHTS if n <= known)]
    fields = struct.pack("=Q", rights)
    if known >= 4:
        fields += struct.pack("=Q", 0 if connect else 3)
    if known >= 6:
        fields += struct.pack("=Q", 3)
    rules = _call(_CREATE, ctypes.c_char_p(fields), ctypes.c_size_t(len(fields)), ctypes.c_uint32(0))
    try:
        looking = _EXECUTE | _READ_FILE | _READ_DIR
        for paths, allowed in ((read, looking), (write, rights & ~_NEVER)):
            for path in apart(paths):
                _allow(rules, path, allowed & rights)
        no_new_privileges()
        _call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)
    return known


def apart(paths: Iterable[str]) -> list[str]:
    """The absolute ones of the paths, links resolved, without most of those that stand under another."""
    kept: list[str] = []
    for path in sorted({os.path.realpath(path) for path in paths if os.path.isabs(path)}):
        if not kept or not path.startswith(kept[-1].rstrip("/") + "/"):
            kept.append(path)
    return kept


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _FILE_RIGHTS
        rule = ctypes.c_char_p(struct.pack("=Qi", rights, place))
        _call(_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)
