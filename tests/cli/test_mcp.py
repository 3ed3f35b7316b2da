"""The server for coding agents, spoken to by the SDK's own client."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import anyio
from mcp import ClientSession, StdioServerParameters, stdio_client

SLOW_REWRITE = "def running_total(values):\n    return list(values)\n"


def test_the_tools_answer_with_the_reports_and_write_nothing(project: Path, env: dict[str, str]) -> None:
    before = {path.name: path.read_bytes() for path in project.glob("*.py")}
    answers: dict[str, str] = {}

    async def converse() -> None:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "optgate", "mcp"], env=env, cwd=project
        )
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            answers["tools"] = ",".join(sorted(tool.name for tool in (await session.list_tools()).tools))
            for name, arguments in (
                ("check", {"targets": ["loop.py"]}),
                ("check --fix", {"targets": ["--fix"]}),
                ("verify", {"target": "loop.py::running_total", "candidate": SLOW_REWRITE, "budget": 20}),
                ("explain", {"code": "OPT201"}),
            ):
                told = await session.call_tool(name.split()[0], arguments)
                answers[name] = told.content[0].text

    anyio.run(converse)
    assert answers["tools"] == "check,explain,run,verify"
    assert json.loads(answers["check"])["functions"][0]["findings"]
    assert "--fix" in answers["check --fix"]
    assert json.loads(answers["verify"])["functions"][0]["candidates"][0]["verdict"] == "wrong"
    assert "OPT201" in answers["explain"]
    assert {path.name: path.read_bytes() for path in project.glob("*.py")} == before
