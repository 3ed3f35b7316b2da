"""Arguments seen while real tests, doctests and main blocks run, and what running them leaves untouched."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optgate.guest import codec
from optgate.host import capture_copy
from optgate.host.capture import Capture, capture, reaching
from optgate.host.discovery import Interpreter, ask
from optgate.host.workbench import Workbench
from optgate.model import SourceFile, Target
from tests.host.conftest import Project, children, outcome, until

WITHOUT_PYTEST = "pytest is not installed for this project: 1 test file did not run"


def targets(project: Project, path: str, *qualnames: str) -> list[Target]:
    data = project.overlays.get(path) or (project.root / path).read_bytes()
    file = SourceFile(str(project.root), path, data, data.decode())
    return [Target(file, qualname, 1, 1, 1) for qualname in qualnames]


def captured(project: Project, path: str, *qualnames: str, seconds: float = 20.0) -> Capture:
    found = targets(project, path, *qualnames)
    return capture(project.interpreter, project.root, found, overlays=project.overlays, seconds=seconds)


def calls(found: Capture, path: str, qualname: str) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    return [(given.source, *codec.decode_call(given.call)) for given in found.calls[path, qualname]]


def args(project: Project, path: str = "mod.py", qualname: str = "f", seconds: float = 20.0) -> list[Any]:
    return [one[1] for one in calls(captured(project, path, qualname, seconds=seconds), path, qualname)]


def state(root: Path) -> dict[str, tuple[str, int, int]]:
    return {
        str(path.relative_to(root)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.lstat().st_mtime_ns,
            path.lstat().st_mode,
        )
        for path in sorted(root.rglob("*"))
    }


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = children()
    yield
    assert list(folder.iterdir()) == []
    assert children() - before == set()


def test_a_function_imported_by_name_as_it_was_called(project: Project) -> None:
    project.write("mod.py", "def f(a, b=2, /, c=3, *rest, key=None, **more):\n    return a\n")
    project.write(
        "test_mod.py",
        """
        from mod import f
        def test_f():
            f(1)
            f(1, 5)
            f(1, c=7)
            f(1, 2, 3, 4, key=0, other=[1.5])
            values = [1]
            f(values)
            values.append(2)
        def test_that_fails():
            assert f("x", 9) == 0
        """,
    )
    found = captured(project, "mod.py", "f")
    assert calls(found, "mod.py", "f") == [
        ("tests", (1,), {}),
        ("tests", (1, 5), {}),
        ("tests", (1,), {"c": 7}),
        ("tests", (1, 2, 3, 4), {"key": 0, "other": [1.5]}),
        ("tests", ([1],), {}),
        ("tests", ("x", 9), {}),
    ]
    assert found.notes == ("1 test file ran",)


def test_methods_and_the_instance_they_are_called_on(project: Project) -> None:
    project.write(
        "pkg/mod.py",
        """
        class Base:
            def __init__(self, scale):
                self.scale = scale
        class Scaler(Base):
            def __init__(self, scale):
                super().__init__(scale)
            def apply(self, x):
                self.last = x
                return self.__scaled(x)
            def __scaled(self, x):
                return self.scale * x
            @staticmethod
            def plain(x):
                return x
            @classmethod
            def made(cls, x):
                return cls(x)
        """,
    )
    project.write("pkg/__init__.py", "from .mod import Scaler\n")
    project.write(
        "tests/test_scaler.py",
        """
        from pkg import Scaler
        def test():
            scaler = Scaler.made(3)
            assert scaler.apply(2) == 6
            assert scaler.apply(5) == 15
            assert Scaler.plain(4) == 4
        """,
    )
    names = ["Scaler.apply", "Scaler.__scaled", "Scaler.plain", "Scaler.made"]
    found = captured(project, "pkg/mod.py", *names)
    first, second = found.calls["pkg/mod.py", "Scaler.apply"]
    (instance, x), _ = codec.decode_call(second.call)
    assert (instance.kind, instance.args, x) == ("instance", ("Scaler", {"last": 2, "scale": 3}), 5)
    assert [one[1][1] for one in calls(found, "pkg/mod.py", "Scaler.__scaled")] == [2, 5]
    assert [one[1] for one in calls(found, "pkg/mod.py", "Scaler.plain")] == [(4,)]
    assert [one[1] for one in calls(found, "pkg/mod.py", "Scaler.made")] == [(3,)]
    with project.side("pkg/mod.py", "Scaler.apply") as side:
        seen = side.run([first.call, second.call], timeout=5)
    assert [outcome(one)["result"] for one in seen] == [6, 15]


def test_decorated_functions_give_their_outermost_arguments(project: Project) -> None:
    project.write(
        "mod.py",
        """
        import functools
        import numpy as np
        def doubled(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*[2 * item for item in args], **kwargs)
            return wrapper
        @doubled
        def f(x, y=1):
            return x
        @functools.lru_cache(maxsize=None)
        def g(x):
            return x
        @np.vectorize
        def h(x):
            return x + 1
        TABLE = {"f": f}
        """,
    )
    project.write(
        "test_mod.py",
        """
        import inspect
        from mod import TABLE, f, g, h
        def test():
            assert f(4) == 8 and TABLE["f"](5, y=2) == 10
            assert str(inspect.signature(f)) == "(x, y=1)"
            g(6)
            assert g.cache_info().misses == 1
            assert list(h([1, 2])) == [2, 3]
            f("the end")
        """,
    )
    found = captured(project, "mod.py", "f", "g", "h")
    assert [one[1:] for one in calls(found, "mod.py", "f")] == [
        ((4,), {}),
        ((5,), {"y": 2}),
        (("the end",), {}),
    ]
    assert [one[1] for one in calls(found, "mod.py", "g")] == [(6,)]
    assert [one[1] for one in calls(found, "mod.py", "h")] == [([1, 2],)]


def test_a_watched_function_stays_what_it_was(project: Project) -> None:
    project.write(
        "mod.py",
        """
        import functools
        def make():
            seen = []
            def f(x, *, scale=2):
                "Doc."
                seen.append(x)
                f.calls = len(seen)
                return x * scale
            return f
        f = make()
        same = f
        part = functools.partial(f, 10)
        """,
    )
    project.write(
        "test_mod.py",
        """
        import inspect, pickle
        import mod
        def test():
            assert mod.f is mod.same and mod.f(3, scale=1) == 3
            assert mod.part() == 20
            assert mod.f.__doc__ == "Doc." and mod.f.__name__ == "f"
            assert str(inspect.signature(mod.f)) == "(x, *, scale=2)"
            assert "seen.append" in inspect.getsource(mod.f)
            assert mod.f.calls == 2
            mod.f("the end")
        """,
    )
    assert args(project) == [(3,), (10,), ("the end",)]


def test_doctests_and_the_main_block(project: Project) -> None:
    project.write(
        "pkg/mod.py",
        '''
        """The module.

        >>> f(1)
        1
        """
        from __future__ import annotations
        import sys
        from .other import LIMIT
        class C:
            """A class.

            >>> C().m(2)
            2
            """
            def m(self, x):
                """
                >>> C().m(3)
                4
                """
                return x
        def f(x):
            return x
        if __name__ == "__main__":
            assert sys.stdin.read() == "" and len(sys.argv) == 1
            f(LIMIT)
            C().m(sys.modules["__main__"].f(8))
            sys.exit(3)
        ''',
    )
    project.write("pkg/other.py", "LIMIT = 7\n")
    project.write("pkg/__init__.py", "")
    found = captured(project, "pkg/mod.py", "f", "C.m")
    assert [one[:2] for one in calls(found, "pkg/mod.py", "f")] == [
        ("doctests", (1,)),
        ("main", (7,)),
        ("main", (8,)),
    ]
    methods = calls(found, "pkg/mod.py", "C.m")
    assert {(source, found[1]) for source, found, _ in methods} == {
        ("doctests", 2),
        ("doctests", 3),
        ("main", 8),
    }
    assert all(found[0].args == ("C", {}) for _, found, _ in methods)
    assert found.notes == ("1 file of doctests and 1 __main__ block ran",)


def test_every_interpreter_with_unittest_alone(tmp_path: Path, interpreter: Interpreter) -> None:
    project = Project(tmp_path / "project", interpreter)
    project.write(
        "mod.py",
        """
        import functools
        def f(x, y=0):
            return x
        def made():
            step = 10
            @functools.wraps(f)
            def g(*args, **kwargs):
                return step + f(*args, **kwargs)
            return g
        g = made()
        class Base:
            def m(self, x):
                return x
        class C(Base):
            def m(self, x, /, *rest, key=1, **more):
                return super().m(x)
        """,
    )
    project.write(
        "test_case.py",
        """
        import unittest
        from mod import C, f, g
        class Case(unittest.TestCase):
            def setUp(self):
                self.value = 4
            def test_one(self):
                f(self.value)
                assert g(3, y=5) == 13
                assert C().m(1, 2, key=3, other=4) == 1
            def test_two(self):
                f(y=2, x=[1])
                self.fail()
        """,
    )
    found = captured(project, "mod.py", "f", "g", "C.m")
    assert [one[1:] for one in calls(found, "mod.py", "f")] == [((4,), {}), ((3, 5), {}), (([1], 2), {})]
    assert [one[1:] for one in calls(found, "mod.py", "g")] == [((3,), {"y": 5})]
    ((_, (instance, *rest), kwargs),) = calls(found, "mod.py", "C.m")
    assert (instance.args, rest, kwargs) == (("C", {}), [1, 2], {"key": 3, "other": 4})


def test_plain_functions_need_pytest(tmp_path: Path, interpreter: Interpreter) -> None:
    project = Project(tmp_path / "project", interpreter)
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write("test_mod.py", "from mod import f\ndef test():\n    f(1)\n")
    found = captured(project, "mod.py", "f")
    has_pytest = (
        subprocess.run([interpreter.path, "-c", "import pytest"], capture_output=True, check=False).returncode
        == 0
    )
    assert found.notes == (("1 test file ran",) if has_pytest else (WITHOUT_PYTEST,))
    assert len(found.calls["mod.py", "f"]) == has_pytest


@pytest.mark.parametrize(
    "hangs", ["time.sleep(60)", "while True: pass", "subprocess.run(['sleep', '60'], start_new_session=True)"]
)
def test_a_test_that_hangs_costs_its_share_only(project: Project, hangs: str) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write(
        "test_a.py",
        f"import subprocess, time\nfrom mod import f\ndef test_one():\n    f(1)\n    {hangs}\n"
        "def test_two():\n    f(2)\n",
    )
    project.write("test_b.py", "from mod import f\ndef test():\n    f(3)\n")
    began = time.monotonic()
    found = captured(project, "mod.py", "f", seconds=12.0)
    assert time.monotonic() - began < 11.0
    assert {one[1] for one in calls(found, "mod.py", "f")} == {(1,), (2,), (3,)}
    assert found.notes == ("2 test files ran", "1 test ended for taking too long")


def test_what_cannot_be_ended_from_inside_keeps_what_was_seen(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write(
        "test_a.py",
        """
        import signal
        from mod import f
        def test():
            f(1)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            while True:
                f(2)
        """,
    )
    project.write("test_b.py", "import os\nfrom mod import f\ndef test():\n    f(3)\n    os.abort()\n")
    found = captured(project, "mod.py", "f", seconds=8.0)
    assert {one[1] for one in calls(found, "mod.py", "f")} == {(1,), (2,), (3,)}
    assert found.notes[0].startswith("2 test files ran, 1 stopped after ")
    assert found.notes[1:] == ("test_b.py: the process ended (signal 6)",)


def test_nothing_of_the_project_is_changed(project: Project) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/data.txt", "data")
    project.write("pkg/mod.py", "def f(x):\n    return x\n")
    (project.root / "link").symlink_to(project.root / "pkg" / "data.txt")
    (project.root / "near").symlink_to("pkg/data.txt")
    project.write(
        "tests/test_mod.py",
        """
        import os, pathlib, subprocess, sys
        import pkg.mod
        here = pathlib.Path(__file__).parent
        def test_files(tmp_path):
            pathlib.Path("written.txt").write_text("x")
            (here / "beside.txt").write_text("x")
            pathlib.Path("link").write_text("changed")
            pathlib.Path("near").write_text("changed")
            pathlib.Path(pkg.mod.__file__).with_name("new.txt").write_text("x")
            pathlib.Path.home().joinpath("home.txt").write_text("x")
            (tmp_path / "x").write_text("x")
            pkg.mod.f(pathlib.Path("pkg/data.txt").read_text())
        def test_that_deletes():
            for path in here.parent.joinpath("pkg").glob("*"):
                path.unlink()
            pkg.mod.f(os.listdir("pkg"))
        def test_another_interpreter():
            code = "import pkg, os; print(os.path.abspath(pkg.__path__[0]))"
            found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/")
            pkg.mod.f(found.stdout.strip() == os.path.abspath("pkg"))
        """,
    )
    before = state(project.root)
    assert args(project, "pkg/mod.py") == [("changed",), ([],), (True,)]
    assert state(project.root) == before


def test_what_git_does_not_list_but_packages_need(project: Project) -> None:
    project.write("src/pkg/__init__.py", "from ._version import version\n")
    project.write("src/pkg/_version.py", "version = '1.2'\n")
    project.write("src/pkg/mod.py", "import pkg\ndef f(x):\n    return x\n")
    project.write("src/pkg/_native.so", "")
    project.write("tests/conftest.py", "import pytest\n@pytest.fixture\ndef made():\n    return [1, 2]\n")
    project.write(
        "tests/test_mod.py",
        """
        import pathlib
        import pkg
        from pkg.mod import f
        def test(made):
            f(made)
            f(pkg.version)
            f(sorted(path.name for path in pathlib.Path(pkg.__file__).parent.iterdir()))
            f(sorted(path.name for path in pathlib.Path.cwd().iterdir()))
        """,
    )
    project.write(".gitignore", "_version.py\n*.so\nignored/\nvenv2/\n")
    project.write("ignored/x.py", "")
    project.write("env/pyvenv.cfg", "")
    project.write("env/lib/x.py", "")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=project.root, env=environment, check=True)
    names = ["__init__.py", "_native.so", "_version.py", "mod.py"]
    assert args(project, "src/pkg/mod.py") == [
        ([1, 2],),
        ("1.2",),
        (names,),
        ([".gitignore", "src", "tests"],),
    ]


def test_an_editable_install_does_not_win(project: Project, tmp_path: Path, ours: Interpreter) -> None:
    environment = tmp_path / "environment"
    subprocess.run([ours.path, "-m", "venv", "--without-pip", str(environment)], check=True)
    (packages,) = environment.glob("lib/python3.*/site-packages")
    project.write(
        "src/pkg/__init__.py", "import pathlib\npathlib.Path(__file__).with_name('touched').touch()\n"
    )
    project.write("src/pkg/mod.py", "def f(x):\n    return x\n")
    (packages / "editable.pth").write_text(f"{project.root / 'src'}\n")
    finder = "import sys; sys.meta_path.insert(0, __import__('finding').Finder())\n"
    (packages / "finder.pth").write_text(finder)
    (packages / "finding.py").write_text(
        "import importlib.machinery\nclass Finder:\n    def find_spec(self, name, path=None, target=None):\n"
        f"        paths = path or [{str(project.root / 'src')!r}]\n"
        "        if name.partition('.')[0] == 'pkg':\n"
        "            return importlib.machinery.PathFinder.find_spec(name, paths)\n"
    )
    project.write(
        "test_mod.py",
        """
        import unittest
        from pkg.mod import f
        class Case(unittest.TestCase):
            def test(self):
                f(1)
        """,
    )
    python = ask(str(environment / "bin" / "python"), "test")
    assert isinstance(python, Interpreter)
    project.interpreter = python
    before = state(project.root)
    assert args(project, "src/pkg/mod.py") == [(1,)]
    assert state(project.root) == before


def test_overlays_win_over_the_work_tree(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    raise SystemError\n")
    project.write("helper.py", "VALUE = 'on disk'\n")
    project.write("test_mod.py", "import mod, helper\ndef test():\n    mod.f(helper.VALUE)\n")
    project.overlays = {
        str(project.root / "helper.py"): b"VALUE = 'staged'\n",
        "mod.py": b"def f(y):\n    return y\n",
        "test_new.py": b"import mod\ndef test():\n    mod.f('new')\n",
    }
    assert sorted(args(project)) == [("new",), ("staged",)]


def test_configuration_that_would_stand_in_the_way(project: Project) -> None:
    project.write(
        "pyproject.toml",
        """
        [tool.pytest.ini_options]
        addopts = "-n 4 --cov=pkg --no-such-option --import-mode=importlib -k nothing --strict-config"
        python_files = ["check_*.py"]
        filterwarnings = ["error"]
        required_plugins = ["pytest-no-such-plugin"]
        """,
    )
    project.write("mod.py", "def f(x):\n    return x\n")
    for folder in ("one", "two"):
        project.write(f"{folder}/check_mod.py", f"from mod import f\ndef test():\n    f({folder!r})\n")
    project.write("test_mod.py", "from mod import f\ndef test():\n    f('not one of the python_files')\n")
    assert sorted(args(project)) == [("one",), ("two",)]


def test_modules_that_do_not_import(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write(
        "test_a.py", "from mod import f\nfrom absent_module import nothing\ndef test():\n    f(1)\n"
    )
    project.write("test_b.py", "from mod import f\ndef test(:\n    f(2)\n")
    project.write("test_c.py", "from mod import f\ndef test():\n    f(3)\n")
    found = captured(project, "mod.py", "f")
    assert [one[1] for one in calls(found, "mod.py", "f")] == [(3,)]
    assert found.notes[0] == "3 test files ran"
    assert "test_a.py" in found.notes[1]
    assert "absent_module" in found.notes[1]
    assert "test_b.py" in found.notes[2]


def test_what_cannot_be_sent_is_counted(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return next(x) if hasattr(x, '__next__') else x\n")
    project.write(
        "test_mod.py",
        """
        from mod import f
        def test():
            assert f(i for i in range(3)) == 0
            f(1)
            f(b"x" * 300_000)
        """,
    )
    found = captured(project, "mod.py", "f")
    assert [one[1] for one in calls(found, "mod.py", "f")] == [(1,)]
    assert found.notes[1].startswith("2 calls of f could not be kept: ")
    assert "over 256 KiB" in found.notes[1]


def test_a_hot_function_is_sampled_and_other_kinds_survive(project: Project) -> None:
    project.write("mod.py", "def f(x, mode='a'):\n    return x\n")
    project.write(
        "test_mod.py",
        """
        from mod import f
        def test():
            for number in range(400_000):
                f(number)
                if number % 100_000 == 1000:
                    f(float(number))
            for _ in range(2000):
                f(-1.5, mode="rare")
        """,
    )
    began = time.monotonic()
    found = captured(project, "mod.py", "f")
    assert time.monotonic() - began < 10.0
    seen = calls(found, "mod.py", "f")
    assert 100 < len(seen) <= 200
    assert [one[1] for one in seen[:50]] == [(number,) for number in range(50)]
    assert {type(one[1][0]) for one in seen} == {int, float}
    assert max(one[1][0] for one in seen) > 10_000


def test_a_file_that_prints_frames_of_its_own_is_not_believed(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write(
        "test_mod.py",
        """
        import glob, os, struct
        from mod import f
        def test():
            f(1)
            for number in range(3, 40):
                try:
                    if "run-" in os.readlink(f"/proc/self/fd/{number}"):
                        os.write(number, struct.pack("<HHI", 0, 1, 4) + b"junk")
                        os.write(number, struct.pack("<HHI", 7, 1, 4) + b"junk")
                except OSError:
                    pass
            f(2)
        """,
    )
    assert args(project) == [(1,)]


def test_a_project_without_tests_starts_nothing(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write("examples/test_use.py", "from mod import f\nf(1)\n")
    began = time.monotonic()
    found = captured(project, "mod.py", "f")
    assert time.monotonic() - began < 0.2
    assert found == Capture({("mod.py", "f"): ()}, ())
    assert reaching(project.root, targets(project, "mod.py", "f"), overlays={}) == {("mod.py", "f"): ()}


def test_the_calls_are_those_the_judged_function_takes(project: Project) -> None:
    text = project.write(
        "mod.py",
        """
        import enum
        import numpy as np
        class Mode(enum.Enum):
            UP = 1
        def f(a, mode, scale=2.0):
            return a * scale if mode is Mode.UP else a
        """,
    )
    project.write(
        "test_mod.py",
        "import numpy as np\nfrom mod import Mode, f\ndef test():\n    f(np.arange(3), Mode.UP, scale=3)\n",
    )
    found = captured(project, "mod.py", "f")
    (given,) = found.calls["mod.py", "f"]
    file = SourceFile(str(project.root), "mod.py", text.encode(), text)
    with Workbench(project.interpreter, None, file, "f", overlays={}) as bench, bench.open(text) as side:
        (seen,) = side.run([given.call], timeout=5)
    assert outcome(seen)["result"].tolist() == [0, 3, 6]


def test_a_gate_that_is_killed_leaves_nothing(project: Project, tmp_path: Path) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write(
        "test_mod.py",
        """
        import pathlib, subprocess, time
        from mod import f
        def test():
            child = subprocess.Popen(["sleep", "600"], start_new_session=True)
            path = pathlib.Path("started")
            path.with_suffix(".tmp").write_text(str(child.pid))
            path.with_suffix(".tmp").rename(path)
            time.sleep(600)
        """,
    )
    folder = tmp_path / "temporary"
    program = (
        "import sys, tempfile, threading, time; from pathlib import Path\n"
        "for _ in range(50): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "from optgate.host.capture import capture; from optgate.host.discovery import ask\n"
        "from optgate.model import SourceFile, Target\n"
        f"tempfile.tempdir = {str(folder)!r}\n"
        f"file = SourceFile({str(project.root)!r}, 'mod.py', b'def f(x): 0', 'def f(x): 0')\n"
        "target = Target(file, 'f', 1, 1, 1)\n"
        "capture(ask(sys.executable, ''), Path(file.root), [target], overlays={}, seconds=600)"
    )
    gate = subprocess.Popen([sys.executable, "-c", program])
    try:
        assert until(lambda: any(folder.rglob("started")), 20)
        grandchild = int(next(folder.rglob("started")).read_text())
    finally:
        gate.kill()
        gate.wait()
    assert until(lambda: not Path(f"/proc/{grandchild}").exists())
    assert until(lambda: list(folder.iterdir()) == [])


def test_large_projects_are_copied_in_part(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_copy, "MAX_BYTES", 1 << 20)
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write("small.csv", "1,2\n")
    for number in range(3):
        project.write(f"data/{number}.csv", "0" * (1 << 19))
    project.write(
        "test_mod.py",
        "import glob\nfrom mod import f\ndef test():\n    f(sorted(glob.glob('**/*.csv', recursive=True)))\n",
    )
    found = captured(project, "mod.py", "f")
    assert [one[1] for one in calls(found, "mod.py", "f")] == [(["small.csv"],)]
    assert found.notes[1] == "3 data files were not copied for the tests: too many or too large"


def test_no_time_at_all(project: Project) -> None:
    project.write("mod.py", "def f(x):\n    return x\n")
    project.write("test_mod.py", "from mod import f\ndef test():\n    f(1)\n")
    found = captured(project, "mod.py", "f", seconds=0.0)
    assert found.calls == {("mod.py", "f"): ()}
    assert found.notes[0] == "1 file did not run: the time was up"
