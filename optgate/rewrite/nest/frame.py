"""What the writers of a nest share: statements so far, the condition in force, and where names are bound."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection

from ..lift.nodes import Expr, assign, method, name, names, same, size
from ..trees import walk
from .translate import Translator
from .value import Value


class Frame:
    """The state of one lowering.

    ``depths`` says under how many axes a name was bound last; ``sticky`` are names that an inner loop carries
    from pass to pass, which must be real variables; ``stored`` are the containers that change.
    """

    def __init__(
        self, translator: Translator, fresh: Callable[[str], str], stored: Collection[str], effects: bool
    ) -> None:
        self.translator = translator
        self.fresh = fresh
        self.stored = frozenset(stored)
        self.effects = effects
        self.out: list[ast.stmt] = []
        self.mask: Value | None = None
        self.branches = 0
        self.depths: dict[str, int] = {}
        self.sticky: set[str] = set()
        self.written: set[str] = set()
        self.words: list[str] = []
        self.unboxed = False
        self.temporaries: set[str] = set()

    def emit(self, statement: ast.stmt) -> None:
        """Add a statement."""
        self.out.append(statement)

    def say(self, words: str) -> None:
        """Remember what was done, for the summary."""
        if words not in self.words:
            self.words.append(words)

    def worth(self, value: Value) -> bool:
        """Whether a value is long enough to be computed once under a name."""
        return size(value.code) > 1

    def changes(self, value: Value) -> bool:
        """Whether the code would mean something else behind a statement of the nest."""
        return not names(value.code).isdisjoint(self.stored | self.sticky)

    def named(self, value: Value, wish: str) -> Value:
        """The value under a new name; a copy where the code only views a container that changes."""
        code = self.own_copy(value.code) if value.axes else value.code
        identifier = (
            wish if wish not in self.written and not self.branches and wish in self.own else self.fresh(wish)
        )
        self.emit(assign(identifier, code))
        self.temporaries.add(identifier)
        return Value(name(identifier), value.axes, value.triangle)

    def prune(self) -> list[ast.stmt]:
        """The statements without temporaries that nothing reads."""
        read = {
            node.id
            for statement in self.out
            for node in walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        return self._pruned(self.out, self.temporaries - read) if self.temporaries - read else self.out

    def _pruned(self, statements: list[ast.stmt], unread: set[str]) -> list[ast.stmt]:
        kept = []
        for statement in statements:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if isinstance(target, ast.Name) and target.id in unread:
                continue
            if isinstance(statement, ast.For | ast.While | ast.If):
                left = self._pruned(statement.body, unread)
                if len(left) < len(statement.body):
                    statement.body = left
            kept.append(statement)
        return kept

    def own_copy(self, code: Expr) -> Expr:
        """The code, copied where it would only view a container that changes."""
        views = isinstance(code, ast.Name | ast.Subscript | ast.Attribute) and names(code) & self.stored
        return method(code, "copy") if views else code

    own: frozenset[str] = frozenset()
    """Names of the nest that may be reused for whole arrays."""


def mentions_item(node: Expr, item: Expr) -> bool:
    """Whether an expression reads the very item."""
    return any(same(part, item) for part in walk(node))
