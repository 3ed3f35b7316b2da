"""From the text of a rewrite to a patch, and to the user's file.

``diff`` writes what ``git apply`` reads; ``rebase`` carries a rewrite over to a file that was edited
elsewhere since; ``prepare`` makes the changes that ``applying`` writes, ``undoing`` takes back, and
``recovering`` puts back where they were cut. A file is only ever replaced whole: a temporary file beside it,
flushed to the disk, renamed over it. Interrupted at any point, each file is the old one or the new one; which
of them all files are in the end, a journal on the disk decides.
"""

from __future__ import annotations

from optgate.patch.journal import is_pending
from optgate.patch.prepare import Change, prepare
from optgate.patch.text import diff, encode, rebase
from optgate.patch.write import Recovery, Stop, apply, applying, recovering, undoing

__all__ = [
    "Change",
    "Recovery",
    "Stop",
    "apply",
    "applying",
    "diff",
    "encode",
    "is_pending",
    "prepare",
    "rebase",
    "recovering",
    "undoing",
]
