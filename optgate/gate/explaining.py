"""What a code means: the documentation of its detection, and of the rewrites that answer it, as one text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optgate.rewrite.rules.registry import Rule

WIDTH = 79
"""Columns of prose; code stands as it is."""

_LOOPS = ("OPT1", "OPT2", "OPT3", "OPT4", "OPT5", "OPT6", "OPT7")
_LIFTED = """\
Loops with this finding are also read as a whole: what their passes do is written as array operations where
arrays come in, and as builtins and comprehensions for lists. Every rewrite is a guess until the same inputs
have shown the same results and a measurement a gain."""


def explain(code: str) -> str:
    """Pattern, reason, example, known differences and the rewrites that are tried, in Markdown.

    Raises:
        UsageError: No rule has this code; the message names the nearest.
    """
    import difflib

    from optgate.gate import codes
    from optgate.model import UsageError

    known = {rule.code: rule for rule in codes.rules()}
    rule = known.get(code.upper())
    if rule is None:
        near = difflib.get_close_matches(code.upper(), known, n=1, cutoff=0.0)
        raise UsageError(
            f"no rule has the code {code!r}", f"the nearest is {near[0]}; known: {', '.join(known)}"
        )
    parts = [f"# {rule.code} {rule.name}", rule.documentation, *_rewrites(rule.code, rule.documentation)]
    return filled("\n\n".join(parts)).rstrip() + "\n"


def _rewrites(code: str, documentation: str) -> Iterator[str]:
    """The section on rewrites; nothing for codes that no rewrite answers."""
    from optgate.rewrite.rules import registry

    told = set(_sentences(documentation))
    answers = [rule for rule in registry.rules() if code in rule.codes]
    items = [_item(rule, told) for rule in answers]
    general = [_LIFTED] if code.startswith(_LOOPS) else []
    if items or general:
        yield "\n\n".join(["## Rewrites that are tried", *(["\n".join(items)] if items else []), *general])


def _item(rule: Rule, told: set[str]) -> str:
    """A rewrite rule in a list: what of its documentation was not told before; ``told`` is added to."""
    matches = _section(rule.documentation, "What it matches") or rule.documentation.partition("\n")[0]
    does = [one for one in _sentences(matches) if one not in told]
    differs = [
        one for one in _sentences(_section(rule.documentation, "Known differences")) if one not in told
    ]
    told.update(does, differs)
    behind = f" *Differences:* {' '.join(differs)}" if differs else ""
    return f"- **{rule.name}**: {' '.join(does)}{behind}"


def _section(documentation: str, title: str) -> str:
    return documentation.partition(f"## {title}\n")[2].partition("\n## ")[0].strip()


def _sentences(text: str) -> list[str]:
    """The sentences of prose, each on one line; code blocks are left out."""
    prose = " ".join(re.sub(r"```.*?```", " ", text, flags=re.DOTALL).split())
    return [one for one in re.split(r"(?<=[.!?]) (?=[A-Z`])", prose) if one]


def filled(text: str) -> str:
    """Markdown with its paragraphs and list items wrapped anew; headings and code stay as they are."""
    lines: list[str] = []
    prose: list[str] = []
    code = False

    def flush() -> None:
        if prose:
            indent = "  " if prose[0].startswith("- ") else ""
            lines.extend(
                textwrap.wrap(
                    " ".join(prose),
                    WIDTH,
                    subsequent_indent=indent,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
            prose.clear()

    for line in text.splitlines():
        fence = line.startswith("```")
        if fence or code or not line or line.startswith(("#", "- ", "|", "    ")):
            flush()
        if line.startswith("- ") and not code:
            prose.append(line)
        elif fence or code or not line or line.startswith(("#", "|", "    ")):
            lines.append(line)
        else:
            prose.append(line.strip())
        code ^= fence
    flush()
    return "\n".join(lines)
