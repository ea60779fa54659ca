"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure, and a run says what the one before said. `--hypothesis-profile=default` tries others.
settings.register_profile("edgewise", deadline=None, derandomize=True, database=None)
settings.load_profile("edgewise")
