"""The report as JSON for programs: one object, the keys of which are stable (``version`` 1)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from optgate import __version__
from optgate.model import Confirmation, Finding, Hot, Inputs, Judged, Outcome, Report, Strength, Timing, plain

FORMAT = 1


def report(
    report: Report, errors: Sequence[str] | None = None, *, applied: frozenset[str] = frozenset()
) -> str:
    """A run, a check or a judgement; ``errors`` in place of those of the report."""
    functions = [outcome(one, applied) for one in report.outcomes]
    return dump(functions, report.errors if errors is None else errors, report)


def shown(one: Outcome, kept: Mapping[str, str] | None = None) -> str:
    """A single stored outcome; ``kept`` are the folders with the measurements of candidates, by id."""
    told = outcome(one, frozenset())
    for candidate in told["candidates"]:
        folder = (kept or {}).get(candidate["id"])
        if candidate["timing"] and folder:
            names = ("original", "candidate")
            candidate["timing"]["pyperf"] = {name: f"{folder}/{name}.json" for name in names}
    return dump([told], ())


def failure(message: str) -> str:
    """What is printed in place of a report when the command cannot be carried out."""
    return dump([], (message,))


def dump(functions: list[dict[str, Any]], errors: Sequence[str], report: Report | None = None) -> str:
    """The object that every command prints. ASCII, so that no encoding can break it."""
    document = {
        "version": FORMAT,
        "optgate": __version__,
        "functions": functions,
        "errors": list(errors),
        "notes": list(report.notes) if report else [],
        "details": list(report.details) if report else [],
        "seconds": round(report.seconds, 3) if report else 0.0,
        "budget": report.budget if report else None,
        "isolation": list(report.layers) if report else [],
    }
    return json.dumps(_finite(document), indent=2, allow_nan=False) + "\n"


def outcome(one: Outcome, applied: frozenset[str]) -> dict[str, Any]:
    """One function. What was not measured is null."""
    target = one.target
    return {
        "path": target.file.path,
        "qualname": target.qualname,
        "line": target.line,
        "end_line": target.end_line,
        "findings": [_finding(finding, one.hot) for finding in one.findings],
        "status": one.status.value,
        "reason": one.reason or None,
        "inputs": _inputs(one.inputs) if one.inputs else None,
        "candidates": [_judged(judged) for judged in one.judged],
        "proposal": one.proposal or None,
        "dismissed": one.dismissed or None,
        "applied": bool(one.proposal) and one.proposal in applied,
        "cached": one.cached,
        "patch": one.patch,
        "hot": _hot(one.hot) if one.hot else None,
        "usage": plain(one.usage) if one.usage else None,
    }


def _hot(hot: Hot) -> dict[str, Any]:
    return {
        "n": hot.n,
        "seconds": hot.seconds,
        "whole": hot.whole,
        "loops": [plain(one) for one in hot.loops],
        "lines": [plain(one) for one in hot.lines],
    }


def _finding(finding: Finding, hot: Hot | None) -> dict[str, Any]:
    """A finding; ``hits`` and ``share`` are those of the loop it stands at, null where not measured."""
    loop = next((one for one in hot.loops if one.line == finding.line), None) if hot else None
    return {
        "code": finding.code,
        "name": finding.name,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "message": finding.message,
        "level": finding.level.value,
        "why": finding.why or None,
        "estimate": finding.estimate or None,
        "score": finding.score,
        "hits": loop.hits if loop else None,
        "share": loop.share if loop else None,
    }


def _inputs(inputs: Inputs) -> dict[str, Any]:
    return {
        "count": inputs.count,
        "branch_coverage": inputs.branch_coverage,
        "missing_lines": list(inputs.missing),
        "counter": inputs.counter or None,
        "strength": _strength(inputs.strength) if inputs.strength else None,
        "sources": dict(inputs.sources),
        "seconds": round(inputs.seconds, 3),
        "domain": dict(inputs.domain),
    }


def _strength(strength: Strength) -> dict[str, Any]:
    return {
        "mutants": strength.mutants,
        "killed": strength.killed,
        "left_out": strength.left_out,
        "survivors": [{"line": one.line, "change": one.change} for one in strength.survivors],
    }


def _judged(one: Judged) -> dict[str, Any]:
    verdict = one.verdict
    example = verdict.counterexample if verdict else None
    return {
        "id": one.candidate.id,
        "source": one.candidate.source,
        "summary": one.candidate.summary,
        "prompt": one.candidate.prompt or None,
        "verdict": one.decision.value,
        "reason": one.reason or None,
        "notes": list(verdict.notes) if verdict else [],
        "branch_coverage": verdict.branch_coverage if verdict else None,
        "memory": plain(verdict.memory) if verdict and verdict.memory else None,
        "counterexample": {
            "call": example.call,
            "expected": example.expected,
            "actual": example.actual,
            "note": example.note or None,
        }
        if example
        else None,
        "timing": _timing(one.timing) if one.timing else None,
    }


def _timing(timing: Timing) -> dict[str, Any]:
    return {
        "speedup": timing.speedup,
        "low": timing.low,
        "high": timing.high,
        "seconds": round(timing.seconds, 3),
        "clock": timing.clock,
        "processes": timing.processes,
        "crossover": timing.crossover,
        "crossover_between": list(timing.crossover_between),
        "slopes": {
            side: plain(slope) for side, slope in zip(("original", "candidate"), timing.slopes, strict=True)
        },
        "sizes": [
            {"n": point.n, "speedup": point.speedup, "low": point.low, "high": point.high}
            for point in timing.sizes
        ],
        "confirmation": _confirmation(timing.confirmation) if timing.confirmation else None,
    }


def _confirmation(found: Confirmation) -> dict[str, Any]:
    """What pyperf's own runner made of it; the figures are null where it did not measure."""
    measured = not found.missing
    return {
        "agrees": found.agrees if measured else None,
        "speedup": found.speedup if measured else None,
        "low": found.low if measured else None,
        "high": found.high if measured else None,
        "seconds": round(found.seconds, 3),
        "processes": found.processes,
        "missing": found.missing or None,
    }


def _finite(value: Any) -> Any:
    """The document with null for numbers that JSON cannot hold."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
