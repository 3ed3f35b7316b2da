# ruff: noqa: E501
"""Each rule about data frames against code that it must name and code that it must leave alone."""

from __future__ import annotations

import re
import textwrap

import pytest

from optgate import detect

from .files import codes

FLAGGED = {
    "OPT801": [
        "for _, row in df.iterrows():\n    out.append(row['a'] * row['b'])",
        "for i, row in df.iterrows():\n    df.at[i, 'c'] = row.a + 1",
        "s = 0\nfor _, row in df.sort_values('a').iterrows():\n    if row['a'] > 0:\n        s += row['b']",
    ],
    "OPT802": [
        "for row in df.itertuples():\n    out.append(row.a * row.b)",
        "for row in df.itertuples(index=False):\n    out.append(f'{row.a}')",
    ],
    "OPT803": [
        "for i in range(len(df)):\n    out.append(df.iloc[i]['a'])",
        "for i in range(df.shape[0]):\n    out.append(df.loc[i, 'a'] * 2)",
        "for i in df.index:\n    df.at[i, 'c'] = 1",
        "for i in range(len(df)):\n    out.append(df['a'].iloc[i])",
        "for i in range(len(df)):\n    out.append(df['a'][i])",
    ],
    "OPT804": [
        "df['c'] = df.apply(lambda row: row['a'] + row['b'], axis=1)",
        "out = df.apply(lambda r: r.a, axis='columns')",
    ],
    "OPT805": [
        "out = df['a'].apply(lambda v: v / 2)",
        "df['a'] = df['a'].map(lambda v: v * v if v > 0 else -v)",
    ],
    "OPT806": [
        "for part in parts:\n    df = pd.concat([df, part])",
        "for part in parts:\n    df = df.append(part)",
        "while parts:\n    df = pd.concat([df, parts.pop()], ignore_index=True)",
    ],
}  # fmt: skip

LEFT_ALONE = {
    "the row goes elsewhere": "for _, row in df.iterrows():\n    send(row)",
    "items of a dictionary": "for k, row in df.items():\n    out.append(row['a'])",
    "columns": "for c in df.columns:\n    out.append(df[c].sum())",
    "no lookups": "for i in range(len(df)):\n    out.append(i)",
    "another row": "for i in range(len(df)):\n    out.append(df.iloc[0]['a'])",
    "columns applied": "out = df.apply(lambda c: c.sum())",
    "columns applied along 0": "out = df.apply(lambda c: c['x'], axis=0)",
    "text applied": "out = df['a'].apply(lambda v: v.strip())",
    "concat of a list": "df = pd.concat([df, out])",
    "another frame": "for part in parts:\n    out = pd.concat([df, part])",
    "list append": "for part in parts:\n    out.append(part)",
    "silenced": "for _, row in df.iterrows():  # optgate: ignore[OPT801] few rows\n    out.append(row['a'])",
}  # fmt: skip


def wrap(body):
    return f"import numpy as np\nimport pandas as pd\n\n\ndef f(df, parts, out):\n{textwrap.indent(body, '    ')}\n    return df\n"


@pytest.mark.parametrize(
    ("code", "body"), [(code, body) for code, bodies in FLAGGED.items() for body in bodies]
)
def test_flags(code, body):
    assert codes(wrap(body)) == [code]


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_leaves_alone(name):
    assert codes(wrap(LEFT_ALONE[name])) == []


FRAMES = [rule for rule in detect.rules() if rule.code.startswith("OPT8")]


def test_every_code_is_tried_here():
    assert [rule.code for rule in FRAMES] == sorted(FLAGGED)


@pytest.mark.parametrize("rule", FRAMES, ids=lambda rule: rule.code)
def test_the_example_in_the_documentation_is_flagged_before_and_not_after(rule):
    before, after = re.findall(r"```python\n(.*?)```", rule.documentation, re.S)
    assert codes(wrap(before)) == [rule.code]
    assert codes(wrap(after)) == []
