"""Runs an original and its candidates on inputs and compares them strictly."""

from __future__ import annotations

import ast
import copy
import math
import textwrap
import types
import warnings

import numpy as np

from optgate.model import Candidate, SourceFile, Target
from optgate.rewrite import propose


def file_of(text: str, path: str = "mod.py") -> SourceFile:
    return SourceFile("/nowhere", path, text.encode(), text)


def target_of(text: str, qualname: str = "f") -> Target:
    name = qualname.rpartition(".")[2]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return Target(file_of(text), qualname, first, node.lineno, node.end_lineno)
    raise AssertionError(qualname)


def source(body: str, head: str = "import math\n\nimport numpy as np\n") -> str:
    return head + "\n\n" + textwrap.dedent(body).lstrip("\n")


def proposals(text: str, qualname: str = "f") -> tuple[Candidate, ...]:
    return propose(target_of(text, qualname), ())


def load(text: str, name: str = "f"):
    module = types.ModuleType("judged")
    exec(compile(text, "judged.py", "exec"), module.__dict__)
    return getattr(module, name)


def outcome(function, arguments):
    arguments = copy.deepcopy(arguments)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return ("returns", function(*arguments), arguments)
        except Exception as error:  # noqa: BLE001
            return ("raises", type(error).__name__, arguments)


def alike(left, right, rtol: float) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        return (
            left.dtype == right.dtype
            and left.shape == right.shape
            and np.allclose(left, right, rtol=rtol, atol=rtol, equal_nan=True)
        )
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(alike(a, b, rtol) for a, b in zip(left, right, strict=True))
    if isinstance(left, (float, np.floating)):
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        return math.isclose(left, right, rel_tol=rtol, abs_tol=rtol)
    return left == right


def agrees(original: str, candidate: str, inputs, name: str = "f", rtol: float = 1e-9):
    """The first input on which the two differ, with both outcomes; nothing when there is none."""
    ours, theirs = load(original, name), load(candidate, name)
    for arguments in inputs:
        first, second = outcome(ours, arguments), outcome(theirs, arguments)
        if not alike(first, second, rtol):
            return arguments, first, second
    return None
