"""Texts on their way out of the program."""

from __future__ import annotations

import pytest

from optgate.discreet import discreet, discreet_record, reveals, secret
from optgate.model import Candidate, Counterexample, SourceFile

HOME = {"HOME": "/home/mia"}


@pytest.mark.parametrize(
    ("home", "text", "clean"),
    [
        ("/home/mia", "in /home/mia/a.py, line 3", "in ~/a.py, line 3"),
        ("/home/mia/", "'/home/mia'", "'~'"),
        ("/home/mia", "at\\n/home/mia/x and file:///home/mia/y", "at\\n~/x and file://~/y"),
        ("/home/mia", "seen/home/mia/x", "seen~/x"),
        ("/home/mia", "/home/miami/x", "/home/miami/x"),
        ("/mia", "/mia/x, /tmp/mia/x, '\\n/mia'", "~/x, /tmp/mia/x, '\\n~'"),
        ("/", "/usr/bin", "/usr/bin"),
        ("relative", "a relative path", "a relative path"),
    ],
)
def test_the_home_folder_is_a_tilde(home: str, text: str, clean: str) -> None:
    assert discreet(text, {"HOME": home}) == clean


@pytest.mark.parametrize(
    "name",
    ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "OPENAI_API_KEY", "MY_PASSWORD", "DATABASE_URL", "APIKEY"],
)
def test_values_of_secret_names_are_hidden(name: str) -> None:
    assert discreet("got hunter2-hunter2!", {**HOME, name: "hunter2-hunter2"}) == "got ***!"


def test_a_login_in_an_address_is_a_secret_whatever_the_name() -> None:
    assert secret("MIRROR", "https://mia:pw@example.org/simple")
    assert not secret("MIRROR", "https://example.org/simple")


@pytest.mark.parametrize(
    ("name", "value"), [("PWD", "/srv/project"), ("EDITOR", "/usr/bin/vi"), ("MY_TOKEN", "yes")]
)
def test_ordinary_values_stay(name: str, value: str) -> None:
    assert discreet(f"{value} stays", {**HOME, name: value}) == f"{value} stays"


def test_records_are_cleaned_but_for_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/mia")
    file = SourceFile("/home/mia/p", "m.py", b"", "x = '/home/mia'")
    candidate = Candidate(id="a", source="external:/home/mia/c.py", text="x = '/home/mia'", summary="")
    example = Counterexample("f('/home/mia')", "1", "2", test="def test():\n    f('/home/mia')\n")
    assert discreet_record((file,)) == (file,)
    cleaned = discreet_record({"c": candidate, "e": [example]})
    assert cleaned["c"].source == "external:~/c.py" and cleaned["c"].text == candidate.text
    assert cleaned["e"][0].call == "f('~')" and cleaned["e"][0].test == ""
    assert reveals(b"\x02/home/mia/x") and not reveals(b"\x02/tmp/x")
