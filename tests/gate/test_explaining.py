"""What a code means: one text of all that is documented, without repetitions, for narrow terminals."""

from __future__ import annotations

import re

import pytest

from optgate.gate import codes, explain
from optgate.gate.explaining import filled
from optgate.model import UsageError
from optgate.rewrite.rules import registry

KNOWN = {rule.code: rule for rule in codes.rules()}


@pytest.mark.parametrize("code", KNOWN)
def test_every_code_prints_well_in_eighty_columns(code: str) -> None:
    text = explain(code)
    assert text.startswith(f"# {code} {KNOWN[code].name}\n")
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("```") % 2 == 0
    for heading in ("What it matches", "Why it matters", "Example", "Known differences"):
        assert text.count(f"\n## {heading}\n") == 1
    prose = " ".join(re.sub(r"```.*?```", " ", text, flags=re.DOTALL).split())
    sentences = [one for one in re.split(r"(?<=[.!?]) (?=[A-Z`*-])", prose) if len(one) > 20]
    assert len(sentences) == len(set(sentences))


def test_the_words_of_the_documentation_are_all_there() -> None:
    for code, rule in KNOWN.items():
        assert rule.documentation.split() == explain(code).split()[3 : 3 + len(rule.documentation.split())]


def test_every_rewrite_is_told_under_each_of_its_codes() -> None:
    for rule in registry.rules():
        for code in rule.codes:
            assert f"- **{rule.name}**: " in explain(code)
    assert "array operations" in explain("OPT201")
    assert "Rewrites that are tried" not in explain("OPT901")


def test_a_code_may_be_written_small_and_a_wrong_one_is_told_with_the_nearest() -> None:
    assert explain("opt310") == explain("OPT310")
    with pytest.raises(UsageError, match="OPT999") as told:
        explain("OPT999")
    assert "the nearest is OPT9" in str(told.value.__dict__) + str(told.value)


def test_code_and_headings_are_not_wrapped() -> None:
    code = f"```python\nx = [{', '.join(['1'] * 50)}]\n```"
    assert filled(f"# head\n{code}\none\ntwo\n") == f"# head\n{code}\none two"
