"""Cases, gold, the normaliser, and what is known of the site: the lowest room of the house."""

from __future__ import annotations

from litedrift.corpus._case import Case
from litedrift.corpus._coverage import Coverage, cover
from litedrift.corpus._decode import charset_of, decode_page
from litedrift.corpus._epochs import Change, Epoch, load_epochs
from litedrift.corpus._features import Features, gold_texts, load_features
from litedrift.corpus._gold import FIELDS, LIST_FIELDS, Gold, Maybe, OneOf, gold_from_json
from litedrift.corpus._lint import Finding, lint
from litedrift.corpus._lint_files import lint_files
from litedrift.corpus._load import Corpus, load_corpus, read_case
from litedrift.corpus._locate import bundled_corpus
from litedrift.corpus._normalise import NORMALISER_VERSION, fold, instant, squash
from litedrift.corpus._schemas import first_fault, schema_directory
from litedrift.corpus._sets import load_set, set_names
from litedrift.corpus._site import Site

__all__ = [
    "FIELDS",
    "LIST_FIELDS",
    "NORMALISER_VERSION",
    "Case",
    "Change",
    "Corpus",
    "Coverage",
    "Epoch",
    "Features",
    "Finding",
    "Gold",
    "Maybe",
    "OneOf",
    "Site",
    "bundled_corpus",
    "charset_of",
    "cover",
    "decode_page",
    "first_fault",
    "fold",
    "gold_from_json",
    "gold_texts",
    "instant",
    "lint",
    "lint_files",
    "load_corpus",
    "load_epochs",
    "load_features",
    "load_set",
    "read_case",
    "schema_directory",
    "set_names",
    "squash",
]
