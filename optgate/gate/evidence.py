"""The inputs that exist before any search: handed over, seen in use, or known to tell versions apart.

What the project's tests, doctests and scripts call a function with is captured once and kept in the store
for as long as they and the function stay the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate.guests import Guests
from optgate.model import FAILED, Given, GuestError, Outcome, Target, UsageError

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.store import Store

CAPTURE_SECONDS = 20.0
CAPTURE_SHARE = 0.2
"""The longest that running the project's tests may take, and the most of what is left of the budget."""

_LEAST_SECONDS = 0.5
_ENOUGH = 0.8
_HINT = "it is called without arguments and yields tuples of arguments, or dicts of them by name"


class Evidence:
    """What is known beforehand of the inputs of some functions; asks the store before it runs anything.

    ``details`` are lines on what was run, for those who ask for everything.
    """

    def __init__(self, targets: Sequence[Target], guests: Guests, shelf: Store, config: Config) -> None:
        self.guests = guests
        self.shelf = shelf
        self.config = config
        self.targets = [target for target in targets if not target.refused]
        self.details: list[str] = []
        self._captured: dict[tuple[str, str], tuple[Given, ...]] = {}
        self._supplied: dict[tuple[str, str], tuple[Given, ...]] = {}

    def key(self, target: Target) -> str:
        """What the inputs of a function come from: files that may call it, a callable that yields some."""
        parts = [f"{path} {digest}" for path, digest in self._reaching.get(_place(target), ())]
        if spec := self._spec(target)[1]:
            parts += [spec, *_contents(Path(target.file.root), spec.partition(":")[0])]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def gather(self, targets: Sequence[Target]) -> None:
        """Get ready the inputs of functions about to be judged: call what yields some, run the tests once.

        Raises:
            UsageError: A callable that the configuration names cannot be used.
        """
        wanted = [target for target in targets if not target.refused]
        if not wanted or self.guests.interpreter is None:
            return
        for target in wanted:
            self._call(target)
        seconds = min(CAPTURE_SECONDS, CAPTURE_SHARE * self.guests.clock.remaining)
        fresh = [target for target in wanted if self._recall(target, seconds) is None]
        if fresh and seconds >= _LEAST_SECONDS:
            self._capture(fresh, seconds)

    def of(self, target: Target) -> tuple[Given, ...]:
        """The inputs of a function that was gathered for: failing ones first, as they stand in the store."""
        place = _place(target)
        failed = [given for given in self.shelf.inputs(*place) if given.source == FAILED]
        return (*failed, *self._supplied.get(place, ()), *self._captured.get(place, ()))

    def learn(self, outcome: Outcome) -> None:
        """Keep the inputs on which candidates of a function failed, to be tried first from now on.

        Those that hold the home folder or a secret are not kept; nor are captured ones, all together.
        """
        from optgate.discreet import reveals

        failing = [call for one in outcome.judged if one.verdict is not None for call in one.verdict.failing]
        if failing:
            self.shelf.keep_failed(
                *_place(outcome.target), [call for call in dict.fromkeys(failing) if not reveals(call)]
            )

    # what the configuration hands over

    def _spec(self, target: Target) -> tuple[str, str]:
        """The key in the configuration that names the function, and the callable given there."""
        if not self.config.functions:
            return "", ""
        for name in _names(target):
            if (found := self.config.functions.get(name)) is not None and found.inputs:
                return name, found.inputs
        return "", ""

    def _call(self, target: Target) -> None:
        from optgate import config
        from optgate.host import supplied

        name, spec = self._spec(target)
        if not spec:
            return
        assert self.guests.interpreter is not None
        self.guests.progress(f"asking {spec} for inputs")
        seconds = min(supplied.IMPORT_SECONDS, max(1.0, self.guests.clock.remaining))
        try:
            found = supplied.supplied(
                self.guests.interpreter,
                self.guests.root,
                target,
                spec,
                seconds=seconds,
                permits=self.guests.permits,
            )
        except supplied.UnusableError as error:
            where = config.place(self.guests.root, ("functions", name, "inputs"))
            raise UsageError(f"{where}: {error}", _HINT) from None
        except GuestError as error:
            self.guests.notes.append(f"{spec} was not called: {error}")
            return
        self._supplied[_place(target)] = found.calls
        if found.skipped:
            noun = "input was" if found.skipped == 1 else "inputs were"
            self.guests.notes.append(f"{spec}: {found.skipped} {noun} left out: {found.why}")

    # what is seen in use

    @cached_property
    def _reaching(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """The files that may call each function, with their digests; none where nothing is to be captured."""
        if not self.config.verify.capture or not self.targets:
            return {}
        from optgate.host import capture

        return capture.reaching(self.guests.root, self.targets, overlays=self.guests.overlays)

    def _origin(self, target: Target) -> str:
        """What captured inputs hang on: the files that may call the function, and its text."""
        digest = hashlib.sha256(self.key(target).encode())
        lines = target.file.lines[target.line - 1 : target.end_line]
        digest.update("".join(lines).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _recall(self, target: Target, seconds: float) -> tuple[Given, ...] | None:
        """The inputs seen earlier; none where nothing reaches the function, None where it is to be run."""
        place = _place(target)
        if not self._reaching.get(place):
            self._captured[place] = ()
            return ()
        origin, _, took = (self.shelf.captured_key(*place) or "").partition(" ")
        if origin != self._origin(target) or float(took or 0) < _ENOUGH * seconds:
            return None
        kept = tuple(given for given in self.shelf.inputs(*place) if given.source != FAILED)
        self._captured[place] = kept
        return kept

    def _capture(self, targets: Sequence[Target], seconds: float) -> None:
        from optgate.discreet import reveals
        from optgate.host import capture

        assert self.guests.interpreter is not None
        self.guests.progress("running the tests that reach the flagged functions")
        found = capture.capture(
            self.guests.interpreter,
            self.guests.root,
            targets,
            overlays=self.guests.overlays,
            seconds=seconds,
            permits=self.guests.permits,
            progress=self.guests.progress,
        )
        self.details += found.notes
        for target in targets:
            place = _place(target)
            self._captured[place] = found.calls.get(place, ())
            if not any(reveals(given.call) for given in self._captured[place]):
                origin = f"{self._origin(target)} {seconds:.1f}"
                self.shelf.keep_captured(*place, origin, self._captured[place])


def _place(target: Target) -> tuple[str, str]:
    return target.file.path, target.qualname


def _names(target: Target) -> list[str]:
    """What a function may be called in the configuration: by its file or by its module."""
    from optgate.guest import loader

    root = Path(target.file.root).resolve()
    module = loader.locate(str(root / target.file.path), str(root), target.file.text).name
    return [f"{home}{colon}{target.qualname}" for home in (target.file.path, module) for colon in ("::", ":")]


def _contents(root: Path, module: str) -> list[str]:
    """The digest of the file of a module of the project, where there is one."""
    stem = module.replace(".", "/")
    for path in (root / f"{stem}.py", root / "src" / f"{stem}.py", root / stem / "__init__.py"):
        if path.is_file():
            return [hashlib.sha256(path.read_bytes()).hexdigest()]
    return []
