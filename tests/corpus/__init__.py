"""Invariants over generated programs and over real trees. ``EDGEWISE_THOROUGH=all`` looks at all of it, not at samples."""
