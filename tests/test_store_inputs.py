"""Known inputs in the store: kept apart by function, bounded, and given back in the order of their use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from optgate import store as store_room
from optgate.config import Config
from optgate.model import Given
from optgate.store import Store, corpus


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Store]:
    with store_room.open(tmp_path, Config()) as opened:
        yield opened


def calls(shelf: Store, qualname: str = "f") -> list[tuple[bytes, str]]:
    return [(one.call, one.source) for one in shelf.inputs("a.py", qualname)]


def test_an_unknown_function_has_none(shelf: Store) -> None:
    assert shelf.inputs("a.py", "f") == ()
    assert shelf.captured_key("a.py", "f") is None


def test_captured_inputs_replace_those_captured_before(shelf: Store) -> None:
    shelf.keep_captured("a.py", "f", "k1", [Given(b"1", "tests"), Given(b"2", "main")])
    shelf.keep_failed("a.py", "f", [b"bad"])
    shelf.keep_captured("a.py", "g", "k1", [Given(b"9", "tests")])
    assert calls(shelf) == [(b"bad", "failed"), (b"1", "tests"), (b"2", "main")]
    shelf.keep_captured("a.py", "f", "k2", [Given(b"3", "doctests")])
    assert calls(shelf) == [(b"bad", "failed"), (b"3", "doctests")]
    assert calls(shelf, "g") == [(b"9", "tests")]
    assert (shelf.captured_key("a.py", "f"), shelf.captured_key("a.py", "g")) == ("k2", "k1")


def test_nothing_captured_is_known_as_such(shelf: Store) -> None:
    shelf.keep_captured("a.py", "f", "k1", [])
    assert shelf.inputs("a.py", "f") == ()
    assert shelf.captured_key("a.py", "f") == "k1"


def test_failing_inputs_are_kept_once_and_the_newest_comes_first(shelf: Store) -> None:
    shelf.keep_failed("a.py", "f", [b"small", b"large"])
    shelf.keep_failed("a.py", "f", [b"other"])
    assert [call for call, _ in calls(shelf)] == [b"other", b"small", b"large"]
    shelf.keep_failed("a.py", "f", [b"large"])
    assert [call for call, _ in calls(shelf)] == [b"large", b"other", b"small"]


def test_the_same_call_from_two_sources_is_two_inputs(shelf: Store) -> None:
    shelf.keep_captured("a.py", "f", "k", [Given(b"1", "tests"), Given(b"1", "tests"), Given(b"1", "main")])
    shelf.keep_failed("a.py", "f", [b"1"])
    assert calls(shelf) == [(b"1", "failed"), (b"1", "tests"), (b"1", "main")]


def test_the_number_of_inputs_of_a_function_and_source_is_bounded(
    shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "MOST", 3)
    many = [Given(bytes([n]), source) for n in range(5) for source in ("tests", "main")]
    shelf.keep_captured("a.py", "f", "k", many)
    for number in range(5):
        shelf.keep_failed("a.py", "f", [bytes([number])])
    found = calls(shelf)
    assert [call for call, source in found if source == "failed"] == [b"\4", b"\3", b"\2"]
    assert [call for call, source in found if source == "tests"] == [b"\0", b"\1", b"\2"]
    assert len(found) == 9


def test_the_bytes_of_all_inputs_are_bounded_and_what_lost_some_is_captured_anew(
    shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "MAX_BYTES", 1600)
    shelf.keep_captured("a.py", "f", "k", [Given(bytes([n]) * 100, "tests") for n in range(10)])
    shelf.keep_captured("a.py", "g", "k", [Given(bytes([n]) * 100, "tests") for n in range(10)])
    assert len(shelf.inputs("a.py", "f")) == 6
    assert len(shelf.inputs("a.py", "g")) == 10
    assert (shelf.captured_key("a.py", "f"), shelf.captured_key("a.py", "g")) == (None, "k")
    shelf.keep_failed("a.py", "h", [b"x" * 101])
    assert shelf.inputs("a.py", "h") == ()


def test_a_store_of_an_earlier_version_restarts_and_says_what_that_means(tmp_path: Path) -> None:
    with store_room.open(tmp_path, Config()) as shelf:
        shelf.keep_failed("a.py", "f", [b"1"])
        path = shelf.path
    assert path is not None
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE inputs")
        db.execute("DROP TABLE captures")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with store_room.open(tmp_path, Config()) as shelf:
        assert shelf.inputs("a.py", "f") == ()
        assert "another version of optgate" in shelf.note
        shelf.keep_failed("a.py", "f", [b"1"])
    with store_room.open(tmp_path, Config()) as shelf:
        assert (shelf.note, calls(shelf)) == ("", [(b"1", "failed")])
