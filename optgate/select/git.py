"""The one place that starts git. It only asks: plumbing commands that neither lock nor write.

A running hook hands git's own variables down. Those that say *where* the repository, the index and the
work tree are stay in force, so that ``git commit -a`` and ``git commit PATH`` (which commit a temporary
index) and linked worktrees are judged on the index being committed. Those that change what git prints
(``GIT_DIFF_OPTS``, ``GIT_EXTERNAL_DIFF``, ``GIT_LITERAL_PATHSPECS``, tracing ...) are dropped.

Kept free of heavy imports: ``read`` is on the hook's way out when nothing staged matters.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PYTHON_FILES = ":(top)*.py"
REGULAR = ("100644", "100755")
ABSENT = "0"

_KEPT = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CEILING_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DEFAULT_HASH",
        "GIT_DIR",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_WORK_TREE",
    }
)
_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false")
_PIPE_CAPACITY = 60_000


class GitError(Exception):
    """A git command failed; the text is what it wrote to stderr."""


class Change:
    """One entry of ``git diff-index --raw``: modes, object names, a status letter and paths.

    ``old_path`` differs from ``path`` only for a rename. Object names of an absent side are all zeros.
    """

    __slots__ = ("new", "new_mode", "old", "old_mode", "old_path", "path", "status")

    def __init__(self, fields: Sequence[str], old_path: str, path: str) -> None:
        self.old_mode, self.new_mode, self.old, self.new = fields[:4]
        self.status = fields[4][:1]
        self.old_path = old_path
        self.path = path

    @property
    def had_file(self) -> bool:
        """Whether the old side is a regular file."""
        return self.old_mode in REGULAR

    @property
    def has_file(self) -> bool:
        """Whether the new side is a regular file."""
        return self.new_mode in REGULAR


def environment() -> dict[str, str]:
    """The environment of a git child: the repository's whereabouts and configuration kept, no locks."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("GIT_") or key in _KEPT or key.startswith("GIT_CONFIG")
    }
    kept.update(GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    return kept


def read(cwd: str, arguments: Sequence[str], stdin: bytes = b"") -> bytes | None:
    """What a git command prints, or None when it fails or ``stdin`` is too long; without ``subprocess``."""
    if len(stdin) > _PIPE_CAPACITY:
        return None
    child = 0
    out, child_out = os.pipe()
    child_in, feed = os.pipe()
    try:
        os.write(feed, stdin)
        os.close(feed)
        feed = -1
        child = os.posix_spawnp(
            "git",
            ["git", "-C", cwd, *_OPTIONS, *arguments],
            environment(),
            file_actions=[
                (os.POSIX_SPAWN_DUP2, child_in, 0),
                (os.POSIX_SPAWN_DUP2, child_out, 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        os.close(child_out)
        child_out = -1
        chunks = []
        while chunk := os.read(out, 1 << 20):
            chunks.append(chunk)
        _, status = os.waitpid(child, 0)
        child = 0
    except FileNotFoundError:
        return None
    finally:
        for descriptor in (out, child_out, child_in, feed):
            if descriptor >= 0:
                os.close(descriptor)
        if child:
            os.kill(child, 9)
            os.waitpid(child, 0)
    return b"".join(chunks) if status == 0 else None


def run(cwd: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What a git command prints.

    Raises:
        GitError: it ended with another status than 0.
        FileNotFoundError: git is not installed, or ``cwd`` does not exist.
    """
    import subprocess

    done = subprocess.run(
        ["git", *_OPTIONS, *arguments],
        cwd=cwd,
        env=environment(),
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def diff_index(base: str) -> list[str]:
    """The arguments that list how the index differs from ``base`` in Python files, renames found."""
    return ["diff-index", "--cached", "--raw", "-z", "-M", "--no-abbrev", base, "--", PYTHON_FILES]


def parse_raw(output: bytes) -> list[Change]:
    """The entries of ``--raw -z`` output, in git's order."""
    words = iter(output.split(b"\0"))
    changes = []
    for word in words:
        if not word.startswith(b":"):
            continue
        fields = word[1:].decode("ascii").split(" ")
        old_path = path = os.fsdecode(next(words))
        if fields[4][0] in "RC":
            path = os.fsdecode(next(words))
        changes.append(Change(fields, old_path, path))
    return changes


def request(names: Iterable[str]) -> bytes:
    """Standard input for ``cat-file --batch`` and ``--batch-check``."""
    return "".join(f"{name}\n" for name in names).encode("ascii")


def parse_batch(output: bytes) -> dict[str, bytes]:
    """Object name -> content, from the output of ``cat-file --batch``; missing objects are left out."""
    contents = {}
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        header = output[start:end].decode("ascii", "replace").split(" ")
        start = end + 1
        if len(header) == 3:
            size = int(header[2])
            contents[header[0]] = output[start : start + size]
            start += size + 1
    return contents


def commit(cwd: Path, ref: str) -> str | None:
    """The name of the commit that ``ref`` stands for, or None where there is none."""
    if ref.startswith("-") or "\0" in ref:
        return None
    try:
        return run(cwd, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode("ascii").strip()
    except GitError:
        return None


def empty_tree(cwd: Path) -> str:
    """The name of the tree without files."""
    return run(cwd, "hash-object", "-t", "tree", "--stdin").decode("ascii").strip()
