"""From the text of a rewrite to a patch, and to the user's file.

``diff`` writes what ``git apply`` reads; ``rebase`` carries a rewrite over to a file that was edited
elsewhere since; ``prepare`` makes the changes that ``apply`` writes. A file is only ever replaced whole: a
temporary file beside it, flushed to the disk, renamed over it. Interrupted at any point, the file is the
old one or the new one.
"""

from __future__ import annotations

from optgate.patch.text import diff, encode, rebase
from optgate.patch.write import Change, apply, prepare

__all__ = ["Change", "apply", "diff", "encode", "prepare", "rebase"]
