"""The store killed at system calls of its own, spoilt at random places, and used by many processes at once.

    python benchmarks/kill_store.py [--kills N] [--spoils N] [--seed N]

A process that writes to the store as a run does (verdict, proposal, captured and failing inputs) is traced,
stopped at a system call, and ended there by SIGKILL or SIGINT; over all kills every step of the writing is
hit, evenly. What it had said to be saved by then has to be found afterwards by another process, which has to
be able to write as well. Then bytes of the file are overwritten, cut off or replaced. Demanded: nothing lost
by a kill, and nothing ever raised.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from optgate import store
from optgate.config import Config
from optgate.model import (
    Candidate,
    Decision,
    Given,
    Judged,
    Outcome,
    SourceFile,
    Status,
    Target,
)

TEXT = "def f(xs):\n    return [x for x in xs]\n"
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where waiting for a disk costs nothing; to a killed process it makes no difference."""

_TRACEME, _SYSCALL = 0, 24
_LIBC = ctypes.CDLL(None, use_errno=True)


class Stop(NamedTuple):
    """Where a process was ended: how many system calls it had begun or left, and what it had said by then."""

    steps: int
    said: list[str]
    finished: bool


def traced(work: Callable[[Callable[[str], None]], None], at: int, kind: int) -> Stop:
    """Do ``work`` in a copy of this process and send it a signal at one of its system calls.

    ``work`` is handed a function to say with what is done. Each system call is two steps: it begins, it ends.

    Raises:
        PermissionError: Processes may not be traced here.
    """
    listening, saying = os.pipe()
    pid = os.fork()
    if not pid:
        _copy(work, saying)
    os.close(saying)
    steps, status = 0, os.waitpid(pid, 0)[1]
    if not os.WIFSTOPPED(status):
        raise PermissionError("this process may not trace its children")
    deliver = 0
    while os.WIFSTOPPED(status):
        _LIBC.ptrace(_SYSCALL, pid, None, ctypes.c_void_p(deliver))
        status = os.waitpid(pid, 0)[1]
        if not os.WIFSTOPPED(status):
            break
        number = os.WSTOPSIG(status)
        deliver = 0 if number == signal.SIGTRAP else number
        if number == signal.SIGTRAP:
            steps += 1
            if steps == at:
                os.kill(pid, kind)
    with os.fdopen(listening) as stream:
        said = stream.read().splitlines()
    return Stop(steps, said, os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0)


def _copy(work: Callable[[Callable[[str], None]], None], saying: int) -> None:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _LIBC.ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        work(lambda line: os.write(saying, f"{line}\n".encode()) and None)
        status = 0
    except KeyboardInterrupt:
        status = 130
    except Exception:  # noqa: BLE001 - this is what is looked for
        traceback.print_exc()
    finally:
        os._exit(status)


def proposal(id: str) -> Outcome:
    """An outcome that proposes the candidate ``id`` for a function of that name."""
    file = SourceFile(root="/r", path=f"{id}.py", raw=TEXT.encode(), text=TEXT)
    judged = (Judged(Candidate(id, "rules:lift", TEXT, "s"), Decision.ACCEPTED, ""),)
    target = Target(file, "f", 1, 1, 2)
    return Outcome(target, (), Status.PROPOSED, "", judged, patch="x", proposal=id)


def writing(root: Path, name: str, count: int = 2) -> Callable[[Callable[[str], None]], None]:
    """What runs do to the store; each proposal is said once it is saved."""

    def work(say: Callable[[str], None]) -> None:
        with store.open(root, Config()) as kept:
            if kept.note:
                say(f"note {kept.note}")
            for number in range(count):
                id = f"{name}{number}"
                one = proposal(id)
                kept.keep_captured(one.target.file.path, "f", "key 1.0", [Given(b"\x00" * 40, "tests")] * 2)
                kept.keep_failed(one.target.file.path, "f", [id.encode(), b"\x01" * 5000])
                kept.remember(id, one)
                kept.save(one)
                say(id if not kept.note else f"note {kept.note}")

    return work


def reading(root: Path, ids: list[str]) -> list[str]:
    """What another run finds wrong: proposals that are not there, notes, errors."""
    wrong = []
    with store.open(root, Config()) as kept:
        for id in ids:
            try:
                kept.find(id)
                kept.inputs(f"{id}.py", "f")
                kept.captured_key(f"{id}.py", "f")
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                wrong.append(f"{id}: {error!r}")
        kept.proposals()
        kept.save(proposal("later"))
        kept.find("later")
        if kept.note:
            wrong.append(kept.note)
    return wrong


def kills(root: Path, count: int) -> list[str]:
    """Kill at ``count`` evenly spread steps, half of them in a new store; what was wrong."""
    wrong: list[str] = []
    for fresh in (True, False):
        total = traced(writing(_place(root, fresh), "count"), -1, signal.SIGKILL).steps
        share = count // 2
        for number in range(share):
            place = _place(root, fresh)
            at = 1 + number * (total - 1) // max(1, share - 1)
            kind = (signal.SIGKILL, signal.SIGINT)[number % 2]
            stop = traced(writing(place, "id"), at, kind)
            found = [line for line in stop.said if line.startswith("note")]
            ids = [line for line in stop.said if not line.startswith("note")]
            ids += [] if fresh else ["before0", "before1"]
            found += reading(place, ids)
            wrong += [f"step {at} of {total}, {kind.name}: {line}" for line in found]
    return wrong


def _place(root: Path, fresh: bool) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    if not fresh:
        writing(root, "before")(lambda line: None)
    return root


def spoils(root: Path, count: int, draw: random.Random) -> tuple[list[str], int, int]:
    """Spoil the file ``count`` times; what was raised, and how many of how many results were saved."""
    wrong: list[str] = []
    had = saved = 0
    for number in range(count):
        place = _place(root, True)
        writing(place, "kept", 12)(lambda line: None)
        path = place / ".optgate_cache/store.sqlite"
        what = _spoil(path, draw)
        try:
            with store.open(place, Config()) as kept:
                for index in range(12):
                    had += 1
                    with contextlib.suppress(store_missing()):
                        kept.find(f"kept{index}")
                        saved += 1
                    kept.inputs(f"kept{index}.py", "f")
                    kept.captured_key(f"kept{index}.py", "f")
                    kept.lookup(f"kept{index}")
                kept.proposals()
                kept.save(proposal("new"))
                kept.find("new")
                said = kept.note
            if "\n" in said:
                wrong.append(f"{number}: {what}: more than one line: {said}")
            if not said or "not kept" not in said:
                wrong += [f"{number}: {what}: later: {line}" for line in reading(place, ["new"])]
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            wrong.append(f"{number}: {what}: {error!r}\n{traceback.format_exc()}")
    return wrong, had, saved


def store_missing() -> type[Exception]:
    """What ``Store.find`` raises for what is not there."""
    from optgate.model import UsageError

    return UsageError


def _spoil(path: Path, draw: random.Random) -> str:
    raw = bytearray(path.read_bytes())
    how = draw.choice(["bytes", "bytes", "bytes", "page", "cut", "empty", "garbage", "folder", "journal"])
    if how == "bytes":
        places = sorted(draw.randrange(len(raw)) for _ in range(draw.choice([1, 3, 30])))
        for place in places:
            raw[place] = draw.randrange(256)
        path.write_bytes(raw)
        return f"bytes at {places}"
    if how == "page":
        start = draw.randrange(len(raw) // 4096) * 4096
        path.write_bytes(raw[:start] + draw.randbytes(4096) + raw[start + 4096 :])
        return f"page at {start}"
    if how == "cut":
        path.write_bytes(raw[: draw.randrange(len(raw))])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "garbage":
        path.write_bytes(draw.randbytes(draw.randrange(1, 20_000)))
    elif how == "folder":
        path.unlink()
        path.mkdir()
    else:
        Path(f"{path}-journal").write_bytes(draw.randbytes(5000))
    return how


def crowd(root: Path, processes: int, count: int, *, spoilt: bool) -> list[str]:
    """Many processes write at once, into a corrupt file if it is to be ``spoilt``; what was lost."""
    place = _place(root, not spoilt)
    if spoilt:
        (place / ".optgate_cache/store.sqlite").write_bytes(b"garbage" * 4000)
    children = [_writer(place, f"p{number}n", count) for number in range(processes)]
    wrong, ids = [], []
    for pid, listening in children:
        with os.fdopen(listening) as stream:
            lines = stream.read().splitlines()
        if status := os.waitpid(pid, 0)[1]:
            wrong.append(f"a process ended with {status}")
        ids += [line for line in lines if not line.startswith("note")]
        wrong += [line for line in lines if "not kept" in line]
    if not spoilt and len(ids) != processes * count:
        wrong.append(f"{len(ids)} of {processes * count} were saved")
    return wrong + reading(place, ids)


def _writer(place: Path, name: str, count: int) -> tuple[int, int]:
    listening, saying = os.pipe()
    pid = os.fork()
    if not pid:
        status = 1
        try:
            os.close(listening)
            say = lambda line: os.write(saying, f"{line}\n".encode()) and None  # noqa: E731
            saved = []
            with store.open(place, Config()) as kept:
                for number in range(count):
                    kept.lookup(f"{name}{number}")
                    kept.remember(f"{name}{number}", proposal(f"{name}{number}"))
                    kept.save(proposal(f"{name}{number}"))
                    saved.append(f"{name}{number}")
                    if "not kept" in kept.note:
                        say(f"note {kept.note}")
                        saved.pop()
            for id in saved:
                say(id)
            status = 0
        finally:
            os._exit(status)
    os.close(saying)
    return pid, listening


def main() -> int:
    from common import verdict

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=600)
    parser.add_argument("--spoils", type=int, default=300)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="kill-store-", dir=MEMORY) as folder:
        root = Path(folder) / "project"
        lost = kills(root, options.kills)
        raised, had, saved = spoils(root, options.spoils, draw)
        crowded = crowd(root, options.processes, 20, spoilt=False)
        crowded += crowd(root, options.processes, 20, spoilt=True)
    print(*lost[:20], *raised[:20], *crowded[:20], sep="\n")
    print(f"{saved} of {had} results saved from spoilt files")
    statuses = [
        verdict(f"{len(lost)} losses by {options.kills} kills", "0", met=not lost),
        verdict(f"{len(raised)} failures on {options.spoils} spoilt files", "0", met=not raised),
        verdict(f"{len(crowded)} losses with {options.processes} at once", "0", met=not crowded),
    ]
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
