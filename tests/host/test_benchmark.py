"""Scripts of pyperf behind the walls of a guest."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from optgate.host import run_script
from optgate.host.discovery import Interpreter
from optgate.model import GuestError
from tests.host.conftest import children, until

QUICK = ("-p", "1", "-n", "1", "-w", "1", "--min-time", "0.001", "-q")
HEAD = "import os, time, pyperf\n"
BENCH = HEAD + "runner = pyperf.Runner()\nrunner.bench_func('sum', sum, list(range(50)))\n"


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kits")


def running(words: str) -> list[str]:
    """The processes of this machine whose command holds the words."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if words.encode() in Path("/proc", entry, "cmdline").read_bytes():
                found.append(entry)
    return found


def test_it_runs_with_processes_of_its_own(ours: Interpreter, tmp_path: Path, kits: Path) -> None:
    before = children()
    text = BENCH + "runner.metadata['pid'] = os.getpid()\n"
    ran = run_script(ours, tmp_path, text, QUICK, cache_dir=kits, seconds=60)
    found = json.loads(ran.document)
    assert found["benchmarks"][0]["runs"][-1]["values"]
    assert ran.seconds > 0
    assert children() == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are those of Linux")
def test_its_workers_are_behind_the_walls(ours: Interpreter, tmp_path: Path, kits: Path) -> None:
    secret, outside = tmp_path / "home" / "secret", tmp_path / "home" / "written"
    secret.parent.mkdir()
    secret.write_text("mine")
    root = tmp_path / "project"
    root.mkdir()
    text = f"""{HEAD}
import socket
def tried(what):
    try:
        what()
    except OSError:
        return "refused"
    return "done"
def bench(loops):
    found = [
        tried(lambda: open({str(secret)!r}).close()),
        tried(lambda: open({str(outside)!r}, "w").close()),
        tried(lambda: socket.socket().close()),
    ]
    assert found == ["refused"] * 3, found
    return loops * 1e-3
pyperf.Runner().bench_time_func("walls", bench)
"""
    ran = run_script(ours, root, text, QUICK, cache_dir=kits, seconds=60)
    assert json.loads(ran.document)["benchmarks"]
    assert not outside.exists()
    assert any("Landlock" in layer for layer in ran.layers)


def test_what_does_not_end_is_ended_with_all_it_started(
    ours: Interpreter, tmp_path: Path, kits: Path
) -> None:
    before = children()
    lone = f"import os, time; os.setsid(); {tmp_path.name!r}; time.sleep(60)"
    text = (
        f"{HEAD}import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {lone!r}])\ntime.sleep(60)\n"
    )
    with pytest.raises(GuestError, match="did not end within 2 s"):
        run_script(ours, tmp_path, text, QUICK, cache_dir=kits, seconds=2)
    assert children() == before
    assert until(lambda: not running(f"os.setsid(); {tmp_path.name!r}"))


def test_a_script_that_fails_says_why(ours: Interpreter, tmp_path: Path, kits: Path) -> None:
    with pytest.raises(GuestError, match="ValueError: no input"):
        run_script(ours, tmp_path, HEAD + "raise ValueError('no input')\n", QUICK, cache_dir=kits, seconds=20)


def test_an_output_that_is_no_file_is_not_read(ours: Interpreter, tmp_path: Path, kits: Path) -> None:
    text = "import os, sys\nos.symlink('/etc/passwd', sys.argv[sys.argv.index('-o') + 1])\n"
    with pytest.raises(GuestError):
        run_script(ours, tmp_path, text, QUICK, cache_dir=kits, seconds=20)


def test_the_copy_of_pyperf_is_made_once(ours: Interpreter, tmp_path: Path) -> None:
    for _ in range(2):
        run_script(ours, tmp_path, BENCH, QUICK, cache_dir=tmp_path / "kits", seconds=60)
    [folder] = (tmp_path / "kits").iterdir()
    assert os.listdir(folder) == ["pyperf"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_gate_goes(
    number: signal.Signals, ours: Interpreter, tmp_path: Path, kits: Path
) -> None:
    mark = f"{tmp_path.name}{number.value}"
    lone = f"import os, time; os.setsid(); {mark!r}; time.sleep(60)"
    script = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {lone!r}])\n"
    (tmp_path / "tmp").mkdir()
    text = (
        "import sys\nfrom pathlib import Path\nfrom optgate.host import run_script\n"
        "from optgate.host.discovery import ask\n"
        f"run_script(ask(sys.executable, 'ours'), Path({str(tmp_path)!r}), {script!r}, (),"
        f" cache_dir=Path({str(kits)!r}), seconds=50)\n"
    )
    gate = subprocess.Popen(
        [sys.executable, "-c", text],
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stderr=subprocess.PIPE,
    )
    assert until(lambda: bool(running(f"os.setsid(); {mark!r}")), 20)
    gate.send_signal(number)
    gate.communicate(timeout=20)
    assert until(lambda: not running(f"os.setsid(); {mark!r}"))
    assert until(lambda: not list((tmp_path / "tmp").iterdir()))
