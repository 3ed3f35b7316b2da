"""The file of accepted findings: what is written is read again, and whatever else stands there is named."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate import baseline
from optgate.baseline import Entry
from optgate.model import UsageError
from tests.fuzzing import fuzz

HEAD = b'{"optgate-baseline":1}\n'
ENTRY = b'{"path":"a.py","function":"f","code":"OPT102","content":"00ff"}\n'

texts = st.text(st.characters(codec="utf-8"), max_size=12)
entries = st.builds(Entry, texts, texts, texts, texts, st.integers(1, 9))


def complaint(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        baseline.read(path)
    assert caught.value.exit_status == 2
    assert caught.value.hint
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@given(st.lists(entries, max_size=6))
@fuzz(100)
def test_what_is_written_is_read_again_in_any_order_and_twice(tmp_path: Path, chosen: list[Entry]) -> None:
    path = tmp_path / "baseline"
    baseline.write(path, chosen)
    assert baseline.read(path) == set(chosen)
    head, *lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == len(set(chosen))
    assert b"\n" not in b"".join(line[:-1] for line in lines)
    path.write_bytes(head + b"".join(reversed(lines)) + head + b"".join(lines))
    assert baseline.read(path) == set(chosen)


@given(st.lists(entries, max_size=6, unique=True), st.randoms(use_true_random=False))
@fuzz(50)
def test_the_same_entries_make_the_same_file(tmp_path: Path, chosen: list[Entry], random) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    baseline.write(one, chosen)
    random.shuffle(chosen)
    baseline.write(other, chosen)
    assert one.read_bytes() == other.read_bytes()


@given(st.data())
@fuzz(150)
def test_any_bytes_are_read_or_complained_about(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(HEAD + ENTRY * 2)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    path = tmp_path / "baseline"
    path.write_bytes(content)
    try:
        assert all(isinstance(entry, Entry) for entry in baseline.read(path))
    except UsageError as error:
        assert str(path) in str(error)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            HEAD + b"<<<<<<< HEAD\n" + ENTRY + b"=======\n>>>>>>> other\n",
            ":2: the baseline has merge markers",
        ),
        (b"<<<<<<< HEAD\n" + HEAD, ":1: the baseline has merge markers"),
        (HEAD + ENTRY + b"||||||| base\n", ":3: the baseline has merge markers"),
        (
            b'{"optgate-baseline":2}\n' + ENTRY,
            ":1: the baseline is of version 2; this optgate reads version 1",
        ),
        (ENTRY, ":1: this is no baseline"),
        (b"[1]\n", ":1: this is no baseline"),
        (b"\x00\x9f\x92\x96" * 50, "is no baseline: it is not text"),
        (HEAD + b"{}\n", ":2: not an entry of a baseline"),
        (HEAD + b"\n" + ENTRY[:-4] + b"\n", ":3: not an entry of a baseline"),
        (HEAD + ENTRY.replace(b'"code"', b'"codes"'), ":2: not an entry of a baseline"),
        (HEAD + b'{"path":' * 5000, ":2: not an entry of a baseline"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in complaint(tmp_path / "baseline", content)


def test_a_byte_order_mark_and_other_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + ENTRY).replace(b"\n", b"\r\n"))
    assert baseline.read(path) == {Entry("a.py", "f", "OPT102", "00ff")}


def test_an_empty_file_and_a_device_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert baseline.read(tmp_path / "empty") == baseline.read(Path(os.devnull)) == frozenset()


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none", "there is no baseline"), (tmp_path, "cannot read the baseline")):
        with pytest.raises(UsageError, match=said) as caught:
            baseline.read(path)
        assert str(path) in str(caught.value)


def test_where_it_cannot_be_written_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").touch()
    for path in (tmp_path / "file" / "baseline", tmp_path / "folder"):
        with pytest.raises(UsageError, match="cannot write the baseline"):
            baseline.write(path, ())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_git_merges_two_branches_line_by_line(tmp_path: Path) -> None:
    """With ``merge=union``, as the documentation has it, even entries side by side."""

    def git(*arguments: str) -> None:
        names = ("-c", "user.name=T", "-c", "user.email=t@example.org")
        subprocess.run(["git", *names, *arguments], cwd=tmp_path, check=True, capture_output=True)

    path = tmp_path / ".optgate-baseline"
    common, ours, theirs = (Entry("a.py", name, "OPT102", "00") for name in ("b", "a", "c"))
    git("init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text(".optgate-baseline merge=union\n")
    baseline.write(path, [common])
    git("add", "-A")
    git("commit", "-qm", "common")
    git("checkout", "-qb", "other")
    baseline.write(path, [theirs])
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    baseline.write(path, [ours, common])
    git("commit", "-qam", "ours")
    git("merge", "-q", "other")
    assert {ours, theirs} <= baseline.read(path)
