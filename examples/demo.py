"""The main job of optgate on a throwaway repository: ``make demo``.

A commit of ``equalize.py`` goes through the real pre-commit with the hook of this checkout. It is stopped
with a proposal; a wrong rewrite is refused with its counterexample; the right one is applied and the commit
passes. Nothing is written but a temporary folder and pre-commit's cache in this checkout's ``.venv``.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
TOOLS = Path(sys.executable).parent

CONFIG = """\
repos:
  - repo: {checkout}
    rev: {rev}
    hooks:
      - id: optgate
"""

PROJECT = """\
[tool.optgate]
python = {python!r}
"""


def main() -> int:
    """Tell the story; every step is checked, so that a broken promise ends with status 1."""
    rev = capture(["git", "rev-parse", "HEAD"], CHECKOUT)
    with tempfile.TemporaryDirectory(prefix="optgate-demo-") as folder:
        repo = Path(folder) / "pictures"
        repo.mkdir()
        environment = demo_environment(Path(folder))
        prepare(repo, rev, environment)

        say("1. A commit with slow loops in it. (The first run installs the hook's environment.)")
        status, output = tell(["git", "commit", "-m", "Equalise histograms"], repo, environment)
        expect(status != 0, "the commit should have been stopped")
        proposal = re.search(r"optgate apply (\w+)", output)
        expect(proposal is not None, "a proposal should have been printed")

        say("2. A rewrite that looks right: argmax for the first level in use.")
        shutil.copy(HERE / "equalize_wrong.py", Path(folder) / "suggestion.py")
        status, output = tell(
            ["optgate", "verify", "equalize.py::equalize", "--candidate", "../suggestion.py"],
            repo,
            environment,
        )
        expect(status == 1 and "wrong" in output, "the wrong rewrite should have been refused")

        say("3. The verified patch, applied and committed.")
        tell(["optgate", "apply", proposal.group(1)], repo, environment)
        tell(["git", "add", "equalize.py"], repo, environment)
        status, _ = tell(["git", "commit", "-m", "Equalise histograms"], repo, environment)
        expect(status == 0, "the commit of the faster version should have passed")
        tell(["git", "log", "--oneline", "--stat"], repo, environment)
    return 0


def demo_environment(folder: Path) -> dict[str, str]:
    """The user's environment, with an author for the commits and caches of the demo's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "OPTGATE_"))}
    return kept | {
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(CHECKOUT / ".venv" / "demo-pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Demo",
        "GIT_AUTHOR_EMAIL": "demo@example.org",
        "GIT_COMMITTER_NAME": "Demo",
        "GIT_COMMITTER_EMAIL": "demo@example.org",
    }


def prepare(repo: Path, rev: str, environment: dict[str, str]) -> None:
    """A repository with the hook installed and the example staged."""
    shutil.copy(HERE / "equalize.py", repo)
    (repo / ".pre-commit-config.yaml").write_text(CONFIG.format(checkout=CHECKOUT, rev=rev))
    (repo / "pyproject.toml").write_text(PROJECT.format(python=sys.executable))
    for command in (
        ["git", "init", "--quiet", "--initial-branch=main"],
        ["pre-commit", "install"],
        ["git", "add", "."],
    ):
        subprocess.run(command, cwd=repo, env=environment, check=True, stdout=subprocess.DEVNULL)


def say(text: str) -> None:
    """A heading of the story."""
    print(f"\n=== {text}\n", flush=True)


def tell(command: list[str], cwd: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run a command in front of the reader.

    Returns:
        Its exit status and everything it printed.
    """
    print(f"$ {shlex.join(command)}", flush=True)
    with subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            print(f"  {line}", end="", flush=True)
            lines.append(line)
    print(flush=True)
    return process.returncode, "".join(lines)


def capture(command: list[str], cwd: Path) -> str:
    """What a command prints, without the line end."""
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


def expect(kept: bool, promise: str) -> None:
    """End the demo with status 1 when a promise is not kept."""
    if not kept:
        sys.exit(f"the demo failed: {promise}")


if __name__ == "__main__":
    sys.exit(main())
