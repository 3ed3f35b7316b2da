"""Rewrites as they were judged, brought into the work tree as it is now."""

import pytest

from optgate import patch
from optgate.model import UsageError
from tests.patch.texts import BOM, NEW, OLD, file_of, write


class TestPrepare:
    def test_unchanged_edited_and_conflicting_work_trees(self, tmp_path):
        file = file_of(OLD, root=str(tmp_path))
        place = tmp_path / "a.py"
        for current, expected in ((OLD, NEW), (OLD + "# end\n", NEW + "# end\n")):
            place.write_text(current)
            (one,) = patch.prepare(tmp_path, [(file, NEW)])
            write(tmp_path, [one])
            assert place.read_text() == expected
        place.write_text(OLD.replace("total = 0", "total = 1"))
        with pytest.raises(UsageError, match="edited since it was judged") as error:
            patch.prepare(tmp_path, [(file, NEW)])
        assert "run optgate again" in error.value.hint
        place.unlink()
        with pytest.raises(UsageError, match="gone"):
            patch.prepare(tmp_path, [(file, NEW)])

    def test_two_rewrites_of_one_file(self, tmp_path):
        both = OLD + OLD[OLD.index("def f") :].replace("def f", "def g").replace("Y = 1", "Z = 1")
        first = both.replace("import os", "import os\nimport numpy as np").replace(
            OLD[OLD.index("def f") : OLD.index("\n\nY")], "def f(xs):\n    return np.sum(xs)\n"
        )
        second = both.replace("import os", "import os\nimport numpy as np").replace(
            OLD[OLD.index("def f") : OLD.index("\n\nY")].replace("def f", "def g"),
            "def g(xs):\n    return np.add.reduce(xs)\n",
        )
        (tmp_path / "a.py").write_text(both)
        file = file_of(both)
        write(tmp_path, patch.prepare(tmp_path, [(file, first), (file, second)]))
        text = (tmp_path / "a.py").read_text()
        assert text.count("import numpy as np") == 1
        assert "return np.sum(xs)" in text
        assert "return np.add.reduce(xs)" in text
        assert "for x in xs" not in text

    def test_mark_encoding_and_undecodable_work_tree(self, tmp_path):
        file = file_of(OLD, bom=True)
        place = tmp_path / "a.py"
        place.write_bytes(file.raw + b"# more\n")
        (one,) = patch.prepare(tmp_path, [(file, NEW)])
        assert one.content == (BOM + NEW).encode() + b"# more\n"
        for raw in (OLD.encode() + b"# more\n", file.raw + b"# \xff\n"):
            place.write_bytes(raw)
            with pytest.raises(UsageError, match="edited"):
                patch.prepare(tmp_path, [(file, NEW)])
