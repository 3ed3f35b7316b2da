"""Patches as text: the unified diff, the file's encoding, and a change carried over to an edited file."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence

from optgate.model import OptgateError, SourceFile
from optgate.patch.syntax import parses, tree_of

CONTEXT = 3

Opcode = tuple[str, int, int, int, int]

_BOM = "\ufeff"
_NO_NEWLINE = "\\ No newline at end of file\n"
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def encode(file: SourceFile, new_text: str) -> bytes:
    """The bytes of a new text in the file's encoding, with its byte order mark.

    Raises:
        OptgateError: the text has characters that the file's encoding lacks.
    """
    try:
        body = new_text.encode(file.encoding)
    except UnicodeEncodeError as error:
        raise OptgateError(
            f"the new text of {file.path} cannot be written in {file.encoding}: {error.reason}",
            "declare another encoding in the file's first line, utf-8 for instance",
        ) from None
    return _BOM.encode() + body if file.bom else body


def diff(file: SourceFile, new_text: str) -> str:
    """The unified diff that ``git apply`` takes; empty when nothing changes.

    Line ends and the byte order mark are kept. For a file in another encoding than UTF-8, hand it to git
    in that encoding (``diff(...).encode(file.encoding)``): a patch has the bytes of the file.
    """
    if file.text == new_text:
        return ""
    mark = _BOM if file.bom else ""
    old, new = _lines(mark + file.text), _lines(mark + new_text)
    before, after = _quoted(f"a/{file.path}"), _quoted(f"b/{file.path}")
    tab = "\t" if any(space in file.path for space in " \t\n\v\f\r") else ""
    parts = [f"diff --git {before} {after}\n", f"--- {before}{tab}\n", f"+++ {after}{tab}\n"]
    for hunk in _hunks(old, new, CONTEXT):
        first, last = hunk[0], hunk[-1]
        parts.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n")
        for tag, i1, i2, j1, j2 in hunk:
            if tag == "equal":
                parts.extend(_marked(" ", old[i1:i2]))
            else:
                parts.extend(_marked("-", old[i1:i2]))
                parts.extend(_marked("+", new[j1:j2]))
    return "".join(parts)


def rebase(old_text: str, new_text: str, current_text: str) -> str | None:
    """The change from ``old_text`` to ``new_text`` carried over to ``current_text``, or None.

    Carried over only when every function that the change touches stands unchanged in ``current_text``, the
    old lines of every hunk (with up to three lines of context) match there in exactly one place, and the
    result parses.
    """
    if current_text == old_text:
        return new_text
    if "\r\n" in current_text and "\r" not in old_text:
        old_text, new_text = (text.replace("\n", "\r\n") for text in (old_text, new_text))
    if not _untouched(old_text, new_text, current_text):
        return None
    old, new, current = _lines(old_text), _lines(new_text), _lines(current_text)
    for context in range(CONTEXT, -1, -1):
        merged = _merge(old, new, current, context)
        if merged is not None and parses(merged):
            return merged
    return None


def _untouched(old_text: str, new_text: str, current_text: str) -> bool:
    """Whether every function that the change touches stands in the current text as it was."""
    before, now = _functions(old_text), _functions(current_text)
    if before is None or now is None:
        return False
    texts = [(name, text) for name, _, _, text in now]
    hunks = _hunks(_lines(old_text), _lines(new_text), 0)
    changed = [(i1, i2) for hunk in hunks for tag, i1, i2, _, _ in hunk if tag != "equal"]
    return all(
        texts.count((name, text)) == 1
        for name, start, end, text in before
        if any((i1 < end and i2 > start) or start < i1 == i2 <= end for i1, i2 in changed)
    )


def _functions(text: str) -> list[tuple[str, int, int, str]] | None:
    """Name, line range (0-based, half open) and text of each function; None if lines are not git's."""
    tree = tree_of(text)
    if tree is None or "\r" in text.replace("\r\n", ""):
        return None
    lines = _lines(text)
    found = []
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        prefix, node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                start = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)]) - 1
                end = child.end_lineno or child.lineno
                found.append((prefix + child.name, start, end, "".join(lines[start:end]).rstrip()))
            elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                name = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix
                pending.append((name, child))
    return found


def _merge(old: list[str], new: list[str], current: list[str], context: int) -> str | None:
    merged: list[str] = []
    done = 0
    for hunk in _hunks(old, new, context):
        first, last = hunk[0], hunk[-1]
        block = old[first[1] : last[2]]
        places = _places(current, block)
        if len(places) != 1 or places[0] < done:
            if _imported_already(hunk, new, current):
                continue
            return None
        merged += current[done : places[0]] + new[first[3] : last[4]]
        done = places[0] + len(block)
    return "".join(merged + current[done:])


def _imported_already(hunk: Sequence[Opcode], new: list[str], current: list[str]) -> bool:
    """Whether a hunk only adds imports (and blank lines) that the current text has at module level."""
    if any(i1 != i2 for tag, i1, i2, _, _ in hunk if tag != "equal"):
        return False
    added = [line for tag, _, _, j1, j2 in hunk if tag != "equal" for line in new[j1:j2] if line.strip()]
    return all(line.startswith(("import ", "from ")) and line in current for line in added)


def _places(lines: list[str], block: list[str]) -> list[int]:
    """Where a block of lines stands; nowhere if it is empty."""
    if not block:
        return []
    starts = range(len(lines) - len(block) + 1)
    return [at for at in starts if lines[at] == block[0] and lines[at : at + len(block)] == block]


def _lines(text: str) -> list[str]:
    """Lines as git has them: ended by a line feed and nothing else."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _hunks(old: list[str], new: list[str], context: int) -> list[list[Opcode]]:
    """Opcodes as ``difflib`` has them, a list a hunk; changes with little between them share one."""
    changes: list[list[Opcode]] = []
    for opcode in _changes(old, new):
        if changes and opcode[1] - changes[-1][-1][2] <= 2 * context:
            changes[-1].append(opcode)
        else:
            changes.append([opcode])
    return [_with_context(group, len(old), context) for group in changes]


def _changes(old: list[str], new: list[str]) -> list[Opcode]:
    """What differs, found between the common head and tail only."""
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    matcher = difflib.SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        (tag, i1 + head, i2 + head, j1 + head, j2 + head)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _with_context(group: list[Opcode], end: int, context: int) -> list[Opcode]:
    """One hunk: its changes with the equal lines before, between and after them."""
    _, i1, _, j1, _ = group[0]
    above = min(context, i1)
    hunk: list[Opcode] = []
    at_old, at_new = i1 - above, j1 - above
    for change in group:
        hunk += [("equal", at_old, change[1], at_new, change[3]), change]
        at_old, at_new = change[2], change[4]
    below = min(context, end - at_old)
    return [*hunk, ("equal", at_old, at_old + below, at_new, at_new + below)]


def _range(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + 1 if length else start},{length}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _quoted(path: str) -> str:
    """A path as git writes it with ``core.quotepath`` off: in C's quotes where it has special characters."""
    written = "".join(_escaped(character) for character in path)
    return path if written == path else f'"{written}"'


def _escaped(character: str) -> str:
    code = ord(character)
    if code in _ESCAPES:
        return f"\\{_ESCAPES[code]}"
    if code < 32 or code == 127 or 0xDC80 <= code <= 0xDCFF:
        return f"\\{code & 0xFF:03o}"
    return character
