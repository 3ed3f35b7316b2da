"""One call of the target and everything about it that is compared."""

from __future__ import annotations

import ast
import os
import types
from time import perf_counter
from typing import Any, Callable, Optional

from . import codec
from .around import ITEMS_CAP, MESSAGE_CAP, Console, Logged, Randomness, Settings, Warned, clipped
from .names import type_name
from .state import State


class Statements:
    """Where ``raise`` and ``assert`` stand in the files of the project."""

    def __init__(self, root: str, path: str, text: str, overlays: dict[str, bytes]) -> None:
        self.root = root + os.sep
        self.overlays = overlays
        self.lines = {path: _raising(text)}

    def own(self, error: BaseException) -> bool:
        """Whether the innermost frame inside the project stands on a ``raise`` or ``assert``."""
        found: Optional[types.TracebackType] = None
        trace = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file in self.lines or (file.startswith(self.root) and "site-packages" not in file):
                found = trace
            trace = trace.tb_next
        return found is not None and found.tb_lineno in self._of(found.tb_frame.f_code.co_filename)

    def _of(self, path: str) -> frozenset[int]:
        if path not in self.lines:
            try:
                data = self.overlays[path] if path in self.overlays else _content(path)
                self.lines[path] = _raising(data)
            except (OSError, SyntaxError, ValueError):
                self.lines[path] = frozenset()
        return self.lines[path]


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _raising(text: Any) -> frozenset[int]:
    return frozenset(
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Raise, ast.Assert))
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def described(error: BaseException) -> tuple[str, str]:
    """Type name and message of an exception."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    try:
        message = clipped(str(error), MESSAGE_CAP)
    except Exception:  # noqa: BLE001  the exception's own ``__str__`` ran
        message = "<unprintable>"
    return clipped(name, MESSAGE_CAP), message


class Caller:
    """Executes calls of the target and makes their outcomes."""

    def __init__(
        self,
        target: Callable[..., Any],
        *,
        console: Console,
        warned: Warned,
        statements: Statements,
        state: Optional[State],
        randomness: Optional[Randomness],
        build: Callable[[codec.Recipe], Any],
    ) -> None:
        self.target = target
        self.console = console
        self.warned = warned
        self.statements = statements
        self.state = state
        self.randomness = randomness
        self.build = build
        self.logged = Logged()
        self.settings = Settings(warned)
        self.clean = True
        self.lazy = False

    def decode(self, call: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Fresh arguments."""
        return codec.decode_call(call, build=self.build)

    def start(self) -> None:
        """Forget what the last call left behind."""
        self.console.take()
        self.warned.take()
        self.logged.hook()
        self.logged.take()
        if self.randomness is not None:
            self.randomness.start()

    def execute(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """Call the target; the outcome (see ``outcome``) and the seconds the call took."""
        self.start()
        begin = perf_counter()
        try:
            result = self.target(*args, **kwargs)
            seconds = perf_counter() - begin
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises is its outcome
            seconds = perf_counter() - begin
            return self.outcome(error, True, args, kwargs), seconds
        self.lazy = hasattr(type(result), "__next__")
        if not self.lazy:
            return self.outcome(result, False, args, kwargs), seconds
        begin = perf_counter()
        items, about = self.materialised(result, args, kwargs)
        seconds += perf_counter() - begin
        outcome = self.outcome(items, False, args, kwargs)
        outcome["lazy"] = about
        return outcome, seconds

    def materialised(
        self, result: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """The items of a returned iterator; its kind, and the arguments around the first item."""
        about: dict[str, Any] = {"kind": type_name(type(result)), "truncated": False}
        about["pending"] = codec.encode((args, kwargs))
        items: list[Any] = []
        try:
            for item in result:
                if not items:
                    about["first"] = codec.encode((args, kwargs))
                if len(items) >= ITEMS_CAP:
                    about["truncated"] = True
                    break
                items.append(item)
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises is its outcome
            about["exception"] = (*described(error), self.statements.own(error))
        return items, about

    def outcome(
        self, value: Any, raised: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        """Everything compared between the sides, ready to be encoded; state is put back afterwards."""
        found: dict[str, Any] = {"kind": "raise" if raised else "return"}
        if raised:
            found["exception"] = (*described(value), self.statements.own(value))
        else:
            found["result"] = value
        found["args"], found["kwargs"] = args, kwargs
        found["stdout"], found["stderr"] = self.console.take()
        found["warnings"] = self.warned.take()
        logs = self.logged.take()
        if logs:
            found["logs"] = logs
        if self.randomness is not None:
            drawn = self.randomness.digest()
            if drawn is not None:
                found["rng"] = drawn
        changes = self.settings.changes()
        if self.state is not None:
            changes.update(self.state.changes())
        if changes:
            found["state"] = changes
        return found

    def finish(self, outcome: dict[str, Any]) -> None:
        """Make the next call independent of the one whose outcome was just encoded."""
        if "state" in outcome and self.state is not None and not self.state.restore():
            self.clean = False
