"""A rewrite for what the function is really given, with the original statements for everything else.

Where a rewrite differs only on kinds of arguments that nothing but trial speaks for (a list where arrays are
expected), a test of the arguments decides between the new statements and the old ones.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import msgspec

from optgate.model import Candidate, Observed, SourceFile, Target

from .imports import Imports
from .source import Located, definitions, identity, locate, parse
from .trees import walk

_MOST_KINDS = 2
Body = list[ast.stmt]


def guarded(
    target: Target, candidate: Candidate, observed: Mapping[str, Sequence[Observed]]
) -> Candidate | None:
    """The candidate with the original statements kept for arguments of other kinds than ``observed``.

    None where the changed statements cannot be told apart, or no argument among them has a known kind.
    """
    located = locate(target)
    found = function_in(candidate.text, target.qualname)
    if located is None or found is None:
        return None
    first, last = changed(located.function.body, found.function.body)
    old = located.function.body[first : len(located.function.body) - last]
    new = found.function.body[first : len(found.function.body) - last]
    tests = _tests(found, [*old, *new], observed)
    if not old or not new or not tests or spans_strings([*old, *new]):
        return None
    text = under_test(located, found, old, new, tests)
    if parse(text) is None:
        return None
    summary = f"{candidate.summary}, guarded"
    return msgspec.structs.replace(candidate, id=identity(located, text), text=text, summary=summary)


def function_in(text: str, qualname: str) -> Located | None:
    """The function in the text of a candidate."""
    tree = parse(text)
    for name, chain, node in definitions(tree) if tree is not None else ():
        if name == qualname and isinstance(node, ast.FunctionDef):
            file = SourceFile("", "", text.encode("utf-8", "surrogatepass"), text)
            whole = Target(file, qualname, node.lineno, node.lineno, node.end_lineno or node.lineno)
            return Located(whole, tree, chain, node) if tree is not None else None
    return None


def changed(before: Body, after: Body) -> tuple[int, int]:
    """How many statements are alike at the beginning and at the end of two bodies."""
    old, new = [ast.dump(one) for one in before], [ast.dump(one) for one in after]
    shorter = min(len(old), len(new))
    first = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - first
    last = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    return first, last


def _tests(found: Located, statements: Body, observed: Mapping[str, Sequence[Observed]]) -> list[str]:
    """Expressions that hold for arguments as observed, of those that the statements read."""
    numpy, missing = Imports(found).numpy()
    read = {node.id for part in statements for node in walk(part) if isinstance(node, ast.Name)}
    tests = []
    for name, kinds in observed.items():
        containers = {one.container for one in kinds}
        if name not in read or len(containers) != 1:
            continue
        if containers == {"list"}:
            tests.append(f"isinstance({name}, list)")
        elif containers == {"array"} and not missing:
            tests += [f"isinstance({name}, {numpy}.ndarray)", *_arrays(name, numpy, kinds)]
    return tests


def _arrays(name: str, numpy: str, kinds: Sequence[Observed]) -> list[str]:
    dtypes = sorted({one.element for one in kinds})
    ndims = {one.ndim for one in kinds}
    tests = [f"{name}.ndim == {ndims.pop()}"] if len(ndims) == 1 else []
    if len(dtypes) == 1:
        return [*tests, f"{name}.dtype == {numpy}.{_dtype(dtypes[0])}"]
    if len(dtypes) <= _MOST_KINDS:
        return [*tests, f"{name}.dtype in ({', '.join(f'{numpy}.{_dtype(one)}' for one in dtypes)})"]
    return tests


def _dtype(name: str) -> str:
    return "bool_" if name == "bool" else name


def spans_strings(statements: Body) -> bool:
    """Whether a string runs over several lines, which another indentation would change."""
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes)
        and node.lineno != node.end_lineno
        for statement in statements
        for node in walk(statement)
    )


def under_test(located: Located, found: Located, old: Body, new: Body, tests: Sequence[str]) -> str:
    """The candidate's file with the new statements where all tests hold, and the old ones elsewhere."""
    unit, newline = located.indent_unit, located.newline
    indent = found.indent_of(new[0].lineno)
    start, stop = new[0].lineno - 1, new[-1].end_lineno or new[-1].lineno
    kept = located.lines[old[0].lineno - 1 : old[-1].end_lineno]
    block = [
        *(line + newline for line in _header(located, indent, unit, tests)),
        *_deeper(found.lines[start:stop], unit),
        f"{indent}else:{newline}",
        *_deeper(kept, unit),
    ]
    if not block[-1].endswith(("\n", "\r")) and stop < len(found.lines):
        block[-1] += newline
    return "".join([*found.lines[:start], *block, *found.lines[stop:]])


def _header(located: Located, indent: str, unit: str, tests: Sequence[str]) -> list[str]:
    """``if`` with the tests, one a line where they do not fit into one."""
    whole = f"{indent}if {' and '.join(tests)}:"
    if len(whole.expandtabs(4)) <= located.width:
        return [whole]
    inner = indent + unit
    return [f"{indent}if (", inner + tests[0], *(f"{inner}and {test}" for test in tests[1:]), f"{indent}):"]


def _deeper(lines: Sequence[str], unit: str) -> list[str]:
    return [unit + line if line.strip() else line for line in lines]
