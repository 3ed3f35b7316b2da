"""What exists beforehand decides: calls seen in tests, inputs handed over, inputs that failed before."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.e2e.conftest import Repo
from tests.e2e.sources import PREFIX

PRICES = """\
def total(tariff, amounts):
    result = 0.0
    for amount in amounts:
        result += tariff.price(amount)
    return result
"""

TARIFFS = """\
class Tariff:
    def __init__(self, connection):
        self.base, self.rate = connection.fetch("tariff")

    def price(self, amount):
        return self.base + self.rate * amount
"""

TESTS = """\
from shop.prices import total
from shop.tariffs import Tariff


class Connection:
    def fetch(self, name):
        return {"tariff": (2.0, 0.5)}[name]


def test_total():
    assert total(Tariff(Connection()), [1.0, 2.0]) == 5.5
    assert total(Tariff(Connection()), []) == 0.0
"""

RARE = 1_234_567
TRIPLE = """\
def triple(n: int) -> int:
    result = 0
    for _ in range(3):
        result += n
    return result
"""
ALMOST = f"def triple(n: int) -> int:\n    return n * 3 + (n * n % 1000003 == {RARE * RARE % 1000003})\n"


def verified(repo: Repo, spec: str, status: int, *more: str) -> dict[str, Any]:
    done = repo.optgate("verify", spec, "--candidate", "new.py", "--output-format", "json", *more)
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(done.stdout)["functions"][0]


@pytest.fixture
def shop(repo: Repo) -> Repo:
    repo.write("pyproject.toml", '[tool.pytest.ini_options]\npythonpath = ["src"]\n')
    repo.write("src/shop/__init__.py", "")
    repo.write("src/shop/prices.py", PRICES)
    repo.write("src/shop/tariffs.py", TARIFFS)
    repo.write("tests/test_prices.py", TESTS)
    repo.commit()
    return repo


def test_objects_seen_in_the_tests_decide_and_the_refusal_becomes_a_test(shop: Repo) -> None:
    before = shop.snapshot()
    wrong = PRICES.replace("result += tariff.price(amount)", "result += tariff.rate * amount")
    shop.write("new.py", wrong)
    found = verified(shop, "src/shop/prices.py::total", 1)
    [candidate] = found["candidates"]
    assert candidate["verdict"] == "wrong"
    assert "tests" in found["inputs"]["domain"]["tariff"]
    assert found["inputs"]["sources"]["tests"] >= 1
    shown = shop.optgate("show", candidate["id"], "--as-test")
    assert shown.returncode == 0, shown.stderr
    shop.write("tests/test_total_regression.py", shown.stdout)
    pytest_run = (sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert shop.sh(*pytest_run).returncode == 0, shown.stdout
    shop.write("src/shop/prices.py", wrong)
    failing = shop.sh(*pytest_run)
    assert failing.returncode == 1
    assert "tests/test_total_regression.py" in failing.stdout
    for name in ("new.py", "tests/test_total_regression.py"):
        (shop.path / name).unlink()
    shop.write("src/shop/prices.py", PRICES)
    assert shop.snapshot() == before


def test_what_was_captured_is_kept_until_the_tests_change(shop: Repo) -> None:
    shop.write("new.py", PRICES.replace("result = 0.0", "result = -1.0"))
    spec = "src/shop/prices.py::total"
    assert any("1 test file ran" in line for line in details(shop, spec))
    assert details(shop, spec) == []
    shop.write("tests/test_prices.py", TESTS + "\n\ndef test_more():\n    pass\n")
    assert any("1 test file ran" in line for line in details(shop, spec))
    shop.write("optgate.toml", "[verify]\ncapture = false\n")
    assert details(shop, spec) == []


def details(repo: Repo, spec: str) -> list[str]:
    done = repo.optgate("verify", spec, "--candidate", "new.py", "--output-format", "json")
    return json.loads(done.stdout)["details"]


@pytest.fixture
def numbers(repo: Repo) -> Repo:
    repo.write("numbers_.py", TRIPLE)
    repo.write("examples.py", f"def triple():\n    yield (1,)\n    yield {{'n': {RARE}}}\n")
    repo.write("new.py", ALMOST.replace("numbers_", "new"))
    repo.commit()
    return repo


@pytest.mark.parametrize(
    "key",
    [
        "numbers_:triple",
        *(pytest.param(f"numbers_.py{by}triple", marks=pytest.mark.soak) for by in (":", "::")),
    ],
)
def test_inputs_handed_over_are_tried(numbers: Repo, key: str) -> None:
    numbers.write("optgate.toml", f'[functions."{key}"]\ninputs = "examples:triple"\n')
    found = verified(numbers, "numbers_.py::triple", 1)
    assert found["candidates"][0]["verdict"] == "wrong"
    assert found["inputs"]["domain"]["n"].startswith("int (inputs and annotation)")
    assert found["inputs"]["sources"]["inputs"] == 2


def test_what_failed_once_is_tried_first_at_the_next_commit(numbers: Repo) -> None:
    numbers.write("optgate.toml", '[functions."numbers_:triple"]\ninputs = "examples:triple"\n')
    assert verified(numbers, "numbers_.py::triple", 1)["candidates"][0]["verdict"] == "wrong"
    (numbers.path / "optgate.toml").unlink()
    numbers.write("numbers_.py", TRIPLE.replace("result = 0", "result = int(0)"))
    numbers.commit()
    found = verified(numbers, "numbers_.py::triple", 1)
    assert found["candidates"][0]["verdict"] == "wrong"
    assert found["inputs"]["sources"]["failed"] >= 1
    assert found["inputs"]["count"] <= 2
    (numbers.path / ".optgate_cache/store.sqlite").unlink()
    assert verified_any(numbers)["candidates"][0]["verdict"] != "wrong"


def verified_any(repo: Repo) -> dict[str, Any]:
    done = repo.optgate("verify", "numbers_.py::triple", "--candidate", "new.py", "--output-format", "json")
    return json.loads(done.stdout)["functions"][0]


@pytest.mark.parametrize(
    ("text", "spec", "says"),
    [
        ("", "examples:triple", "has no triple"),
        ("", "nowhere:triple", "there is no module nowhere"),
        ("def triple():\n    raise ValueError('no data')\n", "examples:triple", "raised ValueError: no data"),
        ("def triple():\n    yield 3\n", "examples:triple", "it yielded int"),
    ],
)
def test_a_callable_that_gives_no_inputs_is_a_configuration_error(
    numbers: Repo, text: str, spec: str, says: str
) -> None:
    numbers.write("examples.py", text)
    numbers.write("optgate.toml", f'[functions."numbers_:triple"]\ninputs = "{spec}"\n')
    done = numbers.optgate("verify", "numbers_.py::triple", "--candidate", "new.py")
    assert done.returncode == 2
    assert 'optgate.toml:2: `functions."numbers_:triple".inputs`' in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_printed_test_is_said_to_be_impossible_where_it_is(numbers: Repo) -> None:
    numbers.write(
        "new.py", "seen = []\n\n\ndef triple(n: int) -> int:\n    seen.append(n)\n    return n * 3\n"
    )
    numbers.write(
        "numbers_.py", "seen = []\n\n\n" + TRIPLE.replace("    return", "    seen.append(0)\n    return")
    )
    [candidate] = verified(numbers, "numbers_.py::triple", 1)["candidates"]
    done = numbers.optgate("show", candidate["id"], "--as-test")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written as a test" in done.stderr


def test_the_hook_counts_what_the_tests_gave_and_says_no_more_of_them(repo: Repo) -> None:
    repo.write("stats.py", PREFIX)
    repo.write(
        "test_stats.py",
        "import numpy as np\nfrom stats import running_total\n\n\ndef test_it():\n"
        "    for n in range(5):\n        assert len(running_total(np.arange(n) * 1.5)) == n\n",
    )
    repo.git("add", "-A")
    done = repo.optgate("hook", "pre-commit", OPTGATE_BUDGET_PRE_COMMIT="60")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "float64 array, 1-D (tests and annotation)" in " ".join(done.stdout.split())
    assert "from tests" in done.stdout
    assert "test file" not in done.stdout + done.stderr
