"""One judged function in the user's interpreter: sides are opened from texts of its file."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from optgate.guest import frames
from optgate.host.discovery import Interpreter
from optgate.host.environment import scrubbed
from optgate.host.kit import Kit
from optgate.host.process import Launcher
from optgate.host.session import GuestSession
from optgate.model import Session, SourceFile

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
    """A context manager that keeps the processes of one judgement; on exit none of them is left."""

    def __init__(
        self,
        interpreter: Interpreter,
        kit: Kit | None,
        file: SourceFile,
        qualname: str,
        *,
        overlays: Mapping[str, bytes],
        limits: Limits | None = None,
    ) -> None:
        self._interpreter = interpreter
        self._kit = kit
        self._file = file
        self._qualname = qualname
        self._overlays = dict(overlays)
        self._limits = limits or Limits()
        self._private = ""
        self._launcher: Launcher | None = None
        self._sessions: list[GuestSession] = []
        self._mothers: dict[str, GuestSession] = {}
        self._slow = False

    def __enter__(self) -> Workbench:
        self._private = str(Path(tempfile.mkdtemp(prefix="optgate-")).resolve())
        self._launcher = Launcher(
            self._interpreter.path,
            scrubbed(os.environ, self._private, random.SystemRandom().randrange(1, 1 << 32)),
            self._private,
            self._limits.frame + (1 << 20),
            fork=self._limits.fork,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in [*self._sessions, *self._mothers.values()]:
            session.close()
        self._sessions.clear()
        self._mothers.clear()
        if self._launcher is not None:
            self._launcher.close()
            self._launcher = None
        shutil.rmtree(self._private, ignore_errors=True)

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
            if others:
                self._mothers.pop(others[0]).close()
            self._mothers[text] = self._session(text, None, ("copies",))
        return self._mothers[text]

    def _order(self, text: str, allowed: tuple[str, ...]) -> dict[str, Any]:
        limits = self._limits
        root = os.path.realpath(self._file.root)
        return {
            "text": text,
            "path": str(Path(root, *self._file.path.split("/"))),
            "root": root,
            "qualname": self._qualname,
            "overlays": {os.path.realpath(path): data for path, data in self._overlays.items()},
            "limits": {
                "memory": limits.memory,
                "cpu": limits.cpu,
                "file": limits.file,
                "files": limits.files,
            },
            "walls": {
                "read": [
                    root,
                    str(Path(frames.__file__).parent),
                    self._kit.path if self._kit else "",
                    *limits.read,
                ],
                "write": list(limits.write),
                "allow": [*limits.allow, *allowed],
            },
            "cap": limits.frame,
            "kit": self._kit.path if self._kit is not None else "",
        }
