"""The stand-alone script, run by real interpreters with the real pyperf."""

import ast
import base64
import json
import subprocess
import sys
import zlib

import pytest

from optgate.guest import loader
from optgate.timing import Arguments, script
from optgate.timing.script import literal

QUICK = ("-p", "2", "-n", "2", "-w", "1", "--min-time", "0.001", "-q")


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        'x = """a"""\n',
        "x = 'a\\n'\n",
        'x = "a"',
        "x = 1\n" + 'y = "',
        "a\r\nb\r\n",
        "tab\there\n\x0cfeed\n",
        "é\u2028ñ\n",
        "\\\n",
        "",
        '"\n"""" """\n\\"',
    ],
)
def test_a_text_is_written_as_a_literal_of_it(text):
    assert ast.literal_eval(literal(text)) == text


def test_ordinary_source_can_be_read_in_it():
    assert literal("def f():\n    return 1\n") == '"""\\\ndef f():\n    return 1\n"""'


@pytest.fixture
def written(tmp_path):
    def write(files, texts, source, qualname="f"):
        root = tmp_path / "project"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        path = root / next(iter(files))
        place = loader.locate(str(path), str(root), texts[0])
        text = script("pkg/mod.py::f", place, str(path), qualname, texts, Arguments(source, 7))
        (tmp_path / "bench.py").write_text(text, encoding="utf-8")

        def run(*arguments):
            return subprocess.run(
                [sys.executable, str(tmp_path / "bench.py"), *QUICK, *arguments],
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,
                timeout=100,
            )

        return run

    return write


LOOP = """\
from .helping import SCALE

def f(xs):
    total = 0
    for x in xs:
        for _ in range(40):
            total += x
    xs.append(SCALE)
    assert len(xs) == 4, len(xs)
    return total
"""


def test_it_compares_both_sides_with_pyperf_alone(written, tmp_path):
    files = {"pkg/mod.py": "stale", "pkg/__init__.py": "", "pkg/helping.py": "SCALE = 3\n"}
    faster = LOOP.replace(
        "        for _ in range(40):\n            total += x\n", "        total += 40 * x\n"
    )
    run = written(files, (LOOP, faster), "(([1, 2, 3],), {})")
    done = run("-o", "out.json")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out.json").read_text())["benchmarks"]
    assert [one["metadata"]["name"] for one in found] == [
        "pkg/mod.py::f [original]",
        "pkg/mod.py::f [candidate]",
    ]
    assert "x" in done.stdout.splitlines()[-1]
    assert float(done.stdout.split()[-1].removesuffix("x")) > 1.2


def test_a_side_in_a_file_of_its_own_is_what_compare_to_reads(written, tmp_path):
    slow = "def f(n):\n    for i in range(n):\n        yield sum(range(40))\n"
    run = written({"mod.py": slow}, (slow, slow.replace("sum(range(40))", "780")), "((200,), {})")
    for side in ("original", "candidate"):
        done = run("--side", side, "-o", f"{side}.json")
        assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "pyperf", "compare_to", "original.json", "candidate.json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_names_of_the_module_and_large_arrays_are_found(written):
    text = "class Box:\n    def __init__(self, n):\n        self.n = n\n\n"
    text += "    def f(self, a):\n        return a.sum() + self.n\n"
    data = base64.b85encode(zlib.compress((5).to_bytes(8, "little"))).decode()
    source = f"((Box(3), _array({data!r}, '<i8', (1,))), {{}})"
    done = written({"mod.py": text}, (text, text), source, "Box.f")("--side", "original")
    assert done.returncode == 0, done.stderr
