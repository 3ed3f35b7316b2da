"""Calls of the model over the openai SDK: several at once, each with one end, all before the deadline.

The SDK's own retries are off: it would repeat a call that failed because the quota is spent. Bodies are
decoded here, because the SDK hands out text where a server answers with a page, and half-made objects
elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from .answer import Answer, of_chat, of_responses
from .trouble import Trouble, of_error

if TYPE_CHECKING:
    import openai

    from optgate.config import Llm

    from .endpoint import Endpoint
    from .prompt import Prompt

MISSING = "the openai package is not installed: `pip install 'optgate[llm]'`"
PAGE = "what answers at {url} is no such server: it sent {what}; the base URL of most servers ends in /v1"


class Client:
    """An endpoint with the settings to speak to it. ``sent`` counts the requests that went out."""

    def __init__(self, endpoint: Endpoint, settings: Llm) -> None:
        self.endpoint = endpoint
        self.settings = settings
        self.sent = 0
        self._limit = "max_completion_tokens"
        self._temperature = settings.temperature

    def ask(self, prompts: Sequence[Prompt], deadline: float, most: int) -> list[Answer]:
        """One answer for each prompt, by ``deadline`` (monotonic), with ``most`` requests sent in all.

        When one answer shows that no call can succeed the others are given up.
        """
        try:
            import openai
        except ImportError:
            return [Answer(trouble=MISSING, fatal=True)] * len(prompts)
        try:
            return asyncio.run(self._all(openai, prompts, deadline, self.sent + most))
        except openai.OpenAIError as error:
            return [Answer(trouble=of_error(error, self.endpoint.base_url).text, fatal=True)] * len(prompts)

    async def _all(self, sdk: Any, prompts: Sequence[Prompt], deadline: float, most: int) -> list[Answer]:
        async with sdk.AsyncOpenAI(
            api_key=self.endpoint.key or "none",
            base_url=self.endpoint.base_url,
            timeout=self.settings.timeout,
            max_retries=0,
        ) as client:
            gate = asyncio.Semaphore(self.settings.concurrency)
            tasks = [
                asyncio.create_task(self._one(client, gate, prompt, deadline, most)) for prompt in prompts
            ]
            pending: set[asyncio.Task[Answer]] = set(tasks)
            fatal = ""
            while pending and not fatal:
                left = max(0.0, deadline - time.monotonic())
                done, pending = await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                fatal = next((task.result().trouble for task in done if task.result().fatal), "")
                if not done:
                    break
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        late = Answer(trouble=fatal or "no answer came in the time there was", fatal=bool(fatal))
        return [late if task in pending else task.result() for task in tasks]

    async def _one(
        self,
        client: openai.AsyncOpenAI,
        gate: asyncio.Semaphore,
        prompt: Prompt,
        deadline: float,
        most: int,
    ) -> Answer:
        async with gate:
            trouble = Trouble("the cap on calls was reached")
            tries = 2
            while tries and self.sent < most:
                found = await self._tried(client, prompt, deadline)
                if isinstance(found, Answer):
                    return found
                trouble = found
                if trouble.drop and self._dropped(trouble.drop):
                    self.sent -= 1
                    continue
                tries -= 1
                if trouble.wait is None or time.monotonic() + trouble.wait >= deadline:
                    break
                await asyncio.sleep(trouble.wait if tries else 0)
            return Answer(trouble=trouble.text, fatal=trouble.fatal)

    async def _tried(self, client: openai.AsyncOpenAI, prompt: Prompt, deadline: float) -> Answer | Trouble:
        """One request: the answer, or what went wrong."""
        import openai

        seconds = min(self.settings.timeout, deadline - time.monotonic())
        self.sent += 1
        try:
            async with asyncio.timeout(seconds):
                body = await self._sent(client, prompt)
        except TimeoutError:
            return Trouble(f"no answer came within {seconds:.0f} s")
        except openai.OpenAIError as error:
            return of_error(error, self.endpoint.base_url)
        try:
            return of_responses(body) if self.settings.api == "responses" else of_chat(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if body.lstrip()[:1] != b"<":
                return Answer(trouble="its server's answer is not the JSON it should be")
            page = PAGE.format(url=self.endpoint.base_url, what="a web page")
            return Answer(trouble=page, fatal=True)

    async def _sent(self, client: openai.AsyncOpenAI, prompt: Prompt) -> bytes:
        more: dict[str, Any] = {} if self._temperature is None else {"temperature": self._temperature}
        messages: Any = [{"role": role, "content": text} for role, text in prompt.messages]
        most, model = self.settings.max_reply_tokens, self.settings.model
        if self.settings.api == "responses":
            found = await client.responses.with_raw_response.create(
                model=model, input=messages, max_output_tokens=most, store=False, **more
            )
            return bytes(found.http_response.content)
        more[self._limit] = most
        said = await client.chat.completions.with_raw_response.create(model=model, messages=messages, **more)
        return bytes(said.http_response.content)

    def _dropped(self, name: str) -> bool:
        """Go without a parameter that the server does not know; false where it was not sent at all.

        Such a request is not counted: the server did nothing for it.
        """
        if name == "temperature":
            known, self._temperature = self._temperature is not None, None
            return known
        known, self._limit = self.settings.api == "chat", "max_tokens"
        return known
