"""What the user is told of a capture: what ran, what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from optgate.host.capture_run import Ran, stopped

_MOST = 5


class Told:
    """Collects while things run; ``notes`` are the lines."""

    def __init__(self, qualnames: Sequence[str]) -> None:
        self._qualnames = qualnames
        self._ran: Counter[str] = Counter()
        self._stopped: list[float] = []
        self._slow = 0
        self._problems: list[str] = []
        self._skipped: list[Counter[str]] = [Counter() for _ in qualnames]
        self._unwatched: dict[int, str] = {}
        self._without_pytest = 0
        self._unreached = 0

    def ran(self, source: str, path: str, ran: Ran) -> None:
        """A run has come to its end."""
        self._ran[source] += 1
        if stopped(ran):
            self._stopped.append(ran.seconds)
        elif ran.summary is None:
            self.problem(f"{path}: the process ended ({ran.ended})")
        if ran.summary is None:
            return
        self._slow += ran.summary.slow
        for problem in ran.summary.problems:
            self.problem(f"{path}: {problem}")
        for number, _, skipped, unwatched in ran.summary.targets:
            if 0 <= number < len(self._qualnames):
                self._skipped[number].update(skipped)
                if unwatched:
                    self._unwatched[number] = unwatched

    def problem(self, text: str) -> None:
        """Something that did not work."""
        self._problems.append(text)

    def without_pytest(self) -> None:
        """A file needs pytest, and the interpreter has none."""
        self._without_pytest += 1

    def unreached(self, count: int) -> None:
        """So many files did not run."""
        self._unreached = count

    def notes(self) -> tuple[str, ...]:
        """The lines, the most telling first."""
        found = []
        ran = [_counted(self._ran[source], words) for source, words in _WORDS.items() if self._ran[source]]
        if ran:
            stops = (
                [f"{len(self._stopped)} stopped after {max(self._stopped):.1f} s"] if self._stopped else []
            )
            found.append(", ".join([" and ".join(ran) + " ran", *stops]))
        if self._slow:
            found.append(f"{_counted(self._slow, ('test', 'tests'))} ended for taking too long")
        if self._unreached:
            found.append(f"{_counted(self._unreached, _FILES)} did not run: the time was up")
        if self._without_pytest:
            files = _counted(self._without_pytest, _WORDS["tests"])
            found.append(f"pytest is not installed for this project: {files} did not run")
        found += [f"{self._qualnames[number]}: {problem}" for number, problem in self._unwatched.items()]
        for qualname, skipped in zip(self._qualnames, self._skipped, strict=True):
            if skipped:
                reasons = "; ".join(reason for reason, _ in skipped.most_common(2))
                calls = _counted(skipped.total(), ("call", "calls"))
                found.append(f"{calls} of {qualname} could not be kept: {reasons}")
        problems = list(dict.fromkeys(self._problems))
        found += problems[:_MOST]
        if len(problems) > _MOST:
            found.append(f"and {len(problems) - _MOST} more problems")
        return tuple(found)


_FILES = ("file", "files")
_WORDS = {
    "tests": ("test file", "test files"),
    "doctests": ("file of doctests", "files of doctests"),
    "main": ("__main__ block", "__main__ blocks"),
}


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[count != 1]}"
