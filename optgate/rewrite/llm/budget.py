"""The caps: calls, tokens and seconds of one function, dollars of one run."""

from __future__ import annotations

import time

import msgspec

from optgate.config import Llm
from optgate.model import Usage

from .answer import Answer

MILLION = 1_000_000


def price(answer: Answer, settings: Llm) -> float:
    """The dollars of one reply, 0 where no prices are set."""
    read = answer.input_tokens * settings.input_price
    return (read + answer.output_tokens * settings.output_price) / MILLION


class Purse:
    """What is left for one function, when ``spent`` dollars of the run's are gone already."""

    def __init__(self, settings: Llm, deadline: float, spent: float = 0.0) -> None:
        self.settings = settings
        self.deadline = min(deadline, time.monotonic() + settings.max_seconds)
        self.usage = Usage(settings.model, usd=0.0 if settings.input_price or settings.output_price else None)
        self._spent = spent

    def room(self) -> int:
        """How many calls may still be made; with none left ``usage.reason`` says why."""
        settings, used = self.settings, self.usage
        left = settings.max_calls - used.calls
        caps = (
            (left <= 0, f"the cap of {settings.max_calls} calls was reached"),
            (
                used.input_tokens + used.output_tokens >= settings.max_tokens,
                f"the cap of {settings.max_tokens:,} tokens was reached",
            ),
            (
                used.usd is not None and self._spent + used.usd >= settings.max_usd,
                f"the cap of ${settings.max_usd:g} was reached",
            ),
            (time.monotonic() >= self.deadline, "the time for the model was up"),
        )
        reached = next((reason for is_reached, reason in caps if is_reached), "")
        if reached:
            self.end(reached)
            return 0
        return left

    def end(self, reason: str) -> None:
        """Say why asking ended; the first reason stays."""
        if not self.usage.reason:
            self.usage = msgspec.structs.replace(self.usage, reason=reason)

    def charge(self, answer: Answer) -> None:
        """Count an answer."""
        used = self.usage
        self.usage = msgspec.structs.replace(
            used,
            replayed=used.replayed + answer.replayed,
            failed=used.failed + bool(answer.trouble),
            input_tokens=used.input_tokens + answer.input_tokens,
            output_tokens=used.output_tokens + answer.output_tokens,
            usd=None if used.usd is None else used.usd + price(answer, self.settings),
        )

    def sent(self, calls: int, seconds: float) -> None:
        """Count requests that went out, and the time spent waiting for them."""
        used = self.usage
        self.usage = msgspec.structs.replace(used, calls=used.calls + calls, seconds=used.seconds + seconds)
