"""The report as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from string import Template
from typing import TYPE_CHECKING

from optgate.model import Outcome, Report, Status
from optgate.report import text
from optgate.report.summary import cells
from optgate.report.view import Detail, View, actionable, count, visible

if TYPE_CHECKING:
    from rich.text import Text

_WIDTH = 100

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>optgate</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top }
pre { background: #f6f6f6; color: #222; overflow-x: auto; padding: 1rem; font-size: 13px; line-height: 1.35 }
summary { cursor: pointer; margin: .5rem 0 }
.act { font-weight: bold }
</style>
</head>
<body>
<h1>optgate</h1>
<p>$counts</p>
$table
$functions
$remarks
</body>
</html>
""")


def report(report: Report, errors: Sequence[str]) -> str:
    """The page: a table of the functions, and for each all that is known of it, behind a line to click.

    ``errors`` is what could not be looked at.
    """
    told = [*errors, *report.notes]
    remarks = "".join(f"<li>{_plain(line)}</li>\n" for line in told)
    return _PAGE.substitute(
        counts=_counts(report),
        table=_table(report.outcomes),
        functions="\n".join(_function(number, one) for number, one in enumerate(report.outcomes)),
        remarks=f"<h2>Notes</h2>\n<ul>\n{remarks}</ul>" if told else "",
    )


def _counts(report: Report) -> str:
    proposals = sum(one.status is Status.PROPOSED and actionable(one) for one in report.outcomes)
    regressions = sum(one.status is Status.REGRESSED for one in report.outcomes)
    parts = [
        f"{count(len(report.outcomes), 'function')} flagged",
        count(proposals, "proposal"),
        *([count(regressions, "regression")] if regressions else []),
        f"{report.seconds:.1f} s",
    ]
    return " · ".join(parts) if report.outcomes else "No slow loop found."


def _table(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return ""
    rows = "".join(_row(number, one) for number, one in enumerate(outcomes))
    return f"<table>\n<tr><th>function</th><th>found</th><th>result</th></tr>\n{rows}</table>"


def _row(number: int, outcome: Outcome) -> str:
    where, found, result = cells(outcome)
    place = f'<a href="#f{number}">{_plain(where)}</a>'
    kind = ' class="act"' if actionable(outcome) else ""
    return f"<tr><td>{place}</td><td>{_plain(found)}</td><td{kind}>{_plain(result)}</td></tr>\n"


def _function(number: int, outcome: Outcome) -> str:
    lines = text.shown(outcome, View(width=_WIDTH, detail=Detail.FULL, diff_lines=None))
    summary = _plain(f"{outcome.target.file.path}::{outcome.target.qualname}")
    opened = " open" if actionable(outcome) else ""
    return f'<details id="f{number}"{opened}><summary>{summary}</summary>\n{_coloured(lines)}\n</details>'


def _coloured(lines: Sequence[Text]) -> str:
    """Lines as the terminal has them, as escaped HTML."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(), record=True, width=_WIDTH, markup=False, emoji=False, highlight=False
    )
    for line in lines:
        line.plain = visible(line.plain)
        console.print(line, soft_wrap=True)
    return console.export_html(inline_styles=True, code_format="<pre>{code}</pre>")


def _plain(said: str) -> str:
    return html.escape(visible(said))
