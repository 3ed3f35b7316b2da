"""Equivalence: which inputs a function is for, and whether a rewrite behaves the same on them.

``explore`` looks at the original alone; ``judge`` runs original and candidate on the same inputs and
compares everything a caller can see. Neither starts a process: the gate hands them open sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optgate.model import Candidate, Given, Observation, Session, Target, Verdict

if TYPE_CHECKING:
    from optgate.verify.exploring import Exploration

EXPLORE_SECONDS = 1.5
CALL_SECONDS = 0.5

__all__ = ["EXPLORE_SECONDS", "Exploration", "arguments", "differs", "explore", "judge", "pins"]


def __getattr__(name: str) -> object:
    if name == "Exploration":
        from optgate.verify.exploring import Exploration

        return Exploration
    raise AttributeError(name)


def arguments(call: bytes) -> str:
    """The arguments of an encoded call as a Python expression; nothing where they have none.

    See ``optgate.verify.telling.arguments`` for the names in it.
    """
    from optgate.verify.telling import arguments

    return arguments.arguments(call)


def differs(call: bytes, original: Observation, candidate: Observation) -> str:
    """How both sides' outcomes of an encoded call differ, empty where they do not.

    See ``optgate.verify.equal.timed.differs``.
    """
    from optgate.verify.equal import timed

    return timed.differs(call, original, candidate)


def pins(explored: Exploration, target: Target, original: Session, side: Session) -> tuple[str, ...]:
    """Test functions that pin what the original does, and hold for an accepted rewrite, open as ``side``.

    Raises:
        GuestError: one of the processes cannot go on.
    """
    from optgate.verify.telling import pinning

    return pinning.pins(explored, target, original, side)


def explore(
    target: Target,
    original: Session,
    *,
    seed: int,
    deadline: float,
    timeout: float = CALL_SECONDS,
    given: Sequence[Given] = (),
    signed_zero: bool = False,
) -> Exploration:
    """Learn what inputs the function takes and reach its branches, until ``deadline`` (monotonic).

    ``timeout`` is in seconds a call, here and when candidates are judged; a longer call is no answer.
    ``given`` are inputs known beforehand: the strongest evidence for the domain, and tried first. With
    ``signed_zero`` the sign of a zero counts when candidates are judged; otherwise it is noted.

    ``Exploration.unproven`` says why the function cannot be judged, or is empty.

    Raises:
        GuestError: the original's process cannot go on.
    """
    from optgate.verify import exploring

    return exploring.explore(
        target,
        original,
        seed=seed,
        deadline=deadline,
        timeout=timeout,
        given=given,
        signed_zero=signed_zero,
    )


def judge(
    exploration: Exploration,
    target: Target,
    candidate: Candidate,
    original: Session,
    side: Session,
    *,
    seed: int,
    deadline: float,
    min_branch_coverage: float = 1.0,
    min_strength: float = 0.0,
) -> Verdict:
    """Whether ``candidate``, open as ``side``, behaves as the original, until ``deadline`` (monotonic).

    ``min_branch_coverage`` is the fraction of branch exits that the inputs must take on both sides,
    ``min_strength`` the fraction of mutants of the original that they must tell from it.

    Raises:
        GuestError: the original's process cannot go on.
    """
    from optgate.verify import proof

    return proof.judge(
        exploration,
        target,
        candidate,
        original,
        side,
        seed=seed,
        deadline=deadline,
        min_branch_coverage=min_branch_coverage,
        min_strength=min_strength,
    )
