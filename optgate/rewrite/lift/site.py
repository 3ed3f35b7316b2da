"""The surroundings of one loop, and the form in which its replacement is handed on."""

from __future__ import annotations

import ast

from ..imports import Imports
from ..source import Located
from ..splice import replaceable
from ..trees import walk
from .axis import Axis, axis_of
from .carried import match
from .chains import unchain
from .facts import Facts
from .forms import Carried
from .held import unhold
from .helpers import Helpers
from .kernel import Kernel, kernel_of
from .lagged import unlag
from .liveness import Liveness
from .nodes import Expr, UnliftableError, is_const, mentions, names
from .streaks import unwind
from .syntax import PURE_METHODS

Loop = ast.For | ast.While
Block = list[ast.stmt]

_FORBIDDEN = (
    ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr, ast.Try, ast.With, ast.Global, ast.Nonlocal,
    ast.Delete, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Match, ast.Starred, ast.Raise, ast.Assert,
    ast.Import,
    ast.ImportFrom,
)  # fmt: skip

_LOOKUPS = frozenset({"loc", "iloc", "at", "iat"})


class Lowering:
    """What stands in place of one loop, and the statements around it that are no longer needed.

    ``target`` is ``array`` or ``builtin``; ``exact`` tells the careful variant from the plain one.
    """

    def __init__(self, target: str, exact: bool) -> None:
        self.target = target
        self.exact = exact
        self.statements: list[ast.stmt] = []
        self.removed: list[ast.stmt] = []
        self.imports: list[str] = []
        self.words: list[str] = []
        self.probes: list[str] = []

    def need(self, statement: str) -> None:
        """Remember an import statement."""
        if statement and statement not in self.imports:
            self.imports.append(statement)

    def say(self, words: str) -> None:
        """Remember what was done, for the summary."""
        if words not in self.words:
            self.words.append(words)


class Initial:
    """The value a name has when the loop starts; ``statement`` is set when it can be removed.

    ``single`` is the statement that sets this name alone; it can be replaced, or removed where the loop's
    replacement evaluates its value.
    """

    def __init__(
        self, value: Expr | None, statement: ast.stmt | None, single: ast.stmt | None = None
    ) -> None:
        self.value = value
        self.statement = statement
        self.single = single


class Site:
    """One loop with its block, the live names behind it and the facts about its function."""

    def __init__(
        self, located: Located, imports: Imports, facts: Facts, liveness: Liveness, block: Block, place: int
    ) -> None:
        self.located = located
        self.imports = imports
        self.facts = facts
        self.block = block
        self.place = place
        loop = block[place]
        assert isinstance(loop, ast.For | ast.While)
        self.loop: Loop = loop
        self.live = liveness.behind(loop)
        self.taken = set(imports.taken)
        self.helpers = Helpers(located, imports)
        self.refused = ""
        facts.scalar = self.helpers.scalar

    def read(self) -> tuple[Kernel, Carried]:
        """The loop's kernel, matched; a new one at every call, since lowering marks it.

        Raises:
            UnliftableError: The loop is outside what is lifted; found out once.
        """
        if self.refused:
            raise UnliftableError(self.refused)
        try:
            return self._read()
        except UnliftableError as error:
            self.refused = str(error) or "it is not lifted"
            raise

    def _read(self) -> tuple[Kernel, Carried]:
        for node in walk(self.loop):
            if isinstance(node, _FORBIDDEN):
                raise UnliftableError(type(node).__name__)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and not self._known(node.func)
            ):
                raise UnliftableError("a method call")
            if isinstance(node, ast.Attribute) and node.attr in _LOOKUPS:
                raise UnliftableError("cells of a data frame")
        axis, body = axis_of(self.loop, self.facts)
        if axis.counter:
            started = self.initial(axis.counter).value
            axis.start = started if isinstance(started, ast.Constant) else axis.start
        assigned = {
            node.id for part in body for node in walk(part)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }  # fmt: skip
        self._check_header(axis, assigned - set(axis.elements))
        kernel = kernel_of(axis, body, self.helpers)
        lags = unlag(kernel, lambda key: self.initial(key).value)
        streaks = unwind(kernel, lambda key: self.initial(key).value)
        helds = unhold(kernel, lambda key: self.initial(key).value)
        chains = unchain(kernel)
        carried = match(kernel, self.live)
        if any(e.optional and not is_const(self.initial(e.name).value, None) for e in carried.extremes):
            raise UnliftableError("a start that is not None")
        carried.lags, carried.streaks, carried.helds, carried.chains = lags, streaks, helds, chains
        return kernel, carried

    def _known(self, function: ast.Attribute) -> bool:
        """Whether a dotted call is one of ``math`` or ``numpy``, an append, or a method without effects."""
        if isinstance(function.value, ast.Name):
            origin = self.imports.origin(function.value.id)
            if origin in {"math", "numpy"} or function.attr == "append":
                return True
        return function.attr in PURE_METHODS

    def _check_header(self, axis: Axis, assigned: set[str]) -> None:
        headers = [axis.start, axis.stop, *(sequence for sequence, _ in axis.walked)]
        own = {axis.counter} if axis.counter else set()
        for header in headers:
            found = {node.id for node in walk(header) if isinstance(node, ast.Name)} - own
            if found & (assigned | axis.bound):
                raise UnliftableError("the header changes in the loop")
        for element in axis.elements.values():
            if axis.index in assigned or names(element) & assigned:
                raise UnliftableError("the header changes in the loop")

    def initial(self, identifier: str) -> Initial:
        """How a name starts, looking back through the block."""
        for statement in reversed(self.block[: self.place]):
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target, value = statement.targets[0], statement.value
                if isinstance(target, ast.Name) and target.id == identifier:
                    alone = statement if replaceable(self.located, statement) else None
                    return Initial(value, alone if _harmless(value) else None, alone)
                if (
                    isinstance(target, ast.Tuple)
                    and isinstance(value, ast.Tuple)
                    and len(target.elts) == len(value.elts)
                ):
                    for part, piece in zip(target.elts, value.elts, strict=True):
                        if isinstance(part, ast.Name) and part.id == identifier:
                            return Initial(piece, None)
            if mentions(statement, identifier):
                return Initial(None, None)
        return Initial(None, None)

    def follower(self) -> ast.stmt | None:
        """The statement behind the loop in its block."""
        return self.block[self.place + 1] if self.place + 1 < len(self.block) else None

    def fresh(self, wish: str) -> str:
        """A name close to the wish that nothing in the module uses."""
        candidate, number = wish, 2
        while candidate in self.taken:
            candidate, number = f"{wish}_{number}", number + 1
        self.taken.add(candidate)
        return candidate


def _harmless(value: Expr) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.operand, ast.Constant)
    return isinstance(value, ast.List) and not value.elts
