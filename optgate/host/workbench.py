"""One judged function in the user's interpreter: sides are opened from texts of its file."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from optgate.guest import frames
from optgate.host.discovery import Interpreter
from optgate.host.environment import scrubbed
from optgate.host.kit import Kit
from optgate.host.leftovers import private_folder
from optgate.host.permits import Permits
from optgate.host.process import Launcher
from optgate.host.session import GuestSession
from optgate.model import OpenSide, Session, SourceFile

LAYERS = (
    "separate processes",
    "typed encoding on a private channel",
    "scrubbed environment",
    "private folder",
)


SLOW_IMPORT = 0.1
"""Seconds; when an import takes longer, later sides of a text are copies of one that has imported it."""


class Limits(msgspec.Struct, frozen=True):
    """What a side may use; 0 lifts a limit.

    ``memory``, ``file`` and ``frame`` are bytes (memory on top of what the interpreter has before the
    module is imported, ``file`` for each file written, ``frame`` for one result), ``cpu`` and
    ``import_seconds`` seconds, ``files`` open descriptors. Without ``fork`` every side is an interpreter
    of its own, which takes longer to start and shares no memory layout with its siblings. ``read`` and
    ``write`` are absolute paths beside the project and the private folder, ``allow`` may hold ``network``,
    ``threads`` and ``processes``.
    """

    memory: int = 4 << 30
    cpu: int = 600
    file: int = 64 << 20
    files: int = 256
    frame: int = 64 << 20
    import_seconds: float = 30.0
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    fork: bool = sys.platform.startswith("linux")


class Workbench:
    """A context manager that keeps the processes of one judgement; on exit none of them is left.

    ``warm`` are encoded calls that a side compiles its function for before it is asked anything, where numba
    compiles it. ``variants`` are further overlays of sides that are opened from the texts they name: an
    earlier version of the file among the files it stood among.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        kit: Kit | None,
        file: SourceFile,
        qualname: str,
        *,
        overlays: Mapping[str, bytes],
        limits: Limits | None = None,
        variants: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> None:
        self._interpreter = interpreter
        self._kit = kit
        self._file = file
        self._qualname = qualname
        self._overlays = dict(overlays)
        self._variants = dict(variants or {})
        self._limits = limits or Limits()
        self._private = ""
        self._kept = ExitStack()
        self._launcher: Launcher | None = None
        self._sessions: list[GuestSession] = []
        self._mothers: dict[str, GuestSession] = {}
        self._slow = False
        self._seeds = 0
        self._spares: list[Launcher] = []
        self.warm: Sequence[bytes] = ()

    def __enter__(self) -> Workbench:
        self._private = str(self._kept.enter_context(private_folder("judge")))
        self._launcher = self._launching(self._private)
        return self

    def _launching(self, folder: str) -> Launcher:
        """What starts sides in a folder, with a hash seed of its own."""
        return Launcher(
            self._interpreter.path,
            scrubbed(os.environ, folder, random.SystemRandom().randrange(1, 1 << 32)),
            folder,
            self._limits.frame + (1 << 20),
            fork=self._limits.fork,
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in [*self._sessions, *self._mothers.values()]:
            session.close()
        self._sessions.clear()
        self._mothers.clear()
        for launcher in [*self._spares, *([self._launcher] if self._launcher else [])]:
            launcher.close()
        self._launcher = None
        self._spares.clear()
        self._kept.close()

    @contextmanager
    def open(self, text: str) -> Iterator[Session]:
        """Open a side from the text of the whole file.

        Raises:
            GuestError: The module cannot be imported from that text, or holds no such function.
        """
        if self._launcher is None:
            raise RuntimeError("the workbench is not entered")
        session = self._session(text, self._mother(text))
        self._sessions.append(session)
        try:
            session.start()
            self._slow = self._slow or (self._limits.fork and session.import_took > SLOW_IMPORT)
            yield session
        finally:
            session.close()
            self._sessions.remove(session)

    @contextmanager
    def reseeded(self) -> Iterator[OpenSide]:
        """Until the end of the block sides are started anew, with another hash seed that all share."""
        kept = self._launcher, self._mothers
        launcher = self._launcher = self._spares.pop(0) if self._spares else self._another()
        self._mothers = {}
        try:
            yield self.open
        finally:
            for mother in self._mothers.values():
                mother.close()
            launcher.close()
            self._launcher, self._mothers = kept

    def prepare(self, seeds: int) -> None:
        """Begin to start what ``reseeded`` needs, for that many more seeds, and do not wait for it."""
        while len(self._spares) < seeds:
            self._spares.append(self._another())
            self._spares[-1].begin(self._order(self._file.text, ()))

    def _another(self) -> Launcher:
        """What starts sides with another hash seed."""
        self._seeds += 1
        folder = Path(self._private, f"seed-{self._seeds}")
        folder.mkdir()
        return self._launching(str(folder))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Stop the sides that are open; they go on at the end of the block, however it ends."""
        stopped = [pid for session in self._sessions for pid in session.pids]
        try:
            for pid in stopped:
                _signal(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in stopped:
                _signal(pid, signal.SIGCONT)

    def _session(self, text: str, mother: GuestSession | None, allowed: tuple[str, ...] = ()) -> GuestSession:
        assert self._launcher is not None
        order = self._order(text, allowed)
        return GuestSession(self._launcher, order, self._limits.import_seconds, LAYERS, mother=mother)

    def _mother(self, text: str) -> GuestSession | None:
        """Where imports are slow, the side that later ones of the same text are copied from.

        At most two are kept, the original's and one candidate's.
        """
        if not self._slow:
            return None
        if text not in self._mothers:
            others = [kept for kept in self._mothers if kept != self._file.text]
            if others and text != self._file.text:
                self._mothers.pop(others[0]).close()
            self._mothers[text] = self._session(text, None, ("copies",))
        return self._mothers[text]

    def _order(self, text: str, allowed: tuple[str, ...]) -> dict[str, Any]:
        limits = self._limits
        root = os.path.realpath(self._file.root)
        overlays = {**self._overlays, **self._variants.get(text, {})}
        return {
            "text": text,
            "path": str(Path(root, *self._file.path.split("/"))),
            "root": root,
            "qualname": self._qualname,
            "overlays": {os.path.realpath(path): data for path, data in overlays.items()},
            "limits": {
                "memory": limits.memory,
                "cpu": limits.cpu,
                "file": limits.file,
                "files": limits.files,
            },
            "walls": Permits(limits.read, limits.write, (*limits.allow, *allowed)).walls(
                root, str(Path(frames.__file__).parent), self._kit.path if self._kit else ""
            ),
            "cap": limits.frame,
            "kit": self._kit.path if self._kit is not None else "",
            "warm": list(self.warm),
        }


def _signal(pid: int, number: int) -> None:
    """Send a signal to a process and those it started; one that is gone needs none."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
