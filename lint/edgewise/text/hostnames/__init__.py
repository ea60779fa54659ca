"""Hostnames in any text."""
