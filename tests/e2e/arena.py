"""Where untrusted candidates are judged among things they must not touch: cases, canaries, harm."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from optgate.gate.judge import OUT_OF_BUDGET

CASES = Path(__file__).parent / "hostile"
CHECKOUT = Path(__file__).resolve().parents[2]
ORIGINAL = '''\
"""Sums."""

import numpy as np


def f(x: np.ndarray) -> float:
    """The sum of squares."""
    total = 0.0
    for value in x:
        total += value * value
    return float(total)
'''
DONE = "HARM-DONE"
"""What a candidate says when it managed to do what it was after."""

SECONDS = 2.5
"""For one judgement; what is refused takes a fraction of it."""

GIVE_UP = 60.0
"""Then the gate is ended: it hangs."""

LIMIT = 12.0
"""The longest a case may take with everything around it, on a busy machine."""


@dataclass(frozen=True)
class Case:
    """A file of ``hostile/``: what it is after, the original and the candidate."""

    folder: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.folder}/{self.name}"

    @cached_property
    def parts(self) -> tuple[str, str]:
        text = (CASES / self.folder / f"{self.name}.py").read_text()
        head, _, candidate = text.partition("# --- candidate\n")
        original = head.partition("# --- original\n")[2].strip("\n")
        return (f"{original}\n" if original else ORIGINAL), candidate.strip("\n") + "\n"


def cases(folder: str) -> list[Case]:
    return [Case(folder, path.stem) for path in sorted((CASES / folder).glob("*.py"))]


@dataclass
class Arena:
    """A project, a home and a temporary folder with canaries in them, and listeners on the loopback."""

    root: Path
    name: str = field(default_factory=lambda: f"canary{secrets.token_hex(6)}")
    file_secret: str = field(default_factory=lambda: f"s3cr3t-{secrets.token_hex(12)}")
    environment_secret: str = field(default_factory=lambda: f"t0ken-{secrets.token_hex(12)}")

    def __post_init__(self) -> None:
        files = {
            "home/.aws/credentials": f"key = {self.file_secret}\n",
            "home/.bashrc": "alias ll='ls -l'\n",
            "home/docs/letter.txt": "dear\n",
            "home/docs/deep/list.txt": "1\n2\n",
            "project/data.txt": "1.0\n2.0\n",
            "project/pkg/other.py": "x = 1\n",
            "tmp/note.txt": "a note\n",
        }
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        for name in ("work", "sockets"):
            (self.root / name).mkdir()
        self.tcp = self._listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.udp = self._listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self.unix = self._listener(socket.AF_UNIX, socket.SOCK_STREAM, str(self.root / "sockets" / "s"))
        self.abstract = self._listener(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.name}")

    @staticmethod
    def _listener(family: int, kind: int, address: Any) -> socket.socket:
        listener = socket.socket(family, kind)
        listener.bind(address)
        listener.setblocking(False)
        if kind == socket.SOCK_STREAM:
            listener.listen(8)
        return listener

    def close(self) -> None:
        for listener in (self.tcp, self.udp, self.unix, self.abstract):
            listener.close()
        self.shared.unlink(missing_ok=True)

    @property
    def shared(self) -> Path:
        """A name in shared memory that nobody uses."""
        return Path("/dev/shm", self.name)

    def placed(self, text: str) -> str:
        """The text with the places in it: candidates know exactly where to look."""
        values = {
            "HOME": self.root / "home",
            "PROJECT": self.root / "project",
            "TMP": self.root / "tmp",
            "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "UNIX": self.root / "sockets" / "s",
            "NAME": self.name,
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def judge(self, case: Case, *, screened: bool, seconds: float = SECONDS) -> dict[str, Any]:
        """What the gate makes of a case, with everything it and its guests printed as ``printed``.

        On a busy machine the candidate may not get its turn in time; then there is more time, once.
        """
        original = self.placed(case.parts[0])
        (self.root / "project" / "mod.py").write_text(original)
        self.before = self.digest()
        said = self._judge(case, screened, seconds)
        if OUT_OF_BUDGET not in said["why"]:
            return said
        again = self._judge(case, screened, 4 * seconds)
        both = {name: said[name] + again[name] for name in ("left", "signals", "printed")}
        return {**again, **both, "seconds": said["seconds"]}

    def _judge(self, case: Case, screened: bool, seconds: float) -> dict[str, Any]:
        candidate = self.placed(case.parts[1])
        request = {
            "project": str(self.root / "project"),
            "qualname": "f",
            "text": candidate,
            "seconds": seconds,
            "screened": screened,
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.referee"],
            input=json.dumps(request),
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=GIVE_UP,
            check=False,
        )
        assert done.returncode == 0, f"the gate ended with {done.returncode}: {done.stderr[-2000:]}"
        return {**json.loads(done.stdout), "printed": done.stdout + done.stderr}

    @property
    def environment(self) -> dict[str, str]:
        """That of the gate: a home and a temporary folder of its own, and a secret."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        return kept | {
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "work"),
            "XDG_CACHE_HOME": str(self.root / "work"),
            "CANARY_TOKEN": self.environment_secret,
            "OPTGATE_PYTHON": sys.executable,
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def digest(self) -> dict[str, str]:
        """Every file and folder that must stay as it is, with its contents, modes, owners and times."""
        found = {}
        for place in ("home", "project", "tmp", "sockets"):
            for path in [self.root / place, *sorted((self.root / place).rglob("*"))]:
                about = path.lstat()
                facts = [about.st_mode, about.st_uid, about.st_gid, about.st_nlink, about.st_mtime_ns]
                facts += sorted(os.listxattr(path, follow_symlinks=False))
                if stat.S_ISREG(about.st_mode):
                    facts.append(hashlib.sha256(path.read_bytes()).hexdigest())
                found[str(path)] = repr(facts)
        return found

    def harm(self, said: dict[str, Any]) -> list[str]:
        """Everything a candidate did outside of its own process."""
        after = self.digest()
        names = self.before.keys() | after.keys()
        found = [f"changed {name}" for name in sorted(names) if self.before.get(name) != after.get(name)]
        for what, listener in (("TCP", self.tcp), ("unix", self.unix), ("abstract", self.abstract)):
            try:
                listener.accept()[0].close()
                found.append(f"connected over {what}")
            except BlockingIOError:
                continue
        try:
            self.udp.recv(64)
            found.append("sent over UDP")
        except BlockingIOError:
            pass
        for secret in (self.file_secret, self.environment_secret):
            if secret in said["printed"]:
                found.append(f"told the secret {secret}")
        if DONE in said["printed"]:
            found.append("reached what it was after")
        if self.shared.exists():
            found.append("left shared memory behind")
        found += [f"left a process: {line}" for line in said["left"]]
        found += [f"sent the gate signal {number}" for number in said["signals"]]
        if list((self.root / "work").glob("optgate-*")):
            found.append("left a private folder behind")
        return found
