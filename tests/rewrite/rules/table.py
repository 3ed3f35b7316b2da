"""The two halves of a rule's table: what it rewrites, with inputs, and what it leaves alone."""

from __future__ import annotations

from optgate.model import Observed
from optgate.rewrite import propose

from ..harness import agrees, source, target_of

NAN = float("nan")


def candidates(body: str, words: str, observed: dict[str, Observed] | None = None):
    """The candidates of a function whose summary says the words."""
    text = source(body)
    seen = {key: (value,) for key, value in (observed or {}).items()}
    return text, [one for one in propose(target_of(text), (), seen) if words in one.summary]


def check(body: str, words: str, inputs, observed=None, rtol: float = 0.0) -> str:
    """Every candidate agrees with the original on every input; the text of the first."""
    text, found = candidates(body, words, observed)
    assert found, "no candidate"
    for one in found:
        assert agrees(text, one.text, inputs, rtol=rtol) is None, one.text
    return found[0].text


def untouched(body: str, words: str, observed=None) -> None:
    """The rule has nothing for the function."""
    _, found = candidates(body, words, observed)
    assert not found, found[0].text
