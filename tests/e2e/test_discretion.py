"""Neither the home folder nor a secret of the environment gets into what the program writes or keeps."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import sys
import sysconfig
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Repo

NAMES = (
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "OPENAI_API_KEY",
    "MY_PASSWORD",
    "PLAIN_NAME",
    "LC_FORWARDED",
    "PYTHONCANARY",
)

LOOP = """\
import os
from pathlib import Path

import numpy as np

print(dict(os.environ), Path.home(), __file__)


def running_total(values: np.ndarray) -> np.ndarray:
    totals = np.zeros(len(values))
    total = 0.0
    for i in range(len(values)):
        total += values[i]
        totals[i] = total
    return totals
"""

TELLING = """\
import os
from pathlib import Path


def tell(values: list[float]) -> str:
    total = 0.0
    for value in values:
        total += value
    print(os.environ, Path.home())
    return f"{__file__} {total > 3} {dict(os.environ)}"
"""

CANDIDATE = """\
def tell(values: list[float]) -> str:
    print(os.environ, Path.home())
    return f"{__file__} {sum(values) > 4} {dict(os.environ)}"
"""

BROKEN = """\
import os
import sys

import numpy as np

print(dict(os.environ), __file__, file=sys.stderr)
raise RuntimeError(f"cannot start in {__file__} with {dict(os.environ)} and {sys.executable}")


def total(values: np.ndarray) -> float:
    result = 0.0
    for value in values:
        result += value
    return result
"""

TEST = """\
import os

from pkg.told import tell


def test_tell():
    assert tell([1.0, 2.5]).startswith(os.path.dirname(__file__))
"""


@pytest.fixture
def lived_in(tmp_path: Path, env: dict[str, str]) -> Iterator[Repo]:
    """A project below the home, judged by an environment below the home, with secrets in the environment."""
    home = tmp_path / "people" / f"u{secrets.token_hex(6)}"
    place = home / "code" / "project"
    place.mkdir(parents=True)
    python = _environment(home / "envs" / "project")
    canaries = {name: f"canary{secrets.token_hex(9)}" for name in NAMES}
    login = f"postgres://me:{secrets.token_hex(12)}@db.example.org/x"
    shared = {name: value for name, value in env.items() if not name.startswith(("XDG_", "OPTGATE_"))}
    env = {
        **shared,
        **canaries,
        "DATABASE_URL": login,
        "PATH": f"{python.parent}{os.pathsep}{env['PATH']}",
        "HOME": str(home),
        "XDG_CACHE_HOME": env["XDG_CACHE_HOME"],
        "OPTGATE_PYTHON": str(python),
    }
    repo = Repo(place, env)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.write("pkg/__init__.py", "")
    repo.write("pkg/loop.py", LOOP)
    repo.write("pkg/told.py", TELLING)
    repo.write("pkg/broken.py", BROKEN)
    repo.write("candidate.py", CANDIDATE)
    repo.write("tests/test_told.py", TEST)
    repo.commit()
    yield repo


def _environment(folder: Path) -> Path:
    """An interpreter below the home that has the packages of this one."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy(Path(sys.prefix, "pyvenv.cfg"), folder / "pyvenv.cfg")
    (folder / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    packages = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def told(repo: Repo, text: str) -> list[str]:
    """What the text tells of the user's machine."""
    names = [*NAMES, "DATABASE_URL", "HOME"]
    found = [name for name in names if repo.env[name] in text]
    return [
        *found,
        *(["host name"] if len(socket.gethostname()) > 6 and socket.gethostname() in text else []),
    ]


def kept(folder: Path) -> str:
    """All the bytes below a folder, those in compressed blobs of databases spelt out too."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts.append(path.read_bytes())
    for path in folder.rglob("*.sqlite"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            for (table,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                for row in database.execute(f'SELECT * FROM "{table}"'):
                    parts += [_inflated(value) for value in row if isinstance(value, bytes)]
    return b"\n".join(parts).decode("utf-8", "replace")


def _inflated(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def test_no_report_and_no_cache_tells_of_the_machine(lived_in: Repo) -> None:
    repo = lived_in
    done = {
        "run": repo.optgate("run", "pkg/loop.py", "-v"),
        "json": repo.optgate("run", "pkg/loop.py", "pkg/broken.py", "--output-format", "json"),
        "verify json": repo.optgate(
            "verify",
            "pkg/told.py::tell",
            "--candidate",
            str(repo.path / "candidate.py"),
            "--output-format=json",
        ),
        "doctor": repo.optgate("doctor", "--no-noise"),
        "check": repo.optgate("check", str(repo.path / "pkg")),
    }
    report = json.loads(done["json"].stdout)
    by_name = {one["qualname"]: one for one in report["functions"]}
    assert by_name["running_total"]["status"] == "proposed", by_name["running_total"]["reason"]
    assert by_name["total"]["status"] == "error" and "~" in by_name["total"]["reason"]
    [refused] = json.loads(done["verify json"].stdout)["functions"][0]["candidates"]
    assert refused["verdict"] == "wrong" and "~" in refused["counterexample"]["actual"]
    assert "~/envs/project/bin/python" in done["doctor"].stdout
    proposal = by_name["running_total"]["proposal"]
    done["show"] = repo.optgate("show", proposal)
    done["show json"] = repo.optgate("show", proposal, "--output-format", "json")
    done["show refused"] = repo.optgate("show", refused["id"])
    done["as test"] = repo.optgate("show", refused["id"], "--as-test")
    assert done["as test"].returncode == 2
    done["apply"] = repo.optgate("apply", proposal)
    assert done["apply"].returncode == 0
    done["dismiss"] = repo.optgate("dismiss", proposal, "--reason", f"see {repo.env['HOME']}/notes")
    for name, one in done.items():
        assert not told(repo, one.stdout + one.stderr), (name, one.stdout, one.stderr)
        assert one.returncode != 3, one.stderr
    contents = kept(repo.path / ".optgate_cache")
    assert "running_total" in contents and not told(repo, contents)


def test_errors_are_as_discreet(lived_in: Repo, tmp_path: Path) -> None:
    repo = lived_in
    (tmp_path / "bugs").mkdir()
    hidden = repo.env["GITHUB_TOKEN"]
    crash = f"import optgate.gate as g\ndef f(cwd): raise OSError(2, {hidden!r}, str(cwd))\ng.root = f\n"
    starter = repo.write("start.py", f"{crash}from optgate.__main__ import main\nraise SystemExit(main())\n")
    bug = repo.sh(sys.executable, str(starter), "doctor", TMPDIR=str(tmp_path / "bugs"))
    assert bug.returncode == 3 and "please report this bug" in bug.stderr
    [file] = (tmp_path / "bugs").glob("optgate-bug-*.txt")
    assert "Traceback" in file.read_text()
    usage = repo.optgate("run", str(Path(repo.env["HOME"], "elsewhere.py")))
    settings = Path(repo.env["HOME"], ".config", "optgate", "optgate.toml")
    settings.parent.mkdir(parents=True)
    settings.write_text("seed = 'x'\n")
    wrong = repo.optgate("doctor", "--no-noise")
    assert wrong.returncode == usage.returncode == 2
    assert re.search(r"~/\.config/optgate/optgate\.toml:1: `seed`", wrong.stderr)
    for text in (bug.stdout + bug.stderr, file.read_text(), usage.stderr, wrong.stderr):
        assert not told(repo, text), text
