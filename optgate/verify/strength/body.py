"""The body of a function as the mutation operators see it, and the edits they make to it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
_LONGEST = 40


class Facts(NamedTuple):
    """What was seen of a function: whether its inputs hold floats, and the types of its results.

    ``results`` are names of types, ``float64 array`` for an array.
    """

    floats: bool = True
    results: frozenset[str] = frozenset()


class Edit(NamedTuple):
    """One change: the source of ``node`` (up to the end of ``last``) becomes ``text``; ``change`` says so.

    For an expression ``text`` is an expression, for a statement simple statements on one line.
    """

    node: ast.expr | ast.stmt
    text: str
    change: str
    last: ast.stmt | None = None


class Operator(NamedTuple):
    """A kind of mistake. ``aims`` are the profiles and sizes of inputs that are likely to show it."""

    name: str
    edits: Callable[[Body], Iterator[Edit]]
    aims: tuple[str, ...]


OPERATORS: dict[str, Operator] = {}


def operator(
    name: str, *aims: str
) -> Callable[[Callable[[Body], Iterator[Edit]]], Callable[[Body], Iterator[Edit]]]:
    """Register a mutation operator: its edits of a body, smaller changes first."""

    def register(edits: Callable[[Body], Iterator[Edit]]) -> Callable[[Body], Iterator[Edit]]:
        OPERATORS[name] = Operator(name, edits, aims)
        return edits

    return register


class Body:
    """What is executed when the function is called, in the order of the source.

    Annotations, default values of the function itself, its docstring and what stands in f-strings are left
    out. ``numpy`` is the local name of that module, or empty.
    """

    def __init__(self, function: Function, modules: dict[str, str], facts: Facts) -> None:
        self.function = function
        self.facts = facts
        self.numpy = next((name for name, module in modules.items() if module == "numpy"), "")
        self.modules = modules
        self.parents: dict[ast.AST, ast.AST] = {}
        found: list[Any] = []
        for statement in function.body[1 if ast.get_docstring(function, clean=False) is not None else 0 :]:
            self._collect(statement, function, found)
        self.all = sorted(found, key=lambda node: (node.lineno, node.col_offset))
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        self.params = frozenset(argument.arg for argument in named)

    def _collect(self, node: ast.AST, parent: ast.AST, found: list[Any]) -> None:
        self.parents[node] = parent
        if isinstance(node, ast.expr | ast.stmt):
            found.append(node)
        if isinstance(node, ast.JoinedStr):
            return
        skipped = [getattr(node, name, None) for name in ("annotation", "returns")]
        for child in ast.iter_child_nodes(node):
            if child not in skipped:
                self._collect(child, node, found)

    def nodes(self, *kinds: type[Any]) -> Iterator[Any]:
        """The nodes of these classes."""
        for node in self.all:
            if isinstance(node, kinds):
                yield node

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out, up to the function itself."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a statement is repeated by a loop."""
        return any(isinstance(one, ast.For | ast.While | ast.AsyncFor) for one in self.around(node))

    def blocks(self) -> Iterator[list[ast.stmt]]:
        """The lists of statements."""
        for owner in (self.function, *self.all):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(owner, name, None)
                if isinstance(block, list) and block:
                    yield block

    def starts(self, name: str) -> list[ast.Constant]:
        """The constants that are assigned to a name."""
        return [
            node.value
            for node in self.nodes(ast.Assign)
            if isinstance(node.value, ast.Constant) and any(named(target) == name for target in node.targets)
        ]

    def bindings(self, name: str) -> int:
        """How many statements bind a name."""
        return sum(node.id == name and isinstance(node.ctx, ast.Store) for node in self.nodes(ast.Name))

    def counts(self, node: ast.expr) -> bool:
        """Whether an expression is a size or an index rather than data, as far as that shows."""
        if isinstance(node, ast.BinOp):
            return self.counts(node.left) and self.counts(node.right)
        if isinstance(node, ast.UnaryOp):
            return self.counts(node.operand)
        if isinstance(node, ast.Call):
            name = named(node.func)
            return name == "len" or (name in ("min", "max") and all(map(self.counts, node.args)))
        if isinstance(node, ast.Attribute):
            return node.attr in ("size", "ndim")
        if isinstance(node, ast.Subscript):
            return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
        if isinstance(node, ast.Constant):
            return type(node.value) is int
        return named(node) in self.counters

    @cached_property
    def counters(self) -> frozenset[str]:
        """Names that hold nothing but sizes and indices."""
        loops = [*self.nodes(ast.For)]
        loops += [each for node in self.all for each in getattr(node, "generators", ())]
        indices = {named(one.target) for one in loops if _called(one.iter) == "range"}
        indices |= {
            named(one.target.elts[0])
            for one in loops
            if _called(one.iter) == "enumerate" and isinstance(one.target, ast.Tuple)
        }
        values: dict[str, list[ast.expr]] = {name: [] for name in indices}
        for node in self.nodes(ast.Assign, ast.AugAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                values.setdefault(named(target), []).append(node.value)
        found = {name for name in values if name and name not in self.params}
        found = {name for name in found if len(values[name]) + (name in indices) == self.bindings(name)}
        while True:
            self.__dict__["counters"] = frozenset(found)
            kept = {name for name in found if all(map(self.counts, values[name]))}
            if kept == found:
                return frozenset(found)
            found = kept

    def dotted(self, node: ast.expr) -> str:
        """The dotted name of an imported function, ``numpy.add.at`` for instance, or the plain name."""
        if isinstance(node, ast.Attribute):
            inner = self.dotted(node.value)
            return f"{inner}.{node.attr}" if inner else ""
        if isinstance(node, ast.Name):
            return self.modules.get(node.id, node.id)
        return ""

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """The calls of functions by dotted name."""
        for node in self.nodes(ast.Call):
            if self.dotted(node.func) in names:
                yield node


def named(node: ast.AST) -> str:
    """The name that a plain name stands for, or nothing."""
    return node.id if isinstance(node, ast.Name) else ""


def _called(node: ast.expr) -> str:
    return named(node.func) if isinstance(node, ast.Call) else ""


def source(node: ast.AST, **fields: Any) -> str:
    """A node as source, with other values for some of its fields."""
    if fields:
        node = copy.copy(node)
        for name, value in fields.items():
            setattr(node, name, value)
    return ast.unparse(node)


def parsed(text: str) -> Any:
    """An expression from its source."""
    return ast.parse(text, mode="eval").body


def tidy(text: str) -> str:
    """An expression without needless parentheses."""
    return ast.unparse(parsed(text))


def shifted(node: ast.expr, step: int) -> ast.expr:
    """An expression plus or minus a number."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ast.Constant(node.value + step)
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(abs(step)))


def became(old: ast.AST | str, new: str) -> str:
    """The usual words for a change."""
    return f"`{short(old if isinstance(old, str) else ast.unparse(old))}` became `{short(new)}`"


def short(text: str) -> str:
    """Source that fits into a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
