"""Bad input: functions that cannot be judged say why, and what the user can give."""

from __future__ import annotations

import ast
import textwrap
import time

import pytest

from optgate.model import Decision
from optgate.verify.evidence.module import Module
from optgate.verify.telling import reasons
from tests.verify.conftest import Bench

NEEDY = {
    "a file": (
        "def f(n: int):\n    with open('/data/table.csv') as file:\n        return len(file.read()) * n\n",
        ["needs a file", "line 2", "function of its own"],
    ),
    "a file by pathlib": (
        "from pathlib import Path\ndef f(name: str):\n    return Path('/data', name).read_text()\n",
        ["needs a file"],
    ),
    "a file by a helper": (
        "def load():\n    return open('x.csv').read()\ndef f(n: int):\n    return load() * n\n",
        ["needs a file", "line 2"],
    ),
    "a network": (
        "import socket\ndef f(n: int):\n    return socket.create_connection(('example.org', 80)).recv(n)\n",
        ["needs a network", "received"],
    ),
    "a url": (
        "import urllib.request\ndef f(n: int):\n"
        "    return urllib.request.urlopen('http://example.org').read(n)\n",
        ["needs a network"],
    ),
    "a database": (
        "import sqlite3\ndef f(n: int):\n"
        "    return sqlite3.connect('/data/things.db').execute('select ?', (n,)).fetchall()\n",
        ["needs a database", "fetched"],
    ),
    "a process": (
        "import subprocess\ndef f(n: int):\n    return subprocess.check_output(['echo', str(n)])\n",
        ["starts a process"],
    ),
    "the standard input": (
        "def f(n: int):\n    return int(input()) + n\n",
        ["reads the standard input", "typed in"],
    ),
    "the environment": (
        "import os\ndef f(n: int):\n    return int(os.environ['THINGS_LIMIT']) + n\n",
        ["depends on the environment", "as arguments"],
    ),
    "a module": (
        "def f(n: int):\n    import nowhere_to_be_found\n    return n\n",
        ["imports what this interpreter does not have", "nowhere_to_be_found"],
    ),
    "gigabytes": (
        "def f(n: int):\n    return len(bytearray((abs(n) % 7 + 1) << 40))\n",
        ["needs more memory", "smaller inputs"],
    ),
    "depth": ("def f(n: int):\n    return f(n) + 1\n", ["recurses too deeply"]),
    "the clock": (
        "import time\ndef f(n: int):\n    return time.time() + n\n",
        ["not deterministic", "depends on the time (line 3)", "pass the time"],
    ),
    "the date": (
        "from datetime import datetime\ndef f(n: int):\n    return datetime.now().isoformat()\n",
        ["depends on the time (line 3)"],
    ),
    "random numbers of its own": (
        "import numpy as np\ndef f(n: int):\n    return np.random.default_rng().random(3)\n",
        ["is random without a seed (line 3)", "pass it a Generator or a seed"],
    ),
    "the operating system's random numbers": (
        "import os\ndef f(n: int):\n    return os.urandom(4)\n",
        ["is random without a seed"],
    ),
    "earlier calls": (
        "import itertools\nNUMBERS = itertools.count()\ndef f(n: int):\n    return n + next(NUMBERS)\n",
        ["not deterministic", "earlier calls", "as an argument"],
    ),
    "endless loops": ("def f(x):\n    while True:\n        pass\n", ["does not return", "inputs"]),
    "nothing usable": (
        "def f(thing):\n    return thing.frobnicate(3).results\n",
        ["no kind of input", "frobnicate", "annotate", "test", '[tool.optgate.functions."module.py::f"]'],
    ),
    "its own refusal": (
        "def f(n: int):\n    raise ValueError('not on this day')\n",
        ["refuses every input", "not on this day", "inputs = "],
    ),
}


@pytest.mark.parametrize("case", NEEDY)
def test_bad_input_is_named_with_what_would_help(bench: Bench, case: str) -> None:
    text, expected = NEEDY[case]
    found = bench.start(text).explore(seconds=6.0)
    for words in expected:
        assert words in found.unproven, found.unproven


def test_memory_that_is_too_much_on_large_inputs_only_makes_them_smaller(bench: Bench) -> None:
    text = "import numpy as np\ndef f(n: int):\n    return float(np.ones(abs(n)).sum())\n"
    found = bench.start(text).explore(seconds=6.0)
    assert not found.unproven
    assert found.state is not None and found.state.largest_count < 10**6


def test_the_global_generators_are_seeded_alike(bench: Bench) -> None:
    text = "import random\ndef f(n: int) -> float:\n    return random.random() + n\n"
    assert not bench.start(text).explore().unproven


def test_what_was_drawn_at_import_is_not_held_against_the_candidate(bench: Bench) -> None:
    original = """
    import os
    SEED = int.from_bytes(os.urandom(6), "big")

    def f(n: int) -> int:
        return n + SEED
    """
    verdict = bench.start(original).judge(textwrap.dedent(original).replace("n + SEED", "SEED + n"))
    assert verdict.decision is Decision.UNPROVEN
    assert "when its module was imported" in verdict.reason


def test_a_wrong_rewrite_of_a_steady_original_is_still_wrong_when_it_moved_down(bench: Bench) -> None:
    verdict = bench.start("def f(n: int) -> int:\n    return n + 1\n").judge(
        "import math\nimport sys\n\n\ndef f(n: int) -> int:\n    return n + 2\n"
    )
    assert verdict.decision is Decision.WRONG


def test_inputs_that_never_return_are_left_out_and_noted(bench: Bench) -> None:
    original = """
    def f(n: int) -> int:
        while n == 3:
            pass
        return n * 2
    """
    verdict = bench.start(original).judge(
        textwrap.dedent(original).replace("n * 2", "n + n"), seconds=8.0, min_branch_coverage=0.0
    )
    assert verdict.decision is Decision.ACCEPTED, verdict.reason
    assert any("did not return within" in note for note in verdict.notes)


@pytest.mark.parametrize(
    ("line", "need"),
    [
        ("open(p)", reasons.FILE),
        ("np.load(p)", reasons.FILE),
        ("Path(p).read_bytes()", reasons.FILE),
        ("requests.get(p)", reasons.NETWORK),
        ("sqlite3.connect(p)", reasons.DATABASE),
        ("db.cursor()", reasons.DATABASE),
        ("os.system(p)", reasons.PROCESS),
        ("run([p])", reasons.PROCESS),
        ("sys.stdin.read()", reasons.STDIN),
        ("os.getenv(p)", reasons.ENVIRONMENT),
        ("now()", reasons.TIME),
        ("np.random.default_rng()", reasons.RANDOM),
        ("np.random.default_rng(7)", None),
        ("random.Random(p)", None),
        ("random.random()", None),
        ("np.random.normal()", None),
        ("time.sleep(p)", None),
        ("os.path.join(p)", None),
        ("datetime.date(2020, 1, 1)", None),
        ("p.open.input", None),
        ("[input for input in p]", None),
        ("[socket.real for socket in p]", None),
    ],
)
def test_what_names_stand_for(line: str, need: reasons.Need | None) -> None:
    text = (
        "import os, sys, time, datetime, random, sqlite3, requests\nimport numpy as np\n"
        "from pathlib import Path\nfrom subprocess import run\nfrom time import time as now\n"
        f"def f(p, db):\n    return {line}\n"
    )
    module = Module(ast.parse(text))
    assert list(reasons.uses(module, module.functions["f"])) == ([need] if need else [])


@pytest.mark.parametrize(
    "line",
    ["subprocess.run(['rm', p])", "os.remove(p)", "shutil.rmtree(p)", "Path(p).unlink()", "os.system(p)"],
)
def test_what_could_do_harm_is_never_run_on_made_up_inputs(bench: Bench, line: str) -> None:
    text = (
        "import os, shutil, subprocess\nfrom pathlib import Path\n"
        f"def f(p: str):\n    os._exit(1)\n    return {line}\n"
    )
    found = bench.start(text).explore()
    assert "never run on made-up inputs" in found.unproven and "line 5" in found.unproven
    assert not found.trials


def test_what_a_hint_says() -> None:
    assert reasons.hint({}) == ""
    assert "it needs a file (line 4)" in reasons.hint({reasons.FILE: 4, reasons.TIME: 9})


def test_one_that_hangs_on_nearly_everything_is_told_soon(bench: Bench) -> None:
    began = time.monotonic()
    text = "def f(n):\n    while n != 7.25:\n        n -= 2.125\n    return n\n"
    assert "does not return in time" in bench.start(text).explore().unproven
    assert time.monotonic() - began < 20


def test_a_name_put_between_strings_is_text_and_its_file_is_what_is_missing(bench: Bench) -> None:
    text = """
    import numpy as np

    def f(name):
        total = 0
        with open("data/" + name + ".csv") as handle:
            for line in handle:
                total += float(line)
        return total
    """
    assert bench.start(text).explore().unproven.startswith("it needs a file (FileNotFoundError")
