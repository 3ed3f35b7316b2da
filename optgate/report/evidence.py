"""What stands behind a verdict, in rows: the patch, the inputs, the sizes, the refused candidates."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from optgate.model import Counterexample, Decision, Inputs, Judged, Outcome, Slope, Strength, Timing, Verdict
from optgate.report.layout import INDENT, Page
from optgate.report.view import DECISION_WORDS, Detail, View, count, factor, size

_CONTEXT = 1
"""Unchanged lines shown before and after a change."""

_LONGEST_VALUE = 60
_SOURCES = {
    "search": "{} searched",
    "mutation": "{} mutated",
    "probe": "{} by the rule",
    "main": "{} from __main__",
    "inputs": "{} from `inputs`",
    "failed": "{} that failed before",
}
_MOST_SIZES = 6


def patch(page: Page, diff: str, view: View) -> None:
    """The changed lines of a unified diff, with their line numbers in the old file."""
    rows = _changed(diff)
    shown = rows if view.diff_lines is None else rows[: view.diff_lines]
    gutter = max((len(number) for number, _ in rows), default=0)
    for number, text in shown:
        style = {"-": "red", "+": "green", "\\": "dim"}.get(text[:1], "")
        page.line((number.rjust(gutter) + "  ", "dim"), (text, style), indent=INDENT)
    if len(shown) < len(rows):
        page.line((f"… {count(len(rows) - len(shown), 'more line')}: show it whole", "dim"), indent=INDENT)


def _changed(diff: str) -> list[tuple[str, str]]:
    """The old line number (empty for an added line) and the text of each line near a change."""
    rows: list[tuple[str, str]] = []
    number = 0
    for line in re.split(r"\r\n|\n", diff.removesuffix("\n")):
        if match := re.match(r"@@ -(\d+)", line):
            number = int(match[1])
            rows.append(("", "@@"))
        elif not rows:
            continue
        elif line.startswith("+"):
            rows.append(("", line.rstrip("\r")))
        elif line.startswith("\\"):
            rows.append(("", line))
        else:
            rows.append((str(number), line.rstrip("\r")))
            number += 1
    return _near_changes(rows)


def _near_changes(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    changes = [i for i, (_, text) in enumerate(rows) if text[:1] in ("-", "+", "\\")]
    kept: list[tuple[str, str]] = []
    last = -1
    for i, row in enumerate(rows):
        if row[1] == "@@" or not any(abs(i - change) <= _CONTEXT for change in changes):
            continue
        if kept and i != last + 1:
            kept.append(("⋯", ""))
        kept.append(row)
        last = i
    return kept


def sameness(page: Page, inputs: Inputs, candidate_coverage: float | None, notes: Sequence[str]) -> None:
    """On what the claim of equal behaviour rests; ``notes`` are the differences that did not reject."""
    difference = "no difference but what is noted below" if notes else "no difference"
    found = f"{difference} on {counted(inputs)}"
    told = f" · {_mutants(inputs.strength)}" if inputs.strength else ""
    page.row("same", f"{found}; {_branches(inputs, candidate_coverage)}{told}")
    for note in notes:
        page.row("note", note)
    domain(page, inputs)


def survivors(page: Page, inputs: Inputs) -> None:
    """The deliberate mistakes that no input told from the original, a line each."""
    for number, one in enumerate(inputs.strength.survivors if inputs.strength else ()):
        page.row("" if number else "survived", f"line {one.line}: {one.change}")


def _mutants(strength: Strength) -> str:
    left_out = f" ({strength.left_out} left out: no time)" if strength.left_out else ""
    return f"{strength.killed} of {count(strength.mutants, 'mutant')}{left_out}"


def domain(page: Page, inputs: Inputs) -> None:
    """The kinds of values used, a line a parameter."""
    for number, (parameter, kind) in enumerate(inputs.domain.items()):
        page.row("" if number else "inputs", f"{parameter}: {kind}")


def _branches(inputs: Inputs, candidate: float | None) -> str:
    counter = f", counted by {inputs.counter}" if inputs.counter else ""
    original = inputs.branch_coverage
    if original is not None and candidate is not None and min(original, candidate) >= 1:
        return f"every branch of both versions{counter}"
    missing = f", not those of line {', '.join(map(str, inputs.missing))}" if inputs.missing else ""
    return (
        f"branches of the original {_share(original)}{missing}, of the candidate {_share(candidate)}{counter}"
    )


def _share(ratio: float | None) -> str:
    """A share in percent, rounded down so that only all of it is 100."""
    return "not measured" if ratio is None else f"{math.floor(ratio * 100)}%"


def sizes(page: Page, timing: Timing, view: View) -> None:
    """The speed-up by input size, and from where on the candidate is not slower."""
    points = timing.sizes
    if points:
        step = max(1, -(-(len(points) - 1) // (_MOST_SIZES - 1)))
        chosen = [*points[:-1:step], points[-1]]
        text = "   ".join(f"{size(point.n)}:\xa0{factor(point.speedup)}" for point in chosen)
        smallest = min(point.n for point in points)
        if timing.crossover is None:
            text += "   (no size was found from which it is not slower)"
        elif timing.crossover > smallest:
            text += f"   ({_crossover(timing)})"
        page.row("sizes", f"n\xa0= {text}")
    before, after = timing.slopes
    if before is not None and after is not None:
        page.row("growth", f"time ~ n^{_slope(before)} before, n^{_slope(after)} now")
    if view.detail >= Detail.FULL:
        clock = "CPU clock" if timing.clock == "cpu" else f"{timing.clock} clock"
        page.row(
            "timed", f"{count(timing.processes, 'process', 'processes')}, {clock}, {timing.seconds:.1f} s"
        )


def _crossover(timing: Timing) -> str:
    """From where on the candidate is not slower; a range where the sizes measured leave one."""
    below, above = timing.crossover_between
    if below is None or above is None:
        return f"slower only below n = {size(timing.crossover or 0)}"
    return f"slower up to n = {size(below)}, faster from n = {size(above)} on"


def _slope(slope: Slope) -> str:
    return f"{slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]"


def memory(page: Page, verdict: Verdict | None) -> None:
    """The peaks of both sides on the largest input that was timed."""
    peaks = verdict.memory if verdict else None
    if peaks is not None:
        before, after = (f"{peak / 2**20:.2f} MiB" for peak in (peaks.original, peaks.candidate))
        page.row("memory", f"{after} at n = {size(peaks.n)}, was {before}")


def speedup(timing: Timing) -> str:
    """``7.8x faster [7.1, 8.6]``."""
    return f"{factor(timing.speedup)} faster {_interval(timing)}"


def measured(timing: Timing) -> str:
    """``0.93x the speed of the original [0.90, 0.97]``."""
    return f"{factor(timing.speedup)} the speed of the original {_interval(timing)}"


def _interval(timing: Timing) -> str:
    return "[" + ", ".join(factor(bound).removesuffix("x") for bound in (timing.low, timing.high)) + "]"


def refused(page: Page, outcome: Outcome) -> None:
    """The candidates that were turned down, each with the reason or the call on which it differs.

    A call on which an earlier candidate differed in the same way is not shown again.
    """
    shown: dict[Counterexample, str] = {}
    for one in outcome.judged:
        if one.decision is Decision.ACCEPTED:
            continue
        example = one.verdict.counterexample if one.verdict else None
        alike = Counterexample(example.call, example.expected, example.actual) if example else None
        why = f"differs as {shown[alike]} does" if alike and alike in shown else _why(one, example)
        if alike is not None:
            shown.setdefault(alike, one.candidate.id)
        page.row("refused", f"{one.candidate.id} ({one.candidate.source}): {why}")


def _why(one: Judged, example: Counterexample | None) -> str:
    if example is None:
        return f"{DECISION_WORDS[one.decision]}; {one.reason}" if one.reason else DECISION_WORDS[one.decision]
    return f"{example.call} gave {short(example.actual)}, was {short(example.expected)}"


def counted(inputs: Inputs) -> str:
    """``1,204 inputs (1,172 searched, 32 from tests)``."""
    parts = [
        _SOURCES.get(source, f"{{}} from {source}").format(f"{number:,}")
        for source, number in sorted(inputs.sources.items(), key=lambda item: -item[1])
    ]
    return count(inputs.count, "input") + (f" ({', '.join(parts)})" if parts else "")


def short(value: str) -> str:
    """A value on one line, cut in its middle where it is long."""
    line = " ".join(value.split())
    if len(line) <= _LONGEST_VALUE:
        return line
    half = _LONGEST_VALUE // 2 - 1
    return f"{line[:half]} … {line[-half:]}"


def counterexample(page: Page, example: Counterexample) -> None:
    """A counterexample in full: the call as it can be pasted, and what both versions made of it."""
    page.row("call", example.call, "bold", wrap=False)
    page.row("original", example.expected, wrap=False)
    page.row("candidate", example.actual, wrap=False)
