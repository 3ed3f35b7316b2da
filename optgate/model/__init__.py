"""The frozen records that travel through the rooms, and the protocols between them.

Data walks through the gate once: ``Target`` (select), ``Finding`` (detect), ``Candidate`` (rewrite),
``Verdict`` (verify), ``Timing`` (timing), ``Outcome`` (report, patch). A record never changes after it is
made and derives nothing that needs another room.
"""

from optgate.model.candidate import Candidate, Lesson, Observed, Usage
from optgate.model.errors import GuestError, OptgateError, UsageError
from optgate.model.report import Judged, Outcome, Report, Status, plain
from optgate.model.session import Fact, Lap, Observation, OpenSide, Progress, Session, SideInfo
from optgate.model.source import Finding, Level, SourceFile, Target
from optgate.model.timing import (
    Confirmation,
    Hot,
    LineTime,
    Noise,
    Profile,
    Reach,
    SizePoint,
    Slope,
    Spent,
    Timing,
)
from optgate.model.verdict import (
    FAILED,
    SUGGESTED,
    Counterexample,
    Coverage,
    Decision,
    Given,
    Inputs,
    Memory,
    Mutant,
    Strength,
    Verdict,
)

__all__ = [
    "FAILED",
    "SUGGESTED",
    "Candidate",
    "Confirmation",
    "Counterexample",
    "Coverage",
    "Decision",
    "Fact",
    "Finding",
    "Given",
    "GuestError",
    "Hot",
    "Inputs",
    "Judged",
    "Lap",
    "Lesson",
    "Level",
    "LineTime",
    "Memory",
    "Mutant",
    "Noise",
    "Observation",
    "Observed",
    "OpenSide",
    "OptgateError",
    "Outcome",
    "Profile",
    "Progress",
    "Reach",
    "Report",
    "Session",
    "SideInfo",
    "SizePoint",
    "Slope",
    "SourceFile",
    "Spent",
    "Status",
    "Strength",
    "Target",
    "Timing",
    "Usage",
    "UsageError",
    "Verdict",
    "plain",
]
