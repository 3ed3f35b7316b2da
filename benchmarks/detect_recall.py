"""How many of the labelled functions of real packages ``optgate check`` flags, rightly and wrongly.

    python benchmarks/detect_recall.py [--folder FOLDER] [--misses]

``detect_labels.tsv`` names functions by package, version, module and qualified name, with a label made by
reading each of them: codes that name its idiom, or ``silent``. The packages are downloaded with pip into
``--folder`` (a temporary one by default; nothing of them is installed or run) and read there. Demanded, as
shares: 38 of 40 flagged, at most 1 false alarm in 20, the idiom right for 34 of 40.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common import environment, verdict

from optgate import detect
from optgate.model import SourceFile

LABELS = Path(__file__).with_name("detect_labels.tsv")
SILENT = "silent"


class Label(NamedTuple):
    """A labelled function; ``codes`` is empty where nothing should be said."""

    package: str
    version: str
    module: str
    qualname: str
    codes: frozenset[str]


def labels() -> Iterator[Label]:
    """The labels of the file, in its order."""
    for line in LABELS.read_text().splitlines():
        if line and not line.startswith("#"):
            package, version, module, qualname, told, _ = line.split("\t")
            codes = frozenset() if told == SILENT else frozenset(told.split())
            yield Label(package, version, module, qualname, codes)


def fetch(package: str, version: str, folder: Path) -> Path | None:
    """The downloaded archive of a package, or None where pip cannot get it."""
    wanted = f"{package}-{version}".lower().replace("_", "-")
    for _ in range(2):
        for path in folder.iterdir():
            if path.name.lower().replace("_", "-").startswith(wanted):
                return path
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*command, f"{package}=={version}"], env=environment(), check=False)
    return None


def text_of(archive: Path, module: str) -> str | None:
    """The source of a module in a wheel or source archive."""
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            names = [name for name in wheel.namelist() if name.endswith(module)]
            return wheel.read(min(names, key=len)).decode() if names else None
    with tarfile.open(archive) as tar:
        names = [name for name in tar.getnames() if name.endswith(module)]
        member = tar.extractfile(min(names, key=len)) if names else None
        return member.read().decode() if member else None


def found(label: Label, folder: Path) -> set[str] | None:
    """The codes of the findings in a labelled function; None where its source cannot be had."""
    archive = fetch(label.package, label.version, folder)
    text = text_of(archive, label.module) if archive else None
    if text is None:
        return None
    findings = dict(detect.check_source(SourceFile("/", label.module, text.encode(), text)))
    return {finding.code for finding in findings.get(label.qualname, ())}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keep the downloads here")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="optgate-benchmark-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        judged = [(label, codes) for label in labels() if (codes := found(label, folder)) is not None]
    worth = [(label, codes) for label, codes in judged if label.codes]
    quiet = [(label, codes) for label, codes in judged if not label.codes]
    flagged = [label for label, codes in worth if codes]
    right = [label for label, codes in worth if codes & label.codes]
    alarms = [label for label, codes in quiet if codes]
    if options.misses:
        for label, codes in judged:
            if bool(codes) != bool(label.codes) or (label.codes and not codes & label.codes):
                wanted = " or ".join(sorted(label.codes)) or SILENT
                print(f"{label.module} {label.qualname}: {' '.join(sorted(codes)) or SILENT}, not {wanted}")
    if not worth or not quiet:
        print("none of the packages could be downloaded")
        return 1
    print(f"{len(judged)} of {sum(1 for _ in labels())} labelled functions could be read")
    status = verdict(
        f"{len(flagged)} of {len(worth)} flagged", "38 of 40", met=len(flagged) / len(worth) >= 38 / 40
    )
    status |= verdict(
        f"{len(alarms)} false alarms of {len(quiet)}", "1 of 20", met=len(alarms) / len(quiet) <= 1 / 20
    )
    return status | verdict(
        f"{len(right)} of {len(worth)} idioms right", "34 of 40", met=len(right) / len(worth) >= 34 / 40
    )


if __name__ == "__main__":
    sys.exit(main())
