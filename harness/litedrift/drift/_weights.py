"""How often each operator's change really happens (weights.toml), for figures weighted by frequency."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Weights:
    """Operator → weight: among changes that break extractors, and between pages on which nothing broke.

    `unknown` names the operators whose frequency nobody has measured; they have the smallest weight in both.
    """

    breaking: MappingProxyType[str, float]
    background: MappingProxyType[str, float]
    unknown: frozenset[str]


@cache
def drift_weights() -> Weights:
    """Return the weights that come with the catalogue; a change's share is divided among its operators."""
    table = tomllib.loads(resources.files("litedrift.drift").joinpath("weights.toml").read_text("utf-8"))
    least = float(table["unknown_weight"])
    breaking = dict.fromkeys(table["unknown"], least)
    background = dict(breaking)
    for change in table["change"]:
        for name in change["operators"]:
            breaking[name] = change["breaking"] / len(change["operators"])
            background[name] = change.get("background", least) / len(change["operators"])
    return Weights(MappingProxyType(breaking), MappingProxyType(background), frozenset(table["unknown"]))
