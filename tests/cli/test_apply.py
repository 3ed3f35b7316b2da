"""``apply`` and ``apply --undo`` with the real command on stored proposals."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from optgate import patch, store
from optgate.config import Config
from optgate.model import Candidate, Decision, Judged, Outcome, SourceFile, Status, Target
from tests.cli.conftest import LOOP, Optgate

FAST = LOOP.split("    totals")[0] + "    return np.cumsum(values)\n"
UGLY = "x = {  'a':1 }\n\n\n\n\ny=2\n"
INTERRUPTED = """\
import os, signal, sys
from optgate.__main__ import main
place, number, *arguments = sys.argv[1:]
def hook(event, found):
    if event == "os.rename" and str(found[1]).endswith(place):
        os.kill(os.getpid(), int(number))
sys.addaudithook(hook)
sys.exit(main(arguments))
"""


def propose(root: Path, name: str, old: str, new: str, encoding: str = "utf-8", bom: bool = False) -> None:
    """Write a file and store a proposal for it, under the name of the file as id."""
    raw = (b"\xef\xbb\xbf" if bom else b"") + old.encode(encoding)
    (root / name).write_bytes(raw)
    file = SourceFile(str(root), name, raw, old, encoding, bom)
    candidate = Candidate(name.partition(".")[0], "rules:lift", new, "a cumulative sum")
    judged = (Judged(candidate, Decision.ACCEPTED, ""),)
    line = next(number for number, text in enumerate(old.splitlines(), 1) if text.startswith("def "))
    target = Target(file, "running_total", line, line, line + 6)
    with store.open(root, Config()) as shelf:
        shelf.save(
            Outcome(target, (), Status.PROPOSED, "", judged, None, patch.diff(file, new), candidate.id)
        )


@pytest.fixture
def two(project: Path) -> Path:
    """A project with a proposal for each of two files."""
    for name in ("loop.py", "other.py"):
        propose(project, name, LOOP, FAST)
    return project


def texts(root: Path) -> list[str]:
    return [(root / name).read_text() for name in ("loop.py", "other.py")]


def cut(root: Path, env: dict[str, str], place: str, number: int, *arguments: str) -> tuple[int, str]:
    """Send a signal to the command when something is about to be renamed to ``place``."""
    command = [sys.executable, "-c", INTERRUPTED, place, str(int(number)), *arguments]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


class TestKept:
    def test_bytes_around_the_change_links_modes_and_attributes(
        self, optgate: Optgate, project: Path
    ) -> None:
        """No formatter runs, and nothing but the function changes, there and back."""
        before, after = (UGLY + text + "\n" + UGLY.rstrip("\n") for text in (LOOP, FAST))
        propose(project, "bom.py", before, after, bom=True)
        propose(project, "crlf.py", *(text.replace("\n", "\r\n") for text in (before, after)))
        propose(project, "tabs.py", *(text.replace("    ", "\t") for text in (before, after)))
        cookie = "# -*- coding: latin-1 -*-\nname = 'é'\n"
        propose(project, "cookie.py", cookie + before, cookie + after, encoding="latin-1")
        (project / "real").mkdir()
        (project / "linked.py").symlink_to("real/linked.py")
        propose(project, "linked.py", before, after)
        names = ("bom.py", "crlf.py", "tabs.py", "cookie.py", "linked.py")
        (project / "tabs.py").chmod(0o755)
        marked = _mark(project / "bom.py")
        raws = [(project / name).read_bytes() for name in names]
        stats = [(project / name).stat() for name in names]
        done = optgate("apply")
        assert done.returncode == 0, done.stderr
        for name, raw in zip(names, raws, strict=True):
            head, tail = raw.split(b"totals", 1)[0].rstrip(b" \t"), UGLY.rstrip("\n").encode()
            now = (project / name).read_bytes()
            assert now.startswith(head)
            assert now.endswith(tail if name != "crlf.py" else tail.replace(b"\n", b"\r\n"))
            assert b"np.cumsum" in now
        assert (project / "linked.py").is_symlink()
        assert [_kept((project / name).stat()) for name in names] == [_kept(one) for one in stats]
        assert not marked or os.getxattr(project / "bom.py", "user.note") == b"mine"
        assert optgate("apply", "--undo").returncode == 0
        assert [(project / name).read_bytes() for name in names] == raws
        assert [_kept((project / name).stat()) for name in names] == [_kept(one) for one in stats]
        assert not marked or os.getxattr(project / "bom.py", "user.note") == b"mine"

    @pytest.mark.parametrize("spoil", ["read-only", "hard link", "edited"])
    def test_one_file_that_cannot_be_written_stops_all(self, optgate: Optgate, two: Path, spoil: str) -> None:
        if spoil == "read-only":
            (two / "other.py").chmod(0o444)
        elif spoil == "hard link":
            os.link(two / "other.py", two / "twin.py")
        else:
            (two / "other.py").write_text(LOOP.replace("+=", "-="))
        before = texts(two)
        done = optgate("apply", "loop", "other")
        assert (done.returncode, done.stdout) == (2, "")
        assert "other.py" in done.stderr
        assert texts(two) == before


def _mark(path: Path) -> bool:
    """Give a file another owner and an extended attribute, as far as the system lets us."""
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)
    try:
        os.setxattr(path, "user.note", b"mine")
    except (AttributeError, OSError):
        return False
    return True


def _kept(found: os.stat_result) -> tuple[int, int, int]:
    return stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid


class TestUndo:
    def test_it_puts_back_all_files_and_opens_the_proposals(self, optgate: Optgate, two: Path) -> None:
        optgate("apply")
        assert texts(two) == [FAST, FAST]
        done = optgate("apply", "--undo")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[0] == "put back loop.py, other.py"
        assert texts(two) == [LOOP, LOOP]
        again = optgate("apply", "--undo")
        assert (again.returncode, again.stdout) == (
            0,
            "nothing to undo: no apply is on record, or it was undone\n",
        )
        assert "wrote loop.py, other.py" in optgate("apply").stdout

    def test_only_the_last_apply_is_undone(self, optgate: Optgate, two: Path) -> None:
        optgate("apply", "loop")
        optgate("apply", "other")
        assert "put back other.py" in optgate("apply", "--undo").stdout
        assert texts(two) == [FAST, LOOP]

    def test_a_file_edited_since_stops_all(self, optgate: Optgate, two: Path) -> None:
        optgate("apply")
        (two / "other.py").write_text(FAST + "# mine\n")
        done = optgate("apply", "--undo")
        assert (done.returncode, done.stdout) == (2, "")
        assert "other.py: edited since the apply; nothing was undone" in done.stderr
        assert texts(two) == [FAST, FAST + "# mine\n"]

    def test_it_takes_no_id(self, optgate: Optgate, two: Path) -> None:
        assert optgate("apply", "--undo", "loop").returncode == 2
        assert texts(two) == [LOOP, LOOP]

    def test_from_another_folder_without_a_word(self, optgate: Optgate, two: Path) -> None:
        (two / "sub").mkdir()
        optgate("apply", "-q", cwd=two / "sub")
        assert optgate("apply", "--undo", "-q", cwd=two / "sub").stdout == ""
        assert texts(two) == [LOOP, LOOP]


class TestCut:
    def test_the_next_apply_puts_it_back_and_goes_on(
        self, optgate: Optgate, two: Path, env: dict[str, str]
    ) -> None:
        assert cut(two, env, "/other.py", signal.SIGKILL, "apply")[0] == -signal.SIGKILL
        assert texts(two) == [FAST, LOOP]
        done = optgate("apply")
        assert (done.returncode, done.stderr) == (
            0,
            "optgate: an interrupted apply was put back: loop.py\n",
        )
        assert texts(two) == [FAST, FAST]
        assert list(two.glob(".optgate-apply-*")) == []

    def test_undo_puts_it_back_and_nothing_else(
        self, optgate: Optgate, two: Path, env: dict[str, str]
    ) -> None:
        optgate("apply", "loop")
        propose(two, "third.py", LOOP, FAST)
        cut(two, env, "apply.done", signal.SIGKILL, "apply")
        done = optgate("apply", "--undo")
        assert done.returncode == 0
        assert "was put back: other.py, third.py" in done.stderr
        assert texts(two) == [FAST, LOOP]
        assert "wrote other.py, third.py" in optgate("apply").stdout

    def test_an_edit_made_in_between_is_left_and_told(
        self, optgate: Optgate, two: Path, env: dict[str, str]
    ) -> None:
        cut(two, env, "/other.py", signal.SIGKILL, "apply")
        (two / "loop.py").write_text("mine = 1\n")
        done = optgate("apply", "--undo")
        assert "loop.py was edited since and is left as it is" in done.stderr
        assert texts(two) == ["mine = 1\n", LOOP]
        kept = done.stderr.split("its text from before is in ")[1].strip()
        assert (two / kept).read_text() == LOOP

    @pytest.mark.parametrize("command", [("check",), ("run",), ("hook", "pre-commit")])
    def test_other_commands_say_it_in_one_line_and_touch_nothing(
        self, optgate: Optgate, two: Path, env: dict[str, str], command: tuple[str, ...]
    ) -> None:
        cut(two, env, "/other.py", signal.SIGKILL, "apply")
        (two / "plain.py").write_text("def f(xs):\n    for x in xs:\n        pass\n")
        subprocess.run(["git", "add", "plain.py"], cwd=two, env=env, check=True)
        done = optgate(*command)
        line = "optgate: an apply was interrupted; `optgate apply --undo` puts its files back"
        assert done.stderr.splitlines().count(line) == 1
        assert texts(two) == [FAST, LOOP]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("place", ["apply.pending", "/loop.py", "/other.py"])
    def test_interrupted_nothing_is_changed(
        self, two: Path, env: dict[str, str], place: str, number: signal.Signals
    ) -> None:
        status, _ = cut(two, env, place, number, "apply")
        assert status == 128 + number
        assert texts(two) == [LOOP, LOOP]
        assert list(two.glob(".optgate-apply-*")) == []
        assert not (two / ".optgate_cache/apply.pending").exists()

    def test_an_interrupt_when_all_is_written_comes_too_late(
        self, optgate: Optgate, two: Path, env: dict[str, str]
    ) -> None:
        assert cut(two, env, "apply.done", signal.SIGINT, "apply") == (0, "")
        assert texts(two) == [FAST, FAST]
        assert cut(two, env, "/other.py", signal.SIGINT, "apply", "--undo")[0] == 130
        assert texts(two) == [FAST, FAST]
        assert optgate("apply", "--undo").returncode == 0
        assert texts(two) == [LOOP, LOOP]


@pytest.mark.skipif(sys.platform != "linux", reason="stops at system calls are made with ptrace")
def test_killed_at_system_calls_no_file_is_torn_and_no_proposal_lost() -> None:
    """A sample of the steps; the script takes them all."""
    script = Path(__file__).parents[2] / "benchmarks/kill_apply.py"
    done = subprocess.run(
        [sys.executable, str(script), "--most", "8"], capture_output=True, text=True, check=False
    )
    if "this system does not let a process be traced" in done.stderr or "ptrace" in done.stderr:
        pytest.skip("no ptrace here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 wrong after 64 kills" in done.stdout
