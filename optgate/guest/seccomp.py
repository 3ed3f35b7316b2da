"""seccomp: system calls that Linux refuses a process for good, without privileges.

A filter is a small program over the number and the arguments of a call. Later filters are run as well and the
strictest answer counts, so a copy may only lose. Numbers are those of the kernel's own headers; source:
Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct
import sys
from typing import Dict, FrozenSet, Iterable, List, NamedTuple, Tuple

from .landlock import RefusedError, libc, no_new_privileges

_SECCOMP, _FILTER = 22, 2


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
file_setattr:469:469 finit_module:313:273 fork:57: fremovexattr:199:16 fsconfig:431:431 fsetxattr:190:7
fsmount:432:432 fsopen:430:430 fspick:433:433 futimesat:261: init_module:175:105 inotify_add_watch:254:27
io_uring_setup:425:425 ioperm:173: iopl:172: ioprio_set:251:30 kexec_file_load:320:294 kexec_load:246:104
keyctl:250:219 kill:62:129 lchown:94: lremovexattr:198:15 lsetxattr:189:6 migrate_pages:256:238
mount:165:40 mount_setattr:442:442 move_mount:429:429 move_pages:279:239 mq_open:240:180
mq_unlink:241:181 msgget:68:186 name_to_handle_at:303:264 nfsservctl:180:42 open_by_handle_at:304:265
open_tree:428:428 perf_event_open:298:241 pidfd_getfd:438:438 pidfd_open:434:434
pidfd_send_signal:424:424 pivot_root:155:41 process_vm_readv:310:270 process_vm_writev:311:271
ptrace:101:117 quotactl:179:60 quotactl_fd:443:443 reboot:169:142 removexattr:197:14
removexattrat:466:466 request_key:249:218 rt_sigqueueinfo:129:138 rt_tgsigqueueinfo:297:240
sched_setaffinity:203:122 sched_setattr:314:274 sched_setparam:142:118 sched_setscheduler:144:119
seccomp:317:277 semget:64:190 setdomainname:171:162 sethostname:170:161 setns:308:268 setpgid:109:154
setpriority:141:140 setrlimit:160:164 setsid:112:157 settimeofday:164:170 setxattr:188:5
setxattrat:463:463 shmat:30:196 shmget:29:194 socket:41:198 swapoff:168:225 swapon:167:224
syslog:103:116 tgkill:234:131 tkill:200:130 umount2:166:39 unshare:272:97 userfaultfd:323:282 utime:132:
utimensat:280:88 utimes:235: vfork:58: vhangup:153:58
"""
"""Name, number on x86-64, number on aarch64 (empty where it has no such call)."""

_GRANTS = {
    "copies": "fork vfork setsid seccomp prctl",
    "template": "fork vfork setsid seccomp prctl setrlimit",
    "network": "socket socketpair",
    "processes": "fork vfork setsid setpgid execve execveat kill tkill tgkill prctl",
}
"""The calls that come with what is allowed: to a process that forks itself, to the one that all come from."""


class Judged(NamedTuple):
    """A call judged by the low half of one of its arguments: ``listed`` when it is one of ``values``."""

    name: str
    numbers: Tuple[int, int]
    argument: int
    values: Tuple[int, ...]
    listed: str
    otherwise: str


JUDGED = (
    # death with the parent, filters and the adoption of orphans stay as they were set up
    Judged("prctl", (157, 167), 0, (1, _SECCOMP, 36), "refuse", "allow"),
    # no owner of a descriptor, and no signal for it: both reach processes of others
    Judged("fcntl", (72, 25), 1, (8, 10, 15), "refuse", "allow"),
    # pairs of streams alone: a datagram of a pair can be sent to any address
    Judged("socketpair", (53, 199), 1, (1, 0x801, 0x80001, 0x80801), "allow", "refuse"),
)

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ENDS = (("allow", _ALLOW), ("refuse", _ERROR | errno.EPERM), ("unknown", _ERROR | errno.ENOSYS))

Step = Tuple[int, int, str, str]
"""Operation, value, and where to go when it holds and when not; empty is the next step."""


def calls(machine: Machine, granted: Iterable[str] = ()) -> List[int]:
    """The numbers of the forbidden system calls on a machine, those that are ``granted`` left out."""
    rows = (row.split(":") for row in FORBIDDEN.split())
    return sorted(int(row[machine.column]) for row in rows if row[machine.column] and row[0] not in granted)


@functools.lru_cache(maxsize=None)
def program(machine: Machine, allowed: FrozenSet[str]) -> bytes:
    """The filter: forbidden calls fail with ``EPERM``, all others are let through.

    ``allowed`` may hold ``threads``, ``copies`` (forks of itself), ``template`` (forks that set their own
    limits), ``processes`` and ``network``.
    """
    granted = {name for group in allowed for name in _GRANTS.get(group, "").split()}
    judged = [one for one in JUDGED if one.name not in granted]
    steps: List[Step] = [
        (_LOAD, _ARCH, "", ""),
        (_EQUAL, machine.audit, "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, machine.foreign, "refuse", ""),
        (_EQUAL, _CLONE3, "unknown", ""),
    ]
    steps += [(_EQUAL, number, "refuse", "") for number in calls(machine, granted)]
    steps += [(_EQUAL, one.numbers[machine.column - 1], one.name, "") for one in judged]
    steps += [(_EQUAL, machine.clone, "clone", ""), (_EQUAL, machine.prlimit, "prlimit", "allow")]
    places: Dict[str, int] = {}
    for name, part in _parts(allowed, judged):
        places[name] = len(steps)
        steps += part
    for name, value in _ENDS:
        places[name] = len(steps)
        steps.append((_RETURN, value, "", ""))

    def skip(at: int, name: str) -> int:
        return places[name] - at - 1 if name else 0

    return b"".join(
        struct.pack("=HBBI", code, skip(at, yes), skip(at, no), value)
        for at, (code, value, yes, no) in enumerate(steps)
    )


def _parts(allowed: FrozenSet[str], judged: Iterable[Judged]) -> Iterable[Tuple[str, List[Step]]]:
    """The places that calls judged by their arguments branch to: name and steps."""
    for one in judged:
        tests: List[Step] = [(_EQUAL, value, one.listed, "") for value in one.values]
        last = tests[-1]
        yield (
            one.name,
            [(_LOAD, _ARGUMENTS + 8 * one.argument, "", ""), *tests[:-1], (*last[:3], one.otherwise)],
        )
    limits: List[Step] = [
        (_LOAD, _ARGUMENTS + 16, "", ""),
        (_EQUAL, 0, "", "refuse"),
        (_LOAD, _ARGUMENTS + 20, "", ""),
        (_EQUAL, 0, "allow", "refuse"),
    ]
    if "template" in allowed:  # limits of the process itself, and of no other
        limits = [(_LOAD, _ARGUMENTS, "", ""), (_EQUAL, 0, "allow", ""), *limits]
    yield "prlimit", limits
    thread = "allow" if "threads" in allowed else "refuse"
    process = "allow" if allowed & {"copies", "template", "processes"} else "refuse"
    yield "clone", [(_LOAD, _ARGUMENTS, "", ""), (_ANY_BIT, _CLONE_THREAD, thread, process)]


def silence(allowed: Iterable[str] = ()) -> None:
    """Forbid new processes, sockets, signals to others, changes of modes and owners, and the like.

    Raises:
        RefusedError: the kernel has no filters, or this machine is not known.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None or not sys.platform.startswith("linux"):
        raise RefusedError(errno.ENOSYS, f"no filter for {sys.platform} on {platform.machine()}")
    code = program(machine, frozenset(allowed))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    no_new_privileges()
    if libc().prctl(_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0):
        raise RefusedError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
