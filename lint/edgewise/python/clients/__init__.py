"""Clients: which ones a module makes, and which region and edge they get."""
