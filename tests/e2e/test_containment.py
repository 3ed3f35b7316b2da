"""The user's own code is contained: what importing and running it reaches, and how that is widened."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optgate.guest import landlock
from tests.e2e.conftest import Repo

pytestmark = pytest.mark.skipif(landlock.version() < landlock.WHOLE, reason="the walls are not whole here")

FUNCTION = """
def f(x: np.ndarray) -> float:
    total = {start}
    for value in x:
        total += value * value
    return float(total)
"""
THEIRS = """
def f(x: np.ndarray) -> float:
    return float(np.add.accumulate(np.concatenate([[{start}], x * x]))[-1])
"""
REACHING = """
import socket
REACHED = []
def attempt(action):
    try:
        REACHED.append(action())
    except Exception:
        pass
attempt(lambda: open({home!r} + "/.ssh/id", "rb").read())
attempt(lambda: open({home!r} + "/planted", "w").write("x"))
attempt(lambda: open({project!r} + "/planted", "w").write("x"))
attempt(lambda: open({other!r} + "/other.py").read())
attempt(lambda: open({temporary!r} + "/note").read())
attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2).close() or 1)
"""


class Place:
    """A repository, a home, another project, a temporary folder of others and a listener."""

    def __init__(self, repo: Repo, folder: Path) -> None:
        self.repo = repo
        self.home, self.other, self.temporary = folder / "home", folder / "other", folder / "others"
        for path, text in (
            (self.home / ".ssh" / "id", "a secret"),
            (self.other / "other.py", "x = 1"),
            (self.temporary / "note", "a note"),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)

    @property
    def reaching(self) -> str:
        return REACHING.format(
            home=str(self.home),
            project=str(self.repo.path),
            other=str(self.other),
            temporary=str(self.temporary),
            port=self.listener.getsockname()[1],
        )

    def judge(self, head: str, start: str = "0.0", **env: str) -> dict[str, Any]:
        """The report of a judgement of a sum that begins with ``start``, in a module with that head."""
        for name, text in (("mod.py", FUNCTION), ("theirs.py", THEIRS)):
            body = textwrap.dedent(head) + "\nimport numpy as np\n\n" + text.format(start=start)
            self.repo.write(name, body)
        done = self.repo.optgate(
            *("verify", "mod.py::f", "--candidate", "theirs.py", "--output-format", "json", "--budget", "20"),
            **env,
        )
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def unreached(self) -> bool:
        with pytest.raises(BlockingIOError):
            self.listener.accept()
        return not (self.home / "planted").exists() and not (self.repo.path / "planted").exists()


@pytest.fixture
def place(repo: Repo, tmp_path: Path) -> Iterator[Place]:
    made = Place(repo, tmp_path)
    repo.write("pyproject.toml", "[tool.optgate]\n")
    yield made
    made.listener.close()


def verdict(report: dict[str, Any]) -> str:
    [function] = report["functions"]
    return "; ".join([one["verdict"] for one in function["candidates"]] or [f"{function['reason']}"])


JUDGED = ("accepted", "not_faster", "slower_small")


def test_importing_an_installed_package_reaches_nothing(place: Place, tmp_path: Path) -> None:
    made = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
    [packages] = made.glob("lib/python*/site-packages")
    (packages / "numpy.pth").write_text(str(Path(np.__file__).parent.parent))
    (packages / "reaching.py").write_text(place.reaching)
    report = place.judge(
        "import reaching", "float(len(reaching.REACHED))", OPTGATE_PYTHON=str(made / "bin" / "python")
    )
    assert verdict(report) in JUDGED
    assert place.unreached()
    head = "import reaching\nif reaching.REACHED:\n    raise ValueError(len(reaching.REACHED))"
    assert verdict(place.judge(head, OPTGATE_PYTHON=str(made / "bin" / "python"))) in JUDGED


def test_importing_a_module_of_the_project_reaches_nothing(place: Place) -> None:
    place.repo.write("reaching.py", place.reaching)
    head = "import reaching\nif reaching.REACHED:\n    raise ValueError(len(reaching.REACHED))"
    assert verdict(place.judge(head)) in JUDGED
    assert place.unreached()


def test_a_file_of_the_project_can_be_read(place: Place) -> None:
    place.repo.write("start.txt", "2.5")
    head = "from pathlib import Path\n"
    report = place.judge(head, 'float((Path(__file__).parent / "start.txt").read_text())')
    assert verdict(report) in JUDGED


@pytest.mark.soak
def test_another_place_can_be_read_once_it_is_named(place: Place) -> None:
    (place.other / "start.txt").write_text("2.5")
    head = f"START = float(open({str(place.other / 'start.txt')!r}).read())\n"
    [refused] = place.judge(head, "START")["functions"]
    assert refused["status"] == "error"
    assert "PermissionError" in refused["reason"]
    place.repo.write("pyproject.toml", f"[tool.optgate.sandbox]\nread = [{json.dumps(str(place.other))}]\n")
    assert verdict(place.judge(head, "START")) in JUDGED


def test_a_test_that_needs_more_is_left_out_with_a_reason(place: Place) -> None:
    secret = str(place.home / ".ssh" / "id")
    text = f"""
        import numpy as np, socket, pytest
        from mod import f

        def test_needs_the_home():
            assert f(np.ones(len(open({secret!r}).read())))

        def test_needs_the_network():
            socket.create_connection(("127.0.0.1", {place.listener.getsockname()[1]}))
            assert f(np.ones(3)) == 3

        def test_refusal_is_expected():
            with pytest.raises(PermissionError):
                open({secret!r})

        def test_needs_nothing():
            assert f(np.full(4, 0.5)) == 1.0
    """
    place.repo.write("test_mod.py", textwrap.dedent(text))
    report = place.judge("")
    told = [line for line in report["details"] if "[tool.optgate.sandbox]" in line]
    assert ["home" in line or "network" in line for line in told] == [True, True], report["details"]
    assert not any("expected" in line for line in report["details"])
    assert report["functions"][0]["inputs"]["sources"].get("tests"), report["functions"][0]["inputs"]
    assert place.unreached()


def test_capture_can_read_what_is_named(place: Place) -> None:
    (place.other / "start.txt").write_text("2.5")
    path = str(place.other / "start.txt")
    place.repo.write(
        "test_mod.py",
        "import numpy as np\nfrom mod import f\n\n\n"
        f"def test_f():\n    assert f(np.full(3, float(open({path!r}).read()))) > 0\n",
    )
    place.repo.write("pyproject.toml", f"[tool.optgate.sandbox]\nread = [{json.dumps(str(place.other))}]\n")
    report = place.judge("")
    assert not [line for line in report["details"] if "sandbox" in line]
    assert report["functions"][0]["inputs"]["sources"].get("tests")
