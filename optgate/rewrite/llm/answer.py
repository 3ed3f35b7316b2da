"""What came back from one call of the model, and how the two interfaces write it."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec


class Answer(NamedTuple):
    """A reply, or the ``trouble`` there was instead, in one sentence.

    With ``fatal`` trouble no other call can do better. Tokens are 0 where the server did not count them.
    ``replayed`` is true for a reply from the cache.
    """

    text: str = ""
    trouble: str = ""
    fatal: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    replayed: bool = False


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message = msgspec.field(default_factory=_Message)
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


class _Part(msgspec.Struct):
    text: str | None = None
    refusal: str | None = None


class _Item(msgspec.Struct):
    content: list[_Part] | None = None
    type: str = ""


class _Incomplete(msgspec.Struct):
    reason: str | None = None


class _Response(msgspec.Struct):
    output: list[_Item] | None = None
    usage: _Usage | None = None
    error: Any = None
    incomplete_details: _Incomplete | None = None


def of_chat(body: bytes) -> Answer:
    """The answer in a body of Chat Completions.

    Raises:
        msgspec.DecodeError: It is no such body.
    """
    found = msgspec.json.decode(body, type=_Completion)
    if not found.choices:
        return _without_text(found.error)
    choice = found.choices[0]
    return _weighed(choice.message.content, choice.message.refusal, choice.finish_reason, found.usage)


def of_responses(body: bytes) -> Answer:
    """The answer in a body of Responses.

    Raises:
        msgspec.DecodeError: It is no such body.
    """
    found = msgspec.json.decode(body, type=_Response)
    if not found.output and not found.incomplete_details:
        return _without_text(found.error)
    parts = [part for item in found.output or () if item.type == "message" for part in item.content or ()]
    text = "".join(part.text or "" for part in parts)
    refusal = next((part.refusal for part in parts if part.refusal), None)
    reason = found.incomplete_details.reason if found.incomplete_details else None
    finish = {"max_output_tokens": "length"}.get(reason or "", reason)
    return _weighed(text, refusal, finish, found.usage)


def _without_text(error: Any) -> Answer:
    told = error.get("message") if isinstance(error, dict) else error
    if told:
        return Answer(trouble=f"its server answered with an error: {one_line(str(told))}")
    return Answer(trouble="its server answered without any reply")


def _weighed(text: str | None, refusal: str | None, finish: str | None, usage: _Usage | None) -> Answer:
    usage = usage or _Usage()
    counted = Answer(
        input_tokens=max(0, usage.prompt_tokens or usage.input_tokens),
        output_tokens=max(0, usage.completion_tokens or usage.output_tokens),
    )
    if refusal:
        return counted._replace(trouble=f"it refused: {one_line(refusal)}")
    if finish == "content_filter":
        return counted._replace(trouble="its server's content filter stopped the reply")
    if text and text.strip():
        return counted._replace(text=text)
    if finish == "length":
        return counted._replace(
            trouble="its reply was cut off before any text came: its window or llm.max-reply-tokens "
            "is too small"
        )
    return counted._replace(trouble="its reply was empty")


def one_line(text: str, most: int = 160) -> str:
    """A text of somebody else in one printable line."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= most else f"{flat[:most]} …"
