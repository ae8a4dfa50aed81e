"""Deliberately bad extractors: each is `cnn_lite` with one real failure of real scrapers put back in.

A suite proves its teeth on them: every one must be caught, by a clean page of the corpus or by an operator, and every
operator must catch at least one. Because all but one decision is right, what is caught is that decision.
"""

from __future__ import annotations

from cnn_lite_bad import _bodies, _dates, _encodings, _headlines, _indexes, _markup, _people, _places, _whole
from cnn_lite_bad._flaw import EXTRACTORS, BadExtractor

__all__ = ["EXTRACTORS", "BadExtractor"]

#: Importing them fills EXTRACTORS.
_FAMILIES = (_bodies, _dates, _encodings, _headlines, _indexes, _markup, _people, _places, _whole)
