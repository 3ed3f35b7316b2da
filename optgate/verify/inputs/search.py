"""The coverage-guided search: keep inputs that reach something new on either side, change them, go on.

A *mark* is a branch with the bucket of how often it was taken; original and candidate have their own. The
corpus holds one input for every mark that was ever seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from optgate.model import Observation
from optgate.verify.domain.domain import Domain
from optgate.verify.domain.given import SOURCES
from optgate.verify.domain.pools import WITHOUT_KEY
from optgate.verify.equal.duel import Duel, Trial
from optgate.verify.inputs.generate import Maker
from optgate.verify.inputs.mutate import Mutator
from optgate.verify.values import profiles
from optgate.verify.values.calls import SIZES, Call
from optgate.verify.values.observed import Place, operands

_FIRST_BATCH = 24
_LARGEST_BATCH = 192
_BATCH_SECONDS = 0.08
_MET = 64
_SLOW = 0.1
MOST_SLOW = 12
_UNEQUAL = ((2, 5), (6, 3), (0, 2), (3, 0))
_LONGEST = (20_000, 20_000, 100_000, 100_000)
_UNCUT = 4096
_LONG_CALL = 0.05
_STALE = 5
_MOST_SEEDS = 48
_LESS_TELLING = frozenset({"aliasing", "warning", "order"})


class Search:
    """Inputs made, what was seen with them, and the first differences.

    ``firm`` is the first input that shows a difference inside the domain, ``weak`` the first with one on
    inputs known by trial alone.
    """

    def __init__(self, domain: Domain, duel: Duel, seed: int) -> None:
        self.domain = domain
        self.duel = duel
        self.maker = Maker(domain, seed)
        self.mutator = Mutator(domain, self.maker.chance)
        self.trials: list[Trial] = []
        self.corpus: list[Trial] = []
        self.marks: set[tuple[int, int, int]] = set()
        self.met: list[Any] = []
        self.firm: Trial | None = None
        self.weak: Trial | None = None
        self.slow = 0
        self.sources: dict[str, int] = {}
        self._known: set[bytes] = set()
        self._patterns: tuple[set[bytes], set[bytes]] = (set(), set())
        self._batch = _FIRST_BATCH

    @property
    def done(self) -> bool:
        """Whether going on cannot change the verdict."""
        return self.firm is not None or self.slow >= MOST_SLOW

    # running

    def run(
        self, calls: Iterable[Call], known: Sequence[Observation] | None = None, *, keep: bool = True
    ) -> list[Trial]:
        """Run calls that were not run before, and remember what is worth it."""
        fresh = []
        for call in calls:
            data = call.encoded(self.domain.params)
            if data not in self._known or known is not None:
                self._known.add(data)
                fresh.append(call)
        began = time.monotonic()
        trials = self.duel.run(fresh, known)
        self._pace(time.monotonic() - began, len(fresh))
        for trial in trials:
            self.look(trial)
            if keep and trial.counted:
                self.trials.append(trial)
        return trials

    def look(self, trial: Trial) -> None:
        """Take in one trial: rates of its kinds, marks, operands, differences."""
        call = trial.call
        if call.options:
            self.domain.record(call.options, trial.place is Place.FINE)
        if trial.place in (Place.SLOW, Place.LOST) or trial.original.seconds > _SLOW or _memory(trial):
            self.slow += trial.place is Place.SLOW
            self.domain.restrict(call.values)
        if not trial.counted:
            return
        self.sources[call.origin] = self.sources.get(call.origin, 0) + 1
        if trial.difference is not None:
            if trial.firm:
                self.firm = _better(self.firm, trial)
            elif call.odd != WITHOUT_KEY:
                self.weak = _better(self.weak, trial)
        new = self.news(0, trial.original.marks)
        if trial.candidate is not None:
            new = self.news(1, trial.candidate.marks) or new
        if new:
            self.corpus.append(trial)
            self.met = (operands(trial.original) + self.met)[:_MET]
            if trial.candidate is not None:
                self.met = (operands(trial.candidate) + self.met)[:_MET]

    def news(self, side: int, marks: bytes) -> bool:
        """Whether a call of one side reached a mark for the first time."""
        if marks in self._patterns[side]:
            return False
        self._patterns[side].add(marks)
        found = {(side, place, bucket) for place, bucket in enumerate(marks) if bucket}
        new = not found <= self.marks
        self.marks |= found
        return new

    def _pace(self, seconds: float, count: int) -> None:
        """Batches that take a while but not long, so that both processes stay busy."""
        if count >= self._batch // 2 and seconds > 0:
            wanted = int(count * _BATCH_SECONDS / seconds)
            self._batch = max(8, min(_LARGEST_BATCH, wanted, 2 * self._batch))

    def seed(self, trials: Iterable[Trial]) -> None:
        """Let inputs that were given take part in the mutations, whether they reach anything new or not."""
        known = {id(trial.call) for trial in self.corpus}
        given = [one for one in trials if one.call.origin in SOURCES and id(one.call) not in known]
        self.corpus += given[:_MOST_SEEDS]

    # stages

    def until(self, deadline: float, most: int, make: Callable[[], Call]) -> None:
        """Make and run batches until the deadline, the number of inputs, or a firm difference.

        It ends as well when there seems to be nothing left to try: several batches without a new input.
        """
        left = most
        stale = 0
        while left > 0 and stale < _STALE and time.monotonic() < deadline and not self.done:
            count = min(self._batch, left)
            known = len(self._known)
            self.run([make() for _ in range(count)])
            stale = stale + 1 if len(self._known) == known else 0
            left -= count

    def guided(self, deadline: float, most: int, stages: Sequence[str]) -> None:
        """Fresh inputs and mutations of the corpus, half and half."""
        chance = self.maker.chance

        def make() -> Call:
            if self.corpus and chance.happens(0.5):
                base = self.corpus[int(len(self.corpus) * chance.py.random() ** 0.7)].call
                others = [chance.pick(self.corpus).call]
                return self.mutator.change(base, self.met, others)
            return self.maker.call(chance.pick(stages))

        self.until(deadline, most, make)

    def edges(self, deadline: float, most: int) -> None:
        """Every profile at every staged size, the likeliest kinds first."""
        plans = [
            (stage, profile)
            for stage in ("small", "middle", "large")
            for profile in (*profiles.PROFILES, *profiles.EXACT)
        ]
        self.maker.chance.py.shuffle(plans)
        turn = iter(range(most + 1))

        def make() -> Call:
            stage, profile = plans[next(turn) % len(plans)]
            return self.maker.call(stage, profile=profile)

        self.until(deadline, most, make)

    def scale(self, deadline: float, most: int) -> None:
        """Long inputs: ordinary ones, exact ones, and ones with ties."""
        chance = self.maker.chance
        wanted = (
            *profiles.EXACT,
            "plain",
            "positive",
            "few",
            "increasing",
            "groups",
            "special",
            "wide",
            profiles.TYPICAL,
        )

        def make() -> Call:
            return self.maker.call(chance.pick(("long", "long", "scale")), profile=chance.pick(wanted))

        self._batch = min(self._batch, 16)
        self.until(deadline, most, make)
        self.longest(deadline)

    def longest(self, deadline: float) -> None:
        """Sequences as long as error bars have to hold for, where the original is quick enough."""
        domain, chance = self.domain, self.maker.chance
        options = domain.primary()
        if max((option.kind.depth for option in options if option), default=0) != 1:
            return
        cap = domain.largest_size
        for extent in _LONGEST if cap >= _UNCUT else ():
            if self.done or time.monotonic() > deadline:
                return
            profile = chance.pick((profiles.TYPICAL, "plain", "whole"))
            domain.largest_size = extent
            try:
                call = self.maker.call("scale", profile=profile, options=options, extent=extent)
            finally:
                domain.largest_size = cap
            if any(trial.original.seconds > _LONG_CALL for trial in self.run([call])):
                return

    def odd(self, deadline: float, most: int) -> None:
        """Inputs that break relations which the original does not insist on."""
        chance = self.maker.chance
        if self.domain.loose:
            self.until(deadline, most, lambda: self.maker.call(chance.pick(("small", "middle")), odd=True))
        self.run([call for name in self.domain.related for call in self.unequal(name)])

    def unequal(self, name: str) -> list[Call]:
        """Inputs in which one argument has other extents than all others, although they belong together.

        They reach what a candidate does about that; how exactly the original fails then tells nothing.
        """
        with self.domain.without(name):
            calls = [self.maker.call("small", unequal=(name, *extents)) for extents in _UNEQUAL]
        for call in calls:
            call.breaks = SIZES
        return calls


def _memory(trial: Trial) -> bool:
    """Whether the original needed more memory than there is."""
    return trial.place is Place.OUTSIDE and b"MemoryError" in trial.original.outcome


def _better(old: Trial | None, new: Trial) -> Trial:
    """Prefer a difference where the original returns, in the outcome itself, and the shorter input."""
    return new if old is None or _rank(new) < _rank(old) else old


def _rank(trial: Trial) -> tuple[bool, bool, int]:
    assert trial.difference is not None
    return trial.difference.weaker, trial.difference.aspect in _LESS_TELLING, len(trial.call.data)
