"""Which functions are judged: from the git index, a range of commits, or names on the command line.

Everything here only reads: no index lock is taken, nothing is staged, no file is written. The names are
imported on first use, because the hook's way out when nothing matters (``quick``) must stay cheap.
"""

from __future__ import annotations

TYPE_CHECKING = False  # ``typing`` itself would cost 7 ms
if TYPE_CHECKING:
    from typing import Any

    from optgate.select.ancestry import Earlier, earlier
    from optgate.select.digest import fingerprint
    from optgate.select.index import staged
    from optgate.select.named import Files, explicit, files, single
    from optgate.select.precheck import quick
    from optgate.select.ranges import between
    from optgate.select.selection import Selection, root

__all__ = [
    "Earlier",
    "Files",
    "Selection",
    "between",
    "earlier",
    "explicit",
    "files",
    "fingerprint",
    "quick",
    "root",
    "single",
    "staged",
]

_HOMES = {
    "Earlier": "ancestry",
    "earlier": "ancestry",
    "Selection": "selection",
    "between": "ranges",
    "explicit": "named",
    "Files": "named",
    "files": "named",
    "single": "named",
    "fingerprint": "digest",
    "quick": "precheck",
    "root": "selection",
    "staged": "index",
}


def __getattr__(name: str) -> Any:
    """Import the module a public name lives in (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(__import__(f"{__name__}.{home}", fromlist=[name]), name)
    globals()[name] = value
    return value
