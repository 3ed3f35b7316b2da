"""The sentences of a verdict: what differs, what was not reached, and what the user can do about it."""

from __future__ import annotations

from optgate.model import Coverage, Target
from optgate.verify.equal.walk import Difference
from optgate.verify.telling import reasons

_ASPECTS = {
    "exception": "another exception",
    "message": "another message",
    "type": "another type",
    "dtype": "another dtype",
    "shape": "another shape",
    "length": "another length",
    "value": "another value",
    "float": "another value",
    "zero": "another sign of zero",
    "nan": "NaN elsewhere",
    "infinity": "another infinity",
    "order": "another order",
    "aliasing": "other aliasing",
    "laziness": "another moment of reading its input",
    "warning": "another warning",
    "stdout": "another output",
    "stderr": "another output",
    "logs": "other log records",
    "state": "another state besides the arguments",
    "rng": "other use of random numbers",
    "mask": "another mask",
    "timeout": "never returns",
    "crash": "the process dies",
}


def differs(difference: Difference) -> str:
    """Why a candidate is wrong."""
    reason = _ASPECTS.get(difference.aspect, "another outcome")
    if difference.where.startswith(("args", "kwargs")):
        reason += " in an argument after the call"
    if difference.weaker:
        reason += ", where the original fails by accident"
    return f"{reason}: {difference.text}"


def unknown(type_name: str) -> str:
    """Why an outcome that the codec does not know leaves the verdict open."""
    return (
        f"its outcome holds a {type_name}, which cannot be compared; "
        "return plain values, arrays or instances of plain classes"
    )


def out_of_time(count: int, seconds: float) -> str:
    """Why too few inputs were compared."""
    return (
        f"the budget ran out before enough inputs were compared ({count} in {seconds:.1f} s); "
        "give it more time (`budget`), or judge the function alone"
    )


def uncovered(coverage: Coverage, whose: str, target: Target, wants: dict[reasons.Need, int]) -> str:
    """What was not reached, and what would reach it."""
    shown = ", ".join(map(str, coverage.missing[:6]))
    more = len(coverage.missing) - 6
    word = "line" if len(coverage.missing) == 1 else "lines"
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"no input was found that takes every branch of {whose} ({word} {shown}{rest}){reasons.hint(wants)}; "
        f"write a test that does, give {reasons.give(target)}, or lower `min-branch-coverage`"
    )


def untimed(target: Target) -> str:
    """Why nothing can be timed."""
    return (
        "no input was found that is fit for timing: it does not return fast enough on any size; "
        f"give some by {reasons.give(target)}"
    )


def outside(what: str) -> str:
    """Why a difference on inputs that nothing but trial speaks for is no verdict."""
    return f"differs outside the inferred domain ({what}); an annotation or a guard would decide it"


def left_out(slow: int, timeout: float) -> str:
    """That some inputs do not count."""
    noun = "one input" if slow == 1 else f"{slow} inputs"
    return f"the original did not return within {timeout:g} s on {noun}, which were left out"
