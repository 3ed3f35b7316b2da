"""The rounds with a language model: what it writes is judged like a stranger's rewrite, and twice."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from optgate.gate.judge import LEAST_SECONDS, Case, judge_one, verified
from optgate.guest import codec
from optgate.model import (
    FAILED,
    SUGGESTED,
    Candidate,
    Decision,
    Finding,
    Given,
    GuestError,
    Hot,
    Judged,
    Target,
    Usage,
)
from optgate.rewrite.llm import endpoint
from optgate.rewrite.llm.budget import Purse
from optgate.rewrite.llm.cache import Replies
from optgate.rewrite.llm.client import Client
from optgate.rewrite.llm.literals import arguments
from optgate.rewrite.llm.policy import Policy
from optgate.rewrite.llm.prompt import Brief

if TYPE_CHECKING:
    from optgate.gate.guests import Guests
    from optgate.verify import Exploration

MOST_SHOWN = 3_000
"""Characters of a counterexample that is sent; a longer one is told by its types."""


def ready(guests: Guests) -> Asker | None:
    """The model the user has set up, or None and a note that says what is missing."""
    settings = guests.config.llm
    place = endpoint.find(settings.base_url, os.environ)
    if place is None:
        guests.notes.append(endpoint.NOWHERE)
        return None
    if not settings.model:
        guests.notes.append("the model was not asked: `llm.model` does not say which one")
        return None
    return Asker(guests, place)


class Asker:
    """The model of one run. ``over`` says why it is asked no more, ``spent`` are the run's dollars so far."""

    def __init__(self, guests: Guests, place: endpoint.Endpoint) -> None:
        self.guests = guests
        self.settings = guests.config.llm
        self.client = Client(place, self.settings)
        folder = guests.root / guests.config.cache_dir / "llm"
        self.replies = Replies(folder, place.base_url, self.settings)
        self.over = ""
        self.spent = 0.0

    @property
    def identity(self) -> str:
        """What the outcome of asking depends on."""
        return repr((self.client.endpoint.base_url, self.settings))

    @property
    def policy(self) -> str:
        """The rules of the conversation in one line, for those who ask for everything."""
        one = self.settings
        cost = f"${one.max_usd:g} a run" if one.input_price or one.output_price else "no prices known"
        return (
            f"model: {one.model} at {self.client.endpoint.base_url} ({one.api}); a function gets "
            f"{one.samples} samples, {one.more_samples} more with line counts, {one.repairs} repairs a "
            f"rewrite and {one.repair_rounds} in all, {one.refinements} refinements; at most "
            f"{one.max_calls} calls, {one.max_tokens:,} tokens, {one.max_seconds:g} s, {cost}"
        )

    def rounds(
        self, case: Case, findings: tuple[Finding, ...], hot: Hot | None, given: Sequence[Given]
    ) -> tuple[tuple[Judged, ...], Usage]:
        """Ask for rewrites of a function and judge them; the accepted one that is fastest comes first."""
        if self.over:
            return (), Usage(self.settings.model, reason=self.over)
        case.guests.progress(f"asking {self.settings.model} for rewrites of {case.target.qualname}")
        sends = self.settings.send_values or not seen_in_use(given)
        about = brief(case.target, findings, case.explored, hot, values=sends)
        purse = Purse(self.settings, case.deadline - LEAST_SECONDS, self.spent)
        policy = Policy(about, self.client, self.replies, purse, lambda texts: suggested(case, texts))
        judged = _conversed(case, policy, values=sends)
        self.spent += purse.usage.usd or 0.0
        self._told(policy, purse.usage)
        return judged, purse.usage

    def _told(self, policy: Policy, usage: Usage) -> None:
        """A line for the user where asking ended in trouble; replies that brought nothing are details."""
        name = policy.brief.target.qualname
        self.guests.details += [f"model: {name}: {remark}" for remark in policy.remarks]
        if policy.trouble and policy.trouble not in self.over:
            self.guests.notes.append(
                f"the model {self.settings.model} was asked no further: {policy.trouble}"
            )
        self.over = self.over or (policy.trouble if policy.hopeless else "")


def _conversed(case: Case, policy: Policy, *, values: bool) -> tuple[Judged, ...]:
    """Judge what the model writes, batch after batch, until it has no more or the time is up."""
    judged: list[Judged] = []
    best: Judged | None = None
    rewrites = policy.rewrites(lambda one: differing(one, values=values))
    batch = next(rewrites, None)
    while batch is not None and case.deadline - time.monotonic() >= LEAST_SECONDS:
        told: list[Judged] = []
        for number, candidate in enumerate(batch, 1):
            if case.deadline - time.monotonic() < LEAST_SECONDS:
                break
            case.guests.progress(f"judging rewrite {number} of {len(batch)} for {case.target.qualname}")
            told.append(_beside(best, judge_anew(case, candidate)))
            if told[-1].decision is Decision.ACCEPTED:
                best = told[-1]
                break
        judged += told
        try:
            batch = rewrites.send(told)
        except StopIteration:
            batch = None
    rewrites.close()
    return (*([best] if best else []), *(one for one in judged if one is not best))


def judge_anew(case: Case, candidate: Candidate) -> Judged:
    """A verdict, and where it is to accept a second one on a fresh seed, of which the model was told nothing.

    Many samples are many chances of a false verdict, so it takes two that are independent.
    """
    found = judge_one(case, candidate)
    if found.decision is not Decision.ACCEPTED:
        return found
    try:
        with case.bench.open(candidate.text) as side:
            again = verified(_reseeded(case), candidate, side)
    except GuestError as error:
        return Judged(candidate, Decision.ERROR, str(error))
    if again.decision is Decision.ACCEPTED:
        return found
    return Judged(candidate, again.decision, again.reason, again, found.timing)


def _reseeded(case: Case) -> Case:
    seed = int.from_bytes(os.urandom(4), "little")
    return case._replace(config=msgspec.structs.replace(case.config, seed=seed))


def _beside(best: Judged | None, one: Judged) -> Judged:
    """A second accepted rewrite stays one only when it is faster than the first, beyond doubt."""
    if best is None or one.decision is not Decision.ACCEPTED or not one.timing or not best.timing:
        return one
    if one.timing.low > best.timing.high:
        return one
    reason = f"not faster than {best.candidate.id}, which was accepted before it"
    return msgspec.structs.replace(one, decision=Decision.NOT_FASTER, reason=reason)


def brief(
    target: Target, findings: tuple[Finding, ...], explored: Exploration, hot: Hot | None, *, values: bool
) -> Brief:
    """What the model is told of a function; words that may quote values only where ``values`` are sent."""
    return Brief(target, findings, explored.observed, explored.domain if values else {}, hot)


def seen_in_use(given: Sequence[Given]) -> bool:
    """Whether inputs are real ones: then what was made of them may hold values of the user's."""
    return any(one.source not in (FAILED, SUGGESTED) for one in given)


def suggested(case: Case, texts: Sequence[str]) -> None:
    """Let inputs that the model suggests join the search."""
    calls: list[bytes] = []
    for text in texts:
        found = arguments(case.target, text, case.explored.observed)
        if found is not None:
            try:
                calls.append(codec.encode_call(found, {}))
            except codec.Unsupported:
                continue
    if calls:
        case.explored.remember(calls, SUGGESTED)


def differing(one: Judged, *, values: bool) -> str:
    """On which input a rewrite differs, with values or by types alone; nothing where there is none."""
    verdict = one.verdict
    if verdict is None or verdict.counterexample is None:
        return ""
    example = verdict.counterexample
    told = f"call: {example.call}\noriginal: {example.expected}\nyours: {example.actual}"
    types = f"types: {_types(verdict.failing[0])}" if verdict.failing else ""
    if values and len(told) <= MOST_SHOWN:
        return f"{told}\n{types}".rstrip()
    return f"{types}\ndifference: {verdict.reason.partition(':')[0]}".lstrip()


def _types(call: bytes) -> str:
    try:
        args, kwargs = codec.decode_call(call)
    except codec.Malformed:
        return "unknown"
    named = [f"{name}: {_type(value)}" for name, value in kwargs.items()]
    return ", ".join([*map(_type, args), *named])


def _type(value: Any) -> str:
    import numpy as np

    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}"
    if isinstance(value, list | tuple | set | dict):
        kinds = sorted({type(item).__name__ for item in value})
        return f"{type(value).__name__} of {len(value)} ({', '.join(kinds) or 'empty'})"
    return type(value).__name__
