"""Hypothesis profiles, and our own plugin; nothing else."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("ci", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "nightly", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# The plugin is registered through its entry point wherever litedrift is installed; it stays inert until it is given a
# subject (`--litedrift-call`), so there is nothing to switch on here for this project's own tests.
