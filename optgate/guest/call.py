"""One call of the target and everything about it that is compared."""

from __future__ import annotations

import ast
import io
import os
import random
import sys
import types
import warnings
import zlib
from time import perf_counter
from typing import Any, Callable, Optional

from . import codec
from .state import State

TEXT_CAP = 1 << 20
ITEMS_CAP = 10_000
MESSAGE_CAP = 4_000
_TIMING_DEPENDENT = ("ResourceWarning",)


class Capped(io.BytesIO):
    """What a call printed, up to a bound; the rest is dropped."""

    def write(self, data: Any) -> int:
        """Keep the data while there is room for it."""
        if self.tell() < TEXT_CAP:
            super().write(bytes(data)[:TEXT_CAP])
        return len(data)


class Console:
    """``sys.stdout`` and ``sys.stderr`` as the user's code sees them, kept in memory."""

    def __init__(self) -> None:
        self.buffers = (Capped(), Capped())
        self.files = tuple(
            io.TextIOWrapper(
                buffer, encoding="utf-8", errors="surrogateescape", newline="", write_through=True
            )
            for buffer in self.buffers
        )

    def install(self) -> None:
        """Put both files in place (again, should the user's code have exchanged them)."""
        sys.stdout, sys.stderr = self.files

    def take(self) -> tuple[str, str]:
        """The text written since the last time."""
        if sys.stdout is not self.files[0] or sys.stderr is not self.files[1]:
            self.install()
        out, err = self.buffers
        return _drained(out), _drained(err)


def _drained(buffer: Capped) -> str:
    if not buffer.tell():
        return ""
    text = buffer.getvalue().decode("utf-8", "surrogateescape")
    buffer.seek(0)
    buffer.truncate()
    return text


class Warned:
    """Categories of the warnings of one call; every warning shows every time."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def install(self) -> None:
        """Show all warnings from now on, to this object."""
        warnings.simplefilter("always")
        warnings.showwarning = self._show

    def _show(self, message: Any, category: type, *rest: Any, **named: Any) -> None:
        if len(self.names) < ITEMS_CAP and category.__name__ not in _TIMING_DEPENDENT:
            self.names.append(category.__name__)

    def take(self) -> list[str]:
        """The sorted categories since the last time."""
        if not self.names:
            return []
        names = sorted(self.names)
        self.names.clear()
        return names


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
        message = str(error)[:MESSAGE_CAP]
    except Exception:  # noqa: BLE001  the exception's own ``__str__`` ran
        message = "<unprintable>"
    return name, message


class Randomness:
    """The global random generators: the same at the start of every call, compared after it."""

    def __init__(self) -> None:
        self.numpy: Any = getattr(sys.modules.get("numpy"), "random", None)

    def start(self) -> None:
        """Seed them alike on both sides."""
        random.seed(20240229)
        if self.numpy is not None:
            self.numpy.seed(20240229)

    def digest(self) -> list[Any]:
        """What they would give next."""
        parts: list[Any] = [hash(random.getstate())]
        if self.numpy is not None:
            name, keys, *rest = self.numpy.get_state(legacy=True)
            parts += [name, zlib.crc32(keys.tobytes()), *rest]
        return parts


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
        self.clean = True
        self.lazy = False

    def decode(self, call: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Fresh arguments."""
        return codec.decode_call(call, build=self.build)

    def start(self) -> None:
        """Forget what the last call left behind."""
        self.console.take()
        self.warned.take()
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
        if self.lazy:
            begin = perf_counter()
            result = self.materialised(result, args, kwargs)
            seconds += perf_counter() - begin
        return self.outcome(result, False, args, kwargs), seconds

    def materialised(self, result: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """A returned iterator as its items, with the arguments as they were before the first of them."""
        found: dict[str, Any] = {"iterator": type(result).__name__, "pending": codec.encode((args, kwargs))}
        items: list[Any] = []
        found["items"], found["truncated"] = items, False
        try:
            for item in result:
                if len(items) >= ITEMS_CAP:
                    found["truncated"] = True
                    break
                items.append(item)
        except BaseException as error:  # noqa: BLE001  whatever the user's code raises is its outcome
            found["exception"] = (*described(error), self.statements.own(error))
        return found

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
        if self.randomness is not None:
            found["rng"] = self.randomness.digest()
        if self.state is not None:
            changes = self.state.changes()
            if changes:
                found["state"] = changes
        return found

    def finish(self, outcome: dict[str, Any]) -> None:
        """Make the next call independent of the one whose outcome was just encoded."""
        if "state" in outcome and self.state is not None and not self.state.restore():
            self.clean = False
