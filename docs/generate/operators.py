"""The page of operators, from the catalogue."""

from __future__ import annotations

import importlib
import itertools
import re

from markdown import code, first_sentences, table

from litedrift.drift import Effect, Layer, Operator, operators


def page() -> str:
    """Return the page."""
    found = {category: list(group) for category, group in itertools.groupby(operators(), lambda each: each.category)}
    total = sum(map(len, found.values()))
    head = (
        f"{total} named changes of markup in {len(found)} categories. Each carries a [contract](words.md#contracts), "
        "which says what stays true of the record. `litedrift drift show NAME` shows one at work."
    )
    parts = [
        "# Operators",
        head,
        table(
            ("category", "operators", "what happens"),
            ((f"[{name}](#{name})", str(len(group)), _about(name)) for name, group in found.items()),
        ),
        f"A chain applies its operators by layer: {', '.join(str(layer) for layer in Layer)}.",
        "How often: how common the change is, measured where a share or a number stands.",
    ]
    for name, group in found.items():
        parts += [
            f"## {name}",
            table(("operator", "layer", "contract", "levels", "models", "how often"), map(_row, group)),
        ]
    return "\n\n".join(parts)


def _about(category: str) -> str:
    return first_sentences(importlib.import_module(f"litedrift.drift.catalogue.{category}").__doc__)


def _row(spec: Operator) -> tuple[str, ...]:
    levels = "; ".join(f"{name}: {', '.join(values)}" for name, values in spec.parameters.items())
    contract = str(spec.contract) if spec.contract.effect is not Effect.PRESERVES else "preserves"
    return code(spec.name), str(spec.layer), contract, _plain(levels), _plain(spec.models), _plain(spec.evidence)


def _plain(text: str) -> str:
    """Return a text in which Markdown finds nothing to do."""
    return re.sub(r"([<>*_`])", r"\\\1", text)
