"""Pairs of functions judged for real: in processes of their own, by the interpreter that runs the tests."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from optgate import verify
from optgate.host.discovery import Interpreter, ask
from optgate.host.workbench import Workbench
from optgate.model import Candidate, Session, SourceFile, Target, Verdict
from optgate.verify.domain.domain import Domain, start
from optgate.verify.evidence.source import read
from optgate.verify.exploring import Exploration


def target_of(root: Path, text: str, qualname: str) -> Target:
    (root / "module.py").write_text(text)
    file = SourceFile(root=str(root), path="module.py", raw=text.encode(), text=text)
    source = read(text, qualname)
    line = source.function.lineno if source else 1
    return Target(file, qualname, line, line, source.function.end_lineno or line if source else line)


class Bench:
    """One original, its exploration, and the verdicts on candidates for it."""

    def __init__(self, root: Path, stack: ExitStack, interpreter: Interpreter) -> None:
        self.root = root
        self.stack = stack
        self.interpreter = interpreter

    def start(self, text: str, qualname: str = "f") -> Bench:
        self.text = textwrap.dedent(text)
        self.target = target_of(self.root, self.text, qualname)
        bench = Workbench(self.interpreter, None, self.target.file, qualname, overlays={})
        self.bench = self.stack.enter_context(bench)
        self.original: Session = self.stack.enter_context(self.bench.open(self.text))
        return self

    def side(self, text: str) -> Session:
        return self.stack.enter_context(self.bench.open(textwrap.dedent(text)))

    def explore(self, seed: int = 1, seconds: float = 2.0) -> Exploration:
        self.explored = verify.explore(
            self.target, self.original, seed=seed, deadline=time.monotonic() + seconds
        )
        return self.explored

    def judge(
        self, text: str, *, seed: int = 1, seconds: float = 4.0, probes: Sequence[str] = (), **options: Any
    ) -> Verdict:
        if not hasattr(self, "explored"):
            self.explore(seed)
        text = textwrap.dedent(text)
        candidate = Candidate("c1", "external", text, "a rewrite", probes=tuple(probes))
        return verify.judge(
            self.explored,
            self.target,
            candidate,
            self.original,
            self.side(text),
            seed=seed,
            deadline=time.monotonic() + seconds,
            **options,
        )


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    found = ask(sys.executable, "ours")
    assert isinstance(found, Interpreter)
    return found


@pytest.fixture
def bench(tmp_path: Path, interpreter: Interpreter) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(tmp_path, stack, interpreter)


@pytest.fixture
def domain_of() -> Callable[..., Domain]:
    """The domain that the source alone suggests."""

    def make(text: str, qualname: str = "f") -> Domain:
        source = read(textwrap.dedent(text), qualname)
        assert source is not None
        return start(source)[0]

    return make
