"""Inline silencing: ``# optgate: ignore`` and ``# optgate: ignore[OPT201] reason``."""

from __future__ import annotations

import io
import re
import tokenize

_COMMENT = re.compile(r"#\s*optgate:\s*ignore(?:\[([^\]]*)\])?", re.IGNORECASE)
EVERYTHING = frozenset({"*"})


def silenced(text: str) -> dict[int, frozenset[str]]:
    """Line to the codes silenced on it; ``EVERYTHING`` where no code is named."""
    if "optgate:" not in text:
        return {}
    found: dict[int, frozenset[str]] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                match = _COMMENT.match(token.string)
                if match:
                    codes = frozenset(
                        code.strip().upper() for code in (match[1] or "").split(",") if code.strip()
                    )
                    found[token.start[0]] = codes or EVERYTHING
    except (tokenize.TokenError, SyntaxError):
        return found
    return found


def silences(codes: frozenset[str] | None, code: str) -> bool:
    """Whether a comment's codes silence this one (a prefix such as ``OPT2`` counts)."""
    return codes is not None and (codes is EVERYTHING or any(code.startswith(prefix) for prefix in codes))
