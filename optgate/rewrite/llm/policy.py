"""Which prompts are sent, in which order, until a rewrite is accepted or a cap is reached.

Diverse samples, repair of near misses with one shrunk counterexample each, more samples with line counts, and
one refinement of what was accepted. That a minimal counterexample repairs most near misses is from
arXiv:2506.18315,
that the first two rounds help most from arXiv:2604.10508.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

from optgate.config import Llm
from optgate.model import Candidate, Decision, Judged

from ..source import parse
from . import prompt as prompts
from . import secrets
from .answer import Answer
from .budget import Purse
from .cache import Replies
from .client import Client
from .prompt import Brief, Prompt
from .reply import read

Describe = Callable[[Judged], str]
"""Says of a wrong rewrite on which input it differs, in words that may be sent; nothing where none may."""

Heard = Callable[[Sequence[str]], None]
"""Takes the inputs that a reply suggests, as literals."""


class Asked(NamedTuple):
    """A candidate with the number of times it has been repaired on the way."""

    candidate: Candidate
    repairs: int = 0


class Policy:
    """The conversation about one function; ``rewrites`` yields candidates and is told what became of them.

    ``remarks`` are the replies that brought none, and why. ``trouble`` is what ended it early, other than a
    cap; it is ``hopeless`` when the next function would meet the same.
    """

    def __init__(self, brief: Brief, client: Client, replies: Replies, purse: Purse, heard: Heard) -> None:
        self.brief = brief
        self.client = client
        self.replies = replies
        self.purse = purse
        self.heard = heard
        self.remarks: list[str] = []
        self.over = False
        self.trouble = ""
        self.hopeless = False
        self._seen: set[str] = set()
        self._judged: dict[str, tuple[Judged, int]] = {}
        self._rounds = 0

    @property
    def settings(self) -> Llm:
        """The settings of the source."""
        return self.client.settings

    def rewrites(self, describe: Describe) -> Generator[list[Candidate], Sequence[Judged], None]:
        """Batches of candidates; after each the caller sends what became of them. Ends by itself."""
        settings = self.settings
        best: Judged | None = None
        for first, count, counted in (
            (0, settings.samples, False),
            (settings.samples, settings.more_samples, True),
        ):
            wanted = [prompts.sample(self.brief, first + n, counted=counted) for n in range(count)]
            best = yield from self._round(wanted, 0)
            while best is None and (near := self._near(describe)) is not None:
                best = yield from self._repaired(near, describe)
            if best is not None or self.over:
                break
        for _ in range(settings.refinements):
            if best is None or best.timing is None or self.over:
                return
            text = self._function(best.candidate)
            better = yield from self._round([prompts.refine(self.brief, text, best.timing.speedup)], 0)
            if better is None:
                return
            best = better

    def _round(
        self, wanted: Sequence[Prompt], repairs: int
    ) -> Generator[list[Candidate], Sequence[Judged], Judged | None]:
        """Ask, hand out what is new, and take note of what became of it; the accepted one, or None."""
        candidates = self._candidates(wanted)
        if not candidates:
            return None
        judged = yield candidates
        for one in judged:
            self._judged[one.candidate.id] = one, repairs
        return next((one for one in judged if one.decision is Decision.ACCEPTED), None)

    def _near(self, describe: Describe) -> tuple[Judged, int] | None:
        """The near miss most worth a repair: wrong somewhere, after the most inputs on which it was right."""
        if self.over or self._rounds >= self.settings.repair_rounds:
            return None
        misses = [
            (one, repairs)
            for one, repairs in self._judged.values()
            if one.decision is Decision.WRONG and repairs < self.settings.repairs and describe(one)
        ]
        return max(misses, key=lambda miss: (_tried(miss[0]), miss[1]), default=None)

    def _repaired(
        self, near: tuple[Judged, int], describe: Describe
    ) -> Generator[list[Candidate], Sequence[Judged], Judged | None]:
        one, repairs = near
        self._rounds += 1
        self._judged[one.candidate.id] = one, self.settings.repairs
        text = self._function(one.candidate)
        accepted = yield from self._round([prompts.repair(self.brief, text, describe(one))], repairs + 1)
        return accepted

    def _function(self, candidate: Candidate) -> str:
        """The rewritten function with what the candidate brings, as lines that were changed or added."""
        before = set(self.brief.target.file.lines)
        tree = parse(candidate.text)
        lines = candidate.text.splitlines(keepends=True)
        if tree is None:
            return candidate.text
        name = self.brief.target.qualname.partition(".")[0]
        shown = [
            "".join(lines[one.lineno - 1 : one.end_lineno])
            for one in tree.body
            if getattr(one, "name", "") == name
            or not before.issuperset(lines[one.lineno - 1 : one.end_lineno])
        ]
        return "\n".join(text.rstrip("\n") + "\n" for text in shown)

    # asking

    def _candidates(self, wanted: Sequence[Prompt]) -> list[Candidate]:
        """The new candidates in the replies to some prompts; what cannot be sent or read is remarked."""
        found: list[Candidate] = []
        for one, answer in self._answers(wanted):
            if not answer:
                continue
            reading = read(self.brief.target, answer, self.settings.model, one.digest)
            self.heard(reading.inputs)
            if reading.candidate is None:
                self.remarks.append(f"{one.purpose}: {reading.reason}")
            elif reading.form not in self._seen:
                self._seen.add(reading.form)
                found.append(reading.candidate)
        return found

    def _answers(self, wanted: Sequence[Prompt]) -> list[tuple[Prompt, str]]:
        """The texts of the replies, from the cache or from the model, in the order of the prompts."""
        known = {one.digest: answer for one in wanted if (answer := self.replies.find(one)) is not None}
        for answer in known.values():
            self.purse.charge(answer)
        fresh = [one for one in wanted if one.digest not in known]
        if fresh and (room := self.purse.room()):
            known |= self._asked(fresh[:room], room)
        elif fresh:
            self.over = True
        return [(one, known[one.digest].text) for one in wanted if one.digest in known]

    def _asked(self, fresh: Sequence[Prompt], room: int) -> dict[str, Answer]:
        for one in fresh:
            if held := secrets.held(one.text):
                self._end(f"nothing was sent: {held}")
                return {}
        began, before = time.monotonic(), self.client.sent
        answers = self.client.ask(fresh, self.purse.deadline, room)
        self.purse.sent(self.client.sent - before, time.monotonic() - began)
        for one, answer in zip(fresh, answers, strict=True):
            self.purse.charge(answer)
            self.replies.keep(one, answer)
            if answer.trouble:
                self.remarks.append(f"{one.purpose}: {answer.trouble}")
        troubles = [answer for answer in answers if answer.trouble]
        worst = next((answer for answer in troubles if answer.fatal), None)
        if worst is not None or (troubles and len(troubles) == len(answers)):
            self._end((worst or troubles[0]).trouble, hopeless=worst is not None)
        return {one.digest: answer for one, answer in zip(fresh, answers, strict=True)}

    def _end(self, reason: str, *, hopeless: bool = False) -> None:
        self.over, self.trouble, self.hopeless = True, reason, hopeless
        self.purse.end(reason)


def _tried(one: Judged) -> int:
    return one.verdict.inputs.count if one.verdict is not None and one.verdict.inputs is not None else 0
