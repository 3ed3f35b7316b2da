"""The kinds that fit what a body does with its parameters, and with what is inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from optgate.verify.evidence import callables, hints
from optgate.verify.evidence.facts import bare
from optgate.verify.evidence.refs import Ref, inner
from optgate.verify.evidence.source import Source
from optgate.verify.evidence.structured import Structured, generators, variants
from optgate.verify.values.kinds import (
    BOOL,
    FLOAT,
    INT,
    NESTED,
    NONE,
    STR,
    TRIED,
    USED,
    Kind,
    Option,
    sequence,
)

_ARRAYS = re.compile(r"\b(numpy|np) arrays?\b|\bndarrays?\b", re.IGNORECASE)
_MADE = ("object", "record", "name", "str", "either")
_COMPUTED = frozenset({"arith", "math", "number", "index", "numpy", "bits", "range", "passed"})
_HASHABLE = ("int", "float", "str", "bool")


class Usage(Structured):
    """Options from usage and from names."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._sought: list[str] = []

    def inside(self, name: str) -> list[Kind]:
        """The kinds of a place inside a value, from its usage or its name."""
        options = self.from_usage(name) or self.from_name(name)
        if not options and any(k.relation == "key" and k.left.param == name for k in self.flow.links):
            return [STR, INT]
        kinds = [option.kind for option in options if option.level < TRIED] or [FLOAT, INT, STR]
        return self.perhaps_none(name, 0, kinds)

    def perhaps_none(self, name: str, depth: int, kinds: Sequence[Kind]) -> list[Kind]:
        """The kinds of what stands inside a value, with None among them where the body tests for it."""
        tested = "none" in self.facts(name, depth)
        return [Kind("either", (kind, NONE)) if tested and kind.tag != "either" else kind for kind in kinds]

    def closed(self, kind: Kind, name: str, depth: int) -> list[Kind]:
        """The kind with what it leaves open filled from the usage of what stands at a depth of a value."""
        if kind.tag == "any":
            return self.elements(name, depth) if depth else self.inside(name)
        if kind.tag == "array":
            place = name if depth == 0 else f"{name}@{depth}"
            return [o.kind for o in self.arrays(place, kind, USED, "usage") if o.level < TRIED][:2]
        if kind.tag == "function":
            counts = [int(count) for count in self.noted(name, depth, "called")]
            return callables.of_stated(kind, counts, numeric=self.numeric_module)
        if kind.tag == "frame" and not kind.names:
            return self.frame(name, self.columns(name))
        if kind.tag == "series" and not kind.items:
            return [Kind("series", (item,)) for item in self.column(name)]
        if kind.tag == "either":
            return [Kind("either", tuple(self.closed(item, name, depth)[0] for item in kind.items))]
        if kind.tag == "str" and not kind.choices:
            return [self.text(name, depth)]
        if kind.tag in ("object", "record"):
            at = Ref("value", name, depth)
            steps = [f".{n}" if kind.tag == "object" else f"[{n!r}]" for n in kind.names]
            kinds = {
                step: self.closed(item, inner(at, step).param, 0)
                for step, item in zip(steps, kind.items, strict=True)
            }
            return [_with_items(kind, items) for items in variants(kinds)]
        return self.closed_container(kind, name, depth)

    def closed_container(self, kind: Kind, name: str, depth: int) -> list[Kind]:
        """A sequence, set, mapping or tuple with the kinds of its elements."""
        if kind.tag in ("dict", "odict", "defaultdict", "counter"):
            if not kind.items:
                pairs = [(STR, INT), (INT, INT)] if kind.tag == "counter" else []
                found = [Kind("dict", pair) for pair in pairs] or self.dicts(name, depth)
                return [Kind(kind.tag, one.items) for one in found]
            key, value = kind.items
            return [Kind(kind.tag, (key, item)) for item in self.closed(value, name, depth + 2)]
        if kind.fixed and kind.tag == "tuple":
            inside = {str(place): self.closed(item, name, depth + 1) for place, item in enumerate(kind.items)}
            return [_with_items(kind, items) for items in variants(inside)]
        if kind.tag in (*NESTED, "set", "frozenset"):
            found = (
                self.closed(kind.items[0], name, depth + 1) if kind.items else self.elements(name, depth + 1)
            )
            return [Kind(kind.tag, (item,)) for item in found]
        return [kind]

    def from_usage(self, name: str) -> list[Option]:
        """Options from what the body does with the value."""
        special = self.special(name) or self.structured(name, 0)
        if special:
            return [Option(kind, USED, "usage") for kind in special]
        facts = self.facts(name)
        if axes := self.noted(name, 0, "axes"):
            return [Option(Kind("tuple", (INT,) * int(axes[0]), fixed=True), USED, "usage")]
        methods_used = {fact[5:] for fact in facts if fact.startswith("attr:")}
        if methods_used & hints.DICT_METHODS or self.mapped(name):
            return [Option(kind, USED, "usage") for kind in self.dicts(name)]
        if methods_used & hints.TEXT_METHODS or ("str" in facts and not facts & hints.CONTAINER):
            return [Option(self.text(name), USED, "usage")]
        if methods_used & hints.SET_METHODS:
            return [Option(Kind("set", (item,)), USED, "usage") for item in self.elements(name, 1)]
        arrayish = bool(methods_used & hints.ARRAY_METHODS) or "tupled" in facts
        listish = bool(methods_used & hints.LIST_METHODS) or "listadd" in facts
        depth = self.container_depth(name)
        unpacked = sorted(int(fact[7:]) for fact in facts if fact.startswith("unpack:"))
        whole = not facts & hints.CONTAINER and not arrayish
        if (arrayish or depth) and not (unpacked and whole):
            return self.containers(name, arrayish, listish, max(depth, 1))
        if unpacked:
            return [
                Option(Kind("tuple", (item,) * unpacked[0], fixed=True), USED, "usage")
                for item in self.elements(name, 1)
            ]
        return self.scalars(name, facts)

    def mapped(self, name: str) -> bool:
        """Whether a value is asked for what it has: ``x[k]`` beside ``k in x`` or ``for k in x``."""
        offered = self.flow.offered
        at = offered[name, "at"]
        if at & offered[name, "has"]:
            return True
        return bool(at & offered[name, "each"]) and not self.facts(name) & {
            "len",
            "slice",
            "tupled",
        }

    def containers(self, name: str, arrayish: bool, listish: bool, depth: int) -> list[Option]:
        """Lists or arrays; both, one of them by trial only, when the usage fits both."""
        facts = self.facts(name)
        whole = bool(facts & {"arith", "numpy", "bits"})
        lists = [Option(kind, USED, "usage") for kind in self.lists(name, depth)]
        arrays = self.arrays(name, Kind("array"), USED, "usage")
        arrayish = arrayish or (self.numeric_module and bool(_ARRAYS.search(self.source.docstring)))
        if arrayish or (whole and not listish and self.numeric_module):
            return arrays
        if listish or not self.numeric_module or any(option.kind.leaf.tag in _MADE for option in lists):
            return lists
        if "asarray" in facts:
            return lists + arrays
        first_lists = not self.flow.uses_numpy and (depth >= 2 and "tupled" not in facts)
        keyed = bool(self.facts(name, 1) & {"key", "str"})
        if first_lists or keyed or (not self.flow.uses_numpy and self.builds_list()):
            return lists + [Option(o.kind, TRIED, "trial") for o in arrays]
        return arrays + [Option(o.kind, TRIED, "trial") for o in lists]

    def lists(self, name: str, depth: int) -> list[Kind]:
        """Lists, nested as deep as the usage goes."""
        kinds = []
        for leaf in self.elements(name, depth):
            kind = leaf
            for _ in range(depth):
                kind = sequence(kind)
            kinds.append(kind)
        return kinds

    def elements(self, name: str, depth: int) -> list[Kind]:
        """Kinds of elements at a depth."""
        kinds = self.sought(name, depth) or self.of_elements(name, depth)
        return self.perhaps_none(name, depth, kinds) if depth else kinds

    def sought(self, name: str, depth: int) -> list[Kind]:
        """The kinds of what is looked for in a value of which no more is known."""
        if depth != 1 or self.facts(name, 1) or name in self._sought:
            return []
        self._sought.append(name)
        found: list[Kind] = []
        for link in sorted(self.flow.links, key=lambda link: (link.left, link.right)):
            if link.relation == "among" and link.left.param == name:
                other, at = link.right.param, link.right.axis
                mapped = at == 1 and {f"attr:{m}" for m in hints.DICT_METHODS} & self.facts(other)
                found += [STR, INT] if mapped else self.elements(other, at) if at else self.inside(other)
        self._sought.pop()
        return [kind for kind in dict.fromkeys(found) if kind.tag in _HASHABLE]

    def of_elements(self, name: str, depth: int) -> list[Kind]:
        """Kinds of elements at a depth, as far as the body uses them."""
        facts = self.facts(name, depth)
        unpacked = sorted(int(fact[7:]) for fact in facts if fact.startswith("unpack:"))
        parts = unpacked[0] if unpacked else self.point(name, depth)
        if parts:
            inside = self.elements(name, depth + 1)
            return [Kind("tuple", (item,) * parts, fixed=True) for item in inside]
        structured = self.functions(name, depth) or self.structured(name, depth)
        if structured:
            return structured
        used = {fact[5:] for fact in facts if fact.startswith("attr:")}
        if used & hints.TEXT_METHODS or "str" in facts:
            return [self.text(name, depth)]
        if used & hints.DICT_METHODS:
            return self.dicts(name, depth)
        if facts & hints.CONTAINER:
            return [sequence(item) for item in self.elements(name, depth + 1)]
        return _leaves(facts)

    def dicts(self, name: str, depth: int = 0) -> list[Kind]:
        """Dictionaries with keys and values as they are used."""
        facts = self.facts(name, depth + 1)
        keys = [INT] if "range" in facts else [STR, INT]
        inside = self.structured(name, depth + 1)
        if "attr:items" in facts or "attr:get" in facts:
            values = self.dicts(name, depth + 1)
        elif inside or facts & hints.CONTAINER:
            values = inside or [sequence(item) for item in self.elements(name, depth + 2)]
            if any(link.relation == "key" and link.right.param == name for link in self.flow.links):
                return [Kind("dict", (key, sequence(key))) for key in keys]
        else:
            values = [INT, FLOAT]
            if not facts & _COMPUTED:
                values += [Kind("either", (INT, NONE)), sequence(INT)]
        if (name, depth) not in self.flow.looked:
            values = self.perhaps_none(name, depth + 1, values)
        likely = [Kind("dict", (key, value)) for key in keys for value in values[:2]]
        return likely + [Kind("dict", (keys[0], value)) for value in values[2:]]

    def scalars(self, name: str, facts: set[str]) -> list[Option]:
        """Numbers and flags; what is named as counts are is no fraction."""
        if facts & {"range", "index", "bits", "count"}:
            return [Option(INT, USED, "usage")]
        if facts & {"arith", "order", "number"} and "math" not in facts and hints.COUNTS.search(bare(name)):
            return [Option(INT, USED, "usage")]
        if facts & {"math", "arith", "order", "number"}:
            return [Option(FLOAT, USED, "usage"), Option(INT, USED, "usage")]
        if "truth" in facts:
            return [Option(BOOL, USED, "usage"), Option(INT, TRIED, "trial")]
        return []

    # hints

    def from_name(self, name: str) -> list[Option]:
        """The weakest hint: what values of this name usually are."""
        word = bare(name)
        if hints.IMAGES.search(word) or (hints.MASKS.search(word) and self.numeric_module):
            return self.arrays(name, Kind("array"), USED, "name")
        if hints.SEQUENCES.search(word):
            lists = [Option(kind, USED, "name") for kind in self.lists(name, 1)]
            arrays = self.arrays(name, Kind("array"), USED, "name") if self.numeric_module else []
            return lists + arrays
        if hints.RANDOM.search(word):
            return [Option(kind, USED, "name") for kind in generators(set(), self.numeric_module)]
        for pattern, kinds in (
            (hints.COUNTS, (INT,)),
            (hints.REALS, (FLOAT, INT)),
            (hints.FLAGS, (BOOL,)),
            (hints.NAMES, (self.text(name),)),
        ):
            if pattern.search(word):
                return [Option(kind, USED, "name") for kind in kinds]
        return []


def _with_items(kind: Kind, items: tuple[Kind, ...]) -> Kind:
    return Kind(kind.tag, items, fixed=kind.fixed, choices=kind.choices, path=kind.path, names=kind.names)


def _leaves(facts: set[str]) -> list[Kind]:
    """The kinds of single elements."""
    if "index" in facts:
        return [INT]
    if "key" in facts and not facts & {"arith", "math", "number"}:
        return [INT, STR]
    if "bits" in facts:
        return [INT, BOOL]
    if facts == {"truth"}:
        return [BOOL, INT]
    if not facts:
        return [FLOAT, INT, STR, Kind("either", (INT, NONE))]
    return [FLOAT, INT]
