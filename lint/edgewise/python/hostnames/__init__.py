"""Hostnames in the strings of a module."""
