"""Strength: how many deliberate mistakes in the original the inputs tell from it.

A mutant is the original with one small mistake. Killing mutants saturates long before all wrong rewrites
are found, so the share of killed ones is a necessary gate and no measure of proof; a survivor says where
inputs are missing.
"""

from __future__ import annotations

from optgate.verify.strength.body import Facts
from optgate.verify.strength.measure import SECONDS, Measured, measure, shortfall
from optgate.verify.strength.mutants import Mutation, mutations

__all__ = ["SECONDS", "Facts", "Measured", "Mutation", "measure", "mutations", "shortfall"]
