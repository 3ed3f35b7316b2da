"""Whatever two texts: git makes the new one of the old by the diff; a rebase keeps both edits or says no."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from optgate import patch
from optgate.model import OptgateError, SourceFile, UsageError
from tests.fuzzing import fuzz

pieces = st.sampled_from(
    [
        "a\n",
        "b\n",
        "\n",
        "c",
        "\r",
        "\r\n",
        "\f",
        "\v",
        "\x1c",
        "\x85",
        "\u2028",
        "é\n",
        "\t\n",
        " \n",
        "def f():\n    return 1\n",
        "# -*- coding: latin-1 -*-\n",
        "-- a\n",
        "++ b\n",
        "\\ No newline at end of file\n",
        "@@ -1 +1 @@\n",
        "diff --git a/x b/x\n",
        "\x00",
    ]
)
texts = st.lists(pieces, max_size=12).map("".join)
names = st.one_of(
    st.sampled_from(["m.py", "a b.py", "ü.py", 'q"q.py', "t\tt.py", "back\\slash.py"]),
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=6).map(
        "{}.py".format
    ),
)


def source(root: Path, path: str, text: str, encoding: str = "utf-8", *, bom: bool = False) -> SourceFile:
    raw = (b"\xef\xbb\xbf" if bom else b"") + text.encode(encoding)
    return SourceFile(root=str(root), path=path, raw=raw, text=text, encoding=encoding, bom=bom)


@given(texts, texts, names, st.sampled_from(["utf-8", "latin-1"]), st.booleans())
@fuzz(100)
def test_git_applies_every_diff(old: str, new: str, name: str, encoding: str, bom: bool) -> None:
    assume(encoding == "utf-8" or not (bom or any(ord(c) > 255 for c in old + new)))
    assume(name.isprintable() or "\n" not in name)
    with tempfile.TemporaryDirectory() as folder:
        file = source(Path(folder), name, old, encoding, bom=bom)
        Path(folder, name).write_bytes(file.raw)
        diff = patch.diff(file, new)
        assert bool(diff) is (old != new)
        if diff:
            done = subprocess.run(
                ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"],
                cwd=folder,
                input=diff.encode(encoding if name.isascii() else "utf-8"),
                capture_output=True,
                check=False,
                env={
                    "PATH": "/usr/bin:/bin:/usr/local/bin",
                    "GIT_CEILING_DIRECTORIES": str(Path(folder).parent),
                },
            )
            assume(name.isascii() or encoding == "utf-8")
            assert done.returncode == 0, (done.stderr, diff)
            assert Path(folder, name).read_bytes() == patch.encode(file, new)


functions = st.lists(
    st.builds(
        "def f@(x):\n    {}\n    return {}\n\n".format,
        st.sampled_from(["y = x", "y = [x]", "# é", "'''\n\f'''"]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=5,
).map(lambda found: [text.replace("@", str(number)) for number, text in enumerate(found)])
ends = st.sampled_from(["\n", "\r\n"])


@given(functions, st.data(), ends)
@fuzz(300)
def test_a_rebase_keeps_both_edits_or_refuses(before: list[str], data: st.DataObject, end: str) -> None:
    at = data.draw(st.integers(0, len(before) - 1))
    other = data.draw(st.integers(0, len(before) - 1))
    new, current = list(before), list(before)
    new[at] = "def g(x):\n    return sum(x)\n\n"
    inserted = data.draw(st.sampled_from(["import os\n\n", "Z = 1\n\n", "def h():\n    pass\n\n"]))
    current[other] = inserted + current[other] if data.draw(st.booleans()) else inserted
    merged = patch.rebase("".join(before), "".join(new), "".join(current).replace("\n", end))
    if other == at and not current[at].endswith(before[at]):
        assert merged is None
    elif merged is not None:
        both = list(current)
        both[at] = (inserted if other == at else "") + new[at]
        assert merged == "".join(both).replace("\n", end)


@given(texts, texts, texts)
@fuzz(300)
def test_a_rebase_of_any_texts_is_a_text_or_none(old: str, new: str, current: str) -> None:
    merged = patch.rebase(old, new, current)
    assert merged is None or isinstance(merged, str)
    assert patch.rebase(old, new, old) == new


@given(
    texts,
    st.text(max_size=8),
    st.sampled_from(["utf-8", "latin-1", "ascii", "cp1252", "utf-16-le", "shift_jis", "koi8-r"]),
    st.booleans(),
)
@fuzz(200)
def test_writing_gives_what_was_asked_for_or_says_why(old: str, added: str, encoding: str, bom: bool) -> None:
    try:
        old.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    bom = bom and encoding == "utf-8"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        file = source(root, "m.py", old, encoding, bom=bom)
        (root / "m.py").write_bytes(file.raw)
        try:
            patch.apply(root, patch.prepare(root, [(file, old + added)]), root / ".optgate_cache")
        except OptgateError as error:
            assert str(error) and (
                isinstance(error, UsageError) or "nothing was" in str(error) or encoding in str(error)
            )
            assert (root / "m.py").read_bytes() == file.raw
        else:
            assert (root / "m.py").read_bytes() == patch.encode(file, old + added)
        assert {path.name for path in root.iterdir()} <= {"m.py", ".optgate_cache"}
