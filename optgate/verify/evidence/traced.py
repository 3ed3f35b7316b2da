"""What tracers saw of the values of a function, as a tree of places and as kinds.

The usage that is read from the source follows names; what tracers saw holds for whatever really happened.
A kind that does not allow what was done is not what a parameter is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from optgate.guest.codec import Recipe
from optgate.guest.trace import TRACER
from optgate.guest.tracer_methods import TEXT
from optgate.model import Fact
from optgate.verify.evidence import hints
from optgate.verify.evidence.structured import variants
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import FLOAT, INT, MAPPINGS, NESTED, NONE, STR, Kind, Param, sequence

_TABLE = frozenset({"iloc", "columns", "iterrows", "itertuples", "groupby", "reset_index", "drop_duplicates"})
_ARRAY = frozenset({"shape", "ndim", "dtype", "astype", "ravel", "reshape", "flatten", "tolist", "nbytes"})
_WHOLE = frozenset({"array", "ufunc", "numpy", "tupled"})
_LETTERS = TEXT - {"split", "rsplit", "splitlines", "partition", "rpartition", "strip", "startswith"}
_NUMBERS = ("int", "float", "bool", "number")
_CONTAINERS = (*NESTED, "array", "set", "frozenset", "series")
ELEMENTS = ("[]", "{v}")
_MOST_KINDS = 3
COLUMNS = ("a", "b")
"""The names of the columns of a table about which nothing is known."""


class Seen:
    """What was done at one place: words with their details, and the places inside it.

    ``nothing`` is whether the source also compares what stands there with None.
    """

    def __init__(self) -> None:
        self.facts: dict[str, list[Any]] = {}
        self.inside: dict[str, Seen] = {}
        self.nothing = False

    def at(self, step: str) -> Seen:
        """The place that a step leads to."""
        return self.inside.setdefault(step, Seen())

    def add(self, fact: str, detail: Any = "") -> None:
        """Take in one fact."""
        details = self.facts.setdefault(fact, [])
        if detail not in details:
            details.append(detail)

    def told(self, fact: str) -> list[Any]:
        """The details of a fact; none where it was not seen."""
        return self.facts.get(fact, [])

    def merge(self, other: Seen) -> None:
        """Take in what was seen at another place too."""
        for fact, details in other.facts.items():
            for detail in details:
                self.add(fact, detail)
        for step, place in other.inside.items():
            self.at(step).merge(place)
        self.nothing = self.nothing or other.nothing

    @property
    def element(self) -> Seen:
        """What was seen of the elements of a sequence, or of the values of a mapping."""
        found = Seen()
        for step, place in self.inside.items():
            if step in ELEMENTS or _constant(step) is not None:
                found.merge(place)
        return found

    @property
    def shape(self) -> str:
        """What kind of thing was used, empty where that is not clear."""
        methods, attributes = set(self.told("method")), set(self.told("attr"))
        if attributes & _TABLE or "called" in self.facts:
            return "table" if attributes & _TABLE else ""
        if methods & {"items", "keys", "values"}:
            return "mapping"
        if "str" in self.facts or self.told_as_text:
            return "text"
        if attributes & _ARRAY or self.told("tupled"):
            return "array"
        if attributes - hints.LIST_METHODS - {"copy", "sort"} or self.told("key") or self.told("maybe"):
            return ""
        return self.plain

    @property
    def mixed(self) -> bool:
        """Whether values of several kinds stand somewhere inside."""
        elements = [self.inside[step] for step in ELEMENTS if step in self.inside]
        return any(one.nothing or one.told("class") or one.mixed for one in elements)

    @property
    def spelled(self) -> bool:
        """Whether only its elements were used, as single letters of a string can be."""
        element = self.element
        letters = element.shape == "text" and set(element.told("method")) <= _LETTERS
        return letters and set(self.facts) <= {"iter", "reversed", "len", "truth"}

    @property
    def told_as_text(self) -> bool:
        """Whether it is compared with strings alone, or put together with them."""
        compared = [one for one in self.told("equal") if one != ""]
        strings = bool(compared) and all(type(one) is str for one in compared)
        return (strings or "str" in self.told("joined")) and not self.told("iter")

    @property
    def plain(self) -> str:
        """Sequences, tuples and numbers, by what was done apart from attributes."""
        told, whole = self.told, bool(set(self.facts) & _WHOLE)
        parts = self.parts
        loose = any(told(word) for word in ("iter", "len", "indexed", "slice", "store"))
        if told("looked up") and not (told("indexed") or told("slice")):
            return ""
        if told("unpack") or (parts and not loose and told("hash")):
            return "tuple" if len(told("unpack")) <= 1 else "sequence"
        if parts or told("iter") or told("indexed") or told("len"):
            return "array" if whole else "sequence"
        if whole:
            return ""
        if told("index") or self.inside.get("~", Seen()).told("index"):
            return "whole"
        decided = "?" in self.inside and self.inside["?"].told("truth")
        return "number" if decided and told("arith") and not set(self.inside) - {"~", "?", "/"} else ""

    @property
    def parts(self) -> int:
        """How many places have an index that stands in the source, up to the last of them."""
        return 1 + max((place for step in self.inside if (place := _constant(step)) is not None), default=-1)


def _constant(step: str) -> int | None:
    inner = step[1:-1]
    if not step.startswith("[") or not inner.lstrip("-").isdigit():
        return None
    return int(inner) if int(inner) >= 0 else -int(inner) - 1


def calls(params: Sequence[Param]) -> list[bytes]:
    """Calls with tracers: for every parameter, and for those alone that are required."""
    every = [_tracer(param) for param in params]
    least = [value if param.required else MISSING for param, value in zip(params, every, strict=True)]
    return [Call(values, (None,) * len(params), "tracer").encoded(params) for values in (every, least)]


def _tracer(param: Param) -> Any:
    if param.style in ("calls", "varkw"):
        return MISSING
    made = Recipe("name", (TRACER + param.name + ("|[]" if param.style == "var" else ""),))
    return (made, made) if param.style == "var" else made


def tree(facts: Iterable[Fact]) -> dict[str, Seen]:
    """The facts by parameter and place."""
    root = Seen()
    for path, fact, detail in facts:
        place = root
        for step in path:
            place = place.at(step)
        place.add(fact, detail)
    _mark_indices(root, root)
    return root.inside


def _mark_indices(place: Seen, root: Seen) -> None:
    """What chooses an element of a sequence or an array is an index."""
    for one in list(place.inside.values()):
        for path in one.told("index of"):
            holder = root
            for part in path:
                holder = holder.at(part)
            if holder.shape in ("sequence", "array"):
                one.add("index")
        _mark_indices(one, root)


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
    """The kind mixed with those that are told apart by ``isinstance``, and with None."""
    tested = {
        "list": sequence(INT),
        "tuple": sequence(INT, "tuple"),
        "dict": Kind("dict", (STR, INT)),
        "str": STR,
        "set": sequence(INT, "set"),
        "int": INT,
        "float": FLOAT,
    }
    others = [tested[name] for name in seen.told("class")]
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
        return Kind("str", dtype=dtype)
    separators = [text for text in seen.told("split") if text]
    mixed = dtype and any("hash" in piece.facts or piece.shape == "text" for piece in pieces)
    return Kind("str", dtype="mixed" if mixed else dtype or "str", path=separators[0] if separators else " ")
