"""What the functions of one run share: the budget, the user's interpreter and the kit in it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.gate.asking import Asker
    from optgate.host import Interpreter, Kit, Permits, Workbench
    from optgate.model import Progress, Target
    from optgate.select import Selection


IMPORT_SECONDS = 30.0
"""The longest that importing the user's module may take."""


ENOUGH = 4.0
"""Seconds in which an ordinary function is judged."""


class Budget:
    """The seconds of one run. What is excused (installing the kit) is not charged."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.started = time.monotonic()
        self._excused = 0.0

    @property
    def spent(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left, at least 0; without a budget a day."""
        limit = 86400.0 if self.seconds is None else self.seconds
        return max(0.0, limit + self._excused - self.spent)

    def share(self, functions: int) -> float:
        """Seconds for the next of so many functions: an even part, or what one needs.

        A budget for three of ten functions judges three of them and leaves seven, not a third of each.
        """
        return max(self.remaining / functions, min(self.remaining, ENOUGH))

    @contextlib.contextmanager
    def excused(self) -> Iterator[None]:
        """Time spent inside is not charged."""
        before = time.monotonic()
        yield
        self._excused += time.monotonic() - before


class Guests:
    """The user's interpreter, looked for once a run, and the workbenches opened in it.

    ``layers`` are the isolation layers that the guests reported, ``notes`` lines for the user, ``details``
    lines for those who ask for everything.
    """

    def __init__(self, selection: Selection, config: Config, clock: Budget, progress: Progress) -> None:
        self.root = Path(selection.root)
        self.overlays = selection.overlays
        self.config = config
        self.clock = clock
        self.progress = progress
        self.layers: tuple[str, ...] = ()
        self.notes: list[str] = []
        self.details: list[str] = []

    @cached_property
    def interpreter(self) -> Interpreter | None:
        """The interpreter that has the project's packages, or None (and a note that says so)."""
        import os

        from optgate import host

        found = host.discover(self.root, self.config.python, os.environ)
        if found.interpreter is None:
            looked = ", ".join(found.looked_at)
            self.notes.append(
                "no interpreter of this project was found, so nothing was run (static findings only); "
                f"looked at: {looked}; set `python` in [tool.optgate] or pass --python"
            )
        return found.interpreter

    @cached_property
    def kit(self) -> Kit | None:
        """Coverage for that interpreter, installed at the first need, or None (and a note)."""
        from optgate import host

        assert self.interpreter is not None
        self.progress("looking for coverage for the project's interpreter")
        with self.clock.excused():
            kit = host.ensure_kit(self.interpreter, kit_folder())
        if kit is None:
            self.notes.append(
                "coverage could not be installed for the project's interpreter; branches are counted by marks"
            )
        return kit

    @cached_property
    def numba(self) -> bool:
        """Whether the project's interpreter has numba (a note says so when it has not)."""
        from optgate import host

        found = self.interpreter is not None and host.has_package(self.interpreter, "numba")
        if not found and self.interpreter is not None:
            self.notes.append(
                "the source numba gave no candidates: the project's interpreter has no numba "
                f"({self.interpreter.path})"
            )
        return found

    @cached_property
    def asker(self) -> Asker | None:
        """The model that is asked for rewrites; None unless it is enabled and the user has set one up."""
        if not self.config.llm.enabled or "llm" not in self.config.sources:
            return None
        from optgate.gate.asking import ready

        found = ready(self)
        if found is not None:
            self.details.append(found.policy)
        return found

    @property
    def permits(self) -> Permits:
        """What the project allows its own code."""
        from optgate import host

        sandbox = self.config.sandbox
        return host.Permits(
            read=tuple(str(self.root / path) for path in sandbox.read),
            write=tuple(str(self.root / path) for path in sandbox.write),
            allow=tuple(name for name in ("network", "threads", "processes") if getattr(sandbox, name)),
        )

    def stand(self, layers: tuple[str, ...]) -> None:
        """A guest says what isolates it; what is missing is told once."""
        missing = absent(layers)
        if missing and not absent(self.layers):
            self.notes.append(f"isolation is not whole: {'; '.join(missing)} (see `optgate doctor`)")
        self.layers = layers

    def bench(self, target: Target, variants: Mapping[str, Mapping[str, bytes]] | None = None) -> Workbench:
        """A workbench for one function; close it by leaving its ``with`` block.

        ``variants`` are further overlays of sides, by the text that they are opened from.
        """
        from optgate import host

        assert self.interpreter is not None
        permits = self.permits
        limits = host.Limits(
            import_seconds=min(IMPORT_SECONDS, max(1.0, self.clock.remaining)),
            read=permits.read,
            write=permits.write,
            allow=permits.allow,
        )
        return host.Workbench(
            self.interpreter,
            self.kit,
            target.file,
            target.qualname,
            overlays=self.overlays,
            limits=limits,
            variants=variants,
        )


def absent(layers: tuple[str, ...]) -> list[str]:
    """The layers that guests said they have to do without, as they said it."""
    return [layer for layer in layers if layer.startswith("no ")]


def kit_folder() -> Path:
    """Where coverage is kept for the users' interpreters, shared by all projects of this user."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("optgate")) / "kits"
