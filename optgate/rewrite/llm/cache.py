"""Replies that came before, a file each: no question is asked twice, and a run can be replayed offline."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from optgate.config import Llm

from .answer import Answer
from .prompt import VERSION, Prompt

MOST = 2_000
"""Replies that are kept; the oldest go first."""


class _Kept(msgspec.Struct):
    """A reply as it is on the disk, with what it answers, for people who look."""

    url: str
    model: str
    messages: tuple[tuple[str, str], ...]
    text: str
    input_tokens: int
    output_tokens: int


class Replies:
    """The replies in a folder, made at the first reply. Where it cannot be written nothing is kept."""

    def __init__(self, folder: Path, base_url: str, settings: Llm) -> None:
        self.folder = folder
        self.base_url = base_url
        self.settings = settings

    def key(self, prompt: Prompt) -> str:
        """What a reply depends on: server, model, parameters, question, version of the wording."""
        settings = self.settings
        parameters = (settings.api, settings.temperature, settings.max_reply_tokens)
        told = repr((VERSION, self.base_url, settings.model, parameters, prompt.key))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def find(self, prompt: Prompt) -> Answer | None:
        """The reply to a prompt that was sent before, or None."""
        try:
            kept = msgspec.json.decode(self._path(prompt).read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return Answer(kept.text, replayed=True)

    def keep(self, prompt: Prompt, answer: Answer) -> None:
        """Keep a reply; trouble is never kept."""
        if answer.trouble or answer.replayed:
            return
        counted = (answer.input_tokens, answer.output_tokens)
        kept = _Kept(self.base_url, self.settings.model, prompt.messages, answer.text, *counted)
        with contextlib.suppress(OSError, UnicodeEncodeError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(kept))
            Path(name).replace(self._path(prompt))
            self._bound()

    def _path(self, prompt: Prompt) -> Path:
        return self.folder / f"{self.key(prompt)}.json"

    def _bound(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[: max(0, len(files) - MOST)]:
            path.unlink(missing_ok=True)
