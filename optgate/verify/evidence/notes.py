"""The facts noted about the parameters of a function and about what is inside them.

What is done with a value is noted as a short fact: ``iter``, ``attr:shape``, ``range``, ...
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence

from optgate.verify.evidence.refs import MOST_STEPS, Ref, Refs, called, inner, steps
from optgate.verify.values.kinds import Dim, Link


class Notes:
    """The facts met so far: ``facts[param, depth]``, ``links``, ``strings``, ``types``.

    ``cleared`` are the names that the body itself sets to None, ``places`` the whole numbers that values are
    indexed with (None for anything else), ``looked`` the mappings asked for keys. ``offered`` holds the local
    names that stood for a key of a parameter: ``at`` where it was asked for, ``has`` and ``each`` where it
    was found. ``sized`` holds the arrays made in the body with the values that their whole shape is.
    ``attributes`` holds what was stored in the attributes of objects, by the object and the
    attribute.
    """

    def __init__(self, params: Sequence[str], modules: dict[str, str]) -> None:
        self.modules = modules
        self.params = frozenset(params)
        self.attributes: dict[tuple[str, str], Refs] = {}
        self.facts: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self.strings: defaultdict[str, set[str]] = defaultdict(set)
        self.types: defaultdict[str, list[ast.expr]] = defaultdict(list)
        self.links: set[Link] = set()
        self.uses_numpy = False
        self.env: dict[str, Refs] = {name: frozenset({Ref("value", name, 0)}) for name in params}
        self.keyed: set[str] = set()
        self.cleared: set[str] = set()
        self.looked: set[tuple[str, int]] = set()
        self.offered: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.sized: dict[str, Refs] = {}
        self.places: defaultdict[tuple[str, int], set[int | None]] = defaultdict(set)

    def note(self, refs: Refs, fact: str) -> None:
        """Record a fact about every value among the references."""
        for ref in refs:
            if ref.what == "value" and ref.at >= 0:
                self.facts[ref.param, ref.at].add(fact)

    def offer(self, refs: Refs, name: str, way: str) -> None:
        """Record that a local name stood for a key of values (see ``offered``)."""
        for ref in refs:
            if ref.what == "value" and ref.at == 0:
                self.offered[ref.param, way].add(name)

    def link(self, left: Dim, right: Dim, relation: str = "same", why: str = "usage") -> None:
        """Record a relation between two dimensions."""
        if left != right and (relation != "same" or left.param != right.param):
            self.links.add(Link(relation, left, right, why))

    def square(self, ref: Ref) -> None:
        """Record that two neighbouring dimensions of a value are equal."""
        self.links.add(Link("same", Dim(ref.param, ref.at), Dim(ref.param, ref.at + 1), "square"))

    def inner(self, left: Refs, right: Refs) -> None:
        """Note a matrix product: the last dimension of one side meets the first of the other."""
        for one in left:
            for other in right:
                if one.what == other.what == "value":
                    self.link(Dim(one.param, -1), Dim(other.param, 0), why="product")

    def axes(self, shape: Refs, indices: Sequence[Refs]) -> None:
        """Note that what gives the shape of an array has a place for each of several indices."""
        for ref in shape if len(indices) > 1 else ():
            if ref.what == "value" and ref.at == 0:
                self.facts[ref.param, 0].add(f"axes:{len(indices)}")
                for place, refs in enumerate(indices):
                    for index in refs:
                        if index.what == "value" and index.param != ref.param:
                            self.note(frozenset({index}), "index")
                            self.link(Dim(index.param, 0), Dim(f"{ref.param}[{place}]", -1), "below")

    def contained(self, item: ast.expr, holder: Refs) -> None:
        """Note that something is looked for in a value."""
        self.note(holder, "contains")
        if isinstance(item, ast.Name):
            self.offer(holder, item.id, "has")
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            self.note(holder, "str")
            self.note(holder, f"maybe:{item.value}")

    def sought(self, items: Refs, holders: Refs) -> None:
        """Note that values inside one argument are looked for in another."""
        for item in items:
            for holder in holders:
                values = item.what == holder.what == "value"
                if values and holder.at == 0 and item.param != holder.param:
                    self.links.add(Link("among", Dim(holder.param, 0), Dim(item.param, item.at), "usage"))

    def compared(self, refs: Refs, other: ast.expr) -> None:
        """Note what a value is compared with."""
        values = other.elts if isinstance(other, ast.Tuple | ast.List | ast.Set) else [other]
        for value in values:
            if called(value) == "len":
                self.note(refs, "count")
            if not isinstance(value, ast.Constant):
                self.note(refs, "order")
            elif isinstance(value.value, str):
                self.note(refs, "str")
                for ref in refs:
                    if ref.what == "value" and ref.at == 0:
                        self.strings[ref.param].add(value.value)
            else:
                self.note(refs, "none" if value.value is None else "number")

    def subscripted(self, ref: Ref, place: ast.expr) -> None:
        """Note the columns that a list of strings in brackets names."""
        for one in place.elts if isinstance(place, ast.List) else ():
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                self.note(frozenset({ref}), f"column:{one.value}")

    def under(self, ref: Ref, key: str, *, sure: bool = True) -> Ref:
        """What stands under a string key of a value; not ``sure``: it may be missing."""
        one = frozenset({ref})
        self.note(one, "attr:get")
        if steps(ref.param) >= MOST_STEPS:
            return Ref("value", ref.param, ref.at + 1)
        self.note(one, f"key:{key}" if sure else f"maybe:{key}")
        return inner(ref, f"[{key!r}]")
