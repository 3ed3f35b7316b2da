"""Shapes of arrays as a docstring states them: ``shape (H, W, 3)``, ``array of shape (n, 2)``.

A number is the extent of its dimension. A name that stands in several shapes is one extent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from optgate.verify.evidence.stated import described
from optgate.verify.values.kinds import Dim, Link

_SHAPE = re.compile(r"\bshape\s*(?:of\s*|[:=]\s*)?[(\[]([^()\[\]\n]*)[)\]]", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_LARGEST = 64
WHY = "docstring"


def links(docstrings: Mapping[str, str], names: Iterable[str]) -> set[Link]:
    """The relations between the dimensions of the parameters that the docstring states."""
    found: set[Link] = set()
    first: dict[str, Dim] = {}
    for name in names:
        for axis, extent in enumerate(of_parameter(docstrings.get(name, ""), name.rpartition(".")[2])):
            here = Dim(name, axis)
            if extent.isdigit() and 0 < int(extent) <= _LARGEST:
                found.add(Link("pinned", here, Dim("", int(extent)), WHY))
            elif _NAME.fullmatch(extent):
                other = first.setdefault(extent, here)
                if other != here:
                    why = "square" if other.param == name else WHY
                    found.add(Link("same", other, here, why))
    return found


def of_parameter(text: str, name: str) -> tuple[str, ...]:
    """The extents in the shape that a docstring gives for one parameter, as they are written."""
    for said in described(text, name):
        match = _SHAPE.search(said)
        if match:
            return tuple(part.strip() for part in match[1].split(",") if part.strip())
    return ()
