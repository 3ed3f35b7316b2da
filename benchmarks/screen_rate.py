"""How often the screen refuses ordinary code, and how long it takes.

    python benchmarks/screen_rate.py [--files N] [--show]

Ordinary code is the standard library's and numpy's own (their tests left out). Three questions:

``edited``    the function with a statement added and its locals renamed (demanded: at most 0.1 % refused);
``split``     its body moved to a helper beside it (demanded: at most 1 %);
``stranger``  the function as a candidate for an empty one of the same parameters, in a file of nothing but
              the same imports. A stranger does much for which an original gives no permission (files, the
              interpreter, attributes of ``self``), so its share is only reported.

The time is that of a screen with the original already parsed (demanded: a median below 1 ms).
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sysconfig
import time
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import verdict

from optgate.rewrite.screen import screen

MOST_EDITED = 0.001
MOST_SPLIT = 0.01
MOST_MILLISECONDS = 1.0


class Tally:
    """Screens of one kind, with the reasons of those that refused."""

    def __init__(self) -> None:
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.refused = 0
        self.seconds: list[float] = []

    def add(self, original: str, candidate: str, qualname: str) -> None:
        """Screen a candidate."""
        screen(original, original + "\n", qualname)  # parses the original
        began = time.perf_counter()
        reason = screen(original, candidate, qualname)
        self.seconds.append(time.perf_counter() - began)
        self.count += 1
        if reason:
            self.refused += 1
            self.reasons[reason.rpartition(" (line")[0]] += 1

    @property
    def share(self) -> float:
        """Refused screens as a fraction."""
        return self.refused / max(1, self.count)


def sources(limit: int) -> Iterator[Path]:
    """Files of the standard library and of numpy, without tests."""
    folders = [Path(sysconfig.get_path("stdlib")), Path(np.__file__).parent]
    for folder in folders:
        skipped = {"site-packages", "test", "tests", "idlelib", "lib2to3", "turtledemo", "f2py", "distutils"}
        found = [
            path
            for path in sorted(folder.rglob("*.py"))
            if skipped.isdisjoint(path.relative_to(folder).parts)
        ]
        yield from found[:limit]


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Module-level functions and methods."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def replaced(lines: list[str], node: ast.FunctionDef, new: str) -> str:
    """The file with another text for the function's lines (its decorators stay)."""
    return "\n".join([*lines[: node.lineno - 1], new, *lines[node.end_lineno :]])


def edited(lines: list[str], node: ast.FunctionDef) -> str:
    """The function written anew, its locals renamed where that is simple, a statement added."""
    copy = ast.parse(ast.unparse(ast.Module([node], []))).body[0]
    assert isinstance(copy, ast.FunctionDef)
    copy.decorator_list = []
    stored = {
        one.id for one in ast.walk(copy) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    shared = {
        name for one in ast.walk(copy) if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names
    }
    kinds = (ast.FunctionDef, ast.Lambda, ast.ClassDef)
    if not shared and not any(isinstance(one, kinds) for one in ast.walk(copy) if one is not copy):
        arguments = {one.arg for one in ast.walk(copy.args) if isinstance(one, ast.arg)}
        for one in ast.walk(copy):
            if isinstance(one, ast.Name) and one.id in stored - arguments and one.id[0] != "_":
                one.id += "_2"
    copy.body.insert(1 if ast.get_docstring(copy) is not None else 0, ast.parse("scale_1 = 1").body[0])
    return replaced(lines, node, indented(copy, node.col_offset))


def split(lines: list[str], node: ast.FunctionDef) -> str:
    """The body in a helper of the same parameters, and a call of it."""
    names = [one.arg for one in node.args.args]
    call = ast.parse(f"return {node.name}_helper_({', '.join(names)})").body
    helper = ast.parse(f"def {node.name}_helper_({', '.join(names)}): pass").body[0]
    assert isinstance(helper, ast.FunctionDef)
    helper.body = node.body
    outer = ast.FunctionDef(node.name, node.args, call, [], None, lineno=1, col_offset=0)
    text = indented(helper, 0) + "\n\n\n" + indented(outer, 0)
    return replaced(lines, node, text)


def indented(node: ast.stmt, columns: int) -> str:
    text = ast.unparse(ast.fix_missing_locations(node))
    return "\n".join(" " * columns + line if line else line for line in text.split("\n"))


def stranger(tree: ast.Module, node: ast.FunctionDef) -> tuple[str, str]:
    """An empty function of the same parameters in a file of the same imports, and the function there."""
    imports = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    head = "\n".join(map(ast.unparse, imports)) + "\n\n"
    empty = ast.FunctionDef(node.name, node.args, [ast.Pass()], [], None, lineno=1, col_offset=0)
    whole = ast.FunctionDef(node.name, node.args, node.body, [], node.returns, lineno=1, col_offset=0)
    return head + indented(empty, 0) + "\n", head + indented(whole, 0) + "\n"


def measure(path: Path, tallies: dict[str, Tally]) -> None:
    try:
        with tokenize.open(path) as file:
            text = file.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return
    lines = text.split("\n")
    counted = Counter(name for name, _ in functions(tree))
    for name, node in functions(tree):
        if counted[name] > 1 or node.lineno == node.body[0].lineno:
            continue
        tallies["edited"].add(text, edited(lines, node), name)
        plain = not (node.args.vararg or node.args.kwarg or node.args.kwonlyargs or node.args.posonlyargs)
        if "." not in name and not name.startswith("__") and plain and not node.decorator_list:
            tallies["split"].add(text, split(lines, node), name)
            original, candidate = stranger(tree, node)
            kind = "stranger, numpy" if "numpy" in path.parts else "stranger, standard library"
            tallies[kind].add(original, candidate, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000, help="the most files of each library")
    parser.add_argument("--show", action="store_true", help="show the commonest reasons")
    options = parser.parse_args()
    kinds = ("edited", "split", "stranger, numpy", "stranger, standard library")
    tallies = {kind: Tally() for kind in kinds}
    for path in sources(options.files):
        measure(path, tallies)
    for kind, tally in tallies.items():
        median = statistics.median(tally.seconds or [0.0]) * 1e3
        refused = f"{tally.refused:6} of {tally.count:6} refused ({tally.share:.2%})"
        print(f"{kind:28} {refused}, median {median:.2f} ms")
        for reason, count in tally.reasons.most_common(25 if options.show else 0):
            print(f"    {count:5}  {reason}")
    times = tallies["edited"].seconds
    missed = 0
    for kind, most in (("edited", MOST_EDITED), ("split", MOST_SPLIT)):
        share = tallies[kind].share
        missed |= verdict(f"{share:.2%} of {kind} refused", f"at most {most:.1%}", met=share <= most)
    median = statistics.median(times) * 1e3
    bound = f"below {MOST_MILLISECONDS} ms"
    return missed | verdict(f"median {median:.2f} ms", bound, met=median < MOST_MILLISECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
