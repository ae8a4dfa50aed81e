"""The version, read from the installed distribution so that it is written down once."""

from __future__ import annotations

from importlib import metadata

__version__ = metadata.version("litedrift")
