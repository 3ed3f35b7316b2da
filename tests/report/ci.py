"""Runs whose texts are as awkward as the formats of CI systems must take them."""

from __future__ import annotations

from msgspec.structs import replace

from optgate.model import Finding, Outcome, SourceFile
from tests.report import records as r

AWKWARD = 'päth: 50%, \x1b[31m"red"\x00\ud800 <b> & ]]>\r\nnext `|` line'

FASTER = r.SOURCE.replace("import math\n", "import math\nimport numpy as np\n").replace(
    "    total = 0.0\n    for x in xs:\n        total += x * x\n    return (total / len(xs)) ** 0.5\n",
    "    return float(np.sqrt(np.dot(xs, xs) / len(xs)))\n",
)


def proposed(text: str = r.SOURCE, faster: str = FASTER, path: str = "src/stats.py") -> Outcome:
    """A proposal of ``faster`` for a file ``text``."""
    file = SourceFile("/project", path, text.encode(), text)
    judged = replace(r.ACCEPTED, candidate=replace(r.ACCEPTED.candidate, text=faster))
    return replace(r.PROPOSED, target=replace(r.TARGET, file=file), judged=(r.WRONG, judged))


def awkward() -> Outcome:
    """A judged function whose path, name, message and reason hold what formats must escape."""
    path = "src/a, b: 100% ü.py"
    file = SourceFile("/project", path, r.SOURCE.encode(), r.SOURCE)
    finding = Finding("OPT102", "guarded-sum-loop", 6, 4, 7, AWKWARD)
    target = replace(r.TARGET, file=file, qualname="Größe.rms")
    return replace(r.UNPROVEN, target=target, findings=(finding,), reason=AWKWARD)
