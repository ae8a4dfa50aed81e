"""``python -m litedrift`` is the command ``litedrift``."""

from __future__ import annotations

from litedrift.cli import main

if __name__ == "__main__":
    main()
