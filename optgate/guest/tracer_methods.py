"""What methods of strings, mappings, lists and arrays give when a tracer stands for the object."""

from __future__ import annotations

from types import FrameType
from typing import Any

_KEEPING = (
    "strip lstrip rstrip upper lower title capitalize casefold swapcase expandtabs ljust rjust center zfill"
)
_ASKED = (
    "startswith endswith isdigit isalpha isalnum isspace isupper islower isdecimal isnumeric isidentifier"
)
_CUT = "split rsplit partition rpartition"

ASKING = frozenset(_ASKED.split(" "))
TEXT = frozenset(
    (*_KEEPING.split(" "), *ASKING, *_CUT.split(" "), "splitlines", "removeprefix", "removesuffix")
)
"""Methods of strings that little else has."""

ALIKE = frozenset((*_KEEPING.split(" "), "removeprefix", "removesuffix", "replace", "copy"))
"""What they give is of the kind of the object itself."""

_SILENT = frozenset({"append", "extend", "insert", "remove", "sort", "reverse", "clear", "add", "discard"})
_SPLITTING = frozenset(_CUT.split(" "))


def result(holder: Any, name: str, args: tuple[Any, ...], frame: FrameType) -> Any:
    """What the method ``name`` of ``holder`` gives, called from ``frame``."""
    from .tracer import child, computed, note

    log = holder._log
    if name in TEXT:
        note(holder, "str")
    if name in _SPLITTING:
        note(holder, "split", args[0] if args and type(args[0]) is str else "")
    if name in ALIKE:
        return holder
    if name in ASKING:
        for text in args[0] if args and type(args[0]) is tuple else args[:1]:
            if type(text) is str:
                note(holder, "starts", text)
        return log.decide(frame)
    if name in _SILENT:
        return None
    if name in ("items", "keys", "values"):
        pairs = [(child(holder, "{k}"), child(holder, "{v}")) for _ in range(log.count)]
        return pairs if name == "items" else [pair[name == "values"] for pair in pairs]
    if name in ("get", "setdefault", "pop") and args and type(args[0]) is str:
        note(holder, "maybe", args[0])
        return child(holder, f"[{args[0]!r}]")
    if name in ("get", "setdefault") or (name == "pop" and len(args) > 1):
        for key in args[:1]:
            if type(key) is type(holder):
                note(key, "key of", holder._paths[0])
        return child(holder, "{v}")
    if name == "pop":
        return child(holder, "[]")
    if name in ("sum", "mean", "max", "min", "astype"):
        return computed(holder)
    return child(holder, f".{name}()")
