"""Suppressions: what keeps a finding from counting."""
