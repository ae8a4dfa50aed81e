"""Markup changes with contracts: operators, chains, ids, and the proof of what they promise."""

from __future__ import annotations

from litedrift.drift._chain import Mutant, Mutator, Status, clash, ordered
from litedrift.drift._contract import Contract, Effect
from litedrift.drift._covering import CHAIN_LENGTH, GOAL, covering_chains, nightly_plan
from litedrift.drift._dice import Dice
from litedrift.drift._operator import CATEGORIES, Layer, Operator, find_operator, operators
from litedrift.drift._plan import Coverage, Plan, Plans, default_plan
from litedrift.drift._proof import spellings
from litedrift.drift._steps import Step, mutant_id, only_edits, parse_id, step
from litedrift.drift._survival_plan import LONGEST, Growth, growing_chains
from litedrift.drift._weights import Weights, drift_weights

__all__ = [
    "CATEGORIES",
    "CHAIN_LENGTH",
    "GOAL",
    "LONGEST",
    "Contract",
    "Coverage",
    "Dice",
    "Effect",
    "Growth",
    "Layer",
    "Mutant",
    "Mutator",
    "Operator",
    "Plan",
    "Plans",
    "Status",
    "Step",
    "Weights",
    "clash",
    "covering_chains",
    "default_plan",
    "drift_weights",
    "find_operator",
    "growing_chains",
    "mutant_id",
    "nightly_plan",
    "only_edits",
    "operators",
    "ordered",
    "parse_id",
    "spellings",
    "step",
]
