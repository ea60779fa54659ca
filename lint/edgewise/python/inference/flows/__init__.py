"""Flows: what comes of a value behind a call that nobody knows."""
