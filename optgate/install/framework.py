"""The file of pre-commit and prek: an entry added to its list of repositories, all else as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from optgate import __version__
from optgate.install.steps import Step

NAME = ".pre-commit-config.yaml"
_INSTALL = "{} install --hook-type pre-commit --hook-type pre-push"
_REPOS = re.compile(r"^repos:[ \t]*(#.*)?$")
_ITEM = re.compile(r"^([ \t]*)-([ \t]+)repo:")
_HOOK = re.compile(r"^([ \t]*)-[ \t]+id:")


def used(top: Path) -> bool:
    """Whether the repository uses the framework."""
    return (top / NAME).is_file()


def framework(top: Path, program: str = "pre-commit") -> list[Step]:
    """The steps that add optgate's hooks to the file; where its style is unusual, what to add is told."""
    raw = (top / NAME).read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return [_by_hand(program)]
    if "optgate" in text:
        return [Step(f"{NAME} has optgate already", next=_INSTALL.format(program))]
    added = _added(text)
    if added is None:
        return [_by_hand(program)]
    says = f"added the hooks optgate and optgate-pre-push to {NAME}"
    return [Step(says, top / NAME, added.encode(), next=_INSTALL.format(program))]


def _by_hand(program: str) -> Step:
    entry = _entry("  ", 1, "  ")
    return Step(
        f"{NAME} is written in a way that is better changed by hand; add this to its `repos`:\n{entry}",
        next=_INSTALL.format(program),
    )


def _added(text: str) -> str | None:
    """The file with the entry at the end of the list, in the style of the last item; None when unsure."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _REPOS.match(line)]
    if len(starts) != 1:
        return None
    items: list[re.Match[str]] = []
    hooks = "  "
    end = starts[0] + 1
    for number, line in enumerate(lines[end:], end):
        if not line.strip():
            continue
        if line.lstrip().startswith("#"):
            end = number + 1 if number == end and line[0].isspace() else end
            continue
        if not line[0].isspace() and not line.startswith("-"):
            break
        if item := _ITEM.match(line):
            items.append(item)
        elif items and (hook := _HOOK.match(line)):
            hooks = " " * max(0, len(hook[1]) - len(items[-1][1]) - 1 - len(items[-1][2]))
        end = number + 1
    if not items or len({item[1] for item in items}) > 1 or "\t" in text:
        return None
    entry = _entry(items[-1][1], len(items[-1][2]), hooks)
    gap = [""] if _apart(lines, starts[0], end) else []
    merged = [*lines[:end], *gap, *entry.splitlines(), *lines[end:]]
    return newline.join(merged) + newline


def _apart(lines: list[str], start: int, end: int) -> bool:
    """Whether the items stand apart, with empty lines between them."""
    items = [number for number in range(start + 1, end) if _ITEM.match(lines[number])]
    return len(items) > 1 and all(not lines[number - 1].strip() for number in items[1:])


def _entry(indent: str, gap: int, hooks: str) -> str:
    """The entry, with its items so far in, and the hooks in it so far again."""
    inner = indent + " " * (1 + gap)
    dash = f"{inner}{hooks}-{' ' * gap}"
    field = " " * len(dash)
    lines = [f"{indent}-{' ' * gap}repo: local", f"{inner}hooks:"]
    for id, stage in (("optgate", "pre-commit"), ("optgate-pre-push", "pre-push")):
        lines += [
            f"{dash}id: {id}",
            f"{field}name: {id}",
            f"{field}entry: optgate hook {stage}",
            f"{field}language: python",
            f'{field}additional_dependencies: ["optgate=={__version__}"]',
            f"{field}types: [python]",
            f"{field}pass_filenames: false",
            f"{field}require_serial: true",
            f"{field}stages: [{stage}]",
        ]
    return "\n".join(lines)
