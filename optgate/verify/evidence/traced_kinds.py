"""The kinds that allow what tracers saw being done.

A kind that does not is not what a parameter is for.
"""

from __future__ import annotations

from optgate.verify.evidence.structured import variants
from optgate.verify.evidence.traced import Seen
from optgate.verify.values.kinds import BOOL, FLOAT, INT, MAPPINGS, NESTED, NONE, STR, Kind, sequence

_NUMBERS = ("int", "float", "bool", "number")
_MOST_KINDS = 3
COLUMNS = ("a", "b")
"""The names of the columns of a table about which nothing is known."""


def allows(kind: Kind, seen: Seen) -> bool:
    """Whether what was done can be done with values of a kind."""
    shape = seen.shape
    if kind.tag == "either":
        return any(allows(item, seen) for item in kind.items)
    if shape == "text":
        return kind.tag in ("str", "bytes", "bytearray")
    if shape == "table":
        return kind.tag in ("frame", "series")
    if shape == "mapping":
        return _allows_mapping(kind, seen)
    if shape == "tuple" and kind.tag == "tuple" and kind.fixed:
        wanted = max([*seen.told("unpack"), seen.parts])
        return len(kind.items) >= wanted and all(
            allows(item, seen.at(f"[{place}]")) for place, item in enumerate(kind.items)
        )
    if shape in ("tuple", "sequence"):
        return _allows_elements(kind, seen)
    if shape == "array":
        return kind.tag not in ("str", "dict", "record", *(_NUMBERS if seen.inside else ()))
    if shape == "number":
        return kind.tag not in ("str", "bytes", "list", "tuple", "dict", "array", "set")
    return shape != "whole" or kind.tag not in ("float", "str", "list", "tuple")


def _allows_mapping(kind: Kind, seen: Seen) -> bool:
    if kind.tag in ("record", "frame", "series", "given", "object"):
        return True
    if kind.tag not in MAPPINGS:
        return False
    if not kind.items:
        return True
    key = seen.inside.get("{k}")
    return (key is None or allows(kind.items[0], key)) and allows(kind.items[1], seen.element)


def _allows_elements(kind: Kind, seen: Seen) -> bool:
    element = seen.element
    if kind.tag in ("str", "bytes", "bytearray"):
        return element.shape == "" or seen.spelled
    if kind.tag == "array":
        return element.shape not in ("text", "mapping") and (
            element.shape not in ("tuple", "sequence") or kind.ndim > 1
        )
    if kind.tag in _NUMBERS or kind.tag in ("none", "complex"):
        return False
    if kind.tag in (*NESTED, "set", "frozenset", "series") and kind.items and not kind.fixed:
        return allows(kind.items[0], element)
    return True


def kinds(seen: Seen, depth: int = 0) -> list[Kind]:
    """Kinds that allow what was done, the likeliest first."""
    if depth > 3:
        return [INT]
    shape, found = seen.shape, [FLOAT, INT]
    if shape == "text":
        found = [_text(seen)]
    elif shape == "mapping":
        keys = [_text(seen.at("{k}"))] + ([INT] if seen.at("{k}").shape != "text" else [])
        found = [Kind("dict", (key, value)) for key in keys[:1] for value in _values(seen, depth)]
        found += [Kind("dict", (key, _values(seen, depth)[0])) for key in keys[1:]]
    elif shape == "tuple":
        count = max([*seen.told("unpack"), seen.parts])
        inside = {str(place): kinds(seen.at(f"[{place}]"), depth + 1) for place in range(count)}
        found = [
            Kind("tuple", items, fixed=True) for items in variants(inside) if not {FLOAT, INT} <= {*items}
        ]
    elif shape in ("sequence", "array"):
        found = [sequence(item) for item in _values(seen, depth)]
        found = [spelling(seen), *found] if seen.spelled else found
    elif shape == "table":
        found = [Kind("frame", (item, INT), names=COLUMNS) for item in (STR, INT)]
    elif shape == "whole" or seen.told("class"):
        found = [INT]
    return [_with_others(kind, seen) for kind in found[:_MOST_KINDS]]


def spelling(seen: Seen) -> Kind:
    """Strings of the letters that are looked up one by one, or any."""
    letters = [key for key in seen.element.told("among") if type(key) is str and len(key) == 1]
    return Kind("str", dtype="letters", path="".join(letters)) if letters else STR


def _values(seen: Seen, depth: int) -> list[Kind]:
    return kinds(seen.element, depth + 1)


def _with_others(kind: Kind, seen: Seen) -> Kind:
    """The kind mixed with those that ``isinstance`` tells apart, subclasses among them, and with None."""
    tested = {
        "list": (sequence(INT),),
        "tuple": (sequence(INT, "tuple"),),
        "dict": (Kind("dict", (STR, INT)), Kind("odict", (STR, INT))),
        "str": (STR,),
        "set": (sequence(INT, "set"),),
        "int": (INT, BOOL),
        "float": (FLOAT,),
    }
    others = [one for name in seen.told("class") for one in tested[name]]
    others += ([INT] if others else []) + ([NONE] if seen.nothing else [])
    others = list(dict.fromkeys(other for other in others if other.tag != kind.tag))
    return Kind("either", (kind, *others)) if others else kind


def _text(seen: Seen) -> Kind:
    """Strings: such as are split and read as numbers in the same way, or any."""
    pieces = [
        place.element
        for step, place in seen.inside.items()
        if step.startswith((".split", ".rsplit", ".part"))
    ]
    read = {"int", "float"} & set().union(*(piece.facts for piece in pieces), seen.facts)
    dtype = (
        ("int" if "int" in read else "float")
        if any(seen.told(word) or any(piece.told(word) for piece in pieces) for word in read)
        else ""
    )
    if not pieces:
        if seen.told_as_code:
            return _code(seen)
        return Kind("str", dtype=dtype, choices=() if dtype or seen.told("method") else _words(seen))
    separators = [text for text in seen.told("split") if text]
    mixed = dtype and any("hash" in piece.facts or piece.shape == "text" for piece in pieces)
    return Kind("str", dtype="mixed" if mixed else dtype or "str", path=separators[0] if separators else " ")


def _words(seen: Seen) -> tuple[str, ...]:
    """The words that a string was compared with, where these are several."""
    words = [one for one in seen.told("equal") if type(one) is str and one]
    return tuple(sorted(words)) if len(words) > 1 else ()


def _code(seen: Seen) -> Kind:
    """Strings with a number or a known word between parts of fixed width: ``12B``, ``idX``."""
    bounds = [text.split(":") for text in seen.told("slice")]
    head = max((int(start) for start, _ in bounds if start.isdigit()), default=0)
    tail = max((-int(stop) for _, stop in bounds if stop.startswith("-")), default=0)
    words = tuple(key for key in seen.told("among") if type(key) is str)
    return Kind("str", dtype="code", path=f"{head}:{tail}", names=words)
