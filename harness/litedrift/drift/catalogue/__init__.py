"""The catalogue of layout drift: one module a category, one function an operator.

Importing this package enters every operator into the catalogue. Each function's docstring says what it does; its
declaration says which real change it models, how common that is, and what stays true of the expected record.
"""

from __future__ import annotations

import importlib

from litedrift.drift._operator import CATEGORIES

for _category in CATEGORIES:
    importlib.import_module(f"{__name__}.{_category}")
