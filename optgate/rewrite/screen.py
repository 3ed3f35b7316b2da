"""Whether a rewrite that nobody has judged yet may run at all: the differential screen of its syntax tree.

What the original function already does is allowed, and so is pure numeric code; what is new and could keep
state between calls, look at the machine or reach into the interpreter is refused. The screen is the outermost
wall and none of the inner ones rests on it.
"""

from __future__ import annotations

from .screening.compare import compare
from .screening.original import Refused


def screen(original_text: str, candidate_text: str, qualname: str) -> str:
    """Why the candidate is unsafe, in one sentence with its line, or an empty string.

    Both texts are those of the whole file, ``qualname`` is the function that may differ (``f`` or ``C.m``).
    The original is parsed once and kept; of the candidate only the statements that differ are parsed.
    """
    if candidate_text == original_text:
        return ""
    try:
        compare(original_text, candidate_text, qualname)
    except Refused as refused:
        return str(refused)
    except (RecursionError, MemoryError):
        return "the candidate is nested too deeply to be looked at"
    return ""
