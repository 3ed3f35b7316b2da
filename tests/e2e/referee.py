"""A gate in a process of its own that judges one candidate; what it saw is printed as JSON.

    python -m tests.e2e.referee < request

The request names the project (``mod.py`` holds ``qualname``), the candidate's text, the seconds to spend
and whether the candidate passes the screen first. This process adopts whatever the guests leave behind, and
counts the signals that reach it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from optgate import config, select
from optgate.gate import judge
from optgate.gate.guests import Budget, Guests
from optgate.model import Candidate, Outcome

_SUBREAPER = 36
_HARMLESS = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH, signal.SIGURG, signal.SIGHUP, signal.SIGTERM)


def run(request: dict[str, Any]) -> Outcome:
    """The judgement, as ``optgate verify`` makes it but without coverage, which may have to be installed."""
    root = Path(request["project"])
    selection = select.explicit(root, [f"mod.py::{request['qualname']}"])
    settings = config.load(root, {}, os.environ)
    guests = Guests(selection, settings, Budget(request["seconds"]), lambda phrase: None)
    guests.__dict__["kit"] = None
    candidate = Candidate("c1", "external", request["text"], "a rewrite", trusted=False)
    if not request["screened"]:
        judge.unsafe = lambda target, candidate: ""
    [target] = selection.targets
    return judge.judge(target, (), (candidate,), guests, settings, seconds=request["seconds"])


def descendants() -> list[int]:
    """Every process under this one that still runs; who ended and waits to be asked about does not."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if stat[0] != "Z":
                parents[int(entry)] = int(stat[1])
    found: set[int] = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def swept() -> list[str]:
    """Command lines of what was left behind; it is ended."""
    left = []
    for pid in descendants():
        try:
            left.append(
                Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
    return left


def main() -> None:
    request = json.load(sys.stdin)
    signals: list[int] = []
    for number in _HARMLESS:
        signal.signal(number, lambda got, frame: signals.append(got))
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    threads, mask = len(os.listdir("/proc/self/task")), os.umask(0o22)
    os.umask(mask)
    began = time.monotonic()
    outcome = run(request)
    seconds = time.monotonic() - began
    left = swept()
    [judged] = outcome.judged or (None,)
    said = {
        "status": outcome.status,
        "reason": outcome.reason,
        "decision": judged.decision if judged else "",
        "verified": judged.verdict.decision if judged and judged.verdict else "",
        "why": judged.reason if judged else "",
        "seconds": seconds,
        "left": left,
        "signals": signals,
        "threads": len(os.listdir("/proc/self/task")) - threads,
        "evidence": msgspec.to_builtins([one.verdict for one in outcome.judged]),
    }
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
