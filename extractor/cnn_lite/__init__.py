"""Read CNN's text-only pages: bytes in, an article, an index or a refusal out."""

from __future__ import annotations

from cnn_lite._extract import extract
from cnn_lite._records import Article, Index, Refused

__all__ = ["Article", "Index", "Refused", "extract"]
