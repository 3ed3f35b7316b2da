"""What asking a model took, and which prompt an accepted rewrite answers."""

from __future__ import annotations

from optgate.model import Candidate, Outcome
from optgate.report.layout import Page
from optgate.report.view import count

_PROMPT = 12


def asked(page: Page, outcome: Outcome, accepted: Candidate | None = None) -> None:
    """A row with calls, tokens, cost and waiting time, and a row with the origin of the accepted rewrite."""
    if accepted is not None and accepted.prompt:
        model = accepted.source.partition(":")[2]
        page.row("origin", f"{accepted.summary}; model {model}, prompt sha256 {accepted.prompt[:_PROMPT]}")
    if (used := outcome.usage) is None:
        return
    parts = [f"{used.model}: {count(used.calls, 'call')}"]
    if used.replayed:
        parts.append(f"{used.replayed} replayed from the cache")
    if used.failed:
        parts.append(f"{used.failed} failed")
    if used.input_tokens or used.output_tokens:
        parts.append(f"{used.input_tokens:,} tokens read and {used.output_tokens:,} written")
    if used.usd is not None:
        parts.append(f"${used.usd:.4f}")
    parts.append(f"{used.seconds:.1f} s")
    page.row("model", ", ".join(parts) + (f"; {used.reason}" if used.reason else ""))
