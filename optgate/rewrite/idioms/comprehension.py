"""A kernel's passes as a comprehension: the shortest header that binds what the expressions need."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..lift.axis import ANONYMOUS
from ..lift.forms import Carried
from ..lift.kernel import Kernel
from ..lift.nodes import (
    Expr,
    UnliftableError,
    call,
    children,
    const,
    is_const,
    item,
    mentions,
    name,
    names,
    same,
    size,
    transform,
)
from ..lift.site import Site
from ..trees import walk
from .neighbours import Neighbours, neighbours

CHEAP = 2
"""Operations that may be written twice rather than bound to a name."""

Lets = list[tuple[str, Expr]]


class Comprehension:
    """Builds list comprehensions and generators over one loop."""

    def __init__(self, site: Site, kernel: Kernel, carried: Carried) -> None:
        self.site = site
        self.axis = kernel.axis
        self.carried = carried
        self._element_names: dict[str, str] = {}
        self._pair: tuple[str, str] | tuple[()] = ()

    def listed(self, value: Expr, guard: Expr | None) -> Expr:
        """``[value for … if guard]``, or the sequence itself when that is what it would copy."""
        element, clauses = self._parts(value, guard)
        only = clauses[0]
        if (
            len(clauses) == 1
            and not only.ifs
            and isinstance(element, ast.Name)
            and isinstance(only.target, ast.Name)
        ) and element.id == only.target.id:
            return only.iter
        return ast.ListComp(element, clauses)

    def generated(self, value: Expr, guard: Expr | None) -> ast.GeneratorExp:
        """``(value for … if guard)``."""
        return ast.GeneratorExp(*self._parts(value, guard))

    def any_element(self) -> Expr:
        """Something cheap that is bound in every pass."""
        if self.axis.walked:
            return item(self.axis.walked[0][0], self.axis.position)
        return self.axis.position

    def _parts(self, value: Expr, guard: Expr | None) -> tuple[Expr, list[ast.comprehension]]:
        expressions = [value] + ([guard] if guard is not None else [])
        if any(":" in part for expression in expressions for part in names(expression)):
            raise UnliftableError("a running value")
        expressions, lets = self._lets(expressions, guard)
        everything = [*expressions, *(made for _, made in lets)]
        target, iterable, replace = self._header(everything)
        everything = [replace(expression) for expression in everything]
        if any(ANONYMOUS in names(expression) for expression in everything):
            raise UnliftableError("a position that the comprehension does not have")
        clauses = [ast.comprehension(target, iterable, [], 0)]
        for (key, _), made in zip(lets, everything[len(expressions) :], strict=True):
            clauses.append(ast.comprehension(ast.Name(key, ast.Store()), ast.List([made], ast.Load()), [], 0))
        if guard is not None:
            test = everything[1]
            clauses[-1].ifs = [test]
        return everything[0], clauses

    def _header(self, expressions: list[Expr]) -> tuple[Expr, Expr, Callable[[Expr], Expr]]:
        axis = self.axis
        pairs = neighbours(axis, self.site.facts, expressions)
        if pairs is not None:
            return self._paired_header(pairs)
        if axis.walked and axis.target is not None and axis.iterable is not None:
            return self._walked_header(expressions)
        owner = self._covered(expressions)
        if owner is None:
            return ast.Name(axis.index, ast.Store()), self._range(), lambda node: node
        element = self._element_name(owner)
        wanted = item(owner, axis.position)

        def replace(node: Expr) -> Expr:
            return transform(node, lambda part: name(element) if same(part, wanted) else None)

        if any(mentions(replace(expression), axis.index) for expression in expressions):
            both = ast.Tuple([ast.Name(axis.index, ast.Store()), ast.Name(element, ast.Store())], ast.Store())
            return both, call("enumerate", owner), replace
        return ast.Name(element, ast.Store()), owner, replace

    def _paired_header(self, pairs: Neighbours) -> tuple[Expr, Expr, Callable[[Expr], Expr]]:
        """``for previous, value in zip(x, x[1:])``."""
        bound = next(iter(self.axis.elements), "") if self.axis.index == ANONYMOUS else ""
        if not self._pair:
            hint = str(getattr(pairs.first, "hint", ""))
            self._pair = (
                hint if hint in self.carried.temporaries else self.site.fresh("previous"),
                bound or self.site.fresh("value"),
            )
        first, second = self._pair

        def replace(node: Expr) -> Expr:
            return transform(node, lambda part: pairs.choose(part, name(first), name(second)))

        both = ast.Tuple([ast.Name(first, ast.Store()), ast.Name(second, ast.Store())], ast.Store())
        return both, call("zip", pairs.owner, item(pairs.owner, ast.Slice(const(1)))), replace

    def _walked_header(self, expressions: list[Expr]) -> tuple[Expr, Expr, Callable[[Expr], Expr]]:
        axis = self.axis
        assert axis.target is not None and axis.iterable is not None

        def replace(node: Expr) -> Expr:
            def change(part: Expr) -> Expr | None:
                return next((name(key) for key, made in axis.elements.items() if same(part, made)), None)

            return transform(node, change)

        enumerated = (
            isinstance(axis.iterable, ast.Call) and getattr(axis.iterable.func, "id", "") == "enumerate"
        )
        if enumerated and isinstance(axis.target, ast.Tuple) and isinstance(axis.target.elts[0], ast.Name):
            index = axis.target.elts[0].id
            if not any(mentions(replace(expression), index) for expression in expressions):
                assert isinstance(axis.iterable, ast.Call)
                return axis.target.elts[1], axis.iterable.args[0], replace
        return axis.target, axis.iterable, replace

    def _covered(self, expressions: list[Expr]) -> Expr | None:
        """The sequence that a range runs over exactly, when items of it are read."""
        axis = self.axis
        if not axis.from_zero:
            return None
        for expression in expressions:
            for node in walk(expression):
                if (
                    isinstance(node, ast.Subscript)
                    and isinstance(node.value, ast.Name)
                    and same(node.slice, axis.position)
                ) and self.site.facts.covers(node.value, axis.stop) == 0:
                    return node.value
        return None

    def _range(self) -> Expr:
        axis = self.axis
        if axis.iterable is not None:
            return axis.iterable
        initial = self.site.initial(axis.counter)
        start: Expr = initial.value if isinstance(initial.value, ast.Constant) else axis.start
        if axis.step != 1:
            return call("range", start, axis.stop, const(axis.step))
        return call("range", *([] if is_const(start, 0) else [start]), axis.stop)

    def _element_name(self, owner: Expr) -> str:
        written = ast.unparse(owner)
        if written not in self._element_names:
            plural = written.endswith("s") and len(written) > 2 and written.isidentifier()
            self._element_names[written] = self.site.fresh(written[:-1] if plural else "value")
        return self._element_names[written]

    def _lets(self, expressions: list[Expr], guard: Expr | None) -> tuple[list[Expr], Lets]:
        """Bind what stands more than once and costs something, by clauses ``for name in [value]``."""
        counts: dict[int, int] = {}
        kept: dict[int, Expr] = {}
        for expression in expressions:
            _count(expression, counts, kept)
        shared = [
            node
            for key, node in kept.items()
            if counts[key] > 1 and size(node) > CHEAP and hasattr(node, "hint")
        ]
        lets: Lets = []
        chosen: dict[int, str] = {}
        for node in shared:
            if guard is not None and not any(part is node for part in walk(guard)):
                continue
            hint = str(getattr(node, "hint", "value"))
            chosen[id(node)] = hint if hint in self.carried.temporaries else self.site.fresh(hint)

        def change(part: Expr) -> Expr | None:
            return name(chosen[id(part)]) if id(part) in chosen else None

        for node in shared:
            if id(node) in chosen:
                key = chosen.pop(id(node))
                lets.append((key, transform(node, change)))
                chosen[id(node)] = key
        return [transform(expression, change) for expression in expressions], lets


def _count(node: Expr, counts: dict[int, int], kept: dict[int, Expr]) -> None:
    """How often each node stands in the trees; inner nodes come before outer ones in ``kept``."""
    counts[id(node)] = counts.get(id(node), 0) + 1
    if counts[id(node)] > 1:
        return
    for child in children(node):
        _count(child, counts, kept)
    kept[id(node)] = node
