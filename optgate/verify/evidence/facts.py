"""The facts about the values of one function, and what arrays and strings fit them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from optgate.verify.evidence import hints
from optgate.verify.evidence.annotations import Names
from optgate.verify.evidence.flow import Flow
from optgate.verify.evidence.source import Source
from optgate.verify.evidence.vocabulary import DTYPE_NAMES
from optgate.verify.values.kinds import DTYPES, STATED, TRIED, Kind, Option, array

_AS_ROWS = {"iter", "slice", "len", "store", "attr:append", "arith", "numpy"}
_OF_IMAGES = re.compile(r"\b(u?int(?:8|16|32|64)|float(?:16|32|64)) (?:[a-z]+ )?(?:images?|pictures?)\b")
"""The dtype of images as a docstring gives it in prose."""

_MOST_PARTS = 5
_OF_DICTS = {f"attr:{method}" for method in hints.DICT_METHODS}


class Facts:
    """What the flow through one function says of its values.

    A value has the name of a parameter or of a place inside one (``p.x``, ``rows@1['k']``).
    ``numeric_module`` is true when the module imports numpy: only then are arrays tried where the usage
    fits lists as well; ``frames`` is true when it imports pandas.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.flow = Flow(source.function, source.names, source.modules, source.module, source.objects)
        self.frames = source.module.imports_package("pandas")
        self.numeric_module = self.frames or source.module.imports_package("numpy")
        self.dtypes_named = dtypes_named(source)
        self.names = Names(source.module)

    def facts(self, name: str, depth: int = 0) -> set[str]:
        """The facts about the elements of a value at one depth."""
        return self.flow.facts.get((name, depth), set())

    def noted(self, name: str, depth: int, prefix: str) -> list[str]:
        """What the facts of one sort (``key``, ``field``, ``called``) name, in order."""
        return sorted(f.partition(":")[2] for f in self.facts(name, depth) if f.startswith(prefix + ":"))

    # arrays

    def ndims(self, name: str) -> tuple[int, ...]:
        """The numbers of dimensions that the usage fits, the likeliest first."""
        named = set()
        for (param, _), facts in self.flow.facts.items():
            if param == name:
                named |= {int(fact[5:]) for fact in facts if fact.startswith("ndim:")}
        if named:
            return (max(named),)
        depth = self.container_depth(name)
        if depth >= 2 or (depth == 1 and self.facts(name) & {"iter", "indexed"}):
            return (depth,)
        if hints.IMAGES.search(bare(name)) or hints.MASKS.search(bare(name)):
            return (2, 3)
        return (1, 2)

    def dtypes(self, name: str) -> tuple[str, ...]:
        """The dtypes that the usage suggests, those that it casts to too; the others are found by trial."""
        suggested = self.suggested(name)
        return (*suggested, *(d for d in self.noted(name, 0, "cast") if d in DTYPES and d not in suggested))

    def suggested(self, name: str) -> tuple[str, ...]:
        """The dtypes that names and operations speak for."""
        depth = self.ndims(name)[0]
        leaf = self.facts(name, depth) | self.facts(name, 1)
        image = hints.IMAGES.search(bare(name))
        if "index" in leaf:
            return ("int64", "uint8") if image else ("int64",)
        if image:
            return ("uint8",) if leaf & {"to:int", "passed"} else ("uint8", "float64")
        if hints.MASKS.search(bare(name)):
            return ("uint8", "bool")
        if "bits" in leaf or ("to:int" in leaf and not leaf & {"arith", "math"}):
            return ("int64", "uint8")
        if leaf & {"complex", "attr:imag", "attr:conj"}:
            return ("float64", "complex128", "int64")
        return ("float64", "int64")

    def arrays(self, name: str, kind: Kind, level: int, why: str) -> list[Option]:
        """Array options; dtypes that nothing suggests are left to trial."""
        found: list[Option] = []
        said = _OF_IMAGES.findall(self.source.docstring) if hints.IMAGES.search(bare(name)) else []
        if not kind.dtype and len(set(said)) == 1:
            kind = array(said[0], kind.ndim)
        suggested = self.dtypes(name)
        for place, ndim in enumerate((kind.ndim,) if kind.ndim else self.ndims(name)):
            weaker = level if place == 0 or level == STATED else TRIED
            if kind.dtype:
                found.append(Option(array(kind.dtype, ndim), level if place == 0 else TRIED, why))
                continue
            found += [Option(array(dtype, ndim), weaker, why) for dtype in suggested]
            if place == 0:
                rest = [dtype for dtype in (*DTYPES, *self.further(name)) if dtype not in suggested]
                if "index" in self.facts(name, ndim):
                    rest = [dtype for dtype in rest if "int" in dtype]
                found += [Option(array(dtype, ndim), TRIED, "trial") for dtype in dict.fromkeys(rest)]
        return found

    def further(self, name: str) -> tuple[str, ...]:
        """Rarer dtypes that the source names or that its functions are for."""
        facts = self.facts(name) | self.facts(name, 1)
        complex_ones = ("complex128",) if facts & {"waves", "attr:real", "attr:view"} else ()
        return (*self.dtypes_named, *complex_ones)

    def has_parts(self, name: str, depth: int) -> bool:
        """Whether parts of a value are used by string keys or attributes."""
        return any(self.noted(name, depth, sort) for sort in ("key", "maybe", "field"))

    def container_depth(self, name: str) -> int:
        """How many levels of the value are iterated, indexed or measured."""
        depth = 0
        while depth < 4 and self.facts(name, depth) & hints.CONTAINER and not self.has_parts(name, depth):
            depth += 1
        for (param, at), facts in self.flow.facts.items():
            if param == name:
                depth = max([depth, *(int(fact[5:]) for fact in facts if fact.startswith("ndim:"))])
                depth = max(depth, at) if facts & hints.SCALAR and at else depth
        unpacked = [
            at
            for (param, at), facts in self.flow.facts.items()
            if param == name and at and (_unpacks(facts) or facts & _OF_DICTS or self.point(name, at))
        ]
        return min([depth, *unpacked])

    def point(self, name: str, depth: int) -> int:
        """How many parts a value has that is only ever indexed by small numbers written out, or 0."""
        if self.flow.uses_numpy or self.facts(name, depth) & _AS_ROWS:
            return 0
        places = [-1 if place is None else place for place in self.flow.places.get((name, depth), ())]
        small = len(places) > 1 and all(0 <= place < _MOST_PARTS for place in places)
        return max(places) + 1 if small else 0

    def builds_list(self) -> bool:
        """Whether the function grows or returns lists of its own."""
        return any(
            isinstance(node, ast.List | ast.ListComp)
            or (isinstance(node, ast.Attribute) and node.attr == "append")
            for node in ast.walk(self.source.function)
        )

    def text(self, name: str, depth: int = 0) -> Kind:
        """Strings: the ones compared with, when there are any, or such as numbers can be read from."""
        chosen = tuple(sorted(self.flow.strings.get(name, ()))) if depth == 0 else ()
        separators = self.noted(name, depth, "pieces")
        pieces = self.facts(name, depth + 1)
        for number in ("int", "float"):
            if f"to:{number}" in self.facts(name, depth):
                return Kind("str", dtype=number, choices=chosen)
            if f"to:{number}" in pieces:
                return Kind("str", dtype=number, path=(separators[0] or " ") if separators else "")
        if separators:
            return Kind("str", dtype="str", path=separators[0] or " ")
        return Kind("str", choices=chosen)


def bare(name: str) -> str:
    """The last name in that of a value: ``weights`` for ``self.weights``."""
    words = re.findall(r"\w+", name)
    return words[-1] if words else name


def _unpacks(facts: Iterable[str]) -> bool:
    """Whether a value is taken apart into names of its own, as a tuple is."""
    return any(fact.startswith("unpack:") for fact in facts)


def dtypes_named(source: Source) -> tuple[str, ...]:
    """The dtypes of numpy that stand in the body of a function."""
    found = [
        DTYPE_NAMES[node.attr]
        for node in ast.walk(source.function)
        if isinstance(node, ast.Attribute)
        and node.attr in DTYPE_NAMES
        and source.module.dotted(node.value) == "numpy"
    ]
    found += [
        DTYPE_NAMES[node.value]
        for node in ast.walk(source.function)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in DTYPE_NAMES
    ]
    return tuple(dict.fromkeys(found))
