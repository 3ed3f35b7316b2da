"""A scripted model: a real HTTP server that answers the real SDK with what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Said(NamedTuple):
    """What the server sends: status, body, headers; it waits ``delay`` seconds before."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0


Script = Callable[[dict[str, Any]], Said]


def reply(text: str | None, finish: str = "stop", usage: bool = True, **message: Any) -> Said:
    """A completion with one choice."""
    document: dict[str, Any] = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
    }
    if usage:
        document["usage"] = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return Said(200, json.dumps(document).encode())


def failure(status: int, message: str = "no", code: str | None = None, **headers: str) -> Said:
    """An error as OpenAI writes it."""
    body = json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()
    return Said(status, body, headers=tuple((key.replace("_", "-"), value) for key, value in headers.items()))


class Model:
    """A running server; ``asked`` are the requests so far."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.gone = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["content-length"])))
                model.asked.append(request | {"path": self.path})
                model.keys.append(self.headers.get("authorization", ""))
                said = model.script(request)
                until = time.monotonic() + said.delay
                while time.monotonic() < until and not model.gone.wait(0.02):
                    pass
                try:
                    self.send_response(said.status)
                    self.send_header("content-type", said.kind)
                    self.send_header("content-length", str(len(said.body)))
                    for key, value in said.headers:
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(said.body)
                except OSError:
                    pass

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


@contextmanager
def model(script: Script) -> Iterator[Model]:
    """A server that answers by a script until the block is left."""
    running = Model(script)
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        running.gone.set()
        running.server.shutdown()
        running.server.server_close()
        thread.join()


def user_text(request: dict[str, Any]) -> str:
    """What the user's message of a request says."""
    return str(request["messages"][-1]["content"])


def fenced(code: str) -> str:
    """A reply as models write them."""
    return f"Here it is:\n\n```python\n{code}```\n"
