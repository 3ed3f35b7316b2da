"""Where the candidates of a function come from: the sources that the configuration lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.gate.guests import Guests
    from optgate.model import Candidate, Finding, Observed, Target


def proposed(
    target: Target,
    findings: Sequence[Finding],
    guests: Guests,
    observed: Mapping[str, Sequence[Observed]] | None = None,
) -> tuple[Candidate, ...]:
    """The candidates of all sources, those that are compiled last.

    ``observed`` says what the parameters really hold, once that is known.
    """
    from optgate import rewrite

    sources = guests.config.sources
    candidates = tuple(rewrite.propose(target, findings, observed)) if "rules" in sources else ()
    if "numba" in sources and guests.numba:
        candidates += rewrite.compiled(target, observed)
    return candidates
