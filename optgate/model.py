"""The frozen records that travel through the rooms, and the protocols between them.

Data walks through the gate once: ``Target`` (select), ``Finding`` (detect), ``Candidate`` (rewrite),
``Verdict`` (verify), ``Timing`` (timing), ``Outcome`` (report, patch). A record never changes after it is
made and derives nothing that needs another room.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec

_NEWLINE = re.compile(r"\r\n|\r|\n")


class Status(enum.StrEnum):
    """What became of one function; the ``status`` of the JSON report."""

    PROPOSED = "proposed"
    NO_CANDIDATE = "no_candidate"
    ALL_REJECTED = "all_rejected"
    NOT_FASTER = "not_faster"
    UNPROVEN = "unproven"
    REGRESSED = "regressed"
    SKIPPED = "skipped"
    ERROR = "error"


class Decision(enum.StrEnum):
    """What became of one candidate; the ``verdict`` of the JSON report."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    NOT_FASTER = "not_faster"
    SLOWER_SMALL = "slower_small"
    UNPROVEN = "unproven"
    UNSAFE = "unsafe"
    ERROR = "error"


class OptgateError(Exception):
    """An error whose message is meant for the user; the command ends with ``exit_status``.

    ``hint`` is the next step the user can take, printed on a line of its own.
    """

    exit_status = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(OptgateError):
    """Wrong usage or configuration: exit status 2."""

    exit_status = 2


class GuestError(OptgateError):
    """The user's interpreter or module could not be used; carries what it said.

    Raised by ``host`` when a side cannot be opened (the import raises, hangs or exits, the function is
    not found) and by a ``Session`` that cannot go on.
    """


class SourceFile(msgspec.Struct, frozen=True):
    """A file as it is judged: the content of the index, or of the work tree for explicit targets.

    ``root`` is the absolute project root, ``path`` the posix path relative to it. ``text`` is ``raw``
    decoded with ``encoding`` (a byte order mark removed), its line ends as they are in the file.
    """

    root: str
    path: str
    raw: bytes
    text: str
    encoding: str = "utf-8"
    bom: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, split where Python's own parser splits them (not at form feeds)."""
        lines: list[str] = []
        start = 0
        for match in _NEWLINE.finditer(self.text):
            lines.append(self.text[start : match.end()])
            start = match.end()
        if start < len(self.text):
            lines.append(self.text[start:])
        return lines


class Target(msgspec.Struct, frozen=True):
    """One function to judge: a module-level function or a method, with everything nested in it.

    ``line`` is the line of the first decorator or of the ``def``, ``def_line`` that of the ``def``
    (1-based), ``end_line`` the last line. ``refused`` says why the function cannot be judged at all
    (a coroutine, for instance), or is empty.
    """

    file: SourceFile
    qualname: str
    line: int
    def_line: int
    end_line: int
    refused: str = ""

    @property
    def name(self) -> str:
        """The last part of the qualified name."""
        return self.qualname.rpartition(".")[2]


class Level(enum.StrEnum):
    """Whether something is worth acting on by itself, or rarely pays and is told only when asked for."""

    FINDING = "finding"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True):
    """A place where a loop-heavy numeric pattern stands. Lines 1-based, columns 0-based.

    ``message`` says what it is and what it would become, ``why`` why that matters, ``estimate`` what is known
    of the work behind it (nesting, trip counts, operations), ``score`` the same for ranking: the decimal
    logarithm of the operations of a call, unknown trip counts taken as equal.
    """

    code: str
    name: str
    line: int
    column: int
    end_line: int
    message: str
    level: Level = Level.FINDING
    why: str = ""
    estimate: str = ""
    score: float = 0.0


class Candidate(msgspec.Struct, frozen=True):
    """A rewrite of the whole file in which only the target function (and added imports) differ.

    ``source`` names where it comes from (``rules:lift``, ``external``, ``llm:MODEL``); ``trusted`` is true
    when optgate's own rules wrote it. ``summary`` is one line for people. ``probes`` are Python expressions
    of argument tuples that would show a wrong use of the rule, tried early. ``prompt`` is the sha256 of what
    a model was sent, empty for other sources.
    """

    id: str
    source: str
    text: str
    summary: str
    trusted: bool = True
    probes: tuple[str, ...] = ()
    prompt: str = ""


class Usage(msgspec.Struct, frozen=True):
    """What asking a model for rewrites of one function took.

    ``calls`` went over the network, ``replayed`` came from the cache. Tokens are as the server counted them,
    0 where it did not; ``usd`` is None where no prices are known. ``seconds`` were spent waiting. ``failed``
    calls brought no rewrite, and ``reason`` says why asking ended early, or is empty.
    """

    model: str
    calls: int = 0
    replayed: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = None
    seconds: float = 0.0
    reason: str = ""


class Lesson(msgspec.Struct, frozen=True):
    """A model's rewrite that was accepted, to be tried on functions of the same shape.

    ``shape`` is the sha256 of the original's syntax tree without its own names; ``name`` is what the
    function was called, ``names`` are its own names in the order of the tree; ``text`` holds the imports and
    helpers of the rewrite and the rewrite, ``source`` and ``prompt`` are those of its candidate.
    """

    shape: str
    name: str
    names: tuple[str, ...]
    text: str
    source: str
    prompt: str


class Observed(msgspec.Struct, frozen=True):
    """What a parameter held in realistic inputs.

    ``container`` is ``list``, ``tuple``, ``array``, ``frame``, ``series``, ``dict``, ``set``, ``iterator``,
    or the name of a scalar type; ``element`` the type or dtype of what it holds, ``ndim`` its dimensions
    (nested lists count as such) and ``size`` the most elements seen.
    """

    container: str
    element: str = ""
    ndim: int = 0
    size: int = 0


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


class Verdict(msgspec.Struct, frozen=True):
    """The result of verification of one candidate.

    ``decision`` is ``ACCEPTED`` (no difference found, everything covered), ``WRONG``, ``UNPROVEN`` or
    ``ERROR``. ``sized`` holds pairs of a size ``n`` (elements of the largest argument) and an encoded
    input (``guest.codec``) of that size that the original accepts, for timing; ``notes`` are differences
    that do not reject, a lost warning for instance. ``failing`` are the encoded inputs that showed a
    difference, the smallest first. ``memory`` is what both sides need at most on the largest of ``sized``.
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


class SizePoint(msgspec.Struct, frozen=True):
    """The speed-up at one input size ``n`` (original time / candidate time), with its interval."""

    n: int
    speedup: float
    low: float
    high: float


class Confirmation(msgspec.Struct, frozen=True):
    """What pyperf's own runner measured of an accepted candidate, each side in processes of its own.

    ``speedup``, ``low`` and ``high`` are original time / candidate time with a 95 % interval, 0 where
    ``missing`` says why nothing was measured. ``agrees`` is whether pyperf calls the candidate faster too.
    ``processes`` are those of one side, ``pyperf`` is the runner's JSON document with both.
    """

    agrees: bool
    speedup: float = 0.0
    low: float = 0.0
    high: float = 0.0
    seconds: float = 0.0
    processes: int = 0
    missing: str = ""
    pyperf: str = ""


class Slope(msgspec.Struct, frozen=True):
    """The log-log slope of time over input size, with its 95 % interval: 1 for linear, 2 for quadratic."""

    value: float
    low: float
    high: float


class Memory(msgspec.Struct, frozen=True):
    """The peaks of one call on an input of size ``n``, its arguments included, in bytes."""

    n: int
    original: int
    candidate: int


class Timing(msgspec.Struct, frozen=True):
    """A paired measurement. ``speedup`` is original time / candidate time, ``low`` and ``high`` its interval.

    ``decision`` is ``ACCEPTED`` (faster beyond the threshold), ``NOT_FASTER`` (also when inconclusive;
    ``reason`` tells which), ``SLOWER_SMALL`` or ``ERROR``. ``crossover`` is the smallest size from which
    the candidate is not slower; ``crossover_between`` holds the largest size at which it is surely slower and
    the one from which it is surely faster at all, either None where there is none. ``slopes`` are those of
    original and candidate, None where too few sizes tell them.
    ``original_pyperf`` and ``candidate_pyperf`` are pyperf JSON documents.
    """

    decision: Decision
    reason: str
    speedup: float
    low: float
    high: float
    seconds: float
    clock: str
    processes: int
    crossover: int | None = None
    sizes: tuple[SizePoint, ...] = ()
    original_pyperf: str = ""
    candidate_pyperf: str = ""
    crossover_between: tuple[int | None, int | None] = (None, None)
    slopes: tuple[Slope | None, Slope | None] = (None, None)
    confirmation: Confirmation | None = None


class LineTime(msgspec.Struct, frozen=True):
    """How often a line (1-based) ran, and the seconds it took with everything it called."""

    line: int
    hits: int
    seconds: float


class Profile(msgspec.Struct, frozen=True):
    """The lines of the function in one call that takes ``seconds`` when nothing watches it.

    ``steps`` are how often one line was followed by another in the same frame: (before, line, hits).
    ``whole`` is false where watching ended before the call did.
    """

    seconds: float
    lines: tuple[LineTime, ...]
    steps: tuple[tuple[int, int, int], ...] = ()
    whole: bool = True


class Spent(msgspec.Struct, frozen=True):
    """A share (0 to 1) of the time of a call and the ``hits``: of one line, or of a loop.

    A loop's lines are ``line`` to ``end_line``, and its hits are how often its body ran.
    """

    line: int
    end_line: int
    hits: int
    share: float


class Hot(msgspec.Struct, frozen=True):
    """Where the time of the original goes, in a call of ``seconds`` with an input of size ``n``."""

    n: int
    seconds: float
    loops: tuple[Spent, ...]
    lines: tuple[Spent, ...]
    whole: bool = True


class Reach(msgspec.Struct, frozen=True):
    """What a measurement of ``seconds`` decides nine times in ten: differences from ``least`` on (0.03: 3 %).

    ``processes`` is the number of sets of processes that fit. ``least`` is infinite where too few do.
    """

    seconds: float
    processes: int
    least: float


class Noise(msgspec.Struct, frozen=True):
    """A function against itself.

    ``difference`` is what it seemed to differ from itself by, and ``margin`` half its 95 % interval.
    ``between`` is the standard deviation from one set of processes to the next, ``within`` the standard
    error of one set (all log ratios); ``load`` is the machine's load average of the last minute, or None.
    """

    seconds: float
    processes: int
    difference: float
    margin: float
    between: float
    within: float
    load: float | None
    reach: tuple[Reach, ...]


class Judged(msgspec.Struct, frozen=True):
    """One candidate with everything that was found out about it."""

    candidate: Candidate
    decision: Decision
    reason: str
    verdict: Verdict | None = None
    timing: Timing | None = None


class Outcome(msgspec.Struct, frozen=True):
    """One function at the end of the corridor.

    ``proposal`` is the accepted candidate's id, or empty; ``dismissed`` the reason it was dismissed for.
    ``cached`` is true when the store answered, ``unfinished`` when the budget ran out before everything
    was judged. ``usage`` is what asking a model took, None where none was asked.
    """

    target: Target
    findings: tuple[Finding, ...]
    status: Status
    reason: str = ""
    judged: tuple[Judged, ...] = ()
    inputs: Inputs | None = None
    patch: str | None = None
    proposal: str = ""
    cached: bool = False
    unfinished: bool = False
    dismissed: str = ""
    hot: Hot | None = None
    usage: Usage | None = None


class Report(msgspec.Struct, frozen=True):
    """A whole run.

    ``notes`` are lines for the user (no interpreter found, budget spent and what is left), ``details`` lines
    for those who ask for everything (what of the project's tests was run).
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    budget: float | None = None
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


class SideInfo(msgspec.Struct, frozen=True):
    """What a guest says of itself once the user's module is imported.

    Where numba compiles the function, ``signatures`` of it were compiled, in ``compiling`` seconds.
    """

    python: str
    numpy: str
    layers: tuple[str, ...]
    signatures: int = 0
    compiling: float = 0.0


class Observation(msgspec.Struct, frozen=True):
    """What one call did.

    ``kind`` is ``return``, ``raise``, ``timeout``, ``crash`` (the process died), ``unreadable`` (frame
    over the size cap or not decodable). ``outcome`` is the canonical encoding of everything compared
    (see ``guest.codec``): equal bytes mean equal behaviour. ``marks`` holds the bucketed count of each
    branch mark, ``operands`` an encoded list of pairs of scalars that were compared.
    """

    kind: str
    outcome: bytes
    seconds: float = 0.0
    marks: bytes = b""
    operands: bytes = b""


class Lap(msgspec.Struct, frozen=True):
    """One timed batch of ``loops`` calls, in nanoseconds.

    ``thread`` and ``wall`` are read inside the guest around the loop; ``cpu`` is the guest's CPU clock
    as the gate reads it from outside (0 where the platform has no such clock), with the overhead of the
    request included. ``switches`` counts voluntary context switches. ``digest`` identifies the outcome
    of the last call, for comparison between the sides: the sha256 of the outcome that ``run`` would give.
    """

    loops: int
    thread: int
    wall: int
    cpu: int
    switches: int
    digest: bytes


Fact = tuple[tuple[str, ...], str, Any]
"""What was done to the value at a path inside an argument: the steps to it, a word, and a detail."""


class Session(Protocol):
    """One side (original or candidate), loaded in a process of its own in the user's interpreter.

    Inputs are encoded argument lists (``guest.codec.encode_call``). Every method raises ``GuestError``
    when the side cannot be (re)started. A call that times out or crashes is an observation; the session
    restarts its process by itself and goes on with the next input.
    """

    info: SideInfo

    @property
    def pid(self) -> int:
        """The process that runs now, 0 when there is none; for pinning it to a core while it is timed."""
        ...

    def run(self, inputs: Sequence[bytes], *, timeout: float, text: str = "") -> list[Observation]:
        """Call the function once on fresh copies of each input; ``timeout`` seconds per call.

        With ``text``, another text of the same file written by optgate itself (a mutant), the function runs
        with the body it has there, unmarked; the next call without it finds the function as it was.
        """
        ...

    def trace(self, calls: Sequence[bytes], *, rounds: int, seed: int, timeout: float) -> list[Fact]:
        """What the function does with its arguments, written down by tracers in ``rounds`` calls.

        ``calls`` are made in turn; where one names ``<tracer>:`` and steps parted by bars, a tracer of that
        path stands. Facts are what was seen until ``timeout`` seconds of CPU were up, none when the process
        died. The calls leave nothing behind.
        """
        ...

    def peak(self, call: bytes, *, timeout: float) -> int:
        """The most bytes that were allocated at once during one call, beyond what its arguments hold.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def deepest(self, call: bytes, *, timeout: float) -> int:
        """The most calls of Python functions that were open at once during one call, itself among them.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def profile(self, call: bytes, *, timeout: float) -> Profile:
        """How often each line of the function runs in one call, and how long; ``timeout`` seconds in all.

        Raises ``GuestError`` when the call raises or the process dies.
        """
        ...

    def cover(self, inputs: Sequence[bytes], *, timeout: float) -> Coverage:
        """Branch coverage of the function over all ``inputs``; ``timeout`` seconds in all.

        Raises ``GuestError`` when the time does not suffice or the process dies.
        """
        ...

    def lap(self, call: bytes, loops: int, *, fresh: bool, timeout: float) -> Lap:
        """Time ``loops`` calls. ``fresh``: every call gets its own copy, made before the clock starts.

        Raises ``GuestError`` when the call raises or the time does not suffice.
        """
        ...

    def tour(self, calls: Sequence[bytes], *, timeout: float) -> Lap:
        """Time one call with each of ``calls``, decoded before the clock starts; none is called before.

        ``digest`` is that of all the results. Raises ``GuestError`` as ``lap`` does.
        """
        ...

    def close(self) -> None:
        """End the process. Safe to call twice."""
        ...


OpenSide = Callable[[str], AbstractContextManager[Session]]
"""Opens a side from the text of the whole file; the gate hands it to ``verify`` and ``timing``."""

Progress = Callable[[str], None]
"""Called with a short phrase whenever the gate goes on to something else."""


def plain(value: Any) -> Any:
    """The record as plain lists and dictionaries, for JSON.

    >>> plain(SizePoint(1, 2.0, 1.5, 2.5))
    {'n': 1, 'speedup': 2.0, 'low': 1.5, 'high': 2.5}
    """
    return msgspec.to_builtins(value)
