"""Counterexamples as a module of tests that runs as it stands."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from optgate.guest.loader import outside
from optgate.model import Counterexample, Target

_SHORT = {"np": "import numpy as np", "pd": "import pandas as pd"}

_SAME = '''
def assert_same(actual, expected, rtol=0):
    """Equal in type, dtype, shape and value; NaN equals NaN."""
    assert type(actual) is type(expected)
    if isinstance(expected, (list, tuple)):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            assert_same(one, other, rtol)
    elif isinstance(expected, dict):
        assert [repr(key) for key in actual] == [repr(key) for key in expected]
        for key in expected:
            assert_same(actual[key], expected[key], rtol)
{arrays}    elif isinstance(expected, float):
        same = math.isclose(actual, expected, rel_tol=rtol)
        assert same or (math.isnan(actual) and math.isnan(expected)), (actual, expected)
    else:
        assert actual == expected
'''

_ARRAYS = """    elif isinstance(expected, (np.ndarray, np.generic)):
        assert actual.dtype == expected.dtype
        assert actual.shape == expected.shape
        if rtol and expected.dtype.kind in "fc":
            np.testing.assert_allclose(actual, expected, rtol=rtol)
        else:
            np.testing.assert_array_equal(actual, expected)
"""


def module(target: Target, module_name: str, refused: Mapping[str, Counterexample]) -> str:
    """Tests of the calls on which candidates differed; each holds for the function as it is.

    ``module_name`` is what the function's file is imported as, ``refused`` the counterexamples by the ids
    of the candidates; each has a test. Candidates that failed on the same call share one.
    """
    different: dict[str, str] = {}
    for example in refused.values():
        different.setdefault(example.call, example.test)
    ids = ", ".join(refused)
    noun = "candidate" if len(refused) == 1 else "candidates"
    head = f"What {target.qualname}() does where {noun} {ids} did something else; written by optgate."
    return _text(target, module_name, head, list(different.values()), _as_functions)


def pinning(
    target: Target, module_name: str, tests: Sequence[str], style: Literal["pytest", "unittest"]
) -> str:
    """Tests that hold for a function as it is and as it was proposed, in the style of the project's own.

    Args:
        target: The function.
        module_name: What its file is imported as.
        tests: Sources of test functions.
        style: How the project writes its tests.
    """
    head = f"What {target.qualname}() does, on inputs that tell mistakes from it; written by optgate."
    return _text(target, module_name, head, tests, _as_functions if style == "pytest" else _as_methods)


def _text(
    target: Target, module_name: str, head: str, tests: Sequence[str], layout: Callable[[Sequence[str]], str]
) -> str:
    body = layout(tests)
    helper = ""
    if "assert_same(" in body:
        helper = _SAME.replace("{arrays}", _ARRAYS if "np." in body else "")
    parts = [f'"""{head}"""', *_imports(target, module_name, f"{helper}\n{body}")]
    if helper:
        parts.append(helper.rstrip("\n"))
    return "\n\n".join(parts) + "\n\n\n" + body


def _as_functions(tests: Sequence[str]) -> str:
    return "\n\n".join(tests)


def _as_methods(tests: Sequence[str]) -> str:
    """The same as methods of a ``unittest.TestCase``."""
    methods = [
        textwrap.indent(_RAISES.sub(_raises, one.replace("():", "(self):", 1)), "    ") for one in tests
    ]
    return "class RegressionTest(unittest.TestCase):\n" + "\n".join(methods)


_RAISES = re.compile(r"with pytest\.raises\(([\w.]+)(?:, match=(.*))?\):$", re.MULTILINE)


def _raises(match: re.Match[str]) -> str:
    error, text = match.groups()
    called = f"assertRaisesRegex({error}, {text})" if text else f"assertRaises({error})"
    return f"with self.{called}:"


def _imports(target: Target, module_name: str, body: str) -> Iterator[str]:
    """The imports that the text needs, in groups: the standard library, others, the function's module."""
    tree = ast.parse(body)
    top = _top_level(target.file.text)
    own: set[str] = {target.qualname.partition(".")[0]}
    standard: set[str] = set()
    others: set[str] = set()
    for chain in sorted(_chains(tree)):
        root, _, rest = chain.partition(".")
        if root in _SHORT and root not in top:
            others.add(_SHORT[root])
        elif chain.startswith(module_name + "."):
            others.add(f"import {module_name}")
        elif root in sys.stdlib_module_names and root not in top:
            standard.add(f"import {_importable(chain)}")
        elif root in top or root == target.qualname:
            own.add(root)
        elif root == target.name:
            continue
        else:
            others.add(f"import {_importable(chain) if rest else root}")
    yield from ("\n".join(sorted(group)) for group in (standard, others) if group)
    yield f"from {module_name} import {', '.join(sorted(own))}" + _unqualified(target, tree)


def _unqualified(target: Target, tree: ast.Module) -> str:
    """A binding for a function of a class that the tests call by its bare name."""
    bare = any(isinstance(node, ast.Name) and node.id == target.name for node in ast.walk(tree))
    return f"\n\n{target.name} = {outside(target.qualname)}" if "." in target.qualname and bare else ""


def _importable(chain: str) -> str:
    """The module part of a dotted name: all that stands before a class or the last name."""
    parts = chain.split(".")
    end = next((place for place, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[: max(end, 1)])


def _chains(tree: ast.Module) -> set[str]:
    """The dotted names in a text that it does not bind itself."""
    bound = set(vars(builtins))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    for node in ast.walk(tree):
        chain = _chain(node)
        if chain and chain.partition(".")[0] not in bound:
            found.add(chain)
    return {one for one in found if not any(other.startswith(one + ".") for other in found)}


def _chain(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _chain(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _top_level(text: str) -> set[str]:
    """The names that a module binds itself by definitions and assignments."""
    found: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id.isidentifier()}
    return found
