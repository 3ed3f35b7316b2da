"""Patches that git takes, and changes carried over to edited files."""

import os
import subprocess
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from optgate import patch
from optgate.model import OptgateError
from tests.patch.texts import NEW, OLD, file_of


@pytest.fixture
def git(monkeypatch, tmp_path):
    """A repository, and git's ``apply`` on the patch of a file in it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    repo = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(repo)], check=True)

    def applied(file, new_text):
        place = repo / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.raw)
        text = patch.diff(file, new_text)
        if text:
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            done = subprocess.run(
                command, cwd=repo, input=text.encode(file.encoding), capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
        return place.read_bytes()

    return applied


LINE = st.text(
    st.sampled_from(["a", "b", " ", "\t", "\r", "\x0c", "é", "\u2028", "+", "-", "@", "\\"]), max_size=3
)
TEXT = st.builds(
    lambda lines, last: "".join(f"{line}\n" for line in lines) + last, st.lists(LINE, max_size=30), LINE
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT.filter(bool), TEXT.filter(bool), st.booleans())
@example("a", "a\n", False)
@example("a\n", "a", False)
@example("a\r\nb\r\n", "a\r\nc\r\n", True)
@example("\n" * 20 + "a", "\n" * 20 + "b", False)
def test_git_applies_what_diff_writes(git, old, new, bom):
    file = file_of(old, bom=bom)
    assert git(file, new) == patch.encode(file, new)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, min_size=1, max_size=60), st.data())
def test_git_applies_small_edits_of_long_texts(git, lines, data):
    edited = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(edited) - 1))
        edited[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(LINE, max_size=2))
        edited = edited or ["x"]
    old, new = ("".join(f"{line}\n" for line in part) for part in (lines, edited))
    file = file_of(old)
    assert git(file, new) == new.encode()


@pytest.mark.parametrize(
    "path",
    [
        "with space/a b.py",
        "Ünï/é.py",
        'quote"d.py',
        "back\\slash.py",
        "tab\there.py",
        "line\nfeed.py",
        "-dash.py",
        "a b/ü\x07.py",
        "b/a/x.py",
    ],
)
def test_git_applies_patches_of_unusual_paths(git, path):
    assert git(file_of(OLD, path), NEW) == NEW.encode()


@pytest.mark.parametrize(("encoding", "text"), [("iso-8859-1", "é"), ("shift_jis", "表"), ("cp1252", "€")])
def test_git_applies_patches_in_the_encoding_of_the_file(git, encoding, text):
    old = f"# coding: {encoding}\nx = '{text}'\ny = 1\n"
    file = file_of(old, encoding=encoding)
    assert git(file, old.replace("y = 1", f"y = '{text}'")).decode(encoding).endswith(f"y = '{text}'\n")


@pytest.mark.parametrize(
    "path", ["a.py", "with space/a b.py", "Ünï/é.py", 'q"\\.py', "t\tb c.py", "\x01é.py"]
)
def test_headers_are_those_of_git(git, tmp_path, path):
    git(file_of(OLD, path), OLD)
    place = tmp_path / "repo"
    subprocess.run(["git", "add", "."], cwd=place, check=True)
    (place / path).write_text(NEW)
    command = ["git", "-c", "core.quotepath=false", "diff"]
    theirs = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stdout
    marks = ("diff ", "--- ", "+++ ")
    ours = patch.diff(file_of(OLD, path), NEW)
    headers = [[line for line in text.split("\n") if line.startswith(marks)] for text in (ours, theirs)]
    assert headers[0] == headers[1]


def test_what_a_patch_looks_like():
    assert patch.diff(file_of(OLD), NEW) == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -2,10 +2,7 @@\n \n \n def f(xs):\n"
        "-    total = 0\n-    for x in xs:\n-        total += x\n-    return total\n+    return sum(xs)\n"
        " \n \n Y = 1\n"
    )
    assert patch.diff(file_of(OLD), OLD) == ""


def test_a_large_file_takes_no_time():
    body = "".join(f"def f{number}(x):\n    y = x\n    return y\n\n\n" for number in range(6000))
    begun = time.process_time()
    text = patch.diff(file_of(body), "import numpy as np\n" + body.replace("def f5990(x)", "def f5990(x, z)"))
    assert time.process_time() - begun < 2
    assert text.count("\n@@ ") == 2


def test_encode_keeps_encoding_and_mark():
    assert patch.encode(file_of("é", bom=True), "è") == b"\xef\xbb\xbf\xc3\xa8"
    assert patch.encode(file_of("é", encoding="iso-8859-1"), "è\r\n") == b"\xe8\r\n"
    with pytest.raises(OptgateError, match="cannot be written in iso-8859-1") as error:
        patch.encode(file_of("é", encoding="iso-8859-1"), "€")
    assert "utf-8" in error.value.hint


class TestRebase:
    def test_unchanged_text_takes_the_new_one(self):
        assert patch.rebase(OLD, NEW, OLD) == NEW

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("import os\n", "import os\nimport sys\n"),
            ("import os\n\n\n", ""),
            ("Y = 1\n", "Y = 2\n"),
            ("\n\nY = 1\n", ""),
            ("Y = 1\n", "Y = 1\n\n\ndef g(xs):\n    total = 0\n    return total\n"),
            ("import os\n", "def f(ys):\n    return ys\n"),
            ("Y = 1\n", "Y = 1"),
        ],
    )
    def test_edits_elsewhere_are_kept(self, old, new):
        current = OLD.replace(old, new)
        assert patch.rebase(OLD, NEW, current) == NEW.replace(old, new)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("def f(xs):", "def f(ys):"),
            ("total = 0", "total = 1"),
            ("def f", "@cache\ndef f"),
            ("    return total\n", "    return total\n    print()\n"),
            (OLD[OLD.index("def f") : OLD.index("Y = 1")], ""),
            ("import os", "import ("),
        ],
    )
    def test_a_function_edited_meanwhile_is_refused(self, old, new):
        assert patch.rebase(OLD, NEW, OLD.replace(old, new)) is None

    def test_an_edit_of_another_part_of_the_function_is_refused(self):
        body = "".join(f"    a{number} = {number}\n" for number in range(30))
        old = f"def f():\n{body}    return a1\n"
        new = old.replace("a29 = 29", "a29 = 30")
        assert patch.rebase(old, new, old.replace("a2 = 2", "a2 = 5")) is None
        assert patch.rebase(old, new, "x = 1\n" + old) == "x = 1\n" + new

    def test_lines_that_stand_in_two_places_are_refused(self):
        body = "".join(f"    a{number} = {number}\n" for number in range(30))
        old = f"def g():\n{body}\n\ndef f():\n{body}"
        at = old.rindex("a15")
        new = f"{old[:at]}b{old[at:]}"
        assert patch.rebase(old, new, old) == new
        assert patch.rebase(old, new, "x = 1\n" + old) is None

    def test_the_same_function_twice_is_refused(self):
        assert patch.rebase(OLD, NEW, OLD + OLD) is None

    def test_the_same_lines_in_another_function_are_not_mistaken(self):
        other = OLD.replace("def f", "def g").replace("import os\n\n\n", "")
        merged = patch.rebase(OLD, NEW, other + OLD)
        assert merged in (None, other + NEW)

    def test_windows_line_ends_in_the_work_tree(self):
        assert patch.rebase(OLD, NEW, OLD.replace("\n", "\r\n")) == NEW.replace("\n", "\r\n")

    def test_methods_and_decorated_functions(self):
        old = "class A:\n    @one\n    def m(self, xs):\n        return [x for x in xs]\n"
        new = old.replace("[x for x in xs]", "list(xs)")
        assert patch.rebase(old, new, "Z = 1\n" + old) == "Z = 1\n" + new
        assert patch.rebase(old, new, "Z = 1\n" + old.replace("@one", "@two")) is None

    def test_an_import_that_came_in_meanwhile_is_not_added_twice(self):
        new = NEW.replace("import os\n", "import os\nimport numpy as np\n")
        current = OLD.replace("import os\n", "import os\nimport numpy as np\nimport sys\n")
        merged = patch.rebase(OLD, new, current)
        assert merged == current.replace(OLD[OLD.index("def f") :], NEW[NEW.index("def f") :])

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.sampled_from([*OLD.splitlines(), "Z = 2", "", "def g(): pass"]), max_size=12), st.data()
    )
    def test_a_result_parses_and_has_the_new_function_once(self, lines, data):
        at = data.draw(st.integers(0, len(lines)))
        current = "\n".join([*lines[:at], *OLD.splitlines(), *lines[at:], ""])
        merged = patch.rebase(OLD, NEW, current)
        if merged is not None:
            compile(merged, "m", "exec")
            body = OLD[OLD.index("    total") : OLD.index("\n\nY")]
            assert merged.count("def f(xs):\n    return sum(xs)\n") == 1
            assert merged.replace("    return sum(xs)\n", body) == current
