"""What expressions stand for; what they do with the parameters is noted on the way."""

from __future__ import annotations

import abc
import ast
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from optgate.verify.evidence.notes import Notes
from optgate.verify.evidence.refs import (
    KEEPS,
    MOST_STEPS,
    NOTHING,
    PLAIN,
    Ref,
    Refs,
    inner,
    steps,
    text,
    whole,
)
from optgate.verify.values.kinds import Dim, Link


class Reader(Notes, abc.ABC):
    """Reads expressions, noting what they do; what else is met is left to those that know statements."""

    def condition(self, test: ast.expr) -> None:
        """An expression whose truth is asked for."""
        self.note(self.refs(test), "truth")

    @abc.abstractmethod
    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Bind a target to what the value stands for."""

    @abc.abstractmethod
    def follow(self, node: ast.Call) -> Refs | None:
        """What a call of a function of the same file stands for; None when it calls something else."""

    @abc.abstractmethod
    def computed(self, ref: Ref, attr: str) -> Refs | None:
        """What a property of an object of the file stands for; None when it has no such property."""

    @abc.abstractmethod
    def loop(self, target: ast.expr, source: ast.expr) -> None:
        """Bind the target of a loop to the elements of what it runs over."""

    def span(self, bounds: Sequence[ast.expr]) -> Refs:
        """The indices that a ``range`` of these bounds stands for."""
        found: set[Ref] = set()
        for bound in bounds:
            for ref in self.refs(bound):
                if ref.what == "length":
                    found.add(Ref("index", ref.param, ref.at))
                elif ref.what == "value":
                    self.note(frozenset({ref}), "range")
                    found.add(Ref("index", ref.param, -1))
        return frozenset(found)

    def refs(self, node: ast.expr) -> Refs:
        """What an expression stands for, noting everything inside it on the way."""
        method = _EXPRESSIONS.get(type(node))
        if method:
            return method(self, node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.refs(child)
            elif isinstance(child, ast.keyword):
                self.refs(child.value)
        return NOTHING

    def _name(self, node: ast.Name) -> Refs:
        if self.modules.get(node.id, "").partition(".")[0] == "numpy":
            self.uses_numpy = True
        return self.env.get(node.id, NOTHING)

    def _named(self, node: ast.NamedExpr) -> Refs:
        self.assign(node.target, node.value)
        return self.refs(node.target)

    def _starred(self, node: ast.Starred) -> Refs:
        self.note(self.refs(node.value), "iter")
        return NOTHING

    def _conditional(self, node: ast.IfExp) -> Refs:
        self.condition(node.test)
        return self.refs(node.body) | self.refs(node.orelse)

    def _boolean(self, node: ast.BoolOp) -> Refs:
        found = [self.refs(value) for value in node.values]
        for value, refs in zip(node.values, found, strict=True):
            if isinstance(value, ast.Name):
                self.note(refs, "truth")
        return found[-1] | found[0] if isinstance(node.op, ast.Or) else found[-1]

    def _unary(self, node: ast.UnaryOp) -> Refs:
        refs = self.refs(node.operand)
        facts = {ast.USub: "arith", ast.UAdd: "arith", ast.Invert: "bits", ast.Not: "truth"}
        self.note(refs, facts[type(node.op)])
        return refs if isinstance(node.op, ast.USub) else NOTHING

    def _binary(self, node: ast.BinOp) -> Refs:
        left, right = self.refs(node.left), self.refs(node.right)
        bits = isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor | ast.LShift | ast.RShift)
        both = left | right
        if isinstance(node.op, ast.Add) and any(map(text, (node.left, node.right))):
            self.note(both, "str")
            return both
        listy = isinstance(node.left, ast.List) or isinstance(node.right, ast.List)
        times = "range" if isinstance(node.op, ast.Mult) else "listadd"
        self.note(both, "bits" if bits else times if listy else "arith")
        if listy:
            return NOTHING
        if isinstance(node.op, ast.MatMult):
            self.inner(left, right)
            return NOTHING
        wholes = sorted({ref.param for ref in both if ref.what == "value" and ref.at == 0})
        for one, other in itertools.pairwise(wholes):
            for axis in range(3):
                self.link(Dim(one, axis), Dim(other, axis), why="arithmetic")
        if len({ref.param for ref in both}) != 1 or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            return frozenset(ref for ref in both if ref.what == "length")
        return both

    def _comparison(self, node: ast.Compare) -> Refs:
        sides = [node.left, *node.comparators]
        found = [self.refs(side) for side in sides]
        for place, operator in enumerate(node.ops):
            self.compared(self.own(sides[place], found[place], sides[place + 1]), sides[place + 1])
            if not isinstance(operator, ast.In | ast.NotIn):
                self.compared(found[place + 1], sides[place])
            else:
                self.contained(sides[place], found[place + 1])
                self.sought(found[place], found[place + 1])
                other = sides[place + 1]
                if isinstance(other, ast.Name) and other.id in self.keyed:
                    self.note(found[place], "key")
        return NOTHING

    def own(self, node: ast.expr, refs: Refs, other: ast.expr) -> Refs:
        """What a test against ``other`` is about: no element where the body sets the name to None."""
        if not (isinstance(other, ast.Constant) and other.value is None):
            return refs
        if not (isinstance(node, ast.Name) and node.id in self.cleared):
            return refs
        return frozenset(ref for ref in refs if ref.at == 0 and ref.param in self.params)

    def _attribute(self, node: ast.Attribute) -> Refs:
        refs = self.refs(node.value)
        self.note(refs, f"attr:{node.attr}")
        values = [ref for ref in refs if ref.what == "value"]
        if node.attr == "shape":
            return frozenset(Ref("shape", ref.param, ref.at) for ref in values)
        if node.attr == "size":
            return frozenset(Ref("length", ref.param, ref.at) for ref in values)
        if node.attr in KEEPS:
            return frozenset(values)
        return frozenset().union(*(self.attribute(ref, node.attr) for ref in values))

    def attribute(self, ref: Ref, attr: str) -> Refs:
        """What an attribute of a value stands for."""
        stored = self.held(ref, attr)
        if stored is not None:
            return stored
        found = self.computed(ref, attr)
        if found is not None:
            return found
        if attr in PLAIN or steps(ref.param) >= MOST_STEPS:
            self.note(frozenset({ref}), f"perhaps:{attr}")
            return frozenset({inner(ref, f".{attr}")}) if steps(ref.param) < MOST_STEPS else NOTHING
        self.note(frozenset({ref}), f"field:{attr}")
        return frozenset({inner(ref, f".{attr}")})

    def _subscript(self, node: ast.Subscript) -> Refs:
        base = self.refs(node.value)
        places = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        indices = [self.refs(place) for place in places]
        if isinstance(node.value, ast.Name) and node.value.id in self.sized:
            self.axes(self.sized[node.value.id], indices)
        if isinstance(node.value, ast.Name) and node.value.id in self.keyed:
            self.note(indices[0], "key")
        elif not any(ref.what in ("value", "shape") for ref in base):
            self.positions(base, indices)
        found: set[Ref] = set()
        for ref in base:
            if ref.what == "shape":
                place = places[0]
                if isinstance(place, ast.Constant) and isinstance(place.value, int):
                    found.add(Ref("length", ref.param, ref.at + max(place.value, 0)))
                elif isinstance(place, ast.Slice):
                    found.add(ref)
            elif ref.what == "value":
                found.add(self.element(ref, places, indices))
                self.subscripted(ref, places[0])
        return frozenset(found)

    def positions(self, base: Refs, indices: Sequence[Refs]) -> None:
        """Note what indexes something that is no parameter, but perhaps as long as ``base`` says."""
        for refs in indices:
            self.note(refs, "index")
            for index in refs if indices and refs is indices[0] else ():
                for ref in base:
                    if ref.what == "index" and index.what == "value":
                        self.link(Dim(index.param, 0), Dim(ref.param, ref.at), "below")

    def element(self, ref: Ref, places: Sequence[ast.expr], indices: Sequence[Refs]) -> Ref:
        """An element or a slice of a value, noting what it was indexed with."""
        one = frozenset({ref})
        if isinstance(places[0], ast.Constant) and isinstance(places[0].value, str):
            return self.under(ref, places[0].value)
        self.note(one, "slice" if isinstance(places[0], ast.Slice) else "indexed")
        self.places[ref.param, ref.at].add(whole(places[0]))
        if isinstance(places[0], ast.Name):
            self.offer(one, places[0].id, "at")
        if len(places) > 1:
            self.note(one, "tupled")
            self.note(one, f"ndim:{ref.at + len(places)}")
        depth = ref.at
        for place, refs in zip(places, indices, strict=True) if depth >= 0 else ():
            if isinstance(place, ast.Compare):
                self.note(one, "tupled")
            here = Dim(ref.param, depth)
            for index in refs:
                if index.what == "index" and index.at >= 0:
                    self.link(Dim(index.param, index.at), here)
                elif index.what == "index":
                    self.link(Dim(index.param, 0), here, "within")
                elif index.what == "value" and index.param != ref.param:
                    if index.at == 0:
                        self.links.add(Link("key", Dim(index.param, 0), Dim(ref.param, 0), "usage"))
                    elif ref.at == 0:
                        self.links.add(
                            Link("among", Dim(f"{index.param}@{index.at}", 0), Dim(ref.param, 0), "usage")
                        )
                    self.note(frozenset({index}), "index")
                    self.link(Dim(index.param, 0), here, "below")
            depth += 0 if isinstance(place, ast.Slice) else 1
        if ref.at < 0:
            depth += sum(not isinstance(place, ast.Slice) for place in places)
        return Ref("value", ref.param, depth)

    def held(self, ref: Ref, attr: str) -> Refs | None:
        """What is known to be stored in an attribute of an object, or None."""
        if ref.what != "value" or ref.at:
            return None
        part = inner(ref, f".{attr}")
        known = frozenset({part}) if part.param in self.params else None
        return self.attributes.get((ref.param, attr), known)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Refs:
        """A comprehension: its loops first, then what it makes."""
        for generator in node.generators:
            self.loop(generator.target, generator.iter)
            for test in generator.ifs:
                self.condition(test)
        if isinstance(node, ast.DictComp):
            keys = self.refs(node.key)
            self.note(keys, "key")
            self.refs(node.value)
            return _outside(keys)
        return _outside(self.refs(node.elt))

    def _dict(self, node: ast.Dict) -> Refs:
        """A mapping of values is walked key by key."""
        found = frozenset[Ref]().union(*(self.refs(key) for key in node.keys if key is not None))
        self.note(found, "key")
        for value in node.values:
            self.refs(value)
        return _outside(found)

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Refs:
        """A list of values is a value one level out: what it is made of are its elements.

        What is starred in it gives its own elements.
        """
        found: set[Ref] = set()
        for part in node.elts:
            starred = isinstance(part, ast.Starred)
            refs = self.refs(part.value if isinstance(part, ast.Starred) else part)
            if starred:
                self.note(refs, "iter")
            found |= {Ref("value", ref.param, ref.at - (not starred)) for ref in refs if ref.what == "value"}
        return frozenset(found)

    def _lambda(self, node: ast.Lambda) -> Refs:
        self.applied(node, ())
        return NOTHING

    def applied(self, node: ast.expr, values: Sequence[Refs]) -> None:
        """Follow a function written in place that is called with some values."""
        if not isinstance(node, ast.Lambda):
            return
        kept = dict(self.env)
        names = [argument.arg for argument in node.args.args]
        self.env |= dict.fromkeys(names, NOTHING) | dict(zip(names, values, strict=False))
        self.refs(node.body)
        self.env = kept


def _outside(refs: Refs) -> Refs:
    """What holds values as its elements, one level out."""
    return frozenset(Ref("value", ref.param, ref.at - 1) for ref in refs if ref.what == "value")


def _invoked(reader: Reader, node: ast.Call) -> Refs:
    from optgate.verify.evidence import invocations

    return invocations.call(reader, node)


_EXPRESSIONS: dict[type[ast.expr], Callable[[Any, Any], Refs]] = {
    ast.Name: Reader._name,
    ast.NamedExpr: Reader._named,
    ast.Starred: Reader._starred,
    ast.IfExp: Reader._conditional,
    ast.BoolOp: Reader._boolean,
    ast.UnaryOp: Reader._unary,
    ast.BinOp: Reader._binary,
    ast.Compare: Reader._comparison,
    ast.Attribute: Reader._attribute,
    ast.Subscript: Reader._subscript,
    ast.Call: _invoked,
    ast.Lambda: Reader._lambda,
    ast.List: Reader._list,
    ast.Dict: Reader._dict,
    ast.ListComp: Reader._comprehension,
    ast.SetComp: Reader._comprehension,
    ast.GeneratorExp: Reader._comprehension,
    ast.DictComp: Reader._comprehension,
}
