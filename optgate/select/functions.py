"""The functions of a file that can be judged, and why some cannot.

Works on the parser's own node classes (``_ast``) and imports nothing else: ``quick`` uses it, and ``import
ast`` alone would cost as much as an empty interpreter.
"""

from __future__ import annotations

import _ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COROUTINE = "a coroutine: asynchronous functions cannot be called and compared one call at a time"

_ONLY_AST = 0x400
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
_LOOPS = (
    _ast.For,
    _ast.AsyncFor,
    _ast.While,
    _ast.ListComp,
    _ast.SetComp,
    _ast.DictComp,
    _ast.GeneratorExp,
)
_LOOPING_CALLS = frozenset(
    {
        "accumulate",
        "agg",
        "aggregate",
        "apply",
        "apply_along_axis",
        "apply_over_axes",
        "applymap",
        "filter",
        "fromfunction",
        "fromiter",
        "frompyfunc",
        "iterrows",
        "itertuples",
        "map",
        "ndenumerate",
        "ndindex",
        "nditer",
        "piecewise",
        "reduce",
        "starmap",
        "transform",
        "vectorize",
    }
)

Branch = tuple[tuple[int, int], ...]


class Definition:
    """A module-level function or a method; ``line`` and ``refused`` as in ``Target``."""

    __slots__ = ("branch", "def_line", "end_line", "line", "node", "qualname", "refused")

    def __init__(self, node: _ast.FunctionDef | _ast.AsyncFunctionDef, qualname: str, branch: Branch) -> None:
        self.node = node
        self.qualname = qualname
        self.branch = branch
        self.def_line = node.lineno
        self.line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        self.end_line = node.end_lineno or node.lineno
        self.refused = ""


def parse(source: str | bytes) -> _ast.Module:
    """The syntax tree, with the compiler's warnings about the user's source kept quiet.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as ``compile`` does for what it cannot parse.
    """
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: _ast.Module = compile(source, "<judged>", "exec", _ONLY_AST, dont_inherit=True)
    return tree


def walk(node: _ast.AST) -> Iterator[_ast.AST]:
    """The node and everything below it, parents first."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        for field in current._fields:
            value = getattr(current, field, None)
            if isinstance(value, _ast.AST):
                pending.append(value)
            elif isinstance(value, list):
                pending.extend(item for item in value if isinstance(item, _ast.AST))


def outermost(tree: _ast.Module) -> list[Definition]:
    """Every outermost function of the file, in order; nested functions belong to the one around them."""
    found: list[Definition] = []
    _collect(tree.body, "", (), found)
    return found


def definitions(tree: _ast.Module, text: str = "async") -> list[Definition]:
    """The outermost functions, with the reason in those that cannot be judged.

    Coroutines are only looked for where the file's ``text`` has their keyword.
    """
    asynchronous = "async" in text
    found = outermost(tree)
    groups: dict[str, list[Definition]] = {}
    for definition in found:
        groups.setdefault(definition.qualname, []).append(definition)
        if asynchronous and any(isinstance(node, _ast.AsyncFunctionDef) for node in walk(definition.node)):
            definition.refused = COROUTINE
    for group in groups.values():
        if len(group) > 1:
            _refuse_shadowed(group)
    return found


def loops(definition: Definition) -> bool:
    """Whether anything in the function repeats work: a loop, a comprehension or a call that loops."""
    for node in walk(definition.node):
        if isinstance(node, _LOOPS):
            return True
        if isinstance(node, _ast.Name) and node.id in _LOOPING_CALLS:
            return True
        if isinstance(node, _ast.Attribute) and node.attr in _LOOPING_CALLS:
            return True
    return False


def _collect(body: Sequence[_ast.AST], prefix: str, branch: Branch, found: list[Definition]) -> None:
    for node in body:
        if isinstance(node, _FUNCTIONS):
            found.append(Definition(node, prefix + node.name, branch))
        elif isinstance(node, _ast.ClassDef):
            _collect(node.body, f"{prefix}{node.name}.", branch, found)
        else:
            for number, block in enumerate(_blocks(node)):
                _collect(block, prefix, (*branch, (id(node), number)), found)


def _blocks(node: _ast.AST) -> Iterator[Sequence[_ast.AST]]:
    """The statement lists of a compound statement (``if``, ``try``, ``with``, ``for``, ``match`` ...)."""
    for field in ("body", "handlers", "cases", "orelse", "finalbody"):
        value = getattr(node, field, None)
        if not isinstance(value, list):
            continue
        if field in ("handlers", "cases"):
            yield from (item.body for item in value)
        else:
            yield value


def _refuse_shadowed(group: Sequence[Definition]) -> None:
    """Only the last binding of a name runs, and only where it is certain to be reached."""
    last = group[-1]
    if all(other.branch[: len(last.branch)] == last.branch for other in group):
        for other in group[:-1]:
            other.refused = f"replaced by the definition of {last.qualname} on line {last.def_line}"
        return
    lines = ", ".join(str(definition.def_line) for definition in group)
    for definition in group:
        definition.refused = f"defined more than once (lines {lines}); which one runs depends on a condition"
