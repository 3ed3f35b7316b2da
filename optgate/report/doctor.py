"""What was found on a machine: its facts, and the noise that measurements meet there."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from optgate import __version__
from optgate.model import Noise, Reach, plain
from optgate.report.json import FORMAT

Fact = tuple[str, str, str]
"""What, its value, and why."""


def rows(noise: Noise | str) -> list[Fact]:
    """The noise as facts; a string says why it was not measured."""
    if isinstance(noise, str):
        return [("noise", "not measured", noise)]
    load = "" if noise.load is None else f", load {noise.load:.1f}"
    value = (
        f"{_percent(noise.difference)} ± {_percent(noise.margin)} between a function and itself; "
        f"{_percent(noise.between)} from process to process"
    )
    why = f"measured for {noise.seconds:.1f} s in {noise.processes} sets of processes{load}"
    return [
        ("noise", value, why),
        (
            "can decide",
            "; ".join(map(_reach, noise.reach)),
            "differences beyond `min-speedup`, nine times in ten, while the machine is as busy as now",
        ),
    ]


def document(facts: Sequence[Fact], noise: Noise | str | None) -> str:
    """The same for programs; what was not measured is null, ``noise_missing`` says why."""
    told: dict[str, Any] | None = None
    if isinstance(noise, Noise):
        told = plain(noise)
        for reach in told["reach"]:
            reach["least"] = reach["least"] if math.isfinite(reach["least"] or math.inf) else None
    document = {
        "version": FORMAT,
        "optgate": __version__,
        "facts": [{"what": what, "value": value, "why": why} for what, value, why in facts],
        "noise": told,
        "noise_missing": noise
        if isinstance(noise, str)
        else "it was not asked for"
        if noise is None
        else None,
    }
    return json.dumps(document, indent=2) + "\n"


def _reach(reach: Reach) -> str:
    if not math.isfinite(reach.least):
        return f"nothing in {reach.seconds:g} s"
    return f"{_percent(reach.least)} in {reach.seconds:g} s"


def _percent(value: float) -> str:
    return f"{value * 100:.1f} %"
