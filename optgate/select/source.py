"""Bytes of a Python file -> ``SourceFile`` and its targets, or the reason why it cannot be judged."""

from __future__ import annotations

import io
import tokenize

from optgate.model import SourceFile, Target
from optgate.select.functions import definitions
from optgate.syntax import parse

MAX_BYTES = 1 << 20
TOO_LARGE = f"larger than {MAX_BYTES >> 20} MB"

_BOM = b"\xef\xbb\xbf"


class UnjudgeableError(Exception):
    """A file that is skipped; the text is the reason, for the report."""


def read(root: str, path: str, raw: bytes) -> SourceFile:
    """Decode a file as Python itself would: byte order mark, encoding cookie, else UTF-8.

    Raises:
        UnjudgeableError: too large, binary, not in the encoding it declares, or not written back exactly.
    """
    if len(raw) > MAX_BYTES:
        raise UnjudgeableError(TOO_LARGE)
    if b"\0" in raw:
        raise UnjudgeableError("binary: it contains null bytes")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise UnjudgeableError("its name is not valid UTF-8") from None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        bom = raw.startswith(_BOM)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        body = raw[len(_BOM) :] if bom else raw
        text = body.decode(encoding)
        if text.encode(encoding) != body:
            raise UnjudgeableError(f"{encoding} text that would not be written back byte for byte")
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise UnjudgeableError(f"not text in the encoding it declares: {error}") from None
    return SourceFile(root=root, path=path, raw=raw, text=text, encoding=encoding, bom=bom)


def targets(file: SourceFile) -> list[Target]:
    """Every outermost function of the file, in order.

    Raises:
        UnjudgeableError: the file does not parse.
    """
    try:
        tree = parse(file.text)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise UnjudgeableError(f"does not parse: {error.msg}{where}") from None
    except ValueError as error:
        raise UnjudgeableError(f"does not parse: {error}") from None
    except (RecursionError, MemoryError):
        raise UnjudgeableError("does not parse: nested too deeply") from None
    return [
        Target(
            file=file,
            qualname=definition.qualname,
            line=definition.line,
            def_line=definition.def_line,
            end_line=definition.end_line,
            refused=definition.refused,
        )
        for definition in definitions(tree, file.text)
    ]


def own_text(target: Target) -> str:
    """The function's lines, first decorator to last line, line ends made equal."""
    lines = target.file.lines[target.line - 1 : target.end_line]
    return "\n".join(line.rstrip("\r\n") for line in lines)
