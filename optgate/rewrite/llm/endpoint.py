"""Where the model is, and the key to it: from the environment or the user's file, never from a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

OPENAI = "https://api.openai.com/v1"
KEY = "OPTGATE_LLM_API_KEY"
_SHARED_KEY = "OPENAI_API_KEY"
_SHARED_URL = "OPENAI_BASE_URL"

NOWHERE = (
    f"the model was not asked: neither a key ({KEY} or {_SHARED_KEY}) nor a base URL (OPTGATE_LLM_BASE_URL) "
    "is in the environment"
)


class Endpoint(NamedTuple):
    """A server that speaks OpenAI's interface; local ones take any ``key``."""

    base_url: str
    key: str


def find(base_url: str, environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint the user has set up, or None.

    The key in OpenAI's own variable goes only where OpenAI's own variables lead, never to ``base_url``.
    """
    own = environ.get(KEY, "")
    if base_url:
        return Endpoint(base_url.rstrip("/"), own)
    key = own or environ.get(_SHARED_KEY, "")
    if shared := environ.get(_SHARED_URL, ""):
        return Endpoint(shared.rstrip("/"), key)
    return Endpoint(OPENAI, key) if key else None
