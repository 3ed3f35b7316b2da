"""What the walls forbid a process, tried in a process of its own, and what they leave it."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from optgate.guest import landlock, seccomp, walls

GUEST = Path(walls.__file__).parent.parent.parent

SCRIPT = """
import ctypes, fcntl, json, os, socket, sys, threading
sys.path.insert(0, sys.argv[1])
from optgate.guest import landlock, seccomp, walls
private, project, home, allow = sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5].split(",")
import resource, subprocess
layers = walls.build({"read": [project], "write": [], "allow": allow}, private)
ATTEMPTS = {
    "read project": lambda: open(project + "/data.txt").read(),
    "read home": lambda: open(home + "/secret").read(),
    "list home": lambda: os.listdir(home),
    "write private": lambda: open(private + "/x", "w").write("a"),
    "write project": lambda: open(project + "/x", "w").write("a"),
    "delete": lambda: os.unlink(project + "/data.txt"),
    "rename": lambda: os.rename(project + "/data.txt", private + "/data.txt"),
    "chmod": lambda: os.chmod(project + "/data.txt", 0),
    "touch": lambda: os.utime(project + "/data.txt"),
    "link": lambda: os.link(project + "/data.txt", private + "/hard"),
    "fork": lambda: os.fork() or os._exit(0),
    "run": lambda: subprocess.run(["true"], check=True),
    "thread": lambda: threading.Thread(target=int).start(),
    "socket": lambda: socket.socket().close(),
    "unix socket": lambda: socket.socket(socket.AF_UNIX).close(),
    "pair of streams": lambda: [one.close() for one in socket.socketpair()],
    "pair of datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    "device": lambda: os.mknod(private + "/disk", 0o060600, os.makedev(8, 0)),
    "watch": lambda: 1 / (ctypes.CDLL(None).inotify_add_watch(
        ctypes.CDLL(None).inotify_init(), home.encode(), 0xFFF) >= 0),
    "owner of a descriptor": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid()),
    "outlive parent": lambda: 1 / (ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0),
    "filter": lambda: 1 / (ctypes.CDLL(None, use_errno=True).prctl(22, 2, 0, 0, 0) == 0
        or ctypes.get_errno() == 14),
    "limits of others": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)),
    "signal": lambda: os.kill(os.getppid(), 0),
    "session": os.setsid,
    "limits": lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    "own limits": lambda: resource.getrlimit(resource.RLIMIT_CORE),
    "affinity": lambda: os.sched_setaffinity(0, {0}),
    "trace": lambda: 1 / (ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0),
}
found = {}
for name, attempt in ATTEMPTS.items():
    try:
        attempt()
        found[name] = True
    except (OSError, RuntimeError, ValueError, ZeroDivisionError, subprocess.SubprocessError):
        found[name] = False
print(json.dumps([layers, found]))
"""

ALWAYS = {"read project", "write private", "own limits", "pair of streams"}


def attempts(tmp_path: Path, allow: str = "") -> tuple[list[str], set[str]]:
    for name in ("private", "project", "home"):
        (tmp_path / name).mkdir(exist_ok=True)
    (tmp_path / "project/data.txt").write_text("1")
    (tmp_path / "home/secret").write_text("2")
    places = [str(tmp_path / name) for name in ("private", "project", "home")]
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(GUEST), *places, allow],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    layers, found = json.loads(run.stdout.splitlines()[-1])
    return layers, {name for name, worked in found.items() if worked}


whole = pytest.mark.skipif(
    not landlock.version() or not Path("/proc/self/status").read_text().count("Seccomp_filters"),
    reason="this kernel has no Landlock or no seccomp",
)


@whole
def test_nothing_outside_can_be_read_changed_or_reached(tmp_path: Path) -> None:
    layers, worked = attempts(tmp_path)
    assert layers == [f"Landlock {landlock.version()}", "seccomp"]
    assert worked == ALWAYS
    assert (tmp_path / "project/data.txt").read_text() == "1"


@whole
@pytest.mark.parametrize(
    ("allow", "more"),
    [
        ("threads", {"thread"}),
        ("network", {"socket", "unix socket", "pair of datagrams"}),
        ("copies", {"fork", "outlive parent"}),
        ("template", {"fork", "outlive parent", "limits"}),
        ("processes", {"fork", "run", "outlive parent"}),
    ],
)
def test_what_is_allowed_is_all_there_is_more(tmp_path: Path, allow: str, more: set[str]) -> None:
    _, worked = attempts(tmp_path, allow)
    assert ALWAYS | more <= worked
    never = {"read home", "write project", "chmod", "signal", "affinity", "trace", "device", "watch"}
    never |= {"owner of a descriptor", "limits of others"} | ({"limits"} - more)
    assert not worked & never


@pytest.mark.parametrize("machine", seccomp.MACHINES.values(), ids=list(seccomp.MACHINES))
@pytest.mark.parametrize(
    "allow", [(), ("copies",), ("template", "threads"), ("threads", "network", "copies", "processes")]
)
def test_a_filter_ends_on_every_path(machine: Any, allow: tuple[str, ...]) -> None:
    code = seccomp.program(machine, frozenset(allow))
    steps = list(struct.iter_unpack("=HBBI", code))
    assert len(steps) < 256
    for place, (kind, yes, no, _) in enumerate(steps):
        last = kind == 0x06
        assert last or place + 1 + max(yes, no) < len(steps)
    assert [kind for kind, *_ in steps[-3:]] == [0x06] * 3


def test_both_machines_forbid_the_same_calls() -> None:
    rows = [row.split(":") for row in seccomp.FORBIDDEN.split()]
    assert all(len(row) == 3 and row[1].isdigit() for row in rows)
    old = {row[0] for row in rows if not row[2]}
    gone = "chmod chown fork futimesat ioperm iopl lchown utime utimes vfork"
    assert old == set(gone.split())
