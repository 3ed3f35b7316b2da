"""What a call does besides returning: what it prints, warns, logs, draws and sets for the whole process."""

from __future__ import annotations

import decimal
import functools
import hashlib
import io
import random
import sys
import warnings
import zlib
from typing import Any, Callable, Optional

TEXT_CAP = 1 << 20
ITEMS_CAP = 10_000
MESSAGE_CAP = 4_000
OVERFLOW = "RuntimeWarning: overflow"
_TIMING_DEPENDENT = ("ResourceWarning",)
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "warn": 30, "error": 40, "exception": 40, "critical": 50}
_PLAIN = (int, float, complex, str, bytes, bool, type(None))


def clipped(text: str, most: int) -> str:
    """A text of at most ``most`` characters and, where it was longer, what tells the rest from another."""
    if len(text) <= most:
        return text
    rest = text[most:].encode("utf-8", "surrogatepass")
    return f"{text[:most]} ... {len(text) - most} more characters, {hashlib.sha256(rest).hexdigest()[:16]}"


class Capped(io.BytesIO):
    """What a call printed, up to a bound; of the rest, how much it was and what tells it from another."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped = 0
        self.rest = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Keep the data while there is room for it."""
        data = bytes(data)
        room = max(0, TEXT_CAP - self.tell())
        super().write(data[:room])
        if len(data) > room:
            self.dropped += len(data) - room
            self.rest.update(data[room:])
        return len(data)

    def take(self) -> str:
        """The text written since the last time."""
        if not self.tell():
            return ""
        text = self.getvalue().decode("utf-8", "surrogateescape")
        if self.dropped:
            text += f" ... {self.dropped} more bytes, {self.rest.hexdigest()[:16]}"
            self.dropped, self.rest = 0, hashlib.sha256()
        self.seek(0)
        self.truncate()
        return text


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
        return out.take(), err.take()


class Warned:
    """Categories of the warnings of one call; every warning shows every time."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.dropped = 0
        self.show = self._show

    def install(self) -> None:
        """Show all warnings from now on, to this object."""
        warnings.simplefilter("always")
        warnings.showwarning = self.show

    def _show(self, message: Any, category: type, *rest: Any, **named: Any) -> None:
        if category.__name__ in _TIMING_DEPENDENT:
            return
        if len(self.names) >= ITEMS_CAP:
            self.dropped += 1
            return
        overflow = category is RuntimeWarning and str(message).startswith("overflow encountered")
        self.names.append(OVERFLOW if overflow else clipped(category.__name__, MESSAGE_CAP))

    def take(self) -> list[str]:
        """The sorted categories since the last time; of those beyond the bound only their number."""
        if not self.names:
            return []
        names = sorted(self.names)
        if self.dropped:
            names.append(f"{self.dropped} more warnings")
            self.dropped = 0
        self.names.clear()
        return names


class Logged:
    """What was handed to loggers in one call, at any level, whether or not somebody listens.

    The standard handlers that write to a stream stay silent: what they would write, times included, follows
    from the records.
    """

    def __init__(self) -> None:
        self.records: list[tuple[Any, ...]] = []
        self.dropped = 0
        self.hooked = False

    def hook(self) -> None:
        """Listen, once the user's code has imported ``logging``."""
        logging = sys.modules.get("logging")
        if self.hooked or logging is None or not hasattr(logging, "StreamHandler"):
            return
        self.hooked = True
        for name, level in _LEVELS.items():
            if hasattr(logging.Logger, name):
                setattr(logging.Logger, name, self._listening(getattr(logging.Logger, name), level))
        logging.Logger.log = self._listening(logging.Logger.log, None)
        logging.StreamHandler.emit = _nothing

    def _listening(self, method: Any, level: Optional[int]) -> Any:
        @functools.wraps(method)
        def listen(logger: Any, *args: Any, **named: Any) -> Any:
            first = 0 if level is not None else 1
            number = level if level is not None else args[0] if args else None
            if len(args) > first and len(self.records) < ITEMS_CAP:
                self.records.append(_record(logger, number, args[first], args[first + 1 :]))
            elif len(args) > first:
                self.dropped += 1
            count, dropped = len(self.records), self.dropped
            named["stacklevel"] = named.get("stacklevel", 1) + 1
            try:
                return method(logger, *args, **named)
            finally:
                del self.records[count:]  # ``exception`` and ``warn`` call others of these
                self.dropped = dropped

        return listen

    def take(self) -> list[tuple[Any, ...]]:
        """Logger, level and message of each record since the last time."""
        if not self.records:
            return []
        records, self.records = self.records, []
        if self.dropped:
            records.append(("", 0, f"{self.dropped} more records"))
            self.dropped = 0
        return records


def _nothing(handler: Any, record: Any) -> None:
    return None


def _record(logger: Any, level: Any, message: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """A record with its text, unless nobody would read that and making it could have effects."""
    text = message if type(message) is str else f"<{type(message).__name__}>"
    known = all(type(item) in _PLAIN for item in args)
    try:
        if known or logger.isEnabledFor(level):
            text = str(message) % args if args else str(message)
    except Exception as error:  # noqa: BLE001  the message's own ``__str__`` ran
        text = f"{text} <{type(error).__name__}>"
    name = clipped(str(logger.name), MESSAGE_CAP)
    return name, level if type(level) is int else 0, clipped(text, MESSAGE_CAP)


class Randomness:
    """The global random generators: the same at the start of every call, compared after it."""

    def __init__(self) -> None:
        self.numpy: Any = getattr(sys.modules.get("numpy"), "random", None)
        self.start()
        self.untouched = self._state()

    def start(self) -> None:
        """Seed them alike on both sides."""
        random.seed(20240229)
        if self.numpy is not None:
            self.numpy.seed(20240229)

    def digest(self) -> Optional[list[Any]]:
        """What they would give next; None when nothing was drawn."""
        state = self._state()
        return None if state == self.untouched else state

    def _state(self) -> list[Any]:
        parts: list[Any] = [hash(random.getstate())]
        if self.numpy is not None:
            name, keys, *rest = self.numpy.get_state(legacy=True)
            parts += [name, zlib.crc32(keys.tobytes()), *rest]
        return parts


class Settings:
    """Settings of the whole process that a call may leave changed."""

    def __init__(self, warned: Warned) -> None:
        self.warned = warned
        self.places: list[tuple[str, Callable[[], Any], Callable[[Any], Any]]] = [
            ("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
            ("the context of decimal", _decimal, _set_decimal),
        ]
        numpy = sys.modules.get("numpy")
        if hasattr(numpy, "geterr"):
            numpy_module: Any = numpy
            self.places.append(
                ("numpy's handling of errors", numpy_module.geterr, lambda kept: numpy_module.seterr(**kept))
            )
        self.before = [get() for _, get, _ in self.places]
        self.filters: list[Any] = list(warnings.filters)

    def changes(self) -> dict[str, Any]:
        """What is set otherwise than before the first call, put back at once."""
        found: dict[str, Any] = {}
        for (name, get, put), before in zip(self.places, self.before):  # noqa: B905
            now = get()
            if now != before:
                found[name] = now
                put(before)
        if warnings.filters != self.filters or warnings.showwarning is not self.warned.show:
            found["the filters of warnings"] = [str(rule) for rule in warnings.filters]
            warnings.resetwarnings()
            warnings.filters[:] = self.filters  # type: ignore[index]
            warnings.showwarning = self.warned.show
        return found


def _decimal() -> tuple[int, str]:
    context = decimal.getcontext()
    return context.prec, context.rounding


def _set_decimal(kept: tuple[int, str]) -> None:
    context = decimal.getcontext()
    context.prec, context.rounding = kept
