"""Which numeric kernels the rewriter lifts: a candidate that agrees on random inputs and is faster.

Run as ``python -m benchmarks.lift_kernels [--container array|list] [--size N] [kernel ...]``. For every
kernel of ``benchmarks/kernels`` it proposes candidates, runs each on arguments of several sizes and seeds
next to the original (results and changed arguments must agree to 1e-9), and times the agreeing ones on
the given size. It prints one line a kernel and the geometric mean of the speed-ups of those that are lifted.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import math
import pkgutil
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import kernels
from optgate.model import Observed, SourceFile, Target
from optgate.rewrite import propose

Function = Callable[..., Any]
SIZES = (3, 4, 7, 12)
FASTER = 1.1


class Outcome(NamedTuple):
    """One kernel: how long proposing took, how many candidates agree, and the best speed-up."""

    kernel: str
    milliseconds: float
    proposed: int
    agreeing: int
    speedup: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kernels", nargs="*")
    parser.add_argument("--container", choices=("array", "list"), default="array")
    parser.add_argument("--size", type=int, default=48)
    options = parser.parse_args()
    outcomes = []
    for name in options.kernels or _names():
        outcome = measure(name, options.container, options.size)
        outcomes.append(outcome)
        verdict = "lifted" if outcome.speedup >= FASTER else "not lifted"
        print(
            f"{outcome.kernel:16} {verdict:10} {outcome.speedup:8.1f}x  "
            f"{outcome.agreeing}/{outcome.proposed} agree, proposed in {outcome.milliseconds:.0f} ms",
            flush=True,
        )
    lifted = [outcome.speedup for outcome in outcomes if outcome.speedup >= FASTER]
    mean = math.exp(sum(map(math.log, lifted)) / len(lifted)) if lifted else math.nan
    slowest = max(outcome.milliseconds for outcome in outcomes)
    print(
        f"{len(lifted)} of {len(outcomes)} lifted, geometric mean {mean:.1f}x "
        f"({options.container}, size {options.size}); slowest proposal {slowest:.0f} ms"
    )


def _names() -> Iterator[str]:
    return (module.name for module in pkgutil.iter_modules(kernels.__path__))


def measure(name: str, container: str, size: int) -> Outcome:
    """Propose, compare and time one kernel."""
    module = importlib.import_module(f"benchmarks.kernels.{name}")
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    target = _target(text, name)
    arguments = _arguments(module, container)
    observed = _observed(target, arguments(SIZES[0], 0))
    propose(target, (), observed)
    started = time.process_time()
    candidates = propose(target, (), observed)
    milliseconds = (time.process_time() - started) * 1e3
    original = _function(text, name)
    agreeing = [
        function for candidate in candidates
        if _agrees(original, function := _function(candidate.text, name), arguments)
    ]  # fmt: skip
    base = _seconds(original, arguments, size)
    speedups = [base / _seconds(function, arguments, size) for function in agreeing]
    return Outcome(name, milliseconds, len(candidates), len(agreeing), max(speedups, default=0.0))


def _target(text: str, name: str) -> Target:
    file = SourceFile("/nowhere", f"{name}.py", text.encode(), text)
    found = next(
        node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name
    )
    return Target(file, name, found.lineno, found.lineno, found.end_lineno or found.lineno)


def _arguments(module: types.ModuleType, container: str) -> Callable[[int, int], tuple[Any, ...]]:
    def make(size: int, seed: int) -> tuple[Any, ...]:
        made = module.arguments(size, np.random.default_rng(seed))
        if container == "array":
            return tuple(made)
        return tuple(value.tolist() if isinstance(value, np.ndarray) else value for value in made)

    return make


def _observed(target: Target, arguments: tuple[Any, ...]) -> dict[str, tuple[Observed, ...]]:
    function = next(
        node for node in ast.parse(target.file.text).body
        if isinstance(node, ast.FunctionDef) and node.name == target.qualname
    )  # fmt: skip
    names = [argument.arg for argument in function.args.args]
    return {name: (_seen(value),) for name, value in zip(names, arguments, strict=True)}


def _seen(value: object) -> Observed:
    if isinstance(value, np.ndarray):
        return Observed("array", str(value.dtype), value.ndim, value.size)
    if isinstance(value, list):
        return Observed("list", type(np.array(value).flat[0].item()).__name__, np.ndim(value), np.size(value))
    return Observed(type(value).__name__)


def _function(text: str, name: str) -> Function:
    module = types.ModuleType("judged")
    exec(compile(text, "judged.py", "exec"), module.__dict__)
    function: Function = getattr(module, name)
    return function


def _agrees(original: Function, other: Function, arguments: Callable[[int, int], tuple[Any, ...]]) -> bool:
    for size in SIZES:
        for seed in range(3):
            first, second = arguments(size, seed), copy.deepcopy(arguments(size, seed))
            try:
                expected, actual = original(*first), other(*second)
            except Exception:  # noqa: BLE001 - whatever a candidate raises, it does not agree
                return False
            if not _alike((expected, first), (actual, second)):
                return False
    return True


def _alike(left: object, right: object) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return (
            left.dtype == right.dtype and left.shape == right.shape and np.allclose(left, right, 1e-9, 1e-9)
        )
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_alike, left, right))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right


def _seconds(function: Function, arguments: Callable[[int, int], tuple[Any, ...]], size: int) -> float:
    """The least CPU time of several calls, each with fresh arguments."""
    least, spent, calls = math.inf, 0.0, 0
    while (spent < 0.05 or calls < 3) and calls < 50:
        fresh = arguments(size, calls)
        started = time.process_time()
        function(*fresh)
        taken = time.process_time() - started
        least, spent, calls = min(least, taken), spent + taken, calls + 1
    return max(least, 1e-7)


if __name__ == "__main__":
    main()
