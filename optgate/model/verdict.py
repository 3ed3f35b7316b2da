"""What verification of a candidate found."""

from __future__ import annotations

import enum

import msgspec


class Decision(enum.StrEnum):
    """What became of one candidate; the ``verdict`` of the JSON report."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    NOT_FASTER = "not_faster"
    SLOWER_SMALL = "slower_small"
    UNPROVEN = "unproven"
    UNSAFE = "unsafe"
    ERROR = "error"


class Counterexample(msgspec.Struct, frozen=True):
    """A call on which the two sides differ; ``call`` runs after ``import numpy as np``.

    ``test`` holds the statements of a test function that makes the call and asserts what the original did;
    empty when that cannot be written as source.
    """

    call: str
    expected: str
    actual: str
    note: str = ""
    test: str = ""


class Coverage(msgspec.Struct, frozen=True):
    """Branch coverage of one side's function on a corpus, and who counted it.

    ``taken`` of ``total`` branch exits; ``missing`` are the lines whose exits were not all taken
    (or, where the function has no branch, the lines never run). ``counter`` is ``coverage 7.x (ctrace)``
    or ``marks``.
    """

    total: int
    taken: int
    missing: tuple[int, ...]
    counter: str

    @property
    def ratio(self) -> float:
        """Taken branches as a fraction; a function without branches is covered when no line is missing."""
        if self.total:
            return self.taken / self.total
        return 0.0 if self.missing else 1.0


FAILED = "failed"
"""The source of inputs that showed a candidate to be wrong."""


SUGGESTED = "model"
"""The source of inputs that a model suggests: tried, and no evidence of what the function is for."""


class Given(msgspec.Struct, frozen=True):
    """An input that the search need not invent: seen in use, handed over, or known to tell sides apart.

    ``call`` is an encoded argument list (``guest.codec.encode_call``, the instance of a method first),
    ``source`` is ``tests``, ``doctests``, ``main``, ``inputs`` (the configuration), ``failed`` (it showed
    an earlier candidate to be wrong) or ``model`` (a language model suggests it).
    """

    call: bytes
    source: str


class Mutant(msgspec.Struct, frozen=True):
    """A deliberate mistake in the original: ``change`` says which, ``line`` where (1-based)."""

    line: int
    change: str


class Strength(msgspec.Struct, frozen=True):
    """How many deliberate mistakes the inputs tell from the original, and the ones they do not.

    ``survivors`` are those that no other one subsumes; ``left_out`` were made, but there was no time to run
    them on all the inputs: they are not among ``mutants``.
    """

    mutants: int
    killed: int
    survivors: tuple[Mutant, ...] = ()
    left_out: int = 0

    @property
    def ratio(self) -> float:
        """Killed mutants as a fraction; 1 where there was none."""
        return self.killed / self.mutants if self.mutants else 1.0


class Inputs(msgspec.Struct, frozen=True):
    """What a verdict rests on: how many inputs, from where, and the domain used, a line a parameter.

    ``branch_coverage`` is that of the original, or None where it was not measured; so with ``strength``.
    """

    count: int
    branch_coverage: float | None
    seconds: float
    sources: dict[str, int]
    domain: dict[str, str]
    missing: tuple[int, ...] = ()
    counter: str = ""
    strength: Strength | None = None


class Memory(msgspec.Struct, frozen=True):
    """The peaks of one call on an input of size ``n``, its arguments included, in bytes."""

    n: int
    original: int
    candidate: int


class Verdict(msgspec.Struct, frozen=True):
    """The result of verification of one candidate.

    ``decision`` is ``ACCEPTED`` (no difference found, everything covered), ``WRONG``, ``UNPROVEN`` or
    ``ERROR``. ``sized`` holds pairs of a size ``n`` (elements of the largest argument) and an encoded
    input (``guest.codec``) of that size that the original accepts, for timing; ``notes`` are differences
    that do not reject, a lost warning for instance. ``failing`` are the encoded inputs that showed a
    difference, the smallest first. ``memory`` is what both sides need at most on the largest of ``sized``.
    ``late`` says that all that differs is that the candidate does not return in time where the original does.
    """

    decision: Decision
    reason: str
    inputs: Inputs | None = None
    branch_coverage: float | None = None
    counterexample: Counterexample | None = None
    notes: tuple[str, ...] = ()
    sized: tuple[tuple[int, bytes], ...] = ()
    failing: tuple[bytes, ...] = ()
    memory: Memory | None = None
    late: bool = False
