"""Comments that silence a finding, and those that do not."""

from __future__ import annotations

import pytest

from optgate import detect
from optgate.model import Finding

from .files import codes, file_of, target_of

FUNCTION = "def f(x):\n    s = 0\n    for v in x:\n        s += v * 2\n    return s\n"
DEF, LOOP = "def f(x):", "for v in x:"


def commented(line: str, comment: str) -> str:
    return FUNCTION.replace(line, f"{line}  {comment}")


def unused(text: str, **options) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in detect.examine(file_of(text), **options).comments]


@pytest.mark.parametrize("line", [DEF, LOOP])
@pytest.mark.parametrize(
    "comment",
    [
        "# optgate: ignore",
        "# optgate: ignore it is short",
        "# optgate: ignore - it is short",
        "# optgate: ignore[OPT102] it is short",
        "# optgate: ignore[OPT102]: it is short",
        "# optgate: ignore [OPT1]",
        "# optgate: ignore[OPT102]- it is short",
        "# OPTGATE: Ignore[opt102]",
        "# type: ignore  # optgate: ignore[OPT102]",
        "# optgate: ignore[OPT102]  # noqa: E501",
    ],
)
def test_it_silences_and_is_of_use(line: str, comment: str) -> None:
    assert codes(commented(line, comment)) == []
    assert unused(commented(line, comment)) == []


@pytest.mark.parametrize(
    "text",
    [
        FUNCTION.replace(DEF, "def f(\n    x,\n):  # optgate: ignore"),
        FUNCTION.replace(LOOP, "for v in (\n        x\n    ):  # optgate: ignore[OPT102]"),
        FUNCTION.replace(LOOP, "for v in (  # optgate: ignore[OPT102]\n        x\n    ):"),
    ],
)
def test_a_formatter_may_break_the_line(text: str) -> None:
    assert codes(text) == []
    assert unused(text) == []


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# optgate: ignore[OPT102", "it is not understood"),
        ("# optgate: ignore [OPT102", "it is not understood"),
        ("# optgate: ignore[]", "no code in its brackets"),
        ("# optgate: ignore[OPT1O2]", "OPT1O2 is no code"),
        ("# optgate: ignore[OPT102, E501]", "E501 is no code"),
        ("# optgate: ignore OPT102", "its codes do not stand in brackets"),
        ("# optgate: ignored", "it is not understood"),
        ("# optgate: ignore-next", "it is not understood"),
        ("# optgate: noqa", "it is not understood"),
        ("# optgate:", "it is not understood"),
    ],
)
def test_what_cannot_be_read_silences_nothing_and_is_told(comment: str, problem: str) -> None:
    text = commented(LOOP, comment)
    assert codes(text) == ["OPT102"]
    ((line, message),) = unused(text)
    assert line == 3
    assert problem in message and "ignore[OPT201] reason" in message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (commented("s = 0", "# optgate: ignore"), 2, "no finding stands on its line"),
        ("# optgate: ignore\n" + FUNCTION, 1, "no finding"),
        (FUNCTION + "x = 1  # optgate: ignore[OPT2]\n", 6, "OPT2: no such finding"),
        (commented(LOOP, "# optgate: ignore[OPT201]"), 3, "OPT201: no such finding"),
        (commented(LOOP, "# optgate: ignore[OPT102, OPT201]"), 3, "with OPT201: no such"),
        (commented(LOOP, "# optgate: ignore[OPT199]"), 3, "names OPT199, a code no rule has"),
        ("def f(x):  # optgate: ignore\n    return x\n", 1, "no finding"),
    ],
)
def test_what_silences_nothing_is_told(text: str, line: int, said: str) -> None:
    ((found, message),) = unused(text)
    assert found == line
    assert said in message


@pytest.mark.parametrize(
    "text",
    [
        FUNCTION,
        FUNCTION + "y = '# optgate: ignore'\n",
        FUNCTION + '"""\n# optgate: ignore\n"""\n',
        FUNCTION + "# write `# optgate: ignore` to silence it\n",
        "def f(x):  # optgate: ignore[OPT901] it became safer\n    return x\n",
    ],
)
def test_nothing_is_told_of(text: str) -> None:
    assert unused(text) == []


def test_it_is_a_finding_like_any_other() -> None:
    text = commented("s = 0", "# optgate: ignore")
    (found,) = detect.examine(file_of(text)).comments
    assert isinstance(found, Finding)
    assert (found.code, found.name, found.column) == ("OPT900", "unused-ignore", 11)
    assert unused(text, ignore=("OPT9",)) == unused(text, select=("OPT1",)) == []
    assert len(unused(text, select=("OPT900",))) == 1


def test_reasons_can_be_asked_for() -> None:
    assert unused(commented(LOOP, "# optgate: ignore[OPT102] it is short"), reasons=True) == []
    for bare in ("# optgate: ignore[OPT102]", "# optgate: ignore", "# optgate: ignore[OPT102] :  # noqa"):
        assert unused(commented(LOOP, bare)) == []
        ((line, message),) = unused(commented(LOOP, bare), reasons=True)
        assert line == 3 and "gives no reason" in message


def test_what_only_a_run_finds_is_silenced_on_the_def() -> None:
    silent = target_of(commented(DEF, "# optgate: ignore[OPT901] it became safer"))
    assert detect.silenced(silent, "OPT901")
    assert not detect.silenced(silent, "OPT902")
    assert not detect.silenced(target_of(commented(LOOP, "# optgate: ignore[OPT901]")), "OPT901")
