"""What tracers saw of the values of a function, as a tree of places.

The usage that is read from the source follows names; what tracers saw holds for whatever really happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from optgate.guest.codec import Recipe
from optgate.guest.trace import TRACER
from optgate.guest.tracer_methods import TEXT
from optgate.model import Fact
from optgate.verify.evidence import hints
from optgate.verify.values.calls import MISSING, Call
from optgate.verify.values.kinds import Param

_TABLE = frozenset({"iloc", "columns", "iterrows", "itertuples", "groupby", "reset_index", "drop_duplicates"})
_ARRAY = frozenset({"shape", "ndim", "dtype", "astype", "ravel", "reshape", "flatten", "tolist", "nbytes"})
_WHOLE = frozenset({"array", "ufunc", "numpy", "tupled"})
_LETTERS = TEXT - {"split", "rsplit", "splitlines", "partition", "rpartition", "strip", "startswith"}
ELEMENTS = ("[]", "{v}")


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
        if "str" in self.facts or self.told_as_text or self.told_as_code:
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
        walked = {"iter", "reversed", "len", "truth", "indexed"}
        return letters and not element.told("slice") and set(self.facts) <= walked

    @property
    def told_as_text(self) -> bool:
        """Whether it is compared with strings alone, or put together with them."""
        compared = [one for one in self.told("equal") if one != ""]
        strings = bool(compared) and all(type(one) is str for one in compared)
        return (strings or "str" in self.told("joined")) and not self.told("iter")

    @property
    def told_as_code(self) -> bool:
        """Whether slices of it are read as numbers, or looked up among strings."""
        found = self.told("int") or self.told("float") or any(type(k) is str for k in self.told("among"))
        return bool(found and self.told("slice") and not self.told("iter") and not self.told("store"))

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
        measured = told("arith") or any(type(one) in (int, float) for one in told("order"))
        return "number" if decided and measured and not set(self.inside) - {"~", "?", "/"} else ""

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
