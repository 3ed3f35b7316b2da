"""The ratchet over whole projects: what was accepted is left out, everything else is told."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optgate import gate
from optgate.config import Config
from tests.fuzzing import fuzz

LOOPS = (
    "    s = 0\n    for v in x:\n        s += v * 2\n",
    "    c = 0\n    for v in x:\n        if v > 1:\n            c += 1\n",
    "    p = 1\n    for v in x:\n        p *= v\n",
)
Project = dict[tuple[str, str], tuple[int, ...]]
"""The loops of each function of each file."""

projects = st.dictionaries(
    st.tuples(st.sampled_from(["a.py", "b.py", "sub/c.py"]), st.sampled_from("fgh")),
    st.lists(st.integers(0, len(LOOPS) - 1), max_size=3).map(tuple),
    max_size=4,
)


def write(root: Path, project: Project) -> None:
    for file in root.rglob("*.py"):
        file.unlink()
    for (path, name), loops in project.items():
        file = root / path
        file.parent.mkdir(exist_ok=True)
        with file.open("a") as stream:
            stream.write(f"def {name}(x):\n{''.join(LOOPS[each] for each in loops)}    return x\n\n\n")


def told(root: Path) -> Counter[tuple[str, str]]:
    report = gate.check(root, (".",), Config())
    return Counter(
        (outcome.target.file.path, outcome.target.qualname)
        for outcome in report.outcomes
        for _ in outcome.findings
    )


def excess(before: Project, after: Project) -> Counter[tuple[str, str]]:
    """The loops of each function beyond those of their kind that it had before; its file is still there."""
    return Counter(
        {
            place: (Counter(loops) - Counter(before.get(place, ()))).total()
            for place, loops in after.items()
            if Counter(loops) - Counter(before.get(place, ()))
        }
    )


@given(projects, projects)
@fuzz(12)
def test_what_was_accepted_is_left_out_and_the_rest_is_told(before: Project, after: Project) -> None:
    after = {**{(path, "kept"): () for path, _ in before}, **after}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, before)
        change = gate.update_baseline(root, Config(), grow=True)
        assert change.holds == sum(map(len, before.values()))
        assert told(root) == Counter()
        write(root, after)
        new = excess(before, after)
        assert told(root) == new
        stuck = gate.update_baseline(root, Config(), grow=False)
        assert (stuck.refused, len(stuck.added)) == (bool(new), new.total())
        pruned = gate.prune_baseline(root, Config())
        assert pruned.holds == sum(map(len, after.values())) - new.total()
        assert told(root) == new
        assert gate.prune_baseline(root, Config()).dropped == ()


@pytest.mark.parametrize("name", ["b c.py", "ü.py", 'q"uote.py', "new\nline.py"])
def test_names_of_files_need_not_be_words(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("def f(x):\n" + LOOPS[0])
    assert gate.update_baseline(tmp_path, Config(), grow=True).holds == 1
    assert told(tmp_path) == Counter()
    assert len((tmp_path / ".optgate-baseline").read_bytes().splitlines()) == 2
