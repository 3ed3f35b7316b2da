# ruff: noqa: E501
"""Loops over the rows of data frames, functions applied to rows and values, frames that grow in a loop."""

from __future__ import annotations

import copy
import textwrap
import warnings

import numpy as np
import pandas as pd
import pytest

from tests.rewrite.harness import load, proposals

HEAD = "import math\n\nimport numpy as np\nimport pandas as pd\n\n\n"


def function(body, parameters="df"):
    return f"{HEAD}def f({parameters}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


def frames():
    """Frames of floats, integers, both, text beside numbers, missing values, odd and repeated labels, no rows."""
    floats = pd.DataFrame({"a": [1.5, -2.0, 3.0, 0.0], "b": [2.0, 0.5, -1.0, 4.0]})
    integers = pd.DataFrame({"a": [3, -1, 4, 1], "b": [2, 7, 1, 8]})
    mixed = pd.DataFrame({"a": [3, -1, 4, 1], "b": [2.5, 7.0, 1.0, 8.0]})
    text = pd.DataFrame({"a": [3, -1, 4], "b": [2.5, 7.0, 1.0], "k": ["x", "y", "x"]})
    missing = pd.DataFrame({"a": [np.nan, 1.0, 2.0], "b": [1.0, np.nan, 3.0]})
    labelled = pd.DataFrame({"a": [3, -1, 4], "b": [2.5, 7.0, 1.0]}, index=[2, 0, 1])
    repeated = pd.DataFrame({"a": [3, -1, 4], "b": [2.5, 7.0, 1.0]}, index=[0, 0, 1])
    return {
        "floats": floats,
        "integers": integers,
        "mixed": mixed,
        "text": text,
        "missing": missing,
        "labelled": labelled,
        "repeated": repeated,
        "empty floats": floats[:0],
        "empty integers": integers[:0],
        "one row": mixed[:1],
    }


def outcome(made, argument):
    argument = copy.deepcopy(argument)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return ("returns", made(argument), argument)
        except Exception as error:  # noqa: BLE001
            return ("raises", type(error).__name__, argument)


def alike(left, right):
    if type(left) is not type(right):
        return False
    if isinstance(left, pd.DataFrame | pd.Series):
        return left.equals(right) and str(getattr(left, "dtypes", "")) == str(getattr(right, "dtypes", ""))
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict):
        return alike(list(left.items()), list(right.items()))
    if isinstance(left, float | np.floating):
        return bool(np.isclose(left, right, rtol=1e-12, atol=1e-12, equal_nan=True))
    return bool(left == right)


def fits(text, candidate, inputs):
    ours, theirs = load(text), load(candidate)
    return {name for name, value in inputs.items() if alike(outcome(ours, value), outcome(theirs, value))}


EXACT = {
    "iterrows sum": "s = 0.0\nfor _, row in df.iterrows():\n    s += row['a'] * row['b']\nreturn s",
    "iterrows attribute": "s = 0.0\nfor _, row in df.iterrows():\n    s += row.a\nreturn s",
    "iterrows guarded map": "out = []\nfor i, row in df.iterrows():\n    if row['a'] > 0:\n        out.append(row['a'] * 2)\n    else:\n        out.append(row['b'])\nreturn out",
    "iterrows filter": "out = []\nfor _, row in df.iterrows():\n    if row['a'] > 1:\n        out.append(row['b'])\nreturn out",
    "iterrows count": "n = 0\nfor _, row in df.iterrows():\n    if row['a'] > row['b']:\n        n += 1\nreturn n",
    "iterrows groups": "sums = {}\nfor _, row in df.iterrows():\n    sums[row['b']] = sums.get(row['b'], 0) + row['a']\nreturn sums",
    "iterrows label": "found = {}\nfor i, row in df.iterrows():\n    found[i] = row['a']\nreturn found",
    "iterrows named cells": "s = 0.0\nfor _, row in df.iterrows():\n    a = row['a']\n    s += a * a\nreturn s",
    "iterrows any code": "out = []\nfor _, row in df.iterrows():\n    out.append(f'{row.a:.2f}')\nreturn out",
    "itertuples sum": "s = 0.0\nfor row in df.itertuples():\n    s += row.a * row.b\nreturn s",
    "itertuples map": "out = []\nfor row in df.itertuples(index=False):\n    out.append(row.a - row.b)\nreturn out",
    "itertuples label": "out = []\nfor row in df.itertuples():\n    out.append((row.Index, row.a))\nreturn out",
    "itertuples math": "out = []\nfor row in df.itertuples():\n    out.append(math.floor(row.b))\nreturn out",
    "iloc row": "out = []\nfor i in range(len(df)):\n    out.append(df.iloc[i]['a'] + df.iloc[i]['b'])\nreturn out",
    "iloc row by name": "out = []\nfor i in range(len(df)):\n    row = df.iloc[i]\n    out.append(row['a'] + i)\nreturn out",
    "iloc column": "out = []\nfor i in range(len(df)):\n    out.append(df['a'].iloc[i] * 2)\nreturn out",
    "iloc cell": "s = 0.0\nfor i in range(df.shape[0]):\n    s += df.iloc[i, 1]\nreturn s",
    "loc": "out = []\nfor i in range(len(df)):\n    out.append(df.loc[i, 'a'] + df.loc[i, 'b'])\nreturn out",
    "at of labels": "s = 0.0\nfor i in df.index:\n    s += df.at[i, 'a']\nreturn s",
    "column item": "s = 0.0\nfor i in range(len(df)):\n    s += df['a'][i]\nreturn s",
    "places": "out = []\nfor i in range(1, len(df)):\n    out.append(df['a'].iloc[i] - df['a'].iloc[i - 1])\nreturn out",
    "places of two columns": "s = 0.0\nfor i in range(len(df) - 1):\n    if df['b'].iloc[i] > 1:\n        s += df['a'].values[i + 1]\nreturn s",
    "places in a recurrence": "level = 0.0\nfor i in range(len(df)):\n    level = level * 0.5 + df['a'].iloc[i]\nreturn level",
    "apply rows": "return df.apply(lambda row: row['a'] * row['b'] + 1, axis=1)",
    "apply rows choice": "return df.apply(lambda row: row['a'] if row['a'] > row['b'] else row['b'], axis=1)",
    "apply rows stored": "df['c'] = df.apply(lambda row: row['a'] - row['b'], axis=1)\nreturn df",
    "apply rows any code": "return df.apply(lambda row: math.floor(row['a']), axis=1)",
    "apply values": "return df['a'].apply(lambda v: v * 2 + 1)",
    "map values": "return df['a'].map(lambda v: v * v)",
    "map values choice": "return df['a'].map(lambda v: v if v > 0 else -v)",
}  # fmt: skip

EXCEPT = {
    "iloc row by name": ["text"],
    "iloc row": ["text"],
    "apply rows any code": ["empty floats", "empty integers"],
}
"""What takes another candidate, or has none: text makes `iloc` keep NumPy's types, `apply` of nothing hides errors."""


@pytest.mark.parametrize("name", EXACT)
def test_some_candidate_is_the_same_on_every_frame(name):
    text, inputs = function(EXACT[name]), frames()
    for left_out in EXCEPT.get(name, ()):
        del inputs[left_out]
    candidates = proposals(text)
    assert candidates
    agreed = [fits(text, candidate.text, inputs) for candidate in candidates]
    assert set(inputs) in agreed, [set(inputs) - found for found in agreed]


@pytest.mark.parametrize("name", EXACT)
def test_every_candidate_is_the_same_on_frames_of_floats(name):
    text, inputs = function(EXACT[name]), frames()
    for candidate in proposals(text):
        columns = "columns in the place" in candidate.summary
        if columns and (candidate.source == "rules:frame" or "careful" in candidate.summary):
            assert "floats" in fits(text, candidate.text, inputs), candidate.text


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("s = 0.0\nfor _, row in df.iterrows():\n    s += row['a'] * row['b']\nreturn s", '(a * b).sum()'),
        ("out = []\nfor row in df.itertuples():\n    out.append(row.a * 2)\nreturn out", "(a * 2).tolist()"),
        ("df['c'] = df.apply(lambda row: row['a'] / row['b'], axis=1)\nreturn df", "df['a'] / df['b']"),
        ("return df['a'].map(lambda v: v / 2)", "return df['a'] / 2"),
        ("for i, row in df.iterrows():\n    df.at[i, 'c'] = row['a'] * 2\nreturn df", "df['c'] = a * 2"),
    ],
)  # fmt: skip
def test_the_first_candidate_is_column_arithmetic(body, wanted):
    first = proposals(function(body))[0]
    assert first.source == "rules:frame"
    assert wanted in first.text
    assert "iterrows" not in first.text


@pytest.mark.parametrize("name", ["iloc row", "iloc row by name"])
def test_rows_beside_text_keep_their_own_types(name):
    text, inputs = function(EXACT[name]), frames()
    assert any("text" in fits(text, candidate.text, inputs) for candidate in proposals(text))


def test_new_columns_written_cell_by_cell():
    text = function("for i, row in df.iterrows():\n    df.at[i, 'c'] = row['a'] * row['b']\nreturn df")
    inputs = {name: one for name, one in frames().items() if name in {"floats", "missing", "mixed"}}
    assert any(fits(text, candidate.text, inputs) == set(inputs) for candidate in proposals(text))


def test_pieces_are_put_together_once():
    text = function(
        "result = pd.DataFrame()\nfor part in parts:\n    # keep\n    result = pd.concat([result, part], ignore_index=True)\nreturn result",
        "parts",
    )
    (candidate,) = proposals(text)
    assert "# keep" in candidate.text
    piece = frames()["mixed"]
    inputs = {"none": [], "one": [piece], "some": [piece, piece[:2], piece[1:]]}
    assert fits(text, candidate.text, inputs) == set(inputs)


@pytest.mark.parametrize(
    "body",
    [
        "for _, row in df.iterrows():\n    send(row)\nreturn df",
        "s = 0\nfor _, row in df.iterrows():\n    s += row['a']\n    df = df[1:]\nreturn s",
        "s = 0\nfor _, row in df.iterrows():\n    s += row['a']\nreturn row",
        "s = 0\nfor _, row in df.iterrows():\n    s += row['a']\n    row['a'] = 2\nreturn s",
        "s = 0\nfor _, row in df.iterrows():\n    s += row['a']\n    df.drop(0, inplace=True)\nreturn s",
        "s = 0\nfor i, row in df.iterrows():\n    df.at[i, 'a'] = row['a'] + 1\nreturn df",
        "s = 0\nfor _, row in df.iterrows():\n    s += row['a']\nelse:\n    s = 1\nreturn s",
        "s = 0\nfor i in range(len(df)):\n    s += df.iloc[i - 1]['a']\nreturn s",
        "s = 0; x = 1\nfor _, row in df.iterrows(): s += row\nreturn s",
        "s = 0\nfor i in range(1, 9):\n    s += df['a'].iloc[i]\n    df.drop(0, inplace=True)\nreturn s",
        "s = 0\nfor i in range(1, 9):\n    s += df['a'].iloc[i:].sum()\nreturn s",
        "return df.apply(lambda column: column.sum())",
        "return [df['a'].map(lambda v: v + 1) for _ in range(3)]",
        "result = pd.DataFrame()\nfor part in df:\n    result = pd.concat([result, part])\n    print(len(result))\nreturn result",
        "result = pd.DataFrame()\nfor part in df:\n    result = pd.concat([part, result])\nreturn result",
    ],
)  # fmt: skip
def test_leaves_alone(body):
    assert proposals(function(body)) == ()
