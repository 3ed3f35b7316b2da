"""What a rewrite rule sees of a function: its tree, its imports and what is known of its names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from ..imports import Imports
from ..lift.facts import Facts
from ..lift.liveness import Liveness
from ..lift.site import Site
from ..source import Located
from ..splice import replaceable
from ..trees import walk

Loop = ast.For | ast.While
Made = TypeVar("Made")
_PLAIN = (
    ast.Assign,
    ast.AugAssign,
    ast.Expr,
    ast.Return,
    ast.FunctionDef,
    ast.ClassDef,
    ast.AsyncFunctionDef,
)


class Place(NamedTuple):
    """A statement with the block it stands in and the loops around it, outermost first."""

    statement: ast.stmt
    block: list[ast.stmt]
    number: int
    around: tuple[Loop, ...]


class View:
    """One function for the rules. Nothing in it may be changed in place: rules build new nodes."""

    def __init__(self, located: Located, imports: Imports, facts: Facts, liveness: Liveness) -> None:
        self.located = located
        self.function = located.function
        self.imports = imports
        self.facts = facts
        self.liveness = liveness
        self._taken = set(imports.taken)
        self._places: list[Place] = []
        self._once: dict[Any, Any] = {}
        self._nodes: dict[int, tuple[ast.AST, Sequence[ast.AST]]] = {}

    def once(self, maker: Callable[[View], Made]) -> Made:
        """What the maker makes of this view; made at the first question."""
        if maker not in self._once:
            self._once[maker] = maker(self)
        made: Made = self._once[maker]
        return made

    def nodes(self, root: ast.AST) -> Sequence[ast.AST]:
        """Everything in a tree, walked once."""
        if id(root) not in self._nodes:
            self._nodes[id(root)] = root, walk(root)
        return self._nodes[id(root)][1]

    def places(self) -> Iterator[Place]:
        """Every statement outside nested functions and classes, in the order of the source."""
        if not self._places:
            self._note(self.function.body, ())
        return iter(self._places)

    def _note(self, block: list[ast.stmt], around: tuple[Loop, ...]) -> None:
        for index, statement in enumerate(block):
            self._places.append(Place(statement, block, index, around))
            if isinstance(statement, _PLAIN):
                continue
            inner = (*around, statement) if isinstance(statement, Loop) else around
            for field in ("body", "orelse", "finalbody"):
                self._note(getattr(statement, field, []), inner)

    def loops(self) -> Iterator[Place]:
        """The loops among the statements, outer ones before those inside them."""
        return (place for place in self.places() if isinstance(place.statement, Loop))

    def site(self, place: Place) -> Site:
        """The one-loop lifter's view of a loop."""
        return Site(self.located, self.imports, self.facts, self.liveness, place.block, place.number)

    def replaceable(self, statement: ast.stmt) -> bool:
        """Whether the statement has its lines for itself."""
        return replaceable(self.located, statement)

    def live(self, statement: ast.stmt) -> frozenset[str]:
        """Names whose value is read after the statement."""
        return self.liveness.behind(statement)

    def fresh(self, wish: str) -> str:
        """A name close to the wish that nothing in the function uses."""
        candidate, number = wish, 2
        while candidate in self._taken:
            candidate, number = f"{wish}_{number}", number + 1
        self._taken.add(candidate)
        return candidate
