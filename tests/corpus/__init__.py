"""Invariants over generated programs and over real trees. ``EDGEWISE_THOROUGH=1`` looks at everything, not at samples."""
