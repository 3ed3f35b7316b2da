"""Rewrites of a model that were accepted, kept for functions of the same shape, for which none is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate.model import Candidate, Lesson, Outcome, Target

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.store import Store


def lessons(target: Target, shelf: Store, config: Config) -> tuple[Lesson, ...]:
    """What the store knows for functions of the shape of this one, the newest first."""
    if "llm" not in config.sources or target.refused or not shelf.taught:
        return ()
    from optgate.rewrite.llm.lessons import shape_of

    return shelf.lessons(shape_of(target))


def candidates(target: Target, known: Sequence[Lesson]) -> tuple[Candidate, ...]:
    """The rewrites of lessons under the names of the function."""
    if not known:
        return ()
    from optgate.rewrite.llm.lessons import recalled

    made = [recalled(target, one) for one in known]
    found = {one.text: one for one in made if one is not None and one.text != target.file.text}
    return tuple(found.values())


def learn(outcome: Outcome, shelf: Store) -> None:
    """Keep the proposal of a model as a lesson, unless it is in the store already."""
    accepted = next((one.candidate for one in outcome.judged if one.candidate.id == outcome.proposal), None)
    if accepted is None or not accepted.source.startswith("llm:"):
        return
    from optgate.rewrite.llm.lessons import lesson

    if (found := lesson(outcome.target, accepted)) is not None:
        shelf.learn(found)
