"""The environment of a guest: an allow list, so that no secret and no setting of the hook gets through."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from optgate.discreet import secret

_KEPT = (
    "PATH",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_COLLATE",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_MONETARY",
    "LC_NUMERIC",
    "LC_TIME",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "BLIS_ARCH_TYPE",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "MKL_DEBUG_CPU_TYPE",
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
)
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


def scrubbed(environ: Mapping[str, str], private: str, hash_seed: int) -> dict[str, str]:
    """What a guest gets of ``environ``: what it takes to find libraries and to choose processor code.

    ``private`` stands in for the home and temporary folders; one thread for every numeric library. Folders
    of the home are left out of ``PATH``: nothing there is for a guest to start.
    """
    kept = {name: value for name, value in environ.items() if name in _KEPT}
    if "PATH" in kept:
        kept["PATH"] = _outside_home(kept["PATH"], environ)
    kept.update(dict.fromkeys(THREADS, "1"))
    kept.update(dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), private))
    kept["PYTHONHASHSEED"] = str(hash_seed)
    return kept


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """What the project's interpreter is asked its name with: all but git's variables and secrets."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("GIT_") and not secret(name, value)
    }


def _outside_home(path: str, environ: Mapping[str, str]) -> str:
    home = environ.get("HOME", "")
    if not Path(home).is_absolute():
        return path
    homes = (home, os.path.realpath(home))
    kept = [entry for entry in path.split(os.pathsep) if entry and not _inside(entry, homes)]
    return os.pathsep.join(kept) or os.defpath


def _inside(folder: str, homes: tuple[str, str]) -> bool:
    places = (Path(folder), Path(os.path.realpath(folder)))
    return any(place.is_relative_to(home) for home in homes for place in places)
