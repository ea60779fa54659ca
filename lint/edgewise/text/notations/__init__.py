"""Notations: how each kind of file writes settings."""
