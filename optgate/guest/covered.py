"""Branch coverage of the target over a set of inputs, by coverage's own tracer or by the marks."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, Callable

from .compiled import interpreted
from .subject import Subject

Calls = Callable[[], None]
Counted = dict[str, Any]


def count(subject: Subject, run: Calls) -> Counted:
    """Branch exits and lines that ``run`` takes, as the fields of the gate's ``Coverage``."""
    coverage = _coverage(subject.order.kit) if subject.functions else None
    if coverage is None:
        return _by_marks(subject, run)
    if not subject.compiled:
        return _by_coverage(coverage, subject, run)
    with interpreted(subject.caller):
        counted = _by_coverage(coverage, subject, run)
    return {**counted, "counter": f"{counted['counter']}, of the body interpreted"}


def _coverage(kit: str) -> Any:
    """The kit's coverage, or the project's own; the kit's folder is on the path only meanwhile."""
    if kit:
        sys.path.insert(0, kit)
    try:
        return importlib.import_module("coverage")
    except ImportError:
        return None
    finally:
        if kit:
            sys.path.remove(kit)


def _by_coverage(coverage: Any, subject: Subject, run: Calls) -> Counted:
    file = subject.private_file
    with open(file, "w", encoding="utf-8", newline="") as copy:
        copy.write(subject.order.text)
    os.environ["COVERAGE_CORE"] = "ctrace"
    measured = coverage.Coverage(data_file=None, branch=True, config_file=False, include=[file])
    measured.clear_exclude()
    measured.clear_exclude("partial")
    subject.use("private")
    measured.start()
    try:
        run()
    finally:
        measured.stop()
        subject.use("marked")
    tracer = "ctrace" if _is_c(measured) else "pytrace"
    statements, _, missing_lines = measured.analysis2(file)[1:4]
    inside = _lines(subject)
    branches = {line: found for line, found in measured.branch_stats(file).items() if line in inside}
    total = sum(found[0] for found in branches.values())
    missing = [line for line, found in branches.items() if found[1] < found[0]]
    if not total:
        missing = [line for line in missing_lines if line in inside]
    elif not any(line in inside and line not in missing_lines for line in statements):
        missing = sorted(inside.intersection(statements))
    return {
        "total": total,
        "taken": sum(found[1] for found in branches.values()),
        "missing": sorted(missing),
        "counter": f"coverage {coverage.__version__} ({tracer})",
    }


def _is_c(measured: Any) -> bool:
    """Whether the C tracer counted, by coverage's own account of itself."""
    facts = dict(measured.sys_info())
    return "CTracer" in str(facts.get("core", facts.get("tracer", "")))


def _lines(subject: Subject) -> set[int]:
    """The lines of the target's body."""
    return {
        line
        for found in subject.definitions
        for line in range(found.body[0].lineno, (found.end_lineno or found.lineno) + 1)
    }


def _by_marks(subject: Subject, run: Calls) -> Counted:
    marked = subject.marked
    if marked is None:
        run()
        return {"total": 0, "taken": 0, "missing": sorted(_lines(subject))[:1], "counter": "none"}
    taken: set[int] = set()
    run_marks = marked.recorder
    run_marks.listener = taken.update
    try:
        run()
    finally:
        run_marks.listener = None
    missing = {item.line for item in marked.exits if item.mark not in taken}
    if not marked.exits and not taken:
        missing = {min(_lines(subject))}
    return {
        "total": len(marked.exits),
        "taken": sum(item.mark in taken for item in marked.exits),
        "missing": sorted(missing),
        "counter": "marks",
    }
