"""What accepted rewrites of a model teach: the same shape elsewhere tries the same rewrite, offline."""

from __future__ import annotations

import ast
import builtins

import msgspec

from optgate.model import Candidate, Lesson, Target, UsageError

from ..external import external
from ..source import definitions, locate, parse
from .context import bound, used
from .shape import bare, own_names, renamed, shape


def shape_of(target: Target) -> str:
    """The digest of the function's shape, or nothing where it is no plain function."""
    located = locate(target)
    return shape(located.function) if located is not None else ""


def lesson(target: Target, candidate: Candidate) -> Lesson | None:
    """What an accepted rewrite teaches; None where it cannot be taken out of its file."""
    located = locate(target)
    tree = parse(candidate.text)
    if located is None or tree is None:
        return None
    function = next(
        (
            node
            for path, _, node in definitions(tree)
            if path == target.qualname and isinstance(node, ast.FunctionDef)
        ),
        None,
    )
    if function is None:
        return None
    before = {ast.dump(statement) for statement in located.tree.body}
    brought = _brought(tree, bare(function), before)
    text = "\n\n".join([*map(ast.unparse, brought), ast.unparse(bare(function))])
    names = tuple(own_names(located.function))
    return Lesson(shape(located.function), target.name, names, text, candidate.source, candidate.prompt)


def recalled(target: Target, known: Lesson) -> Candidate | None:
    """The rewrite of a lesson under the names of another function; None where it does not fit."""
    located = locate(target)
    tree = parse(known.text)
    if located is None or tree is None or shape(located.function) != known.shape:
        return None
    theirs = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == known.name]
    ours = own_names(located.function)
    if len(theirs) != 1 or len(ours) != len(known.names):
        return None
    names = dict(zip(known.names, ours, strict=True))
    taken = set(ours) | used(located.function) | set(dir(builtins))
    for name in own_names(theirs[0]):
        if name not in names:
            names[name] = _free(name, taken | set(names.values()))
    function = renamed(theirs[0], names)
    function.args = located.function.args
    others = [ast.unparse(one) for one in tree.body if one is not theirs[0]]
    try:
        candidate = external(
            target, "\n\n".join([*others, ast.unparse(function)]), target.name, label="an earlier rewrite"
        )
    except UsageError:
        return None
    summary = f"a rewrite that was accepted for {known.name}, learnt earlier"
    return msgspec.structs.replace(candidate, source=known.source, summary=summary, prompt=known.prompt)


def _brought(tree: ast.Module, function: ast.FunctionDef, before: set[str]) -> list[ast.stmt]:
    """The imports and new helpers that the rewritten function needs, in their order."""
    pending, needed = list(used(function)), set[str]()
    by_name = {name: statement for statement in tree.body for name in bound(statement)}
    while pending:
        name = pending.pop()
        statement = by_name.get(name)
        if name in needed or statement is None or name == function.name:
            continue
        imported = isinstance(statement, ast.Import | ast.ImportFrom)
        if not imported and ast.dump(statement) in before:
            continue
        needed.add(name)
        pending += [] if imported else used(statement)
    return [statement for statement in tree.body if needed.intersection(bound(statement))]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
