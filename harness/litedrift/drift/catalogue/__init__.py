"""The catalogue of layout drift: one folder a category, one declaration an operator.

Importing this package enters every operator into the catalogue. Each operator's description says what it does; its
declaration says which real change it models, how common that is, and what stays true of the expected record.
"""

from __future__ import annotations

import importlib
import pkgutil

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
