import pytest

from optgate.select.globs import matches, wanted


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("tests", ["tests/a.py", "pkg/tests/b/c.py"], ["mytests/a.py", "tests_a.py"]),
        ("*.py", ["a.py", "x/y.py"], ["a.pyi"]),
        ("test_*.py", ["test_a.py", "x/test_b.py"], ["a_test_.py"]),
        ("pkg/*.py", ["pkg/a.py"], ["pkg/x/a.py", "x/pkg/a.py"]),
        ("pkg/**/*.py", ["pkg/a.py", "pkg/x/y/a.py"], ["a.py"]),
        ("**/gen/**", ["gen/a.py", "x/gen/y/a.py"], ["generated/a.py"]),
        ("/a.py", ["a.py"], ["x/a.py"]),
        ("./src/", ["src/a.py", "src/x/a.py"], ["x/src/a.py", "src.py"]),
        ("a.py/", [], ["a.py"]),
        ("v[12].py", ["v1.py", "x/v2.py"], ["v3.py"]),
        ("?.py", ["a.py"], ["ab.py", "/.py"]),
        ("", [], ["a.py"]),
        ("/", [], ["a.py"]),
    ],
)
def test_patterns(pattern, yes, no):
    assert all(matches(path, pattern) for path in yes)
    assert not any(matches(path, pattern) for path in no)


def test_wanted():
    assert wanted("a.py", [], [])
    assert wanted("src/a.py", ["src", "lib"], ["tests"])
    assert not wanted("other/a.py", ["src", "lib"], [])
    assert not wanted("src/tests/a.py", ["src"], ["tests"])


def test_an_anchored_leading_slash_differs_from_a_bare_name():
    assert matches("x/a.py", "a.py")
    assert not matches("x/a.py", "/a.py")
