"""fingerprint(): moves with everything the function can depend on, and with nothing else."""

import pytest

from optgate.select import explicit, fingerprint

MODULE = """\
from __future__ import annotations
import math
import numpy as np
from helpers import scale
from . import sibling
import unrelated

TABLE = np.arange(5)
TABLE[2] = 7
LIMIT = BASE = 3
OTHER = np.zeros(3)
np.seterr(all="raise")


def helper(x):
    return x * LIMIT


def setter():
    global LIMIT
    LIMIT = 4


def alone(x):
    return math.sqrt(x)


def f(xs):
    return [helper(x) + TABLE[0] for x in xs]


class C:
    K = 1

    def m(self, xs):
        return [scale(x) + self.other() for x in xs]

    def other(self):
        return self.K

    def related(self):
        return sibling.y


def late(xs):
    import late_module

    return [late_module.z(x) for x in xs]
"""
FILES = {
    "pkg/__init__.py": "",
    "pkg/mod.py": MODULE,
    "pkg/sibling.py": "y = 1\n",
    "helpers.py": "from deeper.level import scale\n",
    "deeper/__init__.py": "",
    "deeper/level.py": "def scale(x): return x\n",
    "unrelated.py": "x = 1\n",
    "src/late_module.py": "z = abs\n",
}


@pytest.fixture
def project(repo):
    for name, text in FILES.items():
        repo.write(name, text)

    def of(qualname, **keywords):
        (target,) = explicit(repo.path, [f"pkg/mod.py::{qualname}"]).targets
        return fingerprint(target, **keywords)

    repo.of = of
    return repo


@pytest.mark.parametrize(
    ("qualname", "name", "old", "new"),
    [
        ("f", "pkg/mod.py", "helper(x) + TABLE", "helper(x) - TABLE"),
        ("f", "pkg/mod.py", "x * LIMIT", "x / LIMIT"),
        ("f", "pkg/mod.py", "BASE = 3", "BASE = 4"),
        ("f", "pkg/mod.py", "TABLE[2] = 7", "TABLE[2] = 8"),
        ("f", "pkg/mod.py", "    LIMIT = 4", "    LIMIT = 5"),
        ("f", "pkg/mod.py", 'all="raise"', 'all="warn"'),
        ("f", "pkg/mod.py", "import numpy as np", "import jax.numpy as np"),
        ("f", "pkg/mod.py", "from __future__ import annotations\n", ""),
        ("f", "pkg/mod.py", "def f(xs):", "@cached\ndef f(xs):"),
        ("C.m", "pkg/mod.py", "K = 1", "K = 2"),
        ("C.m", "pkg/mod.py", "return self.K", "return 0"),
        ("C.m", "helpers.py", "deeper.level", "deeper"),
        ("C.m", "deeper/level.py", "return x", "return -x"),
        ("C.m", "pkg/sibling.py", "y = 1", "y = 2"),
        ("late", "src/late_module.py", "abs", "round"),
    ],
)
def test_moves_with_what_the_function_depends_on(project, qualname, name, old, new):
    before = project.of(qualname)
    assert before == project.of(qualname)
    assert old in FILES[name]
    project.write(name, FILES[name].replace(old, new))
    assert project.of(qualname) != before


@pytest.mark.parametrize(
    ("qualname", "name", "old", "new"),
    [
        ("f", "pkg/mod.py", "math.sqrt", "math.cbrt"),
        ("f", "pkg/mod.py", "np.zeros", "np.ones"),
        ("f", "pkg/mod.py", "K = 1", "K = 2"),
        ("f", "pkg/mod.py", "import math", "import math\n\n\n# moved down"),
        ("f", "pkg/mod.py", "\n", "\r\n"),
        ("f", "helpers.py", "deeper.level", "deeper"),
        ("f", "pkg/sibling.py", "y = 1", "y = 2"),
        ("alone", "pkg/mod.py", "TABLE[2] = 7", "TABLE[2] = 8"),
        ("C.m", "unrelated.py", "x = 1", "x = 2"),
        ("late", "pkg/__init__.py", "", "z = 1"),
    ],
)
def test_stays_with_other_edits(project, qualname, name, old, new):
    before = project.of(qualname)
    project.write(name, FILES[name].replace(old, new) if old else new)
    assert project.of(qualname) == before


def test_overlays_stand_in_for_the_disk(project):
    before = project.of("C.m")
    path = str(project.path / "deeper/level.py")
    assert project.of("C.m", overlays={path: b"def scale(x): return 2\n"}) != before
    project.write("deeper/level.py", "def scale(x): return 3\n")
    assert project.of("C.m", overlays={path: FILES["deeper/level.py"].encode()}) == before


def test_every_function_has_its_own(project):
    targets = explicit(project.path, ["pkg"]).targets
    assert len({fingerprint(target) for target in targets}) == len(targets)


def test_import_circles_broken_modules_and_star_imports(project):
    project.write("helpers.py", "from pkg.mod import f\nfrom deeper.level import *\nimport helpers\n")
    project.write("deeper/level.py", "def scale(:\n")
    first = project.of("C.m")
    project.write("deeper/level.py", "def scale(::\n")
    assert project.of("C.m") != first
