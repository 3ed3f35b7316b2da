"""Opening sides: imports of every shape and temper, and what they find around them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from optgate.host.discovery import Interpreter
from optgate.host.workbench import Limits
from optgate.model import GuestError, Session
from tests.host.conftest import Project, call, children, outcome, result, until


def digest(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(root.rglob("*"))
    }


def test_src_layout_with_relative_imports(project: Project) -> None:
    project.write("src/pkg/__init__.py", "from .core import f\nVERSION = 1\n")
    project.write("src/pkg/util.py", "def twice(x):\n    return 2 * x\n")
    project.write("src/pkg/sub/__init__.py", "")
    project.write(
        "src/pkg/core.py",
        "from .util import twice\nfrom . import util\nimport pkg\n"
        "def f(x):\n    return twice(x), __name__, __file__, pkg.VERSION, __package__\n",
    )
    project.write(
        "src/pkg/sub/deep.py", "from ..util import twice\ndef f(x):\n    return twice(x), __name__\n"
    )
    with project.side("src/pkg/core.py") as side:
        path = str(project.root.resolve() / "src/pkg/core.py")
        assert result(side, 2) == (4, "pkg.core", path, 1, "pkg")
    with project.side("src/pkg/sub/deep.py") as side:
        assert result(side, 2) == (4, "pkg.sub.deep")
    with project.side("src/pkg/__init__.py", "f") as side:
        assert result(side, 2)[0] == 4


def test_flat_layout_and_tests_beside_it(project: Project) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/a.py", "from pkg.b import g\nimport top\ndef f():\n    return g(), top.X\n")
    project.write("pkg/b.py", "def g():\n    return 'b'\n")
    project.write("top.py", "X = 5\n")
    with project.side("pkg/a.py") as side:
        assert result(side) == ("b", 5)


def test_relative_imports_without_init_files(project: Project) -> None:
    project.write("tools/image/load.py", "def g():\n    return 'loaded'\n")
    project.write("tools/image/mod.py", "from .load import g\ndef f():\n    return g(), __name__\n")
    with project.side("tools/image/mod.py") as side:
        assert result(side) == ("loaded", "tools.image.mod")


def test_scripts(project: Project) -> None:
    project.write("scripts/beside.py", "Y = 3\n")
    project.write(
        "scripts/make-plots 2.py",
        """
        import beside
        def f(x):
            return x + beside.Y, __name__ == "__main__"
        if __name__ == "__main__":
            raise SystemExit("ran as a program")
        """,
    )
    with project.side("scripts/make-plots 2.py") as side:
        assert result(side, 1) == (4, False)


def test_modules_named_like_those_of_python(project: Project) -> None:
    project.write("statistics.py", "def f(x):\n    return x, __file__.endswith('project/statistics.py')\n")
    project.write("codec.py", "X = 1\n")
    project.write("frames.py", "import codec\ndef f():\n    return codec.X\n")
    with project.side("statistics.py") as side:
        assert result(side, 1) == (1, True)
    with project.side("frames.py") as side:
        assert result(side) == 1


def test_the_text_stands_for_the_file(project: Project) -> None:
    project.write("pkg/__init__.py", "from pkg.a import f\n")
    project.write("pkg/a.py", "def f():\n    return 'disk'\n")
    project.write("pkg/b.py", "def g():\n    return 'disk'\n")
    with project.bench("pkg/a.py") as bench:
        with bench.open("def f():\n    return 'given'\n") as side:
            assert result(side) == "given"
        with bench.open("import pkg\ndef f():\n    return pkg.f is f\n") as side:
            assert result(side) is True
    root = project.root.resolve()
    project.overlays = {
        str(root / "pkg/b.py"): b"def g():\n    return 'staged'\n",
        str(root / "pkg/new.py"): b"N = 'new'\n",
    }
    text = "from pkg.b import g\nfrom pkg.new import N\ndef f():\n    return g(), N\n"
    with project.bench("pkg/a.py") as bench, bench.open(text) as side:
        assert result(side) == ("staged", "new")


def test_a_stale_compiled_file_does_not_count(project: Project) -> None:
    project.write("b.py", "X = 'disk'\n")
    project.write("a.py", "import b\ndef f():\n    return b.X\n")
    subprocess.run([sys.executable, "-c", "import b"], cwd=project.root, check=True)
    project.overlays = {str(project.root.resolve() / "b.py"): b"X = 'give'\n"}
    with project.side("a.py") as side:
        assert result(side) == "give"


def test_the_work_tree_is_left_as_it_was(project: Project) -> None:
    project.write("pkg/__init__.py", "")
    project.write("pkg/b.py", "import json\n")
    project.write("pkg/a.py", "from . import b\ndef f(x):\n    if x:\n        return 1\n    return 0\n")
    before = digest(project.root)
    with project.side("pkg/a.py") as side:
        result(side, 1)
        side.cover([call(1)], timeout=10)
        side.lap(call(1), 5, fresh=True, timeout=5)
    assert digest(project.root) == before


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("import os\n\nraise ValueError('no')\n", r"ValueError: no \(mod.py, line 3\)", "__main__"),
        ("import missing_a\n", r"No module named 'missing_a' \(mod.py, line 1\)", "install missing_a"),
        ("import sys\nsys.exit('usage: mod')\n", r"SystemExit: usage: mod \(mod.py, line 2\)", "__main__"),
        ("import os\nos._exit(7)\n", r"exit status 7", "__main__"),
        ("import ctypes\nctypes.string_at(0)\n", r"killed by SIGSEGV", "__main__"),
        ("import os\nos.closerange(3, 64)\n", r"ended the process", "__main__"),
        ("import os\nfor n in range(3, 30):\n  try: os.write(n, b'x' * 999)\n  except OSError: pass\n",
         r"ended the process", "__main__"),
        ("while True:\n    pass\n", r"took longer than 1.5 s", "__main__"),
        ("def g(:\n", r"SyntaxError", ""),
        ("X = 1\n", r"has no function f", ""),
        ("f = 3\n", r"has no function f", ""),
        ("class f:\n    pass\nf.g.h\n", r"AttributeError", ""),
    ],
)  # fmt: skip
def test_imports_that_fail(project: Project, text: str, message: str, hint: str) -> None:
    project.limits = Limits(import_seconds=1.5)
    project.write("mod.py", "def f():\n    return 1\n")
    with project.bench("mod.py") as bench:
        with pytest.raises(GuestError, match=message) as caught, bench.open(text):
            pass
        assert hint in caught.value.hint
        assert "mod.py" in str(caught.value)
        with bench.open("def f():\n    return 2\n") as side:
            assert result(side) == 2


def test_the_line_of_a_failing_helper_is_named(project: Project) -> None:
    project.write("helper.py", "\n\n1 / 0\n")
    project.write("mod.py", "import helper\ndef f():\n    pass\n")
    with pytest.raises(GuestError, match=r"ZeroDivisionError.*\(helper.py, line 3\)"), project.side("mod.py"):
        pass


def test_an_import_that_prints_a_lot(project: Project) -> None:
    text = """
    import os, sys
    print("x" * (1 << 20))
    sys.stderr.write("y" * (1 << 20))
    os.write(1, b"z" * (1 << 20))
    def f():
        return "quiet"
    """
    with project.function(text) as side:
        assert outcome(side.run([call()], timeout=5)[0])["stdout"] == ""
        assert result(side) == "quiet"


def test_an_import_that_exchanges_stdout(project: Project) -> None:
    text = "import io, sys\nsys.stdout = io.StringIO()\ndef f():\n    print('seen')\n    return 1\n"
    with project.function(text) as side:
        seen = side.run([call()] * 2, timeout=5)
        assert outcome(seen[1])["stdout"] == "seen\n"


def test_packages_that_fail_when_warmed_up_fail_in_the_side_only(project: Project, ours: Interpreter) -> None:
    project.write(
        "mod.py",
        "try:\n    import antigravity_missing\nexcept ImportError:\n    pass\ndef f():\n    return 1\n",
    )
    with project.side("mod.py") as side:
        assert result(side) == 1


def test_secrets_and_settings_stay_outside(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "GIT_DIR", "PYTHONPATH", "MY_OWN", "SSH_AUTH_SOCK"):
        monkeypatch.setenv(name, "secret-value")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = """
    import os, sys
    def f():
        return dict(os.environ), sys.path, os.getcwd(), os.path.expanduser("~"), sys.argv
    """
    with project.function(text) as side:
        environ, path, folder, home, argv = result(side)
        everything = "".join(f"/proc/{pid}/environ" for pid in children())
        assert everything
        for pid in children():
            assert b"secret-value" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert "secret-value" not in repr(environ)
    assert environ["LC_ALL"] == "C.UTF-8"
    assert environ["OMP_NUM_THREADS"] == "1"
    assert not any("optgate" in entry for entry in path if "site-packages" not in entry)
    assert path[0] == str(project.root.resolve())
    assert folder.startswith(home)
    assert not Path(home).exists()
    assert not any(str(project.root) in word for word in argv)


def test_the_guest_is_not_importable_under_its_public_name(project: Project) -> None:
    text = """
    import sys
    def f():
        ours = [name for name in sys.modules if "optgate" in name]
        return [name for name in ours if not name.startswith("_optgate_guest")]
    """
    with project.function(text) as side:
        assert [name for name in result(side) if "editable" not in name] == []


def test_limits_hold(project: Project) -> None:
    project.limits = Limits(file=1 << 16, files=50)
    text = """
    import os, resource
    def f(what):
        if what == "file":
            with open("large", "wb") as file:
                file.write(bytes(1 << 20))
        if what == "files":
            return len([open(os.devnull) for _ in range(100)])
        return [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_CORE, resource.RLIMIT_CPU)]
    """
    with project.function(text) as side:
        assert any("resource limits" in layer for layer in side.info.layers)
        assert any("parent-death" in layer for layer in side.info.layers)
        seen = side.run([call("file"), call("files")], timeout=5)
        assert [outcome(one)["exception"][0] for one in seen] == ["OSError", "OSError"]
        core, cpu = result(side, "")
        assert core == 0
        assert 600 <= cpu < 700


def test_a_process_without_cpu_left_ends(project: Project) -> None:
    project.limits = Limits(cpu=1)
    with project.function("def f(n):\n    while n:\n        pass\n    return 1\n") as side:
        assert [one.kind for one in side.run([call(0), call(1), call(0)], timeout=20)] == [
            "return",
            "crash",
            "return",
        ]


def test_an_interrupt_leaves_no_process(project: Project) -> None:
    project.write("mod.py", "def f():\n    while True:\n        pass\n")
    before = children()
    with pytest.raises(KeyboardInterrupt), project.side("mod.py"):
        assert len(children() - before) == 3
        raise KeyboardInterrupt
    assert until(lambda: not children() - before)


@pytest.mark.parametrize("fork", [True, False])
def test_a_killed_gate_leaves_no_process(project: Project, fork: bool) -> None:
    project.write("mod.py", "def f():\n    while True:\n        pass\n")
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from optgate.host.discovery import ask
from optgate.host.workbench import Limits, Workbench
from optgate.guest import codec
from optgate.model import SourceFile
text = open({str(project.root / "mod.py")!r}).read()
file = SourceFile({str(project.root)!r}, "mod.py", text.encode(), text)
with Workbench(ask(sys.executable, ""), None, file, "f", overlays={{}}, limits=Limits(fork={fork})) as bench:
    with bench.open(text) as side:
        print(side._guest.pid, side._guest.folder, flush=True)
        side.run([codec.encode_call((), {{}})], timeout=60)
"""
    gate = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert gate.stdout is not None
    pid, folder = gate.stdout.readline().split()
    assert Path(f"/proc/{pid}").exists()
    gate.kill()
    gate.wait()
    gate.stdout.close()
    command = Path(f"/proc/{pid}/cmdline")
    assert until(lambda: not command.exists() or not command.read_bytes())
    assert until(lambda: not Path(folder).exists()) or not fork


def test_threads_of_the_gate_may_use_a_side_each(project: Project) -> None:
    from concurrent.futures import ThreadPoolExecutor

    project.write("mod.py", "def f(n):\n    return n\n")
    text = (project.root / "mod.py").read_text()
    with project.bench("mod.py") as bench, bench.open(text) as one, bench.open(text) as two:
        pool = ThreadPoolExecutor(2)
        found = list(pool.map(lambda side: side.run([call(3)] * 500, timeout=5), [one, two]))
        pool.shutdown()
    assert found[0][7].outcome == found[1][9].outcome


def test_an_interpreter_that_is_none(project: Project, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    project.write("mod.py", "def f():\n    pass\n")
    import msgspec

    for path in (str(fake), str(tmp_path / "none")):
        project.interpreter = msgspec.structs.replace(project.interpreter, path=path)
        with pytest.raises(GuestError, match=r"could not be started for mod\.py"), project.side("mod.py"):
            pass


def test_starting_is_quick(project: Project) -> None:
    project.write("mod.py", "import numpy as np\ndef f(a):\n    return a\n")
    text = (project.root / "mod.py").read_text()
    with project.bench("mod.py") as bench:
        with bench.open(text):
            pass
        start = time.perf_counter()
        for _ in range(5):
            with bench.open(text):
                pass
        assert (time.perf_counter() - start) / 5 < 0.2
    assert not [name for name in os.listdir(project.root) if name != "mod.py"]


@pytest.mark.parametrize("fork", [True, False])
def test_a_side_opened_by_a_thread_outlives_it(project: Project, fork: bool) -> None:
    project.limits = Limits(fork=fork)
    project.write("mod.py", "def f(n):\n    return n\n")
    with project.bench("mod.py") as bench:
        opened = bench.open((project.root / "mod.py").read_text())
        thread = threading.Thread(target=lambda: sides.append(opened.__enter__()))
        sides: list[Session] = []
        thread.start()
        thread.join()
        time.sleep(0.1)
        assert [one.kind for one in sides[0].run([call(1)], timeout=5)] == ["return"]
        opened.__exit__(None, None, None)


class TestSlowImports:
    SLOW = "import time\ntime.sleep(0.4)\nCALLS = []\n"
    COUNT = SLOW + "def f(x):\n    CALLS.append(x)\n    return len(CALLS)\n"
    DIE = SLOW + "def f(x):\n    import os\n    if x:\n        os._exit(3)\n    return x\n"

    def test_a_slow_module_is_imported_twice_and_then_copied(self, project: Project) -> None:
        project.write("slow.py", self.COUNT)
        with project.bench("slow.py") as bench:
            for _ in range(2):
                with bench.open(self.COUNT) as side:
                    assert result(side, 1) == 1
            started = time.monotonic()
            for _ in range(5):
                with bench.open(self.COUNT) as side:
                    assert result(side, 1) == 1
                    assert side.cover([call(1)], timeout=5).ratio == 1.0
                    assert side.info.python
            assert time.monotonic() - started < 5 * 0.4
        assert not children()

    def test_a_copy_that_dies_is_made_again(self, project: Project) -> None:
        project.write("slow.py", self.DIE)
        with project.bench("slow.py") as bench:
            with bench.open(self.DIE):
                pass
            with bench.open(self.DIE) as side:
                seen = side.run([call(0), call(1), call(0)], timeout=5)
        assert [one.kind for one in seen] == ["return", "crash", "return"]

    def test_every_text_has_its_own(self, project: Project) -> None:
        project.write("slow.py", self.COUNT)
        other = self.COUNT.replace("len(CALLS)", "-len(CALLS)")
        with project.bench("slow.py") as bench:
            for text, expected in ((self.COUNT, 1), (other, -1), (self.COUNT, 1), (other, -1)):
                with bench.open(text) as side:
                    assert result(side, 1) == expected

    def test_an_open_side_outlives_the_next_one_of_the_original(self, project: Project) -> None:
        project.write("slow.py", self.COUNT)
        other = self.COUNT.replace("len(CALLS)", "-len(CALLS)")
        with project.bench("slow.py") as bench, bench.open(self.COUNT), bench.open(other) as side:
            with bench.open(self.COUNT) as third:
                assert result(third, 1) == 1
                assert result(side, 1) == -1
            assert result(side, 1) == -1
