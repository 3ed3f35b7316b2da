"""What Linux can be asked to forbid a process for good: Landlock for paths and TCP, seccomp for the rest.

Both work without privileges, cannot be taken back and are inherited by every copy. They are applied from
inside the user's interpreter, after its packages are loaded and between two forks, which is where no library
of the gate's environment runs; hence ctypes. Numbers are those of the kernel's own headers; sources:
Documentation/userspace-api/landlock.rst and seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import Dict, Iterable, List, NamedTuple

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_FS_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over paths that a version of the interface knows (4 added TCP, 6 scopes)."""


class RefusedError(OSError):
    """The kernel does not offer the layer, or refuses it."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *args: object) -> int:
    result = int(_libc().syscall(ctypes.c_long(number), *args))
    if result < 0:
        code = ctypes.get_errno()
        raise RefusedError(code, os.strerror(code))
    return result


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
        raise RefusedError(errno.ENOSYS, "no Landlock")
    rights = _FS_RIGHTS[max(n for n in _FS_RIGHTS if n <= known)]
    fields = struct.pack("=Q", rights)
    if known >= 4:
        fields += struct.pack("=Q", 0 if connect else 3)
    if known >= 6:
        fields += struct.pack("=Q", 3)
    rules = _call(_CREATE, ctypes.c_char_p(fields), ctypes.c_size_t(len(fields)), ctypes.c_uint32(0))
    try:
        looking = _EXECUTE | _READ_FILE | _READ_DIR
        for paths, allowed in ((read, looking), (write, rights)):
            for path in paths:
                _allow(rules, path, allowed & rights)
        _no_new_privileges()
        _call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)
    return known


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _FILE_RIGHTS
        _call(
            _ADD,
            ctypes.c_int(rules),
            ctypes.c_int(1),
            ctypes.c_char_p(struct.pack("=Qi", rights, place)),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(place)


def _no_new_privileges() -> None:
    libc = _libc()
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0):
        code = ctypes.get_errno()
        raise RefusedError(code, os.strerror(code))


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


def build(wanted: Dict[str, List[str]], private: str) -> List[str]:
    """Put up every wall the system has, for good; returns what stands, or why not, as words for the report.

    ``wanted`` holds the paths that may be read (``read``) and written (``write``) beside those of the
    interpreter and the folder ``private``, and under ``allow`` the words of ``program``.
    """
    allowed = wanted["allow"]
    read = [*_SYSTEM, sys.prefix, sys.base_prefix, *sys.path, *wanted["read"]]
    if "processes" in allowed:
        read += ["/bin", "/sbin", "/etc"]
    found = []
    try:
        known = fence(read, ["/dev/null", private, *wanted["write"]], connect="network" in allowed)
        found.append(f"Landlock {known}")
    except RefusedError as error:
        found.append(f"no Landlock ({error.strerror})")
    try:
        silence(allowed)
        found.append("seccomp")
    except RefusedError as error:
        found.append(f"no seccomp ({error.strerror})")
    return found


class Machine(NamedTuple):
    """A processor as the kernel names it to filters, and where its numbers stand in ``FORBIDDEN``."""

    audit: int
    column: int
    clone: int
    prlimit: int
    foreign: int


MACHINES = {
    "x86_64": Machine(0xC000003E, 1, 56, 302, 0x40000000),
    "aarch64": Machine(0xC00000B7, 2, 220, 261, 0xFFFFFFFF),
}
"""``foreign``: from this number on, calls are of another interface (x32)."""

_CLONE3 = 435
_CLONE_THREAD = 0x10000
FORBIDDEN = """
acct:163:89 add_key:248:217 adjtimex:159:171 bpf:321:280 chmod:90: chown:92: chroot:161:51
clock_adjtime:305:266 clock_settime:227:112 delete_module:176:106 execve:59:221 execveat:322:281
fanotify_init:300:262 fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 fchown:93:55 fchownat:260:54
file_setattr:469:469 finit_module:313:273 fork:57: fremovexattr:199:16 fsetxattr:190:7 futimesat:261:
init_module:175:105 io_uring_setup:425:425 ioprio_set:251:30 kexec_load:246:104 keyctl:250:219
kill:62:129 lchown:94: lremovexattr:198:15 lsetxattr:189:6 mount:165:40 mq_open:240:180
mq_unlink:241:181 msgget:68:186 name_to_handle_at:303:264 nfsservctl:180:42 open_by_handle_at:304:265
perf_event_open:298:241 pidfd_getfd:438:438 pidfd_open:434:434 pidfd_send_signal:424:424
pivot_root:155:41 process_vm_readv:310:270 process_vm_writev:311:271 ptrace:101:117 quotactl:179:60
reboot:169:142 removexattr:197:14 removexattrat:466:466 request_key:249:218 rt_sigqueueinfo:129:138
rt_tgsigqueueinfo:297:240 sched_setaffinity:203:122 sched_setattr:314:274 sched_setparam:142:118
sched_setscheduler:144:119 semget:64:190 setdomainname:171:162 sethostname:170:161 setns:308:268
setpgid:109:154 setpriority:141:140 setrlimit:160:164 setsid:112:157 settimeofday:164:170 setxattr:188:5
setxattrat:463:463 shmat:30:196 shmget:29:194 socket:41:198 swapoff:168:225 swapon:167:224
syslog:103:116 tgkill:234:131 tkill:200:130 umount2:166:39 unshare:272:97 userfaultfd:323:282 utime:132:
utimensat:280:88 utimes:235: vfork:58:
"""
"""Name, number on x86-64, number on aarch64 (empty where it has no such call)."""

_GRANTS = {
    "copies": "fork vfork setsid",
    "network": "socket",
    "processes": "fork vfork setsid setpgid execve execveat kill tkill tgkill",
}
"""The calls that come with what is allowed."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16


def calls(machine: Machine, granted: Iterable[str] = ()) -> list[int]:
    """The numbers of the forbidden system calls on a machine, those that are ``granted`` left out."""
    rows = (row.split(":") for row in FORBIDDEN.split())
    return sorted(int(row[machine.column]) for row in rows if row[machine.column] and row[0] not in granted)


def program(machine: Machine, allowed: Iterable[str]) -> bytes:
    """The filter: forbidden calls fail with ``EPERM``, all others are let through.

    ``allowed`` may hold ``threads``, ``copies`` (forks of itself), ``processes`` and ``network``.
    """
    granted = {name for group in allowed for name in _GRANTS.get(group, "").split()}
    one_thread = "threads" in allowed
    whole = "copies" in allowed or "processes" in allowed
    refuse, allow, unknown = "refuse", "allow", "unknown"
    low, high = _ARGUMENTS + 16, _ARGUMENTS + 20
    steps: list[tuple[int, int, str, str]] = [
        (_LOAD, _ARCH, "", ""),
        (_EQUAL, machine.audit, "", refuse),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, machine.foreign, refuse, ""),
        (_EQUAL, _CLONE3, unknown, ""),
    ]
    steps += [(_EQUAL, number, refuse, "") for number in calls(machine, granted)]
    steps += [
        (_EQUAL, machine.clone, "clone", ""),
        (_EQUAL, machine.prlimit, "prlimit", allow),
    ]
    places = {"prlimit": len(steps)}
    steps += [
        (_LOAD, low, "", ""),
        (_EQUAL, 0, "", refuse),
        (_LOAD, high, "", ""),
        (_EQUAL, 0, allow, refuse),
    ]
    places["clone"] = len(steps)
    steps += [
        (_LOAD, _ARGUMENTS, "", ""),
        (_ANY_BIT, _CLONE_THREAD, allow if one_thread else refuse, allow if whole else refuse),
    ]
    for name, value in ((allow, _ALLOW), (refuse, _ERROR | errno.EPERM), (unknown, _ERROR | errno.ENOSYS)):
        places[name] = len(steps)
        steps.append((_RETURN, value, "", ""))

    def skip(at: int, name: str) -> int:
        return places[name] - at - 1 if name else 0

    return b"".join(
        struct.pack("=HBBI", code, skip(at, yes), skip(at, no), value)
        for at, (code, value, yes, no) in enumerate(steps)
    )


def silence(allowed: Iterable[str] = ()) -> None:
    """Forbid new processes, sockets, signals to others, changes of modes and owners, and the like.

    Raises:
        RefusedError: the kernel has no filters, or this machine is not known.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None or not sys.platform.startswith("linux"):
        raise RefusedError(errno.ENOSYS, f"no filter for {platform.machine()}")
    code = program(machine, list(allowed))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    _no_new_privileges()
    if _libc().prctl(_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0):
        raise RefusedError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
