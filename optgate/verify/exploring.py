"""Finding the inputs of the original: the domain, a first corpus, and whether it can be judged at all."""

from __future__ import annotations

import time
from typing import Any

from optgate.model import Session, Target
from optgate.verify import CALL_SECONDS, EXPLORE_SECONDS, profiles
from optgate.verify.compare import compare
from optgate.verify.domain import Domain, for_style, start
from optgate.verify.duel import Duel, Trial
from optgate.verify.infer import anything
from optgate.verify.kinds import TRIED, Option
from optgate.verify.learn import Learner
from optgate.verify.observed import Place, exception, outcome
from optgate.verify.search import MOST_SLOW, Search
from optgate.verify.source import read

_MOST = 1500
_AGAIN = 12
_KEPT = 1200


class Exploration:
    """What is known of a function before any candidate is looked at.

    ``unproven`` says why it cannot be judged, or is empty; ``domain`` holds a line per parameter.
    """

    def __init__(
        self,
        unproven: str = "",
        state: Domain | None = None,
        trials: list[Trial] | None = None,
        timeout: float = CALL_SECONDS,
    ) -> None:
        self.timeout = timeout
        self.unproven = unproven
        self.state = state
        self.trials = trials or []

    @property
    def domain(self) -> dict[str, str]:
        """The kinds of inputs and the evidence for them, a line per parameter."""
        return self.state.describe() if self.state else {}


def explore(
    target: Target, original: Session, *, seed: int, deadline: float, timeout: float = CALL_SECONDS
) -> Exploration:
    """Learn what inputs the function takes and reach its branches, until ``deadline`` (monotonic).

    Raises:
        GuestError: the original's process cannot go on.
    """
    if target.refused:
        return Exploration(target.refused)
    source = read(target.file.text, target.qualname)
    if source is None:
        return Exploration(f"{target.qualname} was not found in the source")
    if source.method:
        return Exploration(f"needs an instance of {target.qualname.rpartition('.')[0]}")
    deadline = min(deadline, time.monotonic() + EXPLORE_SECONDS)
    domain, inference = start(source)
    learner = Learner(domain, original, seed, timeout=timeout, deadline=deadline)
    learned = learner.learn(inference.numeric_module)
    if not learned:
        return Exploration(_no_domain(learner), domain)
    domain.rates.clear()
    duel = Duel(domain.params, original, None, timeout=timeout, rounded=source.rounded)
    search = Search(domain, duel, seed)
    search.run([call for call, _ in learner.tried], [observation for _, observation in learner.tried])
    search.guided(deadline, _MOST // 2, ("small", "small", "middle"))
    search.guided(deadline, _MOST // 2, ("small", "middle", "middle", "large"))
    _guards(search, inference.numeric_module)
    if search.slow >= MOST_SLOW and len(search.trials) < 2 * MOST_SLOW:
        return Exploration("most calls do not return in time, even on small inputs", domain)
    trials = [trial for trial in search.trials if _usable(trial)]
    if not any(trial.place is Place.FINE for trial in trials):
        return Exploration("no input was found on which it returns; annotate its parameters", domain)
    reason = _unsteady(trials, original, domain, timeout)
    if reason:
        return Exploration(reason, domain)
    first = {id(trial) for trial in search.corpus}
    trials.sort(key=lambda trial: id(trial) not in first)
    return Exploration("", domain, trials[:_KEPT], timeout)


def _usable(trial: Trial) -> bool:
    return trial.counted


def _no_domain(learner: Learner) -> str:
    """Why no domain was found, with the exception met most often."""
    found: dict[str, int] = {}
    for _, observation in learner.tried:
        if observation.kind == "raise":
            name, message, _ = exception(observation)
            text = f"{name}: {message}"[:100]
            found[text] = found.get(text, 0) + 1
        elif observation.kind == "timeout":
            found["it does not return in time"] = found.get("it does not return in time", 0) + 1
    usual = max(found, key=lambda text: found[text], default="")
    return (
        f"no kind of input was found that it takes ({usual}); annotate its parameters"
        if usual
        else "no input found"
    )


def _guards(search: Search, numeric: bool) -> None:
    """Kinds outside the domain, once each, to reach the function's own checks of its arguments."""
    domain = search.domain
    primary = domain.primary()
    calls = []
    for index, options in enumerate(domain.options):
        known = {option.kind for option in options}
        if not options:
            continue
        for option in for_style(domain.params[index], anything(numeric)):
            if option.kind not in known:
                odd = Option(option.kind, TRIED, "trial")
                chosen = (*primary[:index], odd, *primary[index + 1 :])
                calls.append(search.maker.call("small", profile=profiles.BENIGN, options=chosen, extent=2))
    seen = {place for _, place, _ in search.marks}
    for trial in search.run(calls, keep=False):
        fresh = {place for place, bucket in enumerate(trial.original.marks) if bucket} - seen
        if fresh and trial.place in (Place.OWN, Place.FINE):
            seen |= fresh
            search.trials.append(trial)
        else:
            trial.counted = False
    search.corpus = [trial for trial in search.corpus if trial.counted]


def _unsteady(trials: list[Trial], original: Session, domain: Domain, timeout: float) -> str:
    """Run some inputs again: a function that does not repeat itself cannot be judged by its outcomes."""
    step = max(1, len(trials) // _AGAIN)
    some = [trial for trial in trials if trial.place in (Place.FINE, Place.OWN)][::step][:_AGAIN]
    again = original.run([trial.call.encoded(domain.params) for trial in some], timeout=timeout)
    for trial, observation in zip(some, again, strict=True):
        if observation.outcome == trial.original.outcome and observation.kind == trial.original.kind:
            continue
        first: dict[str, Any] | None = outcome(trial.original)
        second = outcome(observation)
        if first is None or second is None:
            return "its outcome cannot be read"
        found = compare(first, second)
        if found.difference or found.gaps:
            what = found.difference.where if found.difference else "result"
            return f"not deterministic: two runs on one input differ ({what})"
        if found.unknown:
            return f"its outcome holds a {found.unknown}, which cannot be compared"
    return ""
