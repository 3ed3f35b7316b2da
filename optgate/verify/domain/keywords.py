"""Keyword arguments that a function takes under any name."""

from __future__ import annotations

from optgate.verify.values.kinds import MAPPINGS, Kind, Option

NAMES = ("k0", "k2")
"""Names that generated mappings have among their keys, so that some are met twice."""


def keywords(option: Option) -> Option:
    """What ``**kwargs`` is used as, or the values are annotated as, as a record with some names.

    The option itself where its kind has keys of its own already, or is nothing that keywords make up.
    """
    kind = option.kind
    if option.why == "annotation":
        value = kind
    elif kind.tag in MAPPINGS and kind.items and kind.items[0].tag == "str":
        value = kind.items[1]
    else:
        return option
    return Option(Kind("record", (value,) * len(NAMES), names=NAMES, choices=NAMES), option.level, option.why)
