"""The judged function in this process: its module, its code in three forms, and what is around it."""

from __future__ import annotations

import ast
import gc
import os
import sys
import types
import warnings
from collections.abc import Sequence
from typing import Any, Optional

from . import codec, loader
from .around import Console, Randomness, Warned
from .build import build
from .call import Caller, Statements
from .compiled import is_compiled
from .marks import Marked, code_at, definitions, first_line
from .state import State


class Order:
    """What the gate asks to be loaded; the keyword arguments of the import request."""

    def __init__(
        self,
        *,
        text: str,
        path: str,
        root: str,
        qualname: str,
        overlays: dict[str, bytes],
        limits: dict[str, int],
        walls: dict[str, list[str]],
        cap: int,
        kit: str,
        private: str,
        warm: Sequence[bytes] = (),
    ) -> None:
        self.text = text
        self.path = path
        self.root = root
        self.qualname = qualname
        self.overlays = overlays
        self.limits = limits
        self.walls = walls
        self.cap = cap
        self.kit = kit
        self.private = private
        self.warm = list(warm)


class NotFound(LookupError):  # noqa: N818
    """The module was imported and holds no such function."""


_MOST_TEXTS = 128


class Subject:
    """The imported module and the function in it.

    The module is imported from its plain text. Each function object of the target then exchanges its
    ``__code__``: ``marked`` while inputs are run, ``plain`` while it is timed, ``private`` (the plain code
    under the name of a private file that holds the same text) while coverage counts.
    """

    def __init__(self, order: Order, console: Console, warned: Warned) -> None:
        self.order = order
        self.forms: dict[str, types.CodeType] = {}
        self.texts: dict[str, types.CodeType] = {}
        tree = ast.parse(order.text)
        self.definitions = definitions(tree, order.qualname)
        plain = compile(order.text, order.path, "exec", dont_inherit=True)
        place = loader.locate(order.path, order.root, order.text)
        self.module = loader.load(place, order.path, plain, order.text, order.overlays)
        codec.judge(self.module.__name__)
        try:
            self.target = loader.find(self.module, order.qualname)
        except AttributeError as error:
            raise NotFound(order.qualname) from error
        if not callable(self.target):
            raise NotFound(f"{order.qualname}, which is no function")
        self.functions = self._functions(plain)
        bound = {function.__code__.co_firstlineno for function in self.functions}
        self.definitions = [one for one in self.definitions if first_line(one) in bound] or self.definitions
        self.marked: Optional[Marked] = None
        self.compiled = is_compiled(self.target)
        if self.functions and not self.compiled:
            self.marked = Marked(tree, self.definitions, order.path)
        self.caller = self._caller(place, console, warned)

    def _functions(self, plain: types.CodeType) -> list[types.FunctionType]:
        """The function objects made from the target's code, however they are wrapped."""
        codes = [code_at(plain, self.order.qualname, first_line(item)) for item in self.definitions]
        bare = getattr(self.target, "__func__", self.target)
        if (
            isinstance(bare, types.FunctionType)
            and bare.__code__ in codes
            and not hasattr(bare, "__wrapped__")
        ):
            return [bare]
        return [
            found
            for code in codes
            if code is not None
            for found in gc.get_referrers(code)
            if isinstance(found, types.FunctionType) and found.__code__ is code
        ]

    def _caller(self, place: loader.Place, console: Console, warned: Warned) -> Caller:
        owner = None
        if "." in self.order.qualname:
            owner = loader.find(self.module, self.order.qualname.rpartition(".")[0])
        mentions = "random" in self.order.text
        return Caller(
            self.target,
            console=console,
            warned=warned,
            statements=Statements(self.order.root, self.order.path, self.order.text, self.order.overlays),
            state=State(self.module, self.functions, owner),
            randomness=Randomness() if mentions else None,
            build=self.build,
        )

    def use(self, form: str) -> None:
        """Switch the function to its ``marked``, ``plain`` or ``private`` code."""
        if form not in self.forms:
            self.forms[form] = self._compiled(form)
        for function in self.functions:
            line = function.__code__.co_firstlineno
            function.__code__ = code_at(self.forms[form], self.order.qualname, line) or function.__code__

    def exchange(self, text: str) -> None:
        """Give the function the body it has in another text of its file, on the same line.

        Raises:
            SyntaxError: The text cannot be compiled.
            ValueError: The function there needs other variables of what is around it.
            NotFound: There is no such function, or this one has no code that could be exchanged.
        """
        if text not in self.texts:
            if len(self.texts) >= _MOST_TEXTS:
                del self.texts[next(iter(self.texts))]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.texts[text] = compile(text, self.order.path, "exec", dont_inherit=True)
        found = [
            (function, code_at(self.texts[text], self.order.qualname, function.__code__.co_firstlineno))
            for function in self.functions
        ]
        if self.marked is None or not any(code for _, code in found):
            raise NotFound(self.order.qualname)
        for function, code in found:
            function.__code__ = code or function.__code__

    def _compiled(self, form: str) -> types.CodeType:
        if form == "marked" and self.marked is not None:
            return self.marked.code
        path = self.private_file if form == "private" else self.order.path
        return compile(self.order.text, path, "exec", dont_inherit=True)

    @property
    def private_file(self) -> str:
        """The file under the private folder that holds the judged text, for coverage to parse."""
        return os.path.join(self.order.private, "_optgate_judged_text.py")

    def build(self, recipe: codec.Recipe) -> Any:
        """The object of a recipe.

        Raises whatever making it raises.
        """
        return build(recipe, self.module)


def versions() -> dict[str, str]:
    """The versions of Python and, when it is imported, numpy."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"python": python, "numpy": str(getattr(sys.modules.get("numpy"), "__version__", ""))}
