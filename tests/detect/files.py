"""Makes files and targets from text."""

from __future__ import annotations

import ast

from optgate import detect
from optgate.model import SourceFile, Target


def file_of(text: str) -> SourceFile:
    return SourceFile("/nowhere", "mod.py", text.encode(), text)


def target_of(text: str, qualname: str = "f") -> Target:
    name = qualname.rpartition(".")[2]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return Target(file_of(text), qualname, first, node.lineno, node.end_lineno or 0)
    raise AssertionError(qualname)


def codes(text: str, qualname: str = "f", **options) -> list[str]:
    return [finding.code for finding in detect.find(target_of(text, qualname), **options)]
