"""Running the parts of a project that call its functions: tests, doctests, ``__main__`` blocks."""

from __future__ import annotations

import ast
import doctest
import importlib
import io
import os
import signal
import socket
import sys
import types
import unittest
from typing import Any, Callable, Dict, List, Optional, Set

from . import loader

_PLUGINS_OFF = ("cacheprovider", "xdist", "xdist.looponfail", "cov", "randomly", "random_order", "sugar")
_OFF = [word for name in _PLUGINS_OFF for word in ("-p", "no:" + name)]
_QUIETLY = ["-q", "--assert=plain", "--tb=no", "--disable-warnings", "--continue-on-collection-errors"]
_WITHOUT_ADDOPTS = ["-o", "addopts=", "-o", "required_plugins=", "-W", "ignore::pytest.PytestConfigWarning"]
_USAGE_ERROR = 4
_CHAIN = 8


class TooSlow(BaseException):
    """Raised in a test that has had its time, so that the others get theirs."""


class Bell:
    """Ends a test after so many seconds of wall time, and again and again should it go on.

    Where the platform has no such timer it never rings.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._armed = False
        self.rung = 0

    def __enter__(self) -> Bell:
        if hasattr(signal, "setitimer"):
            self._armed = True
            signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, 0.2)
        return self

    def __exit__(self, *exception: object) -> None:
        self._armed = False
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def _ring(self, number: int, frame: Optional[types.FrameType]) -> None:
        if self._armed:
            self.rung += 1
            raise TooSlow


class Run:
    """One run in this process: the copy of the project, its time a test, and what is said of it.

    ``names`` are those of the targets; ``enough`` tells that nothing more can be learnt. ``problems`` are
    why parts did not run, ``count`` the tests (or examples) that did, ``slow`` those that were ended.
    """

    def __init__(self, root: str, seconds: float, names: Set[str], enough: Callable[[], bool]) -> None:
        self.root = root
        self.seconds = seconds
        self.names = names
        self.enough = enough
        self.count = 0
        self.slow = 0
        self.problems: List[str] = []

    def tests(self, path: str, options: List[str]) -> None:
        """Run a test file under pytest, its configuration left aside where it does not work here."""
        import pytest

        plugin = self._plugin()
        usual = [*_OFF, *_QUIETLY, "--rootdir", self.root]
        status = pytest.main([*usual, *_WITHOUT_ADDOPTS, *options, path], plugins=[plugin])
        if int(status) == _USAGE_ERROR:
            self.problems.append("pytest did not start with the project's configuration")
            empty = os.path.join(os.environ["TMPDIR"], "optgate-pytest.ini")
            with open(empty, "w", encoding="utf-8") as file:
                file.write("[pytest]\n")
            pytest.main([*usual, "-c", empty, path], plugins=[plugin])

    def _plugin(self) -> Any:
        """What gives every test its time, runs first what names a target, and stops when there is enough."""
        import pytest

        run = self

        class Plugin:
            @pytest.hookimpl(trylast=True)
            def pytest_collection_modifyitems(self, items: List[Any]) -> None:
                items.sort(key=lambda item: not run.mentions(getattr(item, "function", None)))

            @pytest.hookimpl(hookwrapper=True, tryfirst=True)
            def pytest_runtest_setup(self) -> Any:
                with run.bell():
                    yield

            @pytest.hookimpl(hookwrapper=True, tryfirst=True)
            def pytest_runtest_call(self, item: Any) -> Any:
                run.count += 1
                with run.bell():
                    yield
                if run.enough():
                    item.session.shouldstop = "enough was seen"

            def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
                if call.excinfo is not None:
                    run.refused(item.name, call.excinfo.value)

            def pytest_collectreport(self, report: Any) -> None:
                if report.failed:
                    words = str(report.longrepr).strip().splitlines()
                    run.problems.append((words or ["it cannot be collected"])[-1][:200])

        return Plugin()

    def mentions(self, function: Any) -> bool:
        """Whether the code of a test itself names a target."""
        code = getattr(function, "__code__", None)
        return code is not None and bool(self.names.intersection(code.co_names))

    def bell(self) -> Any:
        """Gives what stands under it the time of a test."""
        return _Counting(self)

    def unittests(self, path: str) -> None:
        """Run the ``unittest.TestCase`` classes of a file."""
        module = self._imported(path)
        if module is None:
            return
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        for case in _cases(suite):
            self.count += 1
            with self.bell():
                unittest.TextTestRunner(stream=io.StringIO(), resultclass=self._result()).run(case)
            if self.enough():
                return

    def _result(self) -> Any:
        run = self

        class Result(unittest.TextTestResult):
            def addError(self, test: Any, err: Any) -> None:  # noqa: N802
                super().addError(test, err)
                run.refused(str(test).partition(" ")[0], err[1])

        return Result

    def refused(self, name: str, error: BaseException) -> None:
        """Say of a test that ended because the walls forbid what it needs; others just fail."""
        told = refusal(error)
        if told:
            self.problems.append(
                f"{name} was left out: it needs more than [tool.optgate.sandbox] allows ({told})"[:300]
            )

    def doctests(self, path: str, qualnames: List[str]) -> None:
        """Run the examples of the module's docstring, of the functions' and of the classes' around them."""
        module = self._imported(path)
        if module is None:
            return
        finder = doctest.DocTestFinder(recurse=False)
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        for name in _documented(qualnames):
            documented = loader.find(module, name) if name else module
            for test in finder.find(
                documented, name or module.__name__, module=module, globs=dict(vars(module))
            ):
                self.count += len(test.examples)
                with self.bell():
                    runner.run(test, out=lambda text: None)

    def main(self, path: str) -> None:
        """Import a module and execute its ``if __name__ == "__main__"`` block in it."""
        module = self._imported(path)
        if module is None:
            return
        with open(path, "rb") as file:
            tree = ast.parse(file.read(), path)
        found = [node for node in tree.body if isinstance(node, ast.If) and _asks_for_main(node.test)]
        future = [
            node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        ]
        sys.argv = [path]
        sys.modules["__main__"] = module
        vars(module)["__name__"] = "__main__"
        for node in found:
            self.count += 1
            block = ast.Module(body=[*future, *node.body], type_ignores=[])
            code = compile(block, path, "exec", dont_inherit=True)
            try:
                exec(code, vars(module))
            except SystemExit:
                continue
            except Exception as error:  # noqa: BLE001  the project's own block
                self._failed(error)

    def _imported(self, path: str) -> Optional[types.ModuleType]:
        with open(path, "rb") as file:
            text = importlib.util.decode_source(file.read())
        try:
            place = loader.locate(path, self.root, text)
            sys.path[:0] = [root for root in place.roots if root not in sys.path]
            return importlib.import_module(place.name)
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the module raises ends its import
            self._failed(error)
            return None

    def _failed(self, error: BaseException) -> None:
        told = refusal(error)
        if told:
            self.problems.append(f"it needs more than [tool.optgate.sandbox] allows ({told})"[:300])
            return
        self.problems.append(f"{type(error).__name__}: {error}"[:200])

    def summary(self) -> Dict[str, Any]:
        """What is told at the end."""
        return {"count": self.count, "slow": self.slow, "problems": list(dict.fromkeys(self.problems))[:5]}


class _Counting(Bell):
    """A bell that tells the run that it rang."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.seconds)
        self._run = run

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        self._run.slow += bool(self.rung)


def refusal(error: Optional[BaseException]) -> str:
    """What the system answered when a wall was met, taken from an error or what it came from; or nothing."""
    for _ in range(_CHAIN):
        if error is None:
            break
        if isinstance(error, (PermissionError, socket.gaierror)):
            return f"{type(error).__name__}: {error}"
        error = error.__cause__ or error.__context__
    return ""


def _cases(suite: Any) -> List[Any]:
    """The suites of single classes, so that what a class sets up is set up once."""
    found = []
    for item in suite:
        if isinstance(item, unittest.TestSuite) and any(
            isinstance(inner, unittest.TestSuite) for inner in item
        ):
            found += _cases(item)
        else:
            found.append(item)
    return found


def _documented(qualnames: List[str]) -> List[str]:
    """The names whose docstrings count; the empty one stands for the module."""
    found: Dict[str, None] = {}
    for qualname in qualnames:
        parts = qualname.split(".")
        found.update(dict.fromkeys(".".join(parts[:length]) for length in range(len(parts), -1, -1)))
    return sorted(found, key=lambda name: -name.count(".") if name else 1)


def _asks_for_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
