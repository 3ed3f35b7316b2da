"""What a reply is read as: a function that fits, the imports and helpers it brings, and inputs to try.

Small models forget fences, repeat themselves, and are cut off in the middle: every beginning of a
definition in the text is tried, and the longest that parses counts.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from optgate.model import Candidate, Target, UsageError

from ..external import external
from ..source import Located, locate, parse
from .shape import normalised

MOST_CHARACTERS = 60_000
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_START = re.compile(r"[ \t]*(?:@|def\b|async def\b|import\b|from\b)")
_INPUT = re.compile(r"^[ \t`#>*-]*INPUT:[ \t`]*(.+?)[ \t\r`]*$", re.MULTILINE)
_MOST_INPUTS = 5
_MOST_TRIES = 40
_MOST_LINES = 300
_MOST_BLOCKS = 12

_Kept = ast.Import | ast.ImportFrom | ast.FunctionDef


class Reading(NamedTuple):
    """A candidate, or the ``reason`` why there is none; ``inputs`` are literals of argument tuples.

    Candidates of one ``form`` differ in names and layout alone.
    """

    candidate: Candidate | None
    reason: str = ""
    inputs: tuple[str, ...] = ()
    form: str = ""


def read(target: Target, text: str, model: str, prompt: str) -> Reading:
    """The candidate in a reply to the prompt with the digest ``prompt``. Nothing of it is run or trusted."""
    inputs = tuple(_INPUT.findall(text)[:_MOST_INPUTS])
    located = locate(target)
    if located is None:
        return Reading(None, "the function is not a plain one", inputs)
    text = _THOUGHT.sub("", text)[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\t", "    ")
    statements = _statements(text)
    function = _function(statements, target.name)
    if function is None:
        return Reading(None, "the reply holds no definition of the function", inputs)
    if _parameters(function.args) != _parameters(located.function.args):
        return Reading(None, "the reply's function has other parameters", inputs)
    if normalised(function) == normalised(located.function):
        return Reading(None, "the reply is the original again", inputs)
    others = [one for one in statements if one is not function and _name(one) != function.name]
    module = "\n\n".join([*map(ast.unparse, _distinct(others)), _fitting(located, function)])
    try:
        candidate = external(target, module, function.name, label="the reply")
    except UsageError as error:
        return Reading(None, str(error), inputs)
    made = msgspec.structs.replace(
        candidate, source=f"llm:{model}", summary=f"{model}'s rewrite", prompt=prompt
    )
    form = "\n".join([normalised(function), *sorted(map(ast.dump, others))])
    return Reading(made, "", inputs, form)


def _statements(text: str) -> list[ast.stmt]:
    """The imports and functions of the block with the most of them, blocks in fences first."""
    pieces = _FENCE.split(text)
    blocks = [*pieces[1::2][:_MOST_BLOCKS], text] if len(pieces) > 1 else [text]
    read = [list(_salvaged(block)) for block in blocks]
    return max(read, key=lambda found: sum(isinstance(one, ast.FunctionDef) for one in found))


def _salvaged(block: str) -> Iterator[ast.stmt]:
    """The imports and functions of a block; where it does not parse, those of the parts that do."""
    whole = parse(textwrap.dedent(block))
    if whole is not None:
        yield from _kept(whole)
        return
    lines = [line for line in block.split("\n") if not _FENCE.fullmatch(line)]
    place = tries = 0
    while place < len(lines) and tries < _MOST_TRIES:
        if not _START.match(lines[place]):
            place += 1
            continue
        tries += 1
        tree, end = _longest(lines, place)
        if tree is not None:
            yield from _kept(tree)
        place = max(end, place + 1)


def _longest(lines: Sequence[str], start: int) -> tuple[ast.Module | None, int]:
    """The longest text from a line on that parses, within its own indentation, and the line after it."""
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < min(len(lines), start + _MOST_LINES):
        line = lines[end]
        outside = line.strip() and len(line) - len(line.lstrip()) <= depth
        decorated = lines[start].lstrip().startswith("@") and _START.match(line)
        if outside and line.lstrip()[:1] not in (")", "]", "}", "#") and not decorated:
            break
        end += 1
    for stop in range(end, max(start, end - _MOST_TRIES), -1):
        tree = parse(textwrap.dedent("\n".join(lines[start:stop])))
        if tree is not None and tree.body:
            return tree, end
    return None, start + 1


def _kept(tree: ast.Module) -> Iterator[ast.stmt]:
    """Imports and functions; a class is looked into, everything else of the module level is left out."""
    for statement in tree.body:
        if isinstance(statement, _Kept):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from (one for one in statement.body if isinstance(one, ast.FunctionDef))


def _function(statements: Sequence[ast.stmt], name: str) -> ast.FunctionDef | None:
    """The longest function of the name, or the only one there is."""
    functions = [one for one in statements if isinstance(one, ast.FunctionDef)]
    named = [one for one in functions if one.name == name]
    if not named:
        return functions[0] if len(functions) == 1 else None
    return max(named, key=lambda one: len(ast.unparse(one)))


def _name(statement: ast.stmt) -> str:
    return statement.name if isinstance(statement, ast.FunctionDef) else ""


def _distinct(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Helpers and imports, the longest of each name."""
    found: dict[str, ast.stmt] = {}
    for one in statements:
        key = _name(one) or ast.unparse(one)
        if key not in found or len(ast.unparse(one)) > len(ast.unparse(found[key])):
            found[key] = one
    return list(found.values())


def _parameters(arguments: ast.arguments) -> list[object]:
    """Names and kinds; defaults and annotations are the original's in any case."""
    return [
        [one.arg for one in arguments.posonlyargs],
        [one.arg for one in arguments.args],
        arguments.vararg.arg if arguments.vararg else "",
        [one.arg for one in arguments.kwonlyargs],
        arguments.kwarg.arg if arguments.kwarg else "",
    ]


def _fitting(located: Located, function: ast.FunctionDef) -> str:
    """The reply's body under the original's own head, without decorators and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    ours = located.function
    inside = textwrap.indent("\n".join(ast.unparse(one) for one in body) or "pass", located.indent_unit)
    first = ours.body[0].lineno
    head = "".join(located.lines[ours.lineno - 1 : first - 1]).replace("\r\n", "\n").replace("\r", "\n")
    if first == ours.lineno or parse(textwrap.dedent(head) + located.indent_unit + "pass\n") is None:
        returns = f" -> {ast.unparse(ours.returns)}" if ours.returns else ""
        head = f"def {ours.name}({ast.unparse(ours.args)}){returns}:\n"
    return textwrap.dedent(head).rstrip("\n") + "\n" + inside + "\n"
