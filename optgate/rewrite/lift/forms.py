"""The forms in which a name may be carried from pass to pass."""

from __future__ import annotations

import ast

from .effects import Store
from .nodes import Expr

SUM, PRODUCT, HOLD = "sum", "product", "hold"
LAG = ":lag"
"""Ends the names of values of the pass before."""
STREAK = ":streak"
"""Ends the names of counts of passes in a row; they are Python integers in the source."""


class Fold:
    """``name = name + term`` or ``name = name * term`` (a pass without effect has the neutral term).

    ``before`` and ``after`` are the names under which other expressions of the pass read the running value;
    ``scanned`` says which of them are used.
    """

    def __init__(self, kind: str, identifier: str, term: Expr) -> None:
        self.kind = kind
        self.name = identifier
        self.term = term
        self.scanned: set[str] = set()

    @property
    def before(self) -> str:
        """The running value ahead of the pass, as a name."""
        return f"{self.name}:before"

    @property
    def after(self) -> str:
        """The running value behind the pass, as a name."""
        return f"{self.name}:after"

    @property
    def counter(self) -> int | None:
        """The constant that every pass adds, if it is one."""
        if self.kind == SUM and isinstance(self.term, ast.Constant) and type(self.term.value) is int:
            return self.term.value
        return None


class Extreme:
    """``name`` keeps the largest or smallest of itself and ``term``; ``strict`` when ties keep the earlier.

    ``guard`` is an extra condition on the pass. ``places`` are names set in the same branch: the arg forms.
    ``calls`` is true when the source calls ``min`` or ``max`` in every pass, ``optional`` when the name
    starts as ``None`` and the first term is taken as it is.
    """

    def __init__(self, which: str, identifier: str, term: Expr, strict: bool, calls: bool) -> None:
        self.which = which
        self.name = identifier
        self.term = term
        self.strict = strict
        self.calls = calls
        self.optional = False
        self.guard: Expr | None = None
        self.places: dict[str, Expr] = {}
        self.scanned: set[str] = set()

    @property
    def after(self) -> str:
        """The running value behind the pass, as a name."""
        return f"{self.name}:after"

    @property
    def before(self) -> str:
        """The running value ahead of the pass, as a name."""
        return f"{self.name}:before"


class Choice:
    """``name = value if guard else name``: a flag, or the last hit."""

    def __init__(self, identifier: str, guard: Expr, value: Expr) -> None:
        self.name = identifier
        self.guard = guard
        self.value = value


class Lag:
    """``name`` is ``start`` in the first pass and in every other the ``value`` of the pass before.

    ``before`` is the name under which the pass reads it.
    """

    def __init__(self, identifier: str, value: Expr, start: Expr | None) -> None:
        self.name = identifier
        self.value = value
        self.start = start

    @property
    def before(self) -> str:
        """What the pass before had, as a name."""
        return f"{self.name}{LAG}"


class Streak:
    """How many passes in a row ``guard`` held; ``start`` after a pass in which it did not, and at first."""

    def __init__(self, identifier: str, guard: Expr, start: int) -> None:
        self.name = identifier
        self.guard = guard
        self.start = start

    @property
    def after(self) -> str:
        """The count behind the pass, as a name."""
        return f"{self.name}{STREAK}"

    @property
    def before(self) -> str:
        """The count ahead of the pass, as a name."""
        return f"{self.name}:earlier{STREAK}"


class Held:
    """``name = value if guard else name``, read by other results; ``start`` until the guard holds first."""

    def __init__(self, identifier: str, guard: Expr, value: Expr, start: ast.Constant) -> None:
        self.name = identifier
        self.guard = guard
        self.value = value
        self.start = start

    @property
    def after(self) -> str:
        """The value behind the pass, as a name."""
        return f"{self.name}:held"

    @property
    def before(self) -> str:
        """The value ahead of the pass, as a name."""
        return f"{self.name}:earlier:held"


class Chain:
    """``base[i] = base[i - 1] + term`` (or ``*``): a running sum or product in the items themselves.

    With ``test`` the item is that before where the test holds, else the term.
    """

    def __init__(self, kind: str, store: Store, term: Expr, test: Expr | None = None) -> None:
        self.kind = kind
        self.store = store
        self.term = term
        self.test = test


class Carried:
    """Everything carried by a kernel, matched; ``temporaries`` are assigned names that are not carried."""

    def __init__(self) -> None:
        self.lags: list[Lag] = []
        self.streaks: list[Streak] = []
        self.helds: list[Held] = []
        self.chains: list[Chain] = []
        self.folds: list[Fold] = []
        self.extremes: list[Extreme] = []
        self.choices: list[Choice] = []
        self.temporaries: dict[str, Expr] = {}
