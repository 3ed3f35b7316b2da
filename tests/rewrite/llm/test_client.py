"""Every way in which asking goes wrong: one clear sentence, before the deadline, over the real SDK."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from optgate.config import Llm
from optgate.rewrite.llm.answer import Answer
from optgate.rewrite.llm.client import Client
from optgate.rewrite.llm.endpoint import OPENAI, Endpoint, find
from optgate.rewrite.llm.prompt import Prompt
from tests.rewrite.llm.server import Said, Script, failure, model, reply

PROMPT = Prompt((("system", "be brief"), ("user", "rewrite")), "sample")


def ask(script: Script, count: int = 1, *, seconds: float = 8.0, most: int = 12, **settings: Any):
    """The answers of a scripted model, the number of requests, and what was asked."""
    with model(script) as running:
        client = Client(Endpoint(running.url, "key"), Llm(model="scripted", **settings))
        answers = client.ask([PROMPT] * count, time.monotonic() + seconds, most)
        return answers, client.sent, running.asked


def trouble(script: Script, **settings: Any) -> Answer:
    [answer], _, _ = ask(script, **settings)
    assert answer.trouble
    assert "\n" not in answer.trouble
    return answer


def test_a_reply_and_what_it_took() -> None:
    [answer], sent, [asked] = ask(lambda request: reply("hello"))
    assert answer == Answer("hello", input_tokens=100, output_tokens=10)
    assert (sent, asked["model"], asked["max_completion_tokens"]) == (1, "scripted", 8000)
    assert "temperature" not in asked


def test_a_reply_without_usage() -> None:
    [answer], _, _ = ask(lambda request: reply("hello", usage=False))
    assert answer == Answer("hello")


@pytest.mark.parametrize(
    ("said", "expected", "fatal"),
    [
        (failure(401, "Incorrect API key"), "refused the key (status 401)", True),
        (failure(404, "no model scripted"), "has no such model or address (status 404): no model", True),
        (
            failure(429, "You exceeded your current quota", "insufficient_quota"),
            "the quota of the key is spent (status 429): You exceeded your current quota",
            True,
        ),
        (Said(200, b"<html>It works!</html>", "text/html"), "it sent a web page; the base URL", True),
        (Said(200, b'{"choices": [{"mess'), "answer is not the JSON it should be", False),
        (Said(200, b'{"choices": 3}'), "answer is not the JSON it should be", False),
        (Said(200, b'{"error": {"message": "model is loading"}}'), "with an error: model is loading", False),
        (Said(200, b"{}"), "answered without any reply", False),
        (reply(""), "its reply was empty", False),
        (reply(None, refusal="I cannot do that"), "it refused: I cannot do that", False),
        (reply("", "length"), "cut off before any text came", False),
        (reply(None, "content_filter"), "content filter stopped the reply", False),
        (failure(400, "too long", "context_length_exceeded"), "does not fit into the model's window", False),
        (failure(400, "the request exceeds the available context size"), "into the model's window", False),
        (failure(400, "bad\nrequest"), "refused the request (status 400): bad request", False),
    ],
)
def test_what_goes_wrong_is_said_in_one_line_after_one_call(said: Said, expected: str, fatal: bool) -> None:
    [answer], sent, _ = ask(lambda request: said)
    assert expected in answer.trouble
    assert "\n" not in answer.trouble
    assert (answer.fatal, sent) == (fatal, 1)


def test_a_key_never_comes_back() -> None:
    assert "sk-secret" not in trouble(lambda request: failure(401, "Incorrect API key: sk-secret")).trouble


def test_a_rate_limit_is_waited_for_once() -> None:
    [answer], sent, _ = ask(lambda request: failure(429, "slow down", "rate_limit", retry_after="0.1"))
    assert answer.trouble == "its server limits the rate of calls (status 429)"
    assert sent == 2


def test_a_rate_limit_that_passes() -> None:
    script = iter([failure(429, "slow down", retry_after="0.1"), reply("hello")])
    [answer], sent, _ = ask(lambda request: next(script))
    assert (answer.text, sent) == ("hello", 2)


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    began = time.monotonic()
    [answer], sent, _ = ask(lambda request: failure(503, "busy", retry_after="15"), seconds=1.5)
    assert "failed (status 503): busy" in answer.trouble
    assert sent == 1
    assert time.monotonic() - began < 1.5


def test_a_server_that_hangs_ends_at_the_deadline() -> None:
    began = time.monotonic()
    answers, sent, _ = ask(lambda request: Said(delay=30), 3, seconds=0.8)
    assert {answer.trouble for answer in answers} == {"no answer came in the time there was"}
    assert not any(answer.fatal for answer in answers)
    assert (sent, time.monotonic() - began < 4) == (3, True)


def test_a_reply_that_takes_too_long() -> None:
    [answer], _, _ = ask(lambda request: Said(delay=30), timeout=1.0)
    assert answer.trouble == "no answer came within 1 s"


def test_a_refused_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    client = Client(Endpoint(url, ""), Llm(model="m"))
    [answer] = client.ask([PROMPT], time.monotonic() + 5, 12)
    assert answer.trouble.startswith(f"its server cannot be reached at {url}")
    assert answer.fatal


def test_the_others_are_given_up_when_none_can_succeed() -> None:
    delays = iter([0.0, 20.0, 20.0])
    began = time.monotonic()
    answers, _, _ = ask(lambda request: failure(401)._replace(delay=next(delays)), 3)
    assert all("refused the key" in answer.trouble and answer.fatal for answer in answers)
    assert time.monotonic() - began < 5


def test_an_older_parameter_is_used_where_the_newer_is_not_known() -> None:
    def script(request: dict[str, Any]) -> Said:
        known = "max_tokens" in request
        return reply("hello") if known else failure(400, "Unknown parameter: 'max_completion_tokens'")

    answers, sent, _ = ask(script, 2)
    assert [answer.text for answer in answers] == ["hello", "hello"]
    assert sent == 2


def test_a_temperature_is_left_out_where_it_is_not_taken() -> None:
    def script(request: dict[str, Any]) -> Said:
        return failure(400, "temperature is not supported") if "temperature" in request else reply("hello")

    [answer], _, asked = ask(script, temperature=0.7)
    assert (answer.text, asked[0]["temperature"]) == ("hello", 0.7)


def test_no_more_requests_than_allowed() -> None:
    answers, sent, asked = ask(lambda request: failure(500, retry_after="0"), 3, most=4)
    assert (sent, len(asked)) == (4, 4)
    assert all(answer.trouble for answer in answers)


def test_no_more_at_once_than_allowed() -> None:
    began = time.monotonic()
    ask(lambda request: reply("x")._replace(delay=0.2), 4, concurrency=2)
    two = time.monotonic() - began
    assert two >= 0.4


def test_the_responses_interface() -> None:
    body = {
        "output": [
            {"type": "reasoning", "content": None},
            {"type": "message", "content": [{"type": "output_text", "text": "hello"}]},
        ],
        "usage": {"input_tokens": 7, "output_tokens": 2},
    }
    [answer], _, [asked] = ask(lambda request: Said(200, json.dumps(body).encode()), api="responses")
    assert answer == Answer("hello", input_tokens=7, output_tokens=2)
    assert (asked["path"], asked["store"]) == ("/v1/responses", False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"output": [], "incomplete_details": {"reason": "max_output_tokens"}}, "cut off before any text"),
        ({"output": [{"type": "message", "content": [{"refusal": "no"}]}]}, "it refused: no"),
        ({"output": [], "error": {"message": "overloaded"}}, "with an error: overloaded"),
    ],
)
def test_trouble_of_the_responses_interface(body: dict[str, Any], expected: str) -> None:
    answer = trouble(lambda request: Said(200, json.dumps(body).encode()), api="responses")
    assert expected in answer.trouble


class TestEndpoint:
    def test_nothing_is_found_where_nothing_is_set(self) -> None:
        assert find("", {}) is None

    def test_the_key_alone_leads_to_openai(self) -> None:
        assert find("", {"OPENAI_API_KEY": "k"}) == Endpoint(OPENAI, "k")

    def test_the_key_of_openai_goes_nowhere_else(self) -> None:
        environ = {"OPENAI_API_KEY": "k"}
        assert find("http://127.0.0.1:1/v1/", environ) == Endpoint("http://127.0.0.1:1/v1", "")
        assert find("http://127.0.0.1:1/v1", environ | {"OPTGATE_LLM_API_KEY": "o"}).key == "o"

    def test_openais_own_variables_go_together(self) -> None:
        environ = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://proxy.example/v1"}
        assert find("", environ) == Endpoint("https://proxy.example/v1", "k")
