"""Which files are worth running for a function, judged without running anything."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from optgate.host.capture import reaching
from optgate.model import SourceFile, Target
from tests.host.conftest import Project


def reached(project: Project, path: str, qualname: str) -> list[str]:
    data = (project.root / path).read_bytes()
    target = Target(SourceFile(str(project.root), path, data, data.decode()), qualname, 1, 1, 1)
    (found,) = reaching(project.root, [target], overlays=project.overlays).values()
    for file, digest in found:
        content = project.overlays.get(file) or (project.root / file).read_bytes()
        assert digest == hashlib.sha256(content).hexdigest()
    return [file for file, _ in found]


@pytest.fixture
def package(project: Project) -> Project:
    project.write("src/pkg/__init__.py", "from .api import public\n")
    project.write(
        "src/pkg/api.py",
        "from .core import (\n    inner as hidden,  # (sic)\n)\ndef public(x):\n    return hidden(x)\n",
    )
    project.write(
        "src/pkg/core.py",
        "def inner(x):\n    return x\nclass C:\n    def m(self):\n        return inner(1)\n",
    )
    project.write("src/pkg/other.py", "def unrelated():\n    return 'inner'\n")
    return project


def test_files_naming_the_function_come_before_those_naming_its_callers(package: Project) -> None:
    package.write("tests/test_a.py", "from pkg import public\ndef test():\n    public(1)\n")
    package.write("tests/test_z.py", "import pkg.core as c\ndef test():\n    c.inner(1)\n")
    package.write("tests/test_core.py", "from pkg.core import inner\ndef test():\n    inner(1)\n")
    package.write("tests/deep/test_m.py", "from pkg.core import C\ndef test():\n    C().m()\n")
    assert reached(package, "src/pkg/core.py", "inner") == [
        "tests/test_core.py",
        "tests/test_z.py",
        "tests/deep/test_m.py",
        "tests/test_a.py",
    ]


def test_files_that_name_it_but_cannot_import_it_are_left_out(package: Project) -> None:
    package.write("tests/test_elsewhere.py", "from elsewhere import inner\ndef test():\n    inner(1)\n")
    package.write("tests/test_core.py", "import pkg.core\ndef test():\n    pkg.core.inners()\n")
    package.write("tests/helper.py", "from pkg.core import inner\n")
    package.write("benchmarks/test_speed.py", "from pkg.core import inner\n")
    assert reached(package, "src/pkg/core.py", "inner") == []


def test_conftest_and_names_made_at_run_time_count(package: Project) -> None:
    package.write("tests/conftest.py", "import pytest, pkg\n@pytest.fixture\ndef module():\n    return pkg\n")
    package.write("tests/test_a.py", "def test(module):\n    module.core.inner(2)\n")
    package.write(
        "test_b.py", "import importlib\ndef test():\n    importlib.import_module('pk' + 'g.core').inner(1)\n"
    )
    assert reached(package, "src/pkg/core.py", "inner") == [
        "test_b.py",
        "tests/test_a.py",
        "tests/conftest.py",
    ]


def test_special_methods_are_looked_for_by_their_class(package: Project) -> None:
    package.write(
        "src/pkg/core.py", "class C:\n    def __call__(self):\n        pass\ndef make():\n    return C()\n"
    )
    package.write("src/pkg/api.py", "from .core import make\ndef public():\n    return make()\n")
    package.write("test_a.py", "from pkg.core import make\ndef test():\n    make()()\n")
    package.write("test_b.py", "from pkg.core import C\ndef test():\n    C()()\n")
    assert reached(package, "src/pkg/core.py", "C.__call__") == ["test_b.py", "test_a.py"]


def test_its_own_file_counts_for_doctests_and_a_main_block(package: Project) -> None:
    package.write("src/pkg/other.py", 'def f():\n    """F.\n\n    >>> f()\n    """\ndef g():\n    """G."""\n')
    assert reached(package, "src/pkg/other.py", "f") == ["src/pkg/other.py"]
    assert reached(package, "src/pkg/other.py", "g") == []
    package.write("src/pkg/other.py", "def g():\n    pass\nif __name__ == '__main__':\n    g()\n")
    package.write("src/pkg/__main__.py", "from . import api\n")
    assert reached(package, "src/pkg/other.py", "g") == ["src/pkg/other.py"]
    assert reached(package, "src/pkg/api.py", "public") == ["src/pkg/__main__.py"]


def test_overlays_and_unreadable_files(package: Project) -> None:
    package.write("tests/test_core.py", "nothing of interest\n")
    package.write("src/pkg/broken.py", "def (inner\nfrom .core import inner\n")
    package.root.joinpath("src/pkg/binary.py").write_bytes(b"\xff\xfe\x00inner\x00")
    package.overlays = {"tests/test_core.py": b"from pkg.core import inner\n"}
    assert reached(package, "src/pkg/core.py", "inner") == ["tests/test_core.py"]


def test_two_thousand_files_take_about_a_second_of_cpu(tmp_path: Path, project: Project) -> None:
    body = "".join(f"def name_{line}(x):\n    return name_{line + 1}(x)\n" for line in range(100))
    for number in range(1000):
        project.write(f"pkg/m{number}.py", f"from pkg.m{number + 1} import f{number + 1}\n{body}")
        project.write(f"tests/test_{number}.py", f"from pkg.m{number} import name_1\n{body}")
    project.write("pkg/__init__.py", "")
    project.write("pkg/m1000.py", "def f1000(x):\n    return x\n")
    project.write("tests/test_last.py", "from pkg.m1000 import f1000\n")
    began = time.process_time()
    assert reached(project, "pkg/m1000.py", "f1000")[0] == "tests/test_last.py"
    assert time.process_time() - began < 1.5
