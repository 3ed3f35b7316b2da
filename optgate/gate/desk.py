"""What is done with stored outcomes, and what the gate says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optgate.gate import root
from optgate.gate.applying import accepted
from optgate.gate.guests import kit_folder

if TYPE_CHECKING:
    from optgate.config import Config
    from optgate.model import Outcome


def show(cwd: Path, id: str, config: Config) -> Outcome:
    """The stored outcome whose proposal or candidate has this id (a unique prefix will do)."""
    from optgate import store
    from optgate.discreet import discreet_record
    from optgate.gate.keeping import placed

    top = root(cwd)
    with store.open(top, config) as shelf:
        return discreet_record(placed(shelf.find(id), top))


def as_test(cwd: Path, id: str, config: Config) -> str:
    """A module of tests: the calls on which a refused candidate differed, with what the original does.

    An id of a proposal stands for all the candidates refused beside it.

    Raises:
        UsageError: The id is unknown, or has no counterexample that can be written as a test.
    """
    from optgate.guest import loader
    from optgate.model import UsageError
    from optgate.report import regression

    outcome = show(cwd, id, config)
    chosen = [one for one in outcome.judged if one.candidate.id.startswith(id)]
    if any(one.candidate.id == outcome.proposal for one in chosen):
        chosen = list(outcome.judged)
    examples = {
        one.candidate.id: example
        for one in chosen
        if one.verdict and (example := one.verdict.counterexample) is not None
    }
    if not examples:
        raise UsageError(f"no counterexample is known for {id}", "`optgate show` says what became of it")
    writable = {id: example for id, example in examples.items() if example.test}
    if not writable:
        raise UsageError(
            f"the counterexample for {id} cannot be written as a test",
            f"what differs has no Python source; `optgate show {id}` prints the call",
        )
    top, file = root(cwd).resolve(), outcome.target.file
    place = loader.locate(str(top / file.path), str(top), file.text)
    return regression.module(outcome.target, place.name, writable)


def dismiss(cwd: Path, id: str, reason: str, config: Config) -> Outcome:
    """Silence a proposal or a regression for as long as the function stays as it is."""
    from optgate import store
    from optgate.discreet import discreet
    from optgate.model import Status

    with store.open(root(cwd), config) as shelf:
        outcome = shelf.find(id)
        slower = outcome.status is Status.REGRESSED
        shelf.dismiss(outcome.judged[0].candidate.id if slower else accepted(outcome).id, discreet(reason))
        return outcome


def documentation() -> dict[str, str]:
    """The documentation of every code, in Markdown."""
    from optgate.gate import codes

    return {rule.code: rule.documentation for rule in codes.rules()}


def doctor(cwd: Path, config: Config) -> tuple[tuple[str, str, str], ...]:
    """What the gate found on this machine: rows of what, value and why."""
    import os
    import platform

    from optgate import __version__, host, store
    from optgate.discreet import discreet_record

    top = root(cwd)
    rows = [("optgate", __version__, f"on Python {platform.python_version()}")]
    rows.append(("project", str(top), "git's top level, or the nearest pyproject.toml"))
    found = host.discover(top, config.python, os.environ)
    if found.interpreter is None:
        rows.append(("interpreter", "none", "looked at: " + ", ".join(found.looked_at)))
    else:
        rows += host.diagnose(found.interpreter, kit_folder())
    rows.append(("sources", ", ".join(config.sources), "[tool.optgate] sources"))
    rows.append(_model(config))
    with store.open(top, config) as shelf:
        rows.append(("cache", str(shelf.path or "none"), shelf.note or "verdicts and proposals"))
    return discreet_record(tuple(rows))


def _model(config: Config) -> tuple[str, str, str]:
    """Which model is asked for rewrites, where it is, and whose setting that is; or why none is."""
    import os

    from optgate.rewrite.llm import endpoint

    settings = config.llm
    if not settings.enabled or "llm" not in config.sources:
        return ("model", "none", "no model is asked; `llm.enabled` and a key or a base URL turn it on")
    place = endpoint.find(settings.base_url, os.environ)
    if place is None:
        return ("model", "none", endpoint.NOWHERE)
    if not settings.model:
        return ("model", "none", "`llm.model` does not say which one")
    key = "with a key" if place.key else "without a key"
    return (
        "model",
        f"{settings.model} at {place.base_url}",
        f"{key} from the environment; never a project's",
    )
