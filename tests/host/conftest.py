"""Interpreters that exist here, and small projects judged in them."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from optgate.guest import codec
from optgate.host.discovery import Interpreter, ask
from optgate.host.workbench import Limits, Workbench
from optgate.model import Observation, Session, SourceFile


@cache
def interpreters() -> tuple[Interpreter, ...]:
    """One interpreter of each minor version found next to the usual places, ours among them."""
    ours = ask(sys.executable, "ours")
    assert isinstance(ours, Interpreter)
    found = {ours.version[:2]: ours}
    folders = sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))
    on_path = [shutil.which(f"python3.{minor}") for minor in range(9, 16)]
    for path in [*map(str, folders), *(path for path in on_path if path and "shims" not in path)]:
        answer = ask(path, "test")
        if isinstance(answer, Interpreter):
            found.setdefault(answer.version[:2], answer)
    return tuple(found.values())


@pytest.fixture
def ours() -> Interpreter:
    return interpreters()[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "interpreter" in metafunc.fixturenames:
        found = interpreters()
        metafunc.parametrize("interpreter", found, ids=[".".join(map(str, one.version)) for one in found])


class Project:
    """A folder with a file to judge in it."""

    def __init__(self, root: Path, interpreter: Interpreter) -> None:
        self.root = root
        self.interpreter = interpreter
        self.overlays: dict[str, bytes] = {}
        self.limits = Limits()
        self.kit: Any = None

    def write(self, path: str, text: str) -> str:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = textwrap.dedent(text)
        file.write_text(text)
        return text

    @contextmanager
    def bench(self, path: str, qualname: str = "f") -> Iterator[Workbench]:
        data = (self.root / path).read_bytes()
        file = SourceFile(str(self.root), path, data, data.decode())
        with Workbench(
            self.interpreter, self.kit, file, qualname, overlays=self.overlays, limits=self.limits
        ) as bench:
            yield bench

    @contextmanager
    def side(self, path: str, qualname: str = "f", text: str | None = None) -> Iterator[Session]:
        with self.bench(path, qualname) as bench, bench.open(text or (self.root / path).read_text()) as side:
            yield side

    @contextmanager
    def function(self, text: str, qualname: str = "f") -> Iterator[Session]:
        self.write("mod.py", text)
        with self.side("mod.py", qualname) as side:
            yield side


@pytest.fixture
def project(tmp_path: Path, ours: Interpreter) -> Project:
    return Project(tmp_path / "project", ours)


def call(*args: Any, **kwargs: Any) -> bytes:
    return codec.encode_call(args, kwargs)


def outcome(observation: Observation) -> Mapping[str, Any]:
    found = codec.decode(observation.outcome)
    assert isinstance(found, dict)
    return found


def result(side: Session, *args: Any, **kwargs: Any) -> Any:
    (seen,) = side.run([call(*args, **kwargs)], timeout=5)
    found = outcome(seen)
    assert found["kind"] == "return", found
    return found["result"]


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def children() -> set[int]:
    """Every process under this one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if stat[0] != "Z":
                parents[int(entry)] = int(stat[1])
    found: set[int] = set()
    while True:
        more = {pid for pid, parent in parents.items() if parent in found | {os.getpid()}} - found
        if not more:
            return found
        found |= more
