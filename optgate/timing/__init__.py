"""Paired measurement of an original and its candidate: is it faster, surely, and from which size on."""

from optgate.timing.hot import ranked, where
from optgate.timing.measure import measure
from optgate.timing.race import Heat, race
from optgate.timing.rigorous import confirm, decision_size, unconfirmed
from optgate.timing.script import Arguments, script
from optgate.timing.seeds import PREPARED as SEEDS

__all__ = [
    "SEEDS",
    "Arguments",
    "Heat",
    "confirm",
    "decision_size",
    "measure",
    "race",
    "ranked",
    "script",
    "unconfirmed",
    "where",
]
