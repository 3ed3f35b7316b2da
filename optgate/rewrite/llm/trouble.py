"""What errors of the SDK mean to the user, in one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .answer import one_line

if TYPE_CHECKING:
    import openai

RETRY_SECONDS = 0.5
MOST_SECONDS = 20.0
_WINDOW = ("context_length_exceeded", "context length", "context size", "context window", "exceed_context")
_PARAMETERS = ("max_completion_tokens", "temperature")


class Trouble(NamedTuple):
    """What went wrong with one call.

    No other call can do better after ``fatal`` trouble; after other trouble the call may be made again once
    when ``wait`` seconds have passed (None: it may not), or at once without the parameter ``drop``.
    """

    text: str
    fatal: bool = False
    wait: float | None = None
    drop: str = ""


def of_error(error: openai.OpenAIError, url: str) -> Trouble:
    """What an error of the SDK means."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return Trouble("no answer came in time")
    if isinstance(error, openai.APIConnectionError):
        return Trouble(f"its server cannot be reached at {url}{_cause(error)}", fatal=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, url)
    return Trouble(one_line(str(error)), fatal=True)


def _of_status(error: openai.APIStatusError, url: str) -> Trouble:
    status, said = error.status_code, _said(error.body)
    where = f"its server ({url})"
    if status in (401, 403):
        return Trouble(f"{where} refused the key (status {status})", fatal=True)
    if status == 404:
        return Trouble(f"{where} has no such model or address (status 404){_quoted(said)}", fatal=True)
    if status == 429:
        if "insufficient_quota" in (error.code or "", error.type or "") or "quota" in said.lower():
            return Trouble(f"the quota of the key is spent (status 429){_quoted(said)}", fatal=True)
        return Trouble("its server limits the rate of calls (status 429)", wait=_patience(error))
    if status >= 500 or status in (408, 409):
        return Trouble(f"{where} failed (status {status}){_quoted(said)}", wait=_patience(error))
    words = f"{error.code or ''} {said}".lower()
    if any(word in words for word in _WINDOW):
        return Trouble("the function with what belongs to it does not fit into the model's window")
    drop = next((name for name in _PARAMETERS if name in words), "")
    return Trouble(f"{where} refused the request (status {status}){_quoted(said)}", drop=drop)


def _said(body: Any) -> str:
    if isinstance(body, dict):
        body = body.get("message") or body.get("detail") or body.get("error") or ""
    return body if isinstance(body, str) and not body.lstrip().startswith("<") else ""


def _quoted(said: str) -> str:
    return f": {one_line(said)}" if said else ""


def _patience(error: openai.APIStatusError) -> float:
    try:
        wished = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return RETRY_SECONDS
    return wished if 0 <= wished <= MOST_SECONDS else MOST_SECONDS


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return f" ({one_line(str(error), 80)})" if str(error) else ""
