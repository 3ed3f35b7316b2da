"""What the calls of a measurement gave: the same every time, and on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from optgate.guest import codec
from optgate.model import Observation

Differs = Callable[[bytes, Observation, Observation], str]
"""How the candidate's outcome of an encoded call differs from the original's, empty where it does not."""


class UnstableError(Exception):
    """The outcome of a side changed between two calls with the same input."""


class WrongError(Exception):
    """The candidate's outcome is not that of the original."""


def exactly(call: bytes, before: Observation, after: Observation) -> str:
    """The strictest comparison: two outcomes are the same where their encodings are."""
    same = (before.kind, before.outcome) == (after.kind, after.outcome)
    return "" if same else "the outcome is another one"


class Outcomes:
    """Remembers the outcome of each side for each input, over all processes, and notices a change.

    With ``by_loops`` the outcome may depend on the number of calls before it, as that of a function that
    draws random numbers does. With ``plain`` batches of the original gave the outcomes of plain calls.
    ``seed`` counts the hash seeds; with ``by_seed`` the original has shown that its outcomes depend on them.
    """

    def __init__(self, differs: Differs = exactly) -> None:
        self._seen: dict[tuple[str, bytes, int], dict[int, bytes]] = {}
        self._tours: dict[bytes, dict[str, bytes]] = {}
        self.differs = differs
        self.seed = 0
        self.by_seed = False
        self.by_loops = False
        self.plain = False

    def compare(self, n: int, call: bytes, before: Observation, after: Observation) -> None:
        """Compare what plain calls of both sides gave for an input of size ``n``.

        Raises:
            WrongError: the candidate's outcome differs.
        """
        if difference := self.differs(call, before, after):
            raise WrongError(
                f"not what the original gives on an input of size {n} that was timed: {difference}"
            )

    def expect(self, side: str, call: bytes, outcome: bytes) -> None:
        """A plain call of ``side`` had this outcome: a batch has to give the same, where it can."""
        if self.plain and not self.by_loops:
            self.check(side, call, 1, hashlib.sha256(outcome).digest())

    def expect_tour(self, calls: Sequence[bytes], outcomes: Mapping[str, Sequence[bytes]]) -> None:
        """Plain calls gave these outcomes, by side: a tour of them has to give the same."""
        digests = {side: _of_tour(parts) for side, parts in outcomes.items()}
        self._tours[_key(calls)] = {side: digest for side, digest in digests.items() if digest}

    def check(self, side: str, call: bytes, loops: int, digest: bytes) -> None:
        """Compare with the earlier outcome of ``side`` (the control is the original).

        Raises:
            UnstableError: the outcome is another one than before.
        """
        side = "original" if side == "control" else side
        known = self._seen.setdefault((side, call, loops if self.by_loops else 0), {})
        if known.setdefault(self.seed, digest) != digest:
            raise UnstableError(f"the {side} gave another outcome for the same input when called again")
        if self.by_loops or self.by_seed or {*known.values()} == {digest}:
            return
        if side != "original":
            raise UnstableError(f"the {side} gave another outcome for the same input in another process")
        self.by_seed = True

    def check_tour(self, calls: Sequence[bytes], digests: Mapping[str, bytes]) -> None:
        """Compare the tours of both sides with earlier ones; with plain calls where the original's agree.

        Raises:
            UnstableError: the outcomes are other ones than before.
        """
        key = _key(calls)
        for side in ("original", "candidate"):
            self.check(side, key, len(calls), digests[side])
        expected = self._tours.get(key, {})
        known = expected.keys() == {"original", "candidate"} and expected["original"] == digests["original"]
        if known and expected["candidate"] != digests["candidate"]:
            raise UnstableError("the candidate gave other outcomes for inputs in a row than for each alone")


def _key(calls: Sequence[bytes]) -> bytes:
    return hashlib.sha256(b"".join(calls)).digest()


def _of_tour(outcomes: Sequence[bytes]) -> bytes:
    """The digest of a tour of calls that had these outcomes each.

    Empty where they cannot be read, or changed something around the arguments: a tour tells of all changes at
    once, and those of a call alone are put back.
    """
    try:
        parts: list[Any] = [codec.decode(outcome) for outcome in outcomes]
        if any("state" in part for part in parts):
            return b""
        last = {**parts[-1], "results": [part["result"] for part in parts]}
        return hashlib.sha256(codec.encode(last)).digest()
    except (codec.Malformed, codec.Unsupported, KeyError, TypeError):
        return b""
