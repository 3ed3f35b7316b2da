"""``optgate mcp``: check, verify, run and explain as tools of a coding agent, over stdio.

Each tool is the command of its name with JSON as output, in a process of its own: nothing it prints can get
into the protocol. No tool writes into the work tree.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from optgate.cli import parser
from optgate.model import UsageError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_ABOUT = (
    "optgate finds slow loops in numeric Python and judges faster versions: same behaviour on many inputs, "
    "then a paired measurement. Write a rewrite, call `verify`, mend it by the counterexample, and again."
)


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    parser.command(
        commands,
        "mcp",
        "serve check, verify, run and explain to a coding agent over stdio",
        "Speaks the Model Context Protocol on stdin and stdout, for coding agents: the tools check, verify, "
        "run and explain do what the commands do, and answer with their JSON. The work tree is only read.",
        "optgate mcp                         as the command of a server in an agent's configuration",
        execute,
    )


def execute(args: Namespace) -> int:
    """Carry out the command."""
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError:
        raise UsageError("the mcp package is not installed", "pip install 'optgate[mcp]'") from None
    server = MCPServer("optgate", instructions=_ABOUT)
    _offer(server)
    server.run("stdio")
    return 0


def _offer(server: MCPServer) -> None:
    from mcp_types import ToolAnnotations

    reads = ToolAnnotations(read_only_hint=True)

    @server.tool(annotations=reads)
    async def check(targets: list[str]) -> str:
        """List slow loops in files, folders or path.py::Qual.name, without running anything."""
        return await _told("check", "--output-format", "json", "--", *targets)

    @server.tool(annotations=reads)
    async def run(targets: list[str], budget: float = 120.0) -> str:
        """Look for faster versions, verify and time them; the answer holds patches, none is applied."""
        return await _told("run", "--output-format", "json", f"--budget={budget}", "--", *targets)

    @server.tool(annotations=reads)
    async def verify(target: str, candidate: str, budget: float = 120.0) -> str:
        """Judge a rewrite of path.py::Qual.name; `candidate` is Python source with the rewritten function."""
        with tempfile.TemporaryDirectory(prefix="optgate-mcp-") as folder:
            file = Path(folder) / "candidate.py"
            file.write_text(candidate, encoding="utf-8")
            more = (f"--candidate={file}", f"--budget={budget}")
            return await _told("verify", "--output-format", "json", *more, "--", target)

    @server.tool(annotations=reads)
    async def explain(code: str) -> str:
        """Say what a code such as OPT201 stands for, with an example before and after."""
        return await _told("explain", "--", code)


async def _told(*arguments: str) -> str:
    """What a command prints; what it complains of where it prints nothing."""
    import subprocess

    import anyio

    done = await anyio.run_process(
        [sys.executable, "-m", "optgate", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    return (done.stdout or done.stderr).decode("utf-8", "replace")
